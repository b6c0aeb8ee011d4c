// What burnish-archive.so gives: zip archives, read front to back by libarchive. Types of C++ cross this border; both
// sides are of one version. Nothing here is judged: limits and names are the caller's.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "burnish/core/result.hpp"

namespace burnish {

enum class EntryKind { File, Folder, Link, Other };

struct ArchiveEntry {
  std::string path;  // the bytes as stored; a name marked as UTF-8 that is not, is kept too
  EntryKind kind = EntryKind::File;
  bool size_known = false;
  uint64_t size = 0;  // unpacked, as stated
  int64_t mtime_ns = 0;
  uint64_t data_at = 0;  // where its packed bytes begin in the archive
  bool encrypted = false;
  bool nul_in_name = false;  // the name goes on after a NUL
  std::string method;        // how it is packed, when that cannot be read; else empty
};

/// Where a reader learns what there is.
enum class ArchiveOrder {
  Directory,  // from the directory at the archive's end, which has sizes and kinds
  Stream,     // from the header before each entry, which is all that a truncated archive has
};

/// Goes through an archive once. One thread at a time. After an error only its destructor may be called.
class ArchiveReader {
 public:
  ArchiveReader() = default;
  ArchiveReader(const ArchiveReader&) = delete;
  ArchiveReader& operator=(const ArchiveReader&) = delete;
  virtual ~ArchiveReader() = default;

  /// False at the end. What was not read of the entry before is passed over. Errors: `why` only.
  [[nodiscard]] virtual Result<bool> next(ArchiveEntry& entry) = 0;
  /// Passes over what is left of the entry; an error when the archive ends before it does.
  [[nodiscard]] virtual Status skip() = 0;
  /// The next unpacked bytes of the entry, valid until the next call; empty at its end.
  [[nodiscard]] virtual Result<std::string_view> block() = 0;
};

class ArchiveModule {
 public:
  ArchiveModule() = default;
  ArchiveModule(const ArchiveModule&) = delete;
  ArchiveModule& operator=(const ArchiveModule&) = delete;
  virtual ~ArchiveModule() = default;
  /// The descriptor outlives the reader; its position is not used.
  [[nodiscard]] virtual Result<std::unique_ptr<ArchiveReader>> open(int descriptor, uint64_t size,
                                                                    ArchiveOrder order) = 0;
};

}  // namespace burnish

/// The module, which lives as long as the process; null to a caller of another version. Never throws.
extern "C" burnish::ArchiveModule* burnish_archive_v1(const char* version);
