// Results: pictures out of answers and off delivery hosts, and what is known about them.
#pragma once
#include <burnish/generator.hpp>

#include <string>

#include "profile.hpp"
#include "ticket.hpp"

namespace flux {

/// Where metadata goes: a metadata object, or the host's.
class Describe {
 public:
  explicit Describe(burnish::metadata& to) : made_(&to) {}
  explicit Describe(const burnish::fetch_call& to) : fetched_(&to) {}
  /// Empty values are not written.
  void set(const std::string& key, const std::string& value) const {
    if (value.empty()) return;
    if (made_ != nullptr)
      made_->set_text(key, value);
    else
      fetched_->set_text(key, value);
  }

 private:
  burnish::metadata* made_ = nullptr;
  const burnish::fetch_call* fetched_ = nullptr;
};

/// Everything that ticket and answer say about the result: prompt, seed, cost ...
void describe(const Profile& profile, const Ticket& ticket, const json& answer, const Describe& to);

/// Whether a picture in an answer is somewhere else, rather than in the answer itself.
[[nodiscard]] bool is_address(const Profile& profile, const json& picture);
[[nodiscard]] const std::string& picture_text(const json& picture);
/// The bytes of a data URI or of base64; empty when it is neither.
[[nodiscard]] std::string embedded_picture(std::string_view text);

}  // namespace flux
