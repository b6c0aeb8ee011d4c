#include "write/byte_sink.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <new>
#include <system_error>

namespace burnish {
namespace {

// Holds back SIGXFSZ and SIGPIPE, which a failing write raises in its own thread: a library may not change what they do
// for the whole program.
class HeldSignals {
 public:
  HeldSignals() {
    sigemptyset(&held_);
    sigaddset(&held_, SIGXFSZ);
    sigaddset(&held_, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &held_, &before_);
  }
  ~HeldSignals() {
    if (raised_) {
      const timespec now{};
      while (sigtimedwait(&held_, nullptr, &now) < 0 && errno == EINTR) {
      }
    }
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;
  void swallow() { raised_ = true; }

 private:
  sigset_t held_{}, before_{};
  bool raised_ = false;
};

std::string hint_for(int error_number) {
  switch (error_number) {
    case ENOSPC:
    case EDQUOT:
      return "free some space, or write elsewhere with -o";
    case EFBIG:
      return "raise the file size limit (ulimit -f), or write smaller files";
    case EACCES:
    case EPERM:
    case EROFS:
      return "write elsewhere with -o";
    default:
      return {};
  }
}

}  // namespace

Error write_error(int error_number, const std::string& name) {
  return Error{.code = Code::Io,
               .what = "cannot write " + name,
               .where = {},
               .why = std::generic_category().message(error_number),
               .hint = hint_for(error_number)};
}

Status write_whole(int descriptor, std::optional<uint64_t> at, const char* p, std::size_t n, const std::string& name) {
  constexpr std::size_t most_at_once = std::size_t{1} << 30U;
  HeldSignals signals;
  while (n > 0) {
    const std::size_t want = std::min(n, most_at_once);
    const ssize_t done = at ? pwrite(descriptor, p, want, static_cast<off_t>(*at)) : write(descriptor, p, want);
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) {
      const int why = done == 0 ? ENOSPC : errno;
      if (why == EFBIG || why == EPIPE) signals.swallow();
      return write_error(why, name);
    }
    p += done;
    n -= static_cast<std::size_t>(done);
    if (at) *at += static_cast<uint64_t>(done);
  }
  return Done{};
}

ByteSink::ByteSink(Access access) {
  raw_.struct_size = sizeof raw_;
  raw_.impl = this;
  raw_.write = &write;
  raw_.write_at = access == Access::File ? &write_at : nullptr;
}

burnish_status ByteSink::settle(Status status, uint64_t end) noexcept {
  if (status.ok()) {
    bytes_ = std::max(bytes_, end);
    return BURNISH_OK;
  }
  failure_ = status.take_error();
  return BURNISH_IO;
}

// After a failure nothing is written any more, whatever the encoder does.
burnish_status ByteSink::write(const burnish_sink* sink, const void* p, std::size_t n) noexcept {
  auto& self = *static_cast<ByteSink*>(sink->impl);
  if (self.failure_) return BURNISH_IO;
  try {
    return self.settle(self.append(static_cast<const char*>(p), n), self.bytes_ + n);
  } catch (const std::bad_alloc&) {
    return BURNISH_NO_MEMORY;
  }
}

burnish_status ByteSink::write_at(const burnish_sink* sink, uint64_t at, const void* p, std::size_t n) noexcept {
  auto& self = *static_cast<ByteSink*>(sink->impl);
  if (self.failure_) return BURNISH_IO;
  try {
    if (at > static_cast<uint64_t>(INT64_MAX) - n) return self.settle(write_error(EFBIG, "the output"), 0);
    return self.settle(self.overwrite(at, static_cast<const char*>(p), n), at + n);
  } catch (const std::bad_alloc&) {
    return BURNISH_NO_MEMORY;
  }
}

Status MemorySink::append(const char* p, std::size_t n) {
  content_.append(p, n);
  return Done{};
}

Status MemorySink::overwrite(uint64_t at, const char* p, std::size_t n) {
  if (at > content_.max_size() - n) throw std::bad_alloc();
  if (content_.size() < at + n) content_.resize(static_cast<std::size_t>(at) + n);
  std::copy_n(p, n, content_.begin() + static_cast<std::ptrdiff_t>(at));
  return Done{};
}

Status StreamSink::append(const char* p, std::size_t n) { return write_whole(descriptor_, std::nullopt, p, n, name_); }

Status StreamSink::overwrite(uint64_t, const char*, std::size_t) { return write_error(ESPIPE, name_); }

}  // namespace burnish
