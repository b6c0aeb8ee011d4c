#include "write/atomic_file.hpp"

#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>

namespace burnish {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t buffer_bytes = 256U << 10U, longest_name = 255;
constexpr uint64_t write_back_bytes = 8U << 20U;

fs::path folder_of(const fs::path& file) { return file.has_parent_path() ? file.parent_path() : fs::path("."); }

Status make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error && !fs::is_directory(folder)) {
    Error e = write_error(error.value(), folder.string());
    e.what = "cannot make the folder " + folder.string();
    return e;
  }
  return Done{};
}

std::string random_letters() {
  static constexpr char letters[] = "abcdefghijklmnopqrstuvwxyz012345";  // 32: no bias
  unsigned char bytes[6] = {};
  if (getrandom(bytes, sizeof bytes, 0) != sizeof bytes) {
    // Only before the system has gathered entropy; the name needs to be new, not secret.
    const auto now = static_cast<uint64_t>(clock());
    for (std::size_t i = 0; i < sizeof bytes; ++i) bytes[i] = static_cast<unsigned char>(now >> (5 * i));
  }
  std::string text;
  for (const unsigned char b : bytes) text += letters[b % 32];
  return text;
}

}  // namespace

Error exists_error(const fs::path& target) {
  return Error{.code = Code::Exists,
               .what = "cannot write " + target.string(),
               .where = {},
               .why = "the file exists",
               .hint = "remove it, or run without --no-clobber"};
}

AtomicFile::AtomicFile(fs::path target, const AtomicFileOptions& options)
    : ByteSink(Access::File), target_(std::move(target)), options_(options) {
  if (options.hash) hash_.emplace();
}

AtomicFile::~AtomicFile() {
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

Result<std::unique_ptr<AtomicFile>> AtomicFile::create(const fs::path& target, const AtomicFileOptions& options) {
  std::unique_ptr<AtomicFile> file(new AtomicFile(target, options));
  BURNISH_CHECK(file->open());
  return file;
}

Status AtomicFile::open() {
  struct stat there {};
  if (::lstat(target_.c_str(), &there) == 0) {
    if (options_.no_clobber) return exists_error(target_);
    if (!S_ISREG(there.st_mode) && !S_ISLNK(there.st_mode)) {
      Error error = write_error(S_ISDIR(there.st_mode) ? EISDIR : EINVAL, target_.string());
      if (!S_ISDIR(there.st_mode)) error.why = "it is no regular file";
      return error;
    }
  }
  const fs::path folder = folder_of(target_);
  BURNISH_CHECK(make_folder(folder));
  const std::string name = target_.filename().string();
  constexpr std::size_t extras = 2 + 6 + 12;  // two dots, the letters, the suffix
  for (int attempt = 0; attempt < 100; ++attempt) {
    const fs::path temporary = folder / ("." + name.substr(0, longest_name - extras) + "." + random_letters() + suffix);
    file_ = Descriptor(::open(temporary.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666));
    if (file_) {
      temporary_ = temporary;
      return Done{};
    }
    if (errno != EEXIST && errno != EINTR) break;
  }
  return write_error(errno, target_.string());
}

Status AtomicFile::flush() {
  if (buffer_.empty()) return Done{};
  BURNISH_CHECK(write_whole(file_.get(), flushed_, buffer_.data(), buffer_.size(), target_.string()));
  flushed_ += buffer_.size();
  buffer_.clear();
  start_write_back();
  return Done{};
}

/// Has the disk work while pixels are still computed, so that commit() waits only for the end of a large file.
void AtomicFile::start_write_back() {
  if (flushed_ < under_way_ + write_back_bytes) return;
  // Only a hint: fsync() in commit() is what counts, and reports what went wrong.
  static_cast<void>(::sync_file_range(file_.get(), static_cast<off_t>(under_way_),
                                      static_cast<off_t>(flushed_ - under_way_), SYNC_FILE_RANGE_WRITE));
  under_way_ = flushed_;
}

Status AtomicFile::append(const char* p, std::size_t n) {
  if (hash_) hash_->add(p, n);
  if (buffer_.size() + n > buffer_bytes) BURNISH_CHECK(flush());
  if (n >= buffer_bytes) {
    BURNISH_CHECK(write_whole(file_.get(), flushed_, p, n, target_.string()));
    flushed_ += n;
    start_write_back();
    return Done{};
  }
  if (buffer_.capacity() < buffer_bytes) buffer_.reserve(buffer_bytes);
  buffer_.append(p, n);
  return Done{};
}

Status AtomicFile::overwrite(uint64_t at, const char* p, std::size_t n) {
  if (at == flushed_ + buffer_.size()) return append(p, n);
  BURNISH_CHECK(flush());
  hash_.reset();
  BURNISH_CHECK(write_whole(file_.get(), at, p, n, target_.string()));
  flushed_ = std::max(flushed_, at + n);  // the next append() goes to the end
  return Done{};
}

Result<std::string> AtomicFile::sha256() {
  if (failure()) return *failure();
  BURNISH_CHECK(flush());
  std::string digest;
  if (hash_) {
    digest = hash_->hex();
    hash_.reset();
  } else {
    digest = sha256_hex_of_file(file_.get());
  }
  if (digest.empty()) return write_error(EIO, target_.string());
  return digest;
}

Status AtomicFile::take_mode_of_target() {
  struct stat there {};
  if (::stat(target_.c_str(), &there) != 0 || !S_ISREG(there.st_mode)) return Done{};
  // Somebody else's file stays theirs when we may give it away; else it becomes ours.
  struct stat own {};
  if (::fstat(file_.get(), &own) == 0 && (own.st_uid != there.st_uid || own.st_gid != there.st_gid))
    if (::fchown(file_.get(), there.st_uid, there.st_gid) != 0) there.st_mode &= 0777U;
  if (::fchmod(file_.get(), there.st_mode & 07777U) != 0) return write_error(errno, target_.string());
  return Done{};
}

Status AtomicFile::rename() {
  if (!options_.no_clobber) {
    if (::rename(temporary_.c_str(), target_.c_str()) != 0) return write_error(errno, target_.string());
    temporary_.clear();
    return Done{};
  }
  if (::renameat2(AT_FDCWD, temporary_.c_str(), AT_FDCWD, target_.c_str(), RENAME_NOREPLACE) == 0) {
    temporary_.clear();
    return Done{};
  }
  if (errno == EEXIST) return exists_error(target_);
  if (errno != EINVAL && errno != ENOSYS) return write_error(errno, target_.string());
  // A file system without that flag: a hard link does not replace either; the destructor removes the first name.
  if (::link(temporary_.c_str(), target_.c_str()) != 0)
    return errno == EEXIST ? exists_error(target_) : write_error(errno, target_.string());
  return Done{};
}

Status AtomicFile::commit(const fs::path& target) {
  if (failure()) return *failure();
  if (!target.empty()) target_ = target;
  BURNISH_CHECK(flush());
  BURNISH_CHECK(take_mode_of_target());
  if (::fsync(file_.get()) != 0) return write_error(errno, target_.string());
  if (!target.empty()) BURNISH_CHECK(make_folder(folder_of(target_)));
  return rename();
}

void sync_folders(const std::set<fs::path>& folders) {
  for (const fs::path& folder : folders) {
    const Descriptor d(::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    // Some file systems refuse to sync a folder; the files themselves are already safe.
    if (d) static_cast<void>(::fsync(d.get()));
  }
}

}  // namespace burnish
