// Files that arrive in folders (inotify).
#pragma once
#include <burnish/core/run.hpp>

#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <vector>

namespace burnish::cli {

/// Tells files once they are complete: closed by their writer or moved to their name, not empty, and unchanged for a
/// moment. Unfinished downloads (.part, .crdownload, .download, .tmp, hidden files) are not told until they get their
/// final name. Folders below are not watched.
class FolderWatch {
 public:
  /// Fails when a path is no folder or cannot be watched.
  static Result<std::unique_ptr<FolderWatch>> open(std::span<const std::filesystem::path> folders);
  ~FolderWatch();
  FolderWatch(const FolderWatch&) = delete;
  FolderWatch& operator=(const FolderWatch&) = delete;

  /// Waits for complete files; empty when `cancel` was set. Fails when a folder is gone.
  Result<std::vector<std::filesystem::path>> wait(const Cancellation& cancel);

 private:
  struct Seen {
    uint64_t size = 0;
    int64_t mtime_ns = 0;
    int quiet = 0;  // looks since it last changed
  };
  FolderWatch() = default;
  Status read_events();
  /// Those that did not change since the last looks.
  std::vector<std::filesystem::path> settled();

  int inotify_ = -1;
  std::map<int, std::filesystem::path> folders_;  // by watch
  std::map<std::filesystem::path, Seen> pending_;
};

}  // namespace burnish::cli
