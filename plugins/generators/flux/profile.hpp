// A provider as its profile describes it, for one model. README.md says what a profile holds.
#pragma once
#include <burnish/abi.h>

#include <string>
#include <string_view>
#include <vector>

#include "json.hpp"

namespace flux {

class Profile {
 public:
  /// The provider that the host chose for this call. Throws when there is none or its profile is damaged.
  explicit Profile(const burnish_call* call);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const std::string& base() const { return base_; }
  /// The profile with the model's own entries merged in; throws when the provider does not have the model.
  [[nodiscard]] Profile with_model(std::string_view model) const;
  [[nodiscard]] bool serves(std::string_view model) const;
  /// The model's entry under "models"; null when there is none.
  [[nodiscard]] json entry(std::string_view model) const;
  /// The models that carry out an operation, first choice first; throws when the provider has none and says who has.
  [[nodiscard]] std::vector<std::string> carried_out_by(std::string_view operation) const;

  /// What the provider calls the model of with_model().
  [[nodiscard]] const std::string& model_name() const { return model_name_; }
  [[nodiscard]] const std::string& model() const { return model_; }
  [[nodiscard]] json at(std::string_view pointer) const { return value_at(document_, pointer); }
  [[nodiscard]] std::string text(std::string_view pointer) const { return scalar_text(at(pointer)); }
  /// The same, but throws when it is missing.
  [[nodiscard]] std::string needed_text(std::string_view pointer) const;
  [[nodiscard]] bool synchronous() const { return text("/mode") == "sync"; }
  [[nodiscard]] const char* currency() const;
  /// "$BFL_API_KEY", for sentences.
  [[nodiscard]] std::string key_place() const;

  /// An address that the provider or its profile stated: as it is when absolute, else below the base.
  [[nodiscard]] std::string resolved(std::string_view url) const;

 private:
  std::string name_, base_, model_, model_name_;
  json document_;
};

/// What is wrong with a profile, each with its place: unknown members and members of another type.
[[nodiscard]] std::vector<std::string> profile_problems(const json& profile);

}  // namespace flux
