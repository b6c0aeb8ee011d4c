#include "source_file.hpp"

#include <sys/mman.h>
#include <unistd.h>

namespace burnish::oiio {

std::size_t SourceProxy::pread(void* p, std::size_t n, int64_t at) {
  std::size_t got = 0;
  if (at < 0 || source_.read(&source_, static_cast<uint64_t>(at), p, n, &got) < 0) return 0;
  return got;
}

std::size_t SourceProxy::read(void* p, std::size_t n) {
  const std::size_t got = pread(p, n, m_pos);
  m_pos += static_cast<int64_t>(got);
  return got;
}

SourcePath::SourcePath(const burnish_source& source) : SourcePath() {
  if (source.path != nullptr && access(source.path, R_OK) == 0) {
    path_ = source.path;
    return;
  }
  descriptor_ = memfd_create("picture", MFD_CLOEXEC);
  if (descriptor_ < 0) throw error("there is no memory for a copy of the file", BURNISH_NO_MEMORY);
  path_ = "/proc/self/fd/" + std::to_string(descriptor_);
  std::vector<char> piece(256U << 10);
  for (uint64_t at = 0;;) {
    std::size_t got = 0;
    check(source.read(&source, at, piece.data(), piece.size(), &got), "cannot read");
    if (got > 0 && pwrite(descriptor_, piece.data(), got, static_cast<off_t>(at)) != static_cast<ssize_t>(got))
      throw error("there is no memory for a copy of the file", BURNISH_NO_MEMORY);
    at += got;
    if (got < piece.size()) return;
  }
}

SourcePath::~SourcePath() {
  if (descriptor_ >= 0) close(descriptor_);
}

}  // namespace burnish::oiio
