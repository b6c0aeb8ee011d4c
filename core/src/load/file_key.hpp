// Which bytes a path stood for when it was looked at.
#pragma once
#include <cstdint>
#include <optional>

struct stat;

namespace burnish {

struct FileKey {
  uint64_t size = 0, inode = 0;
  int64_t mtime_ns = 0;
  friend bool operator==(const FileKey&, const FileKey&) = default;
};

[[nodiscard]] FileKey key_of(const struct stat&);

}  // namespace burnish
