// Where plugins, the worker and the cache are.
#pragma once
#include <filesystem>
#include <string_view>
#include <vector>

namespace burnish {

/// In the order of the search (abi_changes.md 25): BURNISH_PLUGIN_PATH, the folder relative to libburnish, the user's,
/// the distribution's. Absolute, each once, whether they exist or not.
[[nodiscard]] std::vector<std::filesystem::path> plugin_folders();
/// The *.burnish files of a folder by name; empty when it cannot be read.
[[nodiscard]] std::vector<std::filesystem::path> plugin_files(const std::filesystem::path& folder);
/// BURNISH_WORKER, or burnish-worker of the same installation or build folder.
[[nodiscard]] std::filesystem::path worker_program();
/// lib/burnish/NAME (load/module_file.hpp) of the same installation or build folder.
[[nodiscard]] std::filesystem::path module_path(std::string_view name);
/// share/burnish/NAME of the same installation or build folder.
[[nodiscard]] std::filesystem::path shared_folder(std::string_view name);
/// $XDG_CONFIG_HOME/burnish; empty when there is no home folder.
[[nodiscard]] std::filesystem::path configuration_folder();
/// $XDG_CACHE_HOME/burnish/registry-1; empty when there is no home folder or BURNISH_NO_CACHE is set.
[[nodiscard]] std::filesystem::path registry_file();

}  // namespace burnish
