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

namespace {
int first_failure = 0;  // errno of the first write to standard output that failed
}

void write_standard_output(std::string_view text) {
  errno = 0;
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() && first_failure == 0)
    first_failure = errno != 0 ? errno : EIO;
}

Status flush_standard_output() {
  errno = 0;
  if (std::fflush(stdout) != 0 && first_failure == 0) first_failure = errno != 0 ? errno : EIO;
  if (first_failure == 0 && std::ferror(stdout) != 0) first_failure = EIO;
  if (first_failure == 0) return Done{};
  return Error{Code::Io, "cannot write standard output", {}, std::strerror(first_failure), {}};
}

}  // namespace burnish::cli
