#include "source/source.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "source/spool.hpp"

namespace burnish {
namespace {

Error cannot_read(Code code, const std::string& name, std::string why) {
  return {code, "cannot read " + name, {}, std::move(why), {}};
}

Error system_error(const std::string& name, int error) {
  const bool missing = error == ENOENT || error == ENOTDIR;
  return cannot_read(missing ? Code::Missing : Code::Unreadable, name, std::strerror(error));
}

/// As many of the n bytes at `at` as there are; -1 with errno when reading fails.
ssize_t read_some(int file, char* to, std::size_t n, uint64_t at) {
  std::size_t have = 0;
  while (have < n) {
    const ssize_t got = pread(file, to + have, n - have, static_cast<off_t>(at + have));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return -1;
    if (got == 0) break;
    have += static_cast<std::size_t>(got);
  }
  return static_cast<ssize_t>(have);
}

}  // namespace

Result<std::unique_ptr<Source>> Source::open(const std::filesystem::path& path, const CallContext& context) {
  if (path == "-") return of_stream(STDIN_FILENO, "standard input", context);
  std::string name = path.string();
  // Not blocking: opening a pipe without a writer must not hang the run (spool() waits a while for one).
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  struct stat facts {};
  if (!file || fstat(file.get(), &facts) != 0) return system_error(name, errno);
  if (S_ISDIR(facts.st_mode)) return cannot_read(Code::Unreadable, name, "it is a folder, not a file");
  if (S_ISREG(facts.st_mode)) return of_file(std::move(file), static_cast<uint64_t>(facts.st_size), name, name);
  if (S_ISFIFO(facts.st_mode) || S_ISCHR(facts.st_mode) || S_ISSOCK(facts.st_mode))
    return of_stream(file.get(), std::move(name), context);
  return cannot_read(Code::Unreadable, name, "it is not a file");
}

Result<std::unique_ptr<Source>> Source::of_bytes(std::string bytes, std::string name) {
  auto source = std::make_unique<Source>(Key{});
  source->name_ = std::move(name);
  source->bytes_ = std::move(bytes);
  BURNISH_CHECK(source->settle(source->bytes_.size()));
  return source;
}

Result<std::unique_ptr<Source>> Source::of_file(Descriptor file, uint64_t size, std::string name, std::string path) {
  auto source = std::make_unique<Source>(Key{});
  source->name_ = std::move(name);
  source->path_ = std::move(path);
  if (size <= small_bytes) {
    source->bytes_.resize(static_cast<std::size_t>(size));
    const ssize_t got = read_some(file.get(), source->bytes_.data(), source->bytes_.size(), 0);
    if (got < 0) return system_error(source->name_, errno);
    source->bytes_.resize(static_cast<std::size_t>(got));
    size = source->bytes_.size();
  } else {
    source->file_ = std::move(file);
  }
  BURNISH_CHECK(source->settle(size));
  return source;
}

Result<std::unique_ptr<Source>> Source::of_stream(int stream, std::string name, const CallContext& context) {
  BURNISH_TRY(Spooled kept, spool(stream, name, context));
  return of_spooled(std::move(kept), std::move(name));
}

Result<std::unique_ptr<Source>> Source::of_spooled(Spooled spooled, std::string name) {
  if (!spooled.file) return of_bytes(std::move(spooled.bytes), std::move(name));
  auto source = std::make_unique<Source>(Key{});
  source->name_ = std::move(name);
  if (spooled.in_memory)
    source->memory_ = Mapping::of(spooled.file.get(), static_cast<std::size_t>(spooled.size), false);
  source->file_ = std::move(spooled.file);
  BURNISH_CHECK(source->settle(spooled.size));
  return source;
}

Status Source::settle(uint64_t size) {
  if (size == 0) return cannot_read(Code::BadData, name_, "it is empty (0 bytes)");
  if (!bytes_.empty()) {
    head_ = bytes_.substr(0, head_bytes);
  } else {
    head_.resize(head_bytes);
    const ssize_t got = read_some(file_.get(), head_.data(), head_.size(), 0);
    if (got < 0) return system_error(name_, errno);
    head_.resize(static_cast<std::size_t>(got));
  }
  raw_.struct_size = sizeof raw_;
  raw_.impl = this;
  raw_.size = size;
  raw_.mapped = memory_ ? memory_.data() : bytes_.empty() ? nullptr : bytes_.data();
  raw_.read = &Source::read;
  raw_.path = path_.empty() ? nullptr : path_.c_str();
  return Done{};
}

Result<std::unique_ptr<Source>> Source::again() const {
  if (!file_) {
    BURNISH_TRY(std::unique_ptr<Source> copy, of_bytes(bytes_, name_));
    copy->path_ = path_;
    copy->raw_.path = path_.empty() ? nullptr : copy->path_.c_str();
    return copy;
  }
  Descriptor file(fcntl(file_.get(), F_DUPFD_CLOEXEC, 3));
  if (!file) return system_error(name_, errno);
  auto copy = std::make_unique<Source>(Key{});
  copy->name_ = name_;
  copy->path_ = path_;
  copy->file_ = std::move(file);
  if (memory_) copy->memory_ = Mapping::of(copy->file_.get(), memory_.size(), false);
  BURNISH_CHECK(copy->settle(size()));
  return copy;
}

Result<Descriptor> Source::descriptor() const {
  if (file_) {
    Descriptor copy(fcntl(file_.get(), F_DUPFD_CLOEXEC, 3));
    if (!copy) return system_error(name_, errno);
    return copy;
  }
  Descriptor memory(memfd_create("burnish-source", MFD_CLOEXEC));
  if (!memory) return system_error(name_, errno);
  for (std::size_t put = 0; put < bytes_.size();) {
    const ssize_t n = ::write(memory.get(), bytes_.data() + put, bytes_.size() - put);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return system_error(name_, errno);
    put += static_cast<std::size_t>(n);
  }
  return memory;
}

burnish_status Source::read(const burnish_source* raw, uint64_t at, void* p, std::size_t n, std::size_t* got) noexcept {
  const auto& source = *static_cast<const Source*>(raw->impl);
  *got = 0;
  if (at >= raw->size) return BURNISH_OK;
  n = static_cast<std::size_t>(std::min<uint64_t>(n, raw->size - at));
  if (raw->mapped != nullptr) {
    std::memcpy(p, static_cast<const char*>(raw->mapped) + at, n);
    *got = n;
    return BURNISH_OK;
  }
  const ssize_t have = read_some(source.file_.get(), static_cast<char*>(p), n, at);
  if (have < 0) return BURNISH_IO;
  *got = static_cast<std::size_t>(have);
  return BURNISH_OK;
}

}  // namespace burnish
