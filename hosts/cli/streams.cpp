#include "streams.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace burnish::cli {

void reserve_standard_streams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (fcntl(stream, F_GETFD) < 0 && errno == EBADF)
      // Open the wrong way round: reading from input and writing to output keep failing with EBADF.
      static_cast<void>(open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY));
}

Status flush_standard_output() {
  errno = 0;
  const bool lost_before = std::ferror(stdout) != 0;
  if (std::fflush(stdout) == 0 && !lost_before) return Done{};
  return Error{
      Code::Io, "cannot write standard output", {}, errno != 0 ? std::strerror(errno) : "some of it was lost", {}};
}

}  // namespace burnish::cli
