// A folder of a test's own, and the plugins of tests/bad_plugins in it.
#pragma once
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "burnish/core/catalogue.hpp"
#include "kit/temporary_folder.hpp"

namespace burnish::testing_load {

namespace fs = std::filesystem;

class Scratch {
 public:
  [[nodiscard]] const fs::path& path() const { return folder_.path(); }
  [[nodiscard]] fs::path operator/(const std::string& name) const { return path() / name; }
  fs::path write(const std::string& name, const std::string& bytes) const {
    fs::create_directories((path() / name).parent_path());
    std::ofstream(path() / name, std::ios::binary) << bytes;
    return path() / name;
  }

 private:
  kit::TemporaryFolder folder_{"burnish-load"};
};

inline std::string read_file(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline fs::path built_plugin(const std::string& name) {
  return fs::path(BURNISH_BUILD_DIR) / "tests/bad_plugins/load" / (name + ".burnish");
}
inline fs::path built_worker() { return fs::path(BURNISH_BUILD_DIR) / "libexec/burnish/burnish-worker"; }

/// Copies tests/bad_plugins/load_NAME to FOLDER/AS.burnish.
inline fs::path install(const Scratch& scratch, const std::string& name, const std::string& folder = "plugins",
                        const std::string& as = {}) {
  fs::create_directories(scratch / folder);
  fs::path to = scratch / folder / ((as.empty() ? name : as) + ".burnish");
  fs::copy_file(built_plugin(name), to, fs::copy_options::overwrite_existing);
  return to;
}

inline CatalogueOptions options_for(const Scratch& scratch, std::vector<std::string> folders = {"plugins"}) {
  CatalogueOptions options;
  for (const std::string& folder : folders) options.folders.push_back(scratch / folder);
  options.cache = scratch / "cache/registry";
  options.worker = built_worker();
  return options;
}

}  // namespace burnish::testing_load
