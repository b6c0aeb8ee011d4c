// The user's configuration file.
#pragma once
#include <filesystem>
#include <map>
#include <string>

#include "burnish/core/api.hpp"
#include "burnish/core/result.hpp"

namespace burnish {

/// $XDG_CONFIG_HOME/burnish/config.json, or below ~/.config; empty when neither is known.
[[nodiscard]] BURNISH_API std::filesystem::path settings_path();

/// One flat JSON object: {"threads": 4, "max_pixels": 100000000, "log_level": "info"}. The names come back as in the
/// environment (THREADS, MAX_PIXELS); values in text form. A file that is absent gives nothing; a damaged one, an
/// unknown name or a nested value is Code::Usage.
[[nodiscard]] BURNISH_API Result<std::map<std::string, std::string>> read_settings(const std::filesystem::path& path);

}  // namespace burnish
