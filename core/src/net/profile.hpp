// Providers as data: where pictures are generated, and how one talks to them. A profile is a JSON file; what the core
// needs of it is here, the rest is for the generator plugin, which is handed the text ("burnish.profile/1").
#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "burnish/core/result.hpp"

namespace burnish::net {

struct Secret {
  std::string name;         // as in "${secret:NAME}"
  std::string environment;  // "BFL_API_KEY"
};

/// What a profile states of one model.
struct ModelTerms {
  int active = 0;     // jobs at once; 0: as the provider's
  std::string price;  // for people: "4", "3 and 1.5 per further megapixel, 1.5 per megapixel sent"; empty: not known
};

struct Profile {
  std::string name, label;
  std::string facts;               // the date of what is stated, "2026-11-22"
  std::string text;                // the whole profile as JSON, `extends` applied
  std::string base;                // "https://api.bfl.ai": scheme, host, port, path prefix; no slash at the end
  std::string base_environment;    // "BFL_BASE_URL"; may be empty
  std::vector<std::string> hosts;  // where requests with the key may go: "api.bfl.ai", "*.bfl.ai"
  std::vector<std::string> delivery_hosts;               // where results may be fetched from, without the key
  std::optional<Secret> secret;                          // absent: the provider asks for none
  int active = 1;                                        // jobs at once
  double per_minute = 0;                                 // submissions; 0: no limit
  double rank = 0;                                       // among those that serve a model, the highest is the default
  std::vector<std::string> models;                       // generator ids without "burnish."; "*" stands for all
  std::map<std::string, ModelTerms, std::less<>> terms;  // by model
  std::string currency;                                  // of prices
  bool experimental = false;
  std::filesystem::path path;

  [[nodiscard]] bool serves(std::string_view model) const;
};

/// The profiles that are installed and the user's own: NAME.json. A file of the user with the name of an installed one
/// wins, and may extend that one ("extends": its own name).
class Profiles {
 public:
  /// Folders in order of precedence; empty: $BURNISH_PROVIDER_PATH (':' between folders),
  /// $XDG_CONFIG_HOME/burnish/providers, then share/burnish/providers beside libburnish. A damaged file is an error
  /// that names it only when it is asked for.
  static Profiles open(std::vector<std::filesystem::path> folders = {});

  /// Unknown: Code::Unknown with the nearest name and the known ones. Damaged: Code::Usage with file and JSON path.
  [[nodiscard]] Result<Profile> find(std::string_view name) const;
  /// The first, in order of `rank` (higher first) then name, that serves the model without "*"; then with it.
  [[nodiscard]] Result<Profile> for_model(std::string_view model) const;
  [[nodiscard]] std::vector<std::string> names() const;

 private:
  struct Entry {
    std::string name;
    std::filesystem::path path;
  };
  [[nodiscard]] Result<Profile> read(std::size_t index, int depth) const;
  [[nodiscard]] Result<std::size_t> index_of(std::string_view name, std::size_t from) const;

  std::vector<Entry> entries_;  // in order of precedence; names may repeat
};

/// The profile with its base replaced: by `url` when given, else by the profile's environment variable when set. Plain
/// http only to loopback; then the Client allows all of loopback, for results too. The new base's host joins `hosts`.
[[nodiscard]] Result<Profile> with_base(Profile profile, std::string_view url);

}  // namespace burnish::net
