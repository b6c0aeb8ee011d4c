#include "contract/discover.hpp"

#include <algorithm>
#include <cstdlib>
#include <sstream>

namespace burnish::contract {

std::vector<std::filesystem::path> plugin_files() {
  std::string folders = std::string(BURNISH_BUILD_DIR) + "/lib/burnish/1:" + BURNISH_BUILD_DIR + "/tests/plugins";
  if (const char* wanted = std::getenv("BURNISH_TEST_PLUGIN_FOLDER"); wanted != nullptr) folders = wanted;
  std::vector<std::filesystem::path> files;
  std::istringstream list(folders);
  for (std::string folder; std::getline(list, folder, ':');) {
    if (!std::filesystem::is_directory(folder)) continue;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
      if (entry.path().extension() == ".burnish") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.filename() < b.filename(); });
  return files;
}

}  // namespace burnish::contract
