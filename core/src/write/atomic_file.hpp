// A file that appears under its name whole or not at all.
#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "burnish/core/result.hpp"
#include "load/descriptor.hpp"
#include "load/sha256.hpp"
#include "write/byte_sink.hpp"

namespace burnish {

struct AtomicFileOptions {
  bool no_clobber = false;  // a file of that name is an error, Code::Exists, also when it appears meanwhile
  bool hash = false;        // sha256() will be asked for
};

/// Bytes go to ".NAME.XXXXXX.burnish-tmp" beside the target; commit() makes that durable and renames it. Destroyed
/// without commit(), it leaves nothing behind. Missing folders are made.
class AtomicFile final : public ByteSink {
 public:
  static Result<std::unique_ptr<AtomicFile>> create(const std::filesystem::path& target,
                                                    const AtomicFileOptions& options = {});
  ~AtomicFile() override;

  /// Of everything written; call when no more will be.
  [[nodiscard]] Result<std::string> sha256();
  /// `target` replaces the one given to create(), for names that depend on the content; it lies on the same file
  /// system. A replaced file's mode stays.
  Status commit(const std::filesystem::path& target = {});
  [[nodiscard]] const std::filesystem::path& target() const { return target_; }

  static constexpr const char* suffix = ".burnish-tmp";

 private:
  AtomicFile(std::filesystem::path target, const AtomicFileOptions& options);
  Status open();
  Status take_mode_of_target();
  Status flush();
  void start_write_back();
  Status rename();
  Status append(const char* p, std::size_t n) override;
  Status overwrite(uint64_t at, const char* p, std::size_t n) override;

  std::filesystem::path target_, temporary_;  // temporary_ empty: nothing to remove
  AtomicFileOptions options_;
  Descriptor file_;
  std::string buffer_;          // not yet written, from flushed_ on
  uint64_t flushed_ = 0;        // end of what append() has written
  uint64_t under_way_ = 0;      // to the disk, up to here
  std::optional<Sha256> hash_;  // of what was appended; given up when that is overwritten
};

/// What --no-clobber says of a file that is there.
[[nodiscard]] Error exists_error(const std::filesystem::path& target);

/// Makes the names in folders durable: one call for many files, after their commit().
void sync_folders(const std::set<std::filesystem::path>& folders);

}  // namespace burnish
