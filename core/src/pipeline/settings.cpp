#include "burnish/core/settings.hpp"

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <vector>

#include "burnish/core/catalogue.hpp"

namespace burnish {

std::filesystem::path settings_path() {
  const char* config = std::getenv("XDG_CONFIG_HOME");
  if (config != nullptr && *config == '/') return std::filesystem::path(config) / "burnish" / "config.json";
  const char* home = std::getenv("HOME");
  if (home == nullptr || *home != '/') return {};
  return std::filesystem::path(home) / ".config" / "burnish" / "config.json";
}

Result<std::map<std::string, std::string>> read_settings(const std::filesystem::path& path) {
  static const std::vector<std::string> known{"log_level", "max_pixels", "memory",  "plugin_path",
                                              "progress",  "strip",      "threads", "timeout"};
  std::map<std::string, std::string> settings;
  std::ifstream file(path, std::ios::binary);
  if (path.empty() || !file) return settings;
  const auto document = nlohmann::json::parse(file, nullptr, false);
  if (!document.is_object())
    return Error{Code::Usage,
                 "cannot use the configuration file " + path.string(),
                 {},
                 "it is not a JSON object",
                 "mend or remove it"};
  for (const auto& [name, value] : document.items()) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      const std::string near = nearest_name(name, known);
      return Error{Code::Usage,
                   "unknown setting '" + name + "'",
                   path.string(),
                   {},
                   near.empty() ? "remove it" : "did you mean '" + near + "'?"};
    }
    if (value.is_structured() || value.is_null())
      return Error{Code::Usage, "wrong setting '" + name + "'", path.string(), "a text or number is wanted", {}};
    std::string upper = name;
    for (char& c : upper) c = c == '_' ? '_' : static_cast<char>(c - 32);
    settings[upper] = value.is_string() ? value.get<std::string>() : value.dump();
  }
  return settings;
}

}  // namespace burnish
