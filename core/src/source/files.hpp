// What an importer is shown: a folder, one file, or a zip archive. Nothing of it is ever written or unpacked to disk.
#pragma once
#include <burnish/stream.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "burnish/core/result.hpp"
#include "load/call.hpp"
#include "source/source.hpp"

namespace burnish {

/// A file below the root: its path with '/', the bytes as stored.
struct FileEntry {
  std::string path;
  uint64_t size = 0;
  int64_t mtime_ns = 0;
};
/// Something that is not read, its path made printable.
struct RefusedEntry {
  std::string path;
  Error error;
};

struct FilesLimits {
  uint64_t max_entry_bytes = uint64_t{1} << 30;   // of one file, unpacked
  uint64_t max_total_bytes = uint64_t{64} << 30;  // of an archive, unpacked
  uint32_t max_entries = 200000;
  /// Unpacked : packed of one entry of more than 1 MiB. Pictures hardly compress; smaller entries do no harm.
  uint32_t max_ratio = 200;
  bool recursive = true;  // folders below the folder; of an archive everything is shown
};

/// A rooted, read-only view of a folder, of one file (its only entry), or of a zip archive (told by its first bytes, or
/// by its name when something precedes it). Links out of a folder, devices, pipes, sockets, and entries of an archive
/// that lie or could do harm are refused, each with a reason; hidden files are left out. Thread-safe.
class Files {
 public:
  /// What the context refers to outlives the files; its deadline and cancellation hold for reading too.
  static Result<std::unique_ptr<Files>> open(const std::filesystem::path&, const FilesLimits&, const CallContext&);
  Files(const Files&) = delete;
  Files& operator=(const Files&) = delete;
  virtual ~Files();

  /// A folder's sorted by path; an archive's in its order, in which it is read fastest.
  [[nodiscard]] const std::vector<FileEntry>& entries() const { return entries_; }
  /// What will not be read, and why.
  [[nodiscard]] const std::vector<RefusedEntry>& refused() const { return refused_; }
  [[nodiscard]] virtual bool is_archive() const = 0;
  /// An entry's bytes; name() is "ARCHIVE/ENTRY" or the file's path.
  [[nodiscard]] virtual Result<std::unique_ptr<Source>> source(const std::string& path) const = 0;

  /// The same for a plugin. What it opens belongs to it until it closes it.
  [[nodiscard]] const burnish_files* get() const { return &raw_; }
  /// The Files behind get(); null when another made the table.
  [[nodiscard]] static const Files* of(const burnish_files*);
  /// Why get()->open failed, oldest first: a plugin is told no more than a status. Empty afterwards.
  [[nodiscard]] std::vector<RefusedEntry> take_failures() const;

 protected:
  explicit Files(const CallContext& context);
  void refuse(const std::string& path, Code code, std::string why, std::string hint = {});
  [[nodiscard]] const CallContext& context() const { return context_; }

  std::vector<FileEntry> entries_;
  std::vector<RefusedEntry> refused_;

 private:
  using Query = std::pair<std::string, std::string>;  // folder and glob
  static burnish_status list(const burnish_files*, const char* dir, const char* glob, uint32_t index, const char** path,
                             uint64_t* size, int64_t* mtime_ns) noexcept;
  static burnish_status open_for_plugin(const burnish_files*, const char* path, const burnish_source**) noexcept;
  static void close_for_plugin(const burnish_files*, const burnish_source*) noexcept;
  const FileEntry* entry_at(const char* dir, const char* glob, uint32_t index) const;
  const std::vector<uint32_t>& matches(Query query) const;

  CallContext context_;
  burnish_files raw_{};
  mutable std::mutex mutex_;  // guards what follows
  mutable std::map<Query, std::vector<uint32_t>> queries_;
  mutable std::map<const burnish_source*, std::unique_ptr<Source>> open_;
  mutable std::vector<RefusedEntry> failures_;
};

}  // namespace burnish
