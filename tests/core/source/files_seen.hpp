// What a test wants to know of Files.
#pragma once
#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "source/files.hpp"

namespace burnish::testing_source {

inline std::vector<std::string> paths_of(const Files& files) {
  std::vector<std::string> paths;
  for (const FileEntry& entry : files.entries()) paths.push_back(entry.path);
  return paths;
}

/// "PATH: WHY" of everything that is refused.
inline std::vector<std::string> refusals_of(const Files& files) {
  std::vector<std::string> lines;
  for (const RefusedEntry& refused : files.refused()) lines.push_back(refused.path + ": " + refused.error.why);
  return lines;
}

inline std::string all_of(const Source& source) {
  std::string bytes(source.size(), '\0');
  std::size_t got = 0;
  EXPECT_EQ(source.get()->read(source.get(), 0, bytes.data(), bytes.size(), &got), BURNISH_OK);
  bytes.resize(got);
  return bytes;
}

/// An entry's bytes, or why it cannot be read.
inline std::string content(const Files& files, const std::string& path) {
  const auto source = files.source(path);
  return source.ok() ? all_of(*source.value()) : "error: " + source.error().message();
}

}  // namespace burnish::testing_source
