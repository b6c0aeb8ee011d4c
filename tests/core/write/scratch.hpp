// A folder of a test's own.
#pragma once
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "kit/temporary_folder.hpp"

namespace burnish::testing_write {

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
  /// Names of everything in the folder, hidden files too.
  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (const auto& entry : fs::directory_iterator(path())) all.push_back(entry.path().filename().string());
    return all;
  }

 private:
  kit::TemporaryFolder folder_{"burnish-write"};
};

inline std::string read_file(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace burnish::testing_write
