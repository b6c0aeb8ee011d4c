// What the tests of the importer share: files made by tests/data/midjourney/make_downloads.py and what it expects.
#pragma once
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "kit/files.hpp"
#include "kit/plugin_file.hpp"
#include "kit/temporary_folder.hpp"

namespace midjourney_test {

namespace fs = std::filesystem;
using burnish::kit::Imported;
using nlohmann::json;
using FileMap = std::map<std::string, std::string>;

inline const burnish_importer& importer() {
  static const burnish::kit::PluginFile file(BURNISH_PLUGIN_FILE);
  return file.importer();
}

inline std::string bytes_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// The synthetic downloads, made once. Empty when there is no Python.
struct Downloads {
  FileMap files;
  json expected;

  Downloads() {
    const burnish::kit::TemporaryFolder folder("midjourney-downloads");
    const std::string script = std::string(BURNISH_SOURCE_DIR) + "/tests/data/midjourney/make_downloads.py";
    const std::string command = "python3 -B '" + script + "' '" + folder.path().string() + "'";
    if (std::system(command.c_str()) != 0) return;
    for (const auto& entry : fs::recursive_directory_iterator(folder.path()))
      if (entry.is_regular_file())
        files[entry.path().lexically_relative(folder.path()).string()] = bytes_of(entry.path());
    expected = json::parse(files.at("expected.json"));
  }
};
inline const Downloads& downloads() {
  static const Downloads made;
  return made;
}

inline Imported scan(const FileMap& files, const burnish::kit::TextValues& values = {}) {
  const burnish::kit::Files view(files);
  Imported result = burnish::kit::run_import(importer(), values, view);
  EXPECT_THAT(view.breaches(), testing::IsEmpty());
  return result;
}

/// The one item of one file.
inline std::map<std::string, std::string> meta_of(const std::string& path, const std::string& bytes) {
  const Imported result = scan({{path, bytes}});
  EXPECT_EQ(result.status, BURNISH_OK) << result.failure.message;
  EXPECT_EQ(result.items.size(), 1U);
  return result.items.empty() ? std::map<std::string, std::string>() : result.items[0].meta;
}

inline std::map<std::string, std::string> facts_of(const std::map<std::string, std::string>& meta) {
  std::map<std::string, std::string> facts;
  for (const auto& [key, value] : meta)
    if (key.rfind("text:", 0) == 0) facts[key.substr(5)] = value;
  return facts;
}

inline std::vector<std::string> notes_of(const std::map<std::string, std::string>& meta) {
  std::vector<std::string> notes;
  for (const auto& [key, value] : meta)
    if (key.rfind("note:", 0) == 0) notes.push_back(value);
  return notes;
}

}  // namespace midjourney_test
