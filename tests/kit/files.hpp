// kit/files.hpp - files that an importer sees, and what it reports.
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "burnish/importer.h"
#include "kit/call.hpp"
#include "kit/source.hpp"
#include "kit/values.hpp"

namespace burnish::kit {

/// A burnish_files over a map from path to contents. Globs know '*' and '?'. breaches() names opens outside the root
/// and sources left open.
class Files {
 public:
  explicit Files(std::map<std::string, std::string> files);
  Files(const Files&) = delete;
  Files& operator=(const Files&) = delete;
  [[nodiscard]] const burnish_files* get() const { return &table_; }
  [[nodiscard]] std::vector<std::string> breaches() const;

 private:
  burnish_status list(const std::string& dir, const std::string& glob, uint32_t index, const char** path,
                      uint64_t* size) const;
  burnish_status open(const std::string& path, const burnish_source** source);
  void close(const burnish_source* source);
  std::map<std::string, std::string> files_;
  std::vector<std::unique_ptr<Source>> open_;
  std::vector<std::string> breaches_;
  burnish_files table_{};
};

struct Imported {
  struct Item {
    std::string path, group_id;
    std::optional<burnish_rect> part;
    std::map<std::string, std::string> meta;
  };
  std::vector<Item> items;
  std::map<std::string, std::string> groups;
  burnish_status status = BURNISH_OK;
  Failure failure;
};

/// Runs scan; with `stop_after` the host says BURNISH_CANCELLED to that item and every later one.
[[nodiscard]] Imported run_import(const burnish_importer& importer, const TextValues& values, const Files& files,
                                  std::size_t stop_after = SIZE_MAX);

}  // namespace burnish::kit
