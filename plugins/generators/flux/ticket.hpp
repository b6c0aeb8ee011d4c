// A job in bytes that mean the same in another process, another day. Never a key, never a picture that was sent.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "profile.hpp"

namespace flux {

struct Ticket {
  std::string provider, model, operation;
  std::string id;
  std::string poll;                   // as the provider stated it, byte for byte; empty: by the profile's path
  std::string result, cancel;         // where the result is and where one cancels, when the provider states it
  std::vector<std::string> pictures;  // addresses of results that are known already
  std::string cost, input_mp, output_mp, currency;
  std::string seed, placed;
  int64_t sent = 0;  // seconds since 1970

  [[nodiscard]] std::string bytes() const;
};

/// Throws when the bytes are no ticket of this plugin.
[[nodiscard]] Ticket read_ticket(std::string_view bytes);
/// Throws when the ticket belongs to another provider.
void check_provider(const Ticket& ticket, const Profile& profile);
[[nodiscard]] int64_t seconds_since_1970();

}  // namespace flux
