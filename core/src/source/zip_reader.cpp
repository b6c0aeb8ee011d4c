// burnish-archive.so: zip archives by libarchive, which nothing else includes or links.
#include <archive.h>
#include <archive_entry.h>
#include <locale.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <new>
#include <vector>

#include "source/archive_module.hpp"

namespace burnish {
namespace {

struct ArchiveCloser {
  void operator()(archive* a) const { archive_read_free(a); }
};
struct EntryCloser {
  void operator()(archive_entry* e) const { archive_entry_free(e); }
};

Error because(std::string why) { return {Code::BadData, {}, {}, std::move(why), {}}; }

/// While it lives, libarchive takes names marked as UTF-8 as they are: it converts them to the locale's charset, and a
/// library may not touch the locale of the process.
class Utf8Names {
 public:
  Utf8Names() : before_(utf8() != locale_t{} ? uselocale(utf8()) : locale_t{}) {}
  Utf8Names(const Utf8Names&) = delete;
  Utf8Names& operator=(const Utf8Names&) = delete;
  ~Utf8Names() {
    if (before_ != locale_t{}) uselocale(before_);
  }

 private:
  static locale_t utf8() {
    static const locale_t locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", locale_t{});
    return locale;
  }
  locale_t before_;
};

/// As many of the bytes at `at` as there are, up to n; -1 with errno when reading fails.
ssize_t read_some(int file, char* to, std::size_t n, uint64_t at) {
  for (;;) {
    const ssize_t got = pread(file, to, n, static_cast<off_t>(at));
    if (got >= 0 || errno != EINTR) return got;
  }
}

/// Reads of libarchive: small ones after a jump, larger ones the longer it goes straight on.
class ArchiveBytes {
 public:
  ArchiveBytes(int file, uint64_t size) : file_(file), size_(size) {}

  la_ssize_t read(archive* a, const void** bytes) {
    if (block_.size() < want_) block_.resize(want_);
    const ssize_t got = read_some(file_, block_.data(), want_, at_);
    if (got < 0) {
      archive_set_error(a, errno, "it cannot be read: %s", std::strerror(errno));
      return ARCHIVE_FATAL;
    }
    want_ = std::min(want_ * 2, largest);
    at_ += static_cast<uint64_t>(got);
    *bytes = block_.data();
    return got;
  }
  la_int64_t skip(la_int64_t n) {
    if (n < static_cast<la_int64_t>(largest)) return 0;  // cheaper read than jumped over
    const uint64_t left = at_ < size_ ? size_ - at_ : 0;
    const uint64_t by = std::min(static_cast<uint64_t>(n), left);
    at_ += by;
    want_ = smallest;
    return static_cast<la_int64_t>(by);
  }
  la_int64_t seek(la_int64_t offset, int whence) {
    const la_int64_t from = whence == SEEK_SET   ? 0
                            : whence == SEEK_CUR ? static_cast<la_int64_t>(at_)
                                                 : static_cast<la_int64_t>(size_);
    la_int64_t to = 0;
    if (__builtin_add_overflow(from, offset, &to) || to < 0) return ARCHIVE_FATAL;
    at_ = static_cast<uint64_t>(to);
    want_ = smallest;
    return to;
  }

 private:
  static constexpr std::size_t smallest = std::size_t{16} << 10, largest = std::size_t{256} << 10;
  int file_;
  uint64_t size_, at_ = 0;
  std::size_t want_ = smallest;
  std::vector<char> block_;
};

la_ssize_t read_bytes(archive* a, void* bytes, const void** block) noexcept try {
  return static_cast<ArchiveBytes*>(bytes)->read(a, block);
} catch (const std::bad_alloc&) {
  archive_set_error(a, ENOMEM, "out of memory");
  return ARCHIVE_FATAL;
}
la_int64_t skip_bytes(archive* /*a*/, void* bytes, la_int64_t n) noexcept {
  return static_cast<ArchiveBytes*>(bytes)->skip(n);
}
la_int64_t seek_bytes(archive* /*a*/, void* bytes, la_int64_t offset, int whence) noexcept {
  return static_cast<ArchiveBytes*>(bytes)->seek(offset, whence);
}

uint32_t little16(const char* p) {
  return static_cast<uint32_t>(static_cast<unsigned char>(p[0])) |
         static_cast<uint32_t>(static_cast<unsigned char>(p[1])) << 8U;
}

/// What libarchive does not tell of an entry: names as they are stored, behind a NUL too.
struct StoredName {
  std::string name;   // empty: not found
  bool utf8 = false;  // says the archive
};

/// Looks for the header that ends where the packed bytes begin: 30 bytes, the name, and extra fields, of at most 4 KiB
/// here (APPNOTE.TXT 4.3.7).
StoredName stored_name(int file, uint64_t data_at, std::size_t shortest) {
  constexpr std::size_t header = 30, most_extra = 4096;
  std::string bytes(std::min<uint64_t>(data_at, header + shortest + 256 + most_extra), '\0');
  const ssize_t got = read_some(file, bytes.data(), bytes.size(), data_at - bytes.size());
  if (got != static_cast<ssize_t>(bytes.size())) return {};
  for (std::size_t end = bytes.size(); end >= header;) {
    const std::size_t at = bytes.rfind("PK\3\4", end - header);
    if (at == std::string::npos) break;
    const std::size_t name = little16(&bytes[at + 26]), extra = little16(&bytes[at + 28]);
    constexpr uint32_t language_encoding = 1U << 11U;
    if (at + header + name + extra == bytes.size())
      return {bytes.substr(at + header, name), (little16(&bytes[at + 6]) & language_encoding) != 0};
    end = at + header - 1;
  }
  return {};
}

EntryKind kind_of(archive_entry* entry) {
  if (archive_entry_hardlink(entry) != nullptr) return EntryKind::Link;
  switch (archive_entry_filetype(entry)) {
    case 0:
    case AE_IFREG:
      return EntryKind::File;
    case AE_IFDIR:
      return EntryKind::Folder;
    case AE_IFLNK:
      return EntryKind::Link;
    default:
      return EntryKind::Other;
  }
}

/// What is between the brackets of "ZIP 2.0 (deflation)", unless it is one of the two that every zip program writes:
/// the rarer ones allocate what the archive asks for.
std::string unread_method(const char* format) {
  const std::string_view name = format == nullptr ? std::string_view() : std::string_view(format);
  const std::size_t open = name.find('('), close = name.rfind(')');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return "an unknown method";
  const std::string_view method = name.substr(open + 1, close - open - 1);
  if (method == "uncompressed" || method == "deflation") return {};
  return method == "??" || method == "unknown" ? "an unknown method" : std::string(method);
}

class ZipReader final : public ArchiveReader {
 public:
  ZipReader(int file, uint64_t size) : file_(file), bytes_(file, size) {}

  Status open(ArchiveOrder order) {
    archive_.reset(archive_read_new());
    entry_.reset(archive_entry_new());
    if (!archive_ || !entry_) return Error{Code::NoMemory, {}, {}, "out of memory", {}};
    archive* a = archive_.get();
    if (order == ArchiveOrder::Directory)
      archive_read_support_format_zip_seekable(a);
    else
      archive_read_support_format_zip_streamable(a);
    archive_read_set_callback_data(a, &bytes_);
    archive_read_set_read_callback(a, read_bytes);
    archive_read_set_skip_callback(a, skip_bytes);
    archive_read_set_seek_callback(a, seek_bytes);
    const Utf8Names names;
    if (archive_read_open1(a) != ARCHIVE_OK) return failure();
    return Done{};
  }

  Result<bool> next(ArchiveEntry& entry) override {
    entry = {};
    ended_ = false;
    const Utf8Names names;
    const int status = archive_read_next_header2(archive_.get(), entry_.get());
    if (status == ARCHIVE_EOF) return false;
    archive_entry* e = entry_.get();
    if (status != ARCHIVE_OK && status != ARCHIVE_WARN) {
      const char* name = archive_entry_pathname(e);
      if (name != nullptr) entry.path = name;
      return failure();
    }
    entry.kind = kind_of(e);
    entry.size_known = archive_entry_size_is_set(e) != 0;
    entry.size = static_cast<uint64_t>(std::max<la_int64_t>(archive_entry_size(e), 0));
    entry.mtime_ns = mtime_of(e);
    entry.data_at = static_cast<uint64_t>(std::max<la_int64_t>(archive_filter_bytes(archive_.get(), 0), 0));
    entry.encrypted = archive_entry_is_encrypted(e) != 0;
    entry.method = unread_method(archive_format_name(archive_.get()));
    take_name(entry, status == ARCHIVE_OK);
    return true;
  }

  Status skip() override {
    if (archive_read_data_skip(archive_.get()) != ARCHIVE_OK) return failure();
    return Done{};
  }

  Result<std::string_view> block() override {
    if (ended_) return std::string_view();
    const void* bytes = nullptr;
    std::size_t size = 0;
    la_int64_t offset = 0;
    do {
      const int status = archive_read_data_block(archive_.get(), &bytes, &size, &offset);
      ended_ = status == ARCHIVE_EOF;
      if (ended_) return std::string_view();
      // A warning is a wrong checksum or size: the bytes are not those that were packed.
      if (status != ARCHIVE_OK) return failure();
    } while (size == 0);
    return std::string_view(static_cast<const char*>(bytes), size);
  }

 private:
  Error failure() const {
    const char* why = archive_error_string(archive_.get());
    return because(why == nullptr ? "it is damaged" : why);
  }

  static int64_t mtime_of(archive_entry* e) {
    if (archive_entry_mtime_is_set(e) == 0) return 0;
    int64_t ns = 0;
    if (__builtin_mul_overflow(int64_t{archive_entry_mtime(e)}, int64_t{1'000'000'000}, &ns)) return 0;
    return ns + archive_entry_mtime_nsec(e);
  }

  /// libarchive's name may be one of an extra field, or with letters and their accents put together; the header's own
  /// is kept when it is in UTF-8 or when libarchive made nothing of it.
  void take_name(ArchiveEntry& entry, bool understood) const {
    const char* name = archive_entry_pathname(entry_.get());
    if (name != nullptr) entry.path = name;
    StoredName stored = stored_name(file_, entry.data_at, entry.path.size());
    entry.nul_in_name = stored.name.find('\0') != std::string::npos;
    if (!stored.name.empty() && (name == nullptr || stored.utf8 || !understood)) entry.path = std::move(stored.name);
  }

  int file_;
  ArchiveBytes bytes_;
  std::unique_ptr<archive, ArchiveCloser> archive_;
  std::unique_ptr<archive_entry, EntryCloser> entry_;
  bool ended_ = false;
};

class ZipModule final : public ArchiveModule {
 public:
  Result<std::unique_ptr<ArchiveReader>> open(int descriptor, uint64_t size, ArchiveOrder order) override {
    auto reader = std::make_unique<ZipReader>(descriptor, size);
    BURNISH_CHECK(reader->open(order));
    return std::unique_ptr<ArchiveReader>(std::move(reader));
  }
};

}  // namespace
}  // namespace burnish

extern "C" __attribute__((visibility("default"))) burnish::ArchiveModule* burnish_archive_v1(const char* version) {
  if (version == nullptr || std::string_view(version) != BURNISH_VERSION) return nullptr;
  static burnish::ZipModule module;
  return &module;
}
