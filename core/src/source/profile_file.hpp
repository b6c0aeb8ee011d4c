// ICC profiles that a pipeline names as files.
#pragma once
#include <string>

#include "burnish/core/result.hpp"

namespace burnish {

/// The bytes of an ICC profile file, at most 16 MiB, with its signature checked.
[[nodiscard]] Result<std::string> read_profile(const std::string& path);

}  // namespace burnish
