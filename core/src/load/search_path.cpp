#include "load/search_path.hpp"

#include <dlfcn.h>
#include <link.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <string_view>
#include <system_error>

namespace burnish {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view plugin_folder = "burnish/1";  // below a lib folder; 1 is the contract's major

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view() : std::string_view(value);
}

/// The folder of libburnish.so, or of the program that has the core linked in (the worker, tests).
fs::path own_folder() {
  Dl_info found{};
  link_map* map = nullptr;
  if (dladdr1(reinterpret_cast<const void*>(&own_folder), &found, reinterpret_cast<void**>(&map), RTLD_DL_LINKMAP) == 0)
    return {};
  std::error_code ignored;
  // The loader has no name for the program itself.
  const bool program = map == nullptr || map->l_name == nullptr || *map->l_name == '\0';
  const fs::path file = program ? fs::read_symlink("/proc/self/exe", ignored) : fs::canonical(map->l_name, ignored);
  return file.parent_path();
}

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

/// lib/NAME beside libburnish; for programs in bin/ or libexec/burnish/, the one in the lib folder next to them.
fs::path in_lib_folder(std::string_view name) {
  const fs::path own = own_folder();
  if (own.empty()) return {};
  fs::path beside = own / name;
  for (const fs::path& candidate : {beside, own / "../lib" / name, own / "../../lib" / name})
    if (is_there(candidate)) return candidate.lexically_normal();
  return beside;
}

/// $VARIABLE, which the XDG rules ask to be absolute, else the folder in the home folder; empty without either.
fs::path home_folder(const char* variable, std::string_view below_home) {
  const std::string_view given = environment(variable);
  if (!given.empty() && given.front() == '/') return fs::path(given);
  const std::string_view home = environment("HOME");
  return home.empty() ? fs::path() : fs::path(home) / below_home;
}

}  // namespace

std::vector<fs::path> plugin_folders() {
  std::vector<fs::path> folders;
  const auto add = [&folders](const fs::path& folder) {
    std::error_code failed;
    fs::path absolute = fs::weakly_canonical(fs::absolute(folder, failed), failed);
    if (failed || absolute.empty()) return;
    if (std::find(folders.begin(), folders.end(), absolute) == folders.end()) folders.push_back(std::move(absolute));
  };
  std::string_view listed = environment("BURNISH_PLUGIN_PATH");
  while (!listed.empty()) {
    const std::size_t colon = std::min(listed.find(':'), listed.size());
    if (colon > 0) add(listed.substr(0, colon));
    listed.remove_prefix(std::min(colon + 1, listed.size()));
  }
  if (const fs::path installed = in_lib_folder(plugin_folder); !installed.empty()) add(installed);
  if (const std::string_view home = environment("HOME"); !home.empty())
    add(fs::path(home) / ".local/lib" / plugin_folder);
  add(fs::path("/usr/lib") / plugin_folder);
  return folders;
}

std::vector<fs::path> plugin_files(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code failed;
  for (fs::directory_iterator entry(folder, failed), end; !failed && entry != end; entry.increment(failed))
    if (entry->path().extension() == ".burnish") files.push_back(entry->path());
  std::sort(files.begin(), files.end());
  return files;
}

fs::path worker_program() {
  if (const std::string_view given = environment("BURNISH_WORKER"); !given.empty()) return fs::path(given);
  const fs::path own = own_folder();
  const fs::path usual = own / "../libexec/burnish/burnish-worker";
  // lib/MULTIARCH/ is one level deeper; the worker itself looks beside itself.
  for (const fs::path& candidate : {usual, own / "../../libexec/burnish/burnish-worker", own / "burnish-worker"})
    if (is_there(candidate)) return candidate.lexically_normal();
  return usual.lexically_normal();
}

fs::path module_path(std::string_view name) { return in_lib_folder("burnish/" + std::string(name)); }

fs::path shared_folder(std::string_view name) {
  const fs::path own = own_folder();
  const fs::path usual = own / "../share/burnish" / name;
  // lib/MULTIARCH/ and libexec/burnish/ are one level deeper.
  const fs::path deeper = own / "../../share/burnish" / name;
  return (is_there(deeper) && !is_there(usual) ? deeper : usual).lexically_normal();
}

fs::path configuration_folder() {
  const fs::path configuration = home_folder("XDG_CONFIG_HOME", ".config");
  return configuration.empty() ? configuration : configuration / "burnish";
}

fs::path registry_file() {
  if (!environment("BURNISH_NO_CACHE").empty()) return {};
  const fs::path cache = home_folder("XDG_CACHE_HOME", ".cache");
  return cache.empty() ? cache : cache / "burnish/registry-1";
}

}  // namespace burnish
