// Shared by the tests that read tests/data.
#pragma once
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

#include "pipeline/document.hpp"

namespace burnish::test {

/// A file of tests/data as a tree; the test fails when it cannot be read.
inline JsonValue test_data(const std::string& name) {
  const std::string path = std::string(BURNISH_SOURCE_DIR) + "/tests/data/" + name;
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  auto tree = parse_json(text.str(), name);
  EXPECT_TRUE(tree.ok()) << (tree.ok() ? "" : tree.error().message());
  return tree.ok() ? std::move(tree).value() : JsonValue{};
}

/// "" where the member is absent.
inline std::string text_of(const JsonValue& object, std::string_view key) {
  const JsonValue* member = object.member(key);
  return member == nullptr ? std::string{} : member->text;
}

}  // namespace burnish::test
