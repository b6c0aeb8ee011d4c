// The child's side of a scan: `burnish-worker scan FILE`.
#pragma once
#include <filesystem>

namespace burnish {

/// Describes the plugin on the descriptor that load/scan.hpp names or, when that is not open, in words on standard
/// output; the exit status.
int scan_mode(const std::filesystem::path& file);

}  // namespace burnish
