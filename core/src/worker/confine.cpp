#include "worker/confine.hpp"

#include <malloc.h>
#include <poll.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <thread>

namespace burnish {
namespace {

void limit(__rlimit_resource what, rlim_t bytes_or_seconds) {
  rlimit now{};
  if (getrlimit(what, &now) != 0) return;
  now.rlim_cur = now.rlim_max == RLIM_INFINITY || bytes_or_seconds < now.rlim_max ? bytes_or_seconds : now.rlim_max;
  setrlimit(what, &now);
}

}  // namespace

void confine_process() {
  constexpr rlim_t processor_seconds = 60;  // of all threads; the host kills after 10 s of wall time
  constexpr rlim_t file_bytes = rlim_t{64} << 20;
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_CPU, processor_seconds);
  limit(RLIMIT_FSIZE, file_bytes);
  // Each further arena of malloc reserves 64 MiB of address space, which is bounded here.
  mallopt(M_ARENA_MAX, 2);
}

// PR_SET_PDEATHSIG would fire when the host's thread ends that started this child, not only when the host does.
void die_with(int socket) {
  std::thread([socket] {
    pollfd line{socket, POLLRDHUP, 0};
    while (poll(&line, 1, -1) < 0 && errno == EINTR) {
    }
    _exit(0);
  }).detach();
}

void confine_memory(uint64_t bytes) {
  uint64_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  limit(RLIMIT_AS, pages * static_cast<uint64_t>(sysconf(_SC_PAGESIZE)) + bytes);
}

void allow_memory(uint64_t bytes) {
  rlimit now{};
  if (getrlimit(RLIMIT_AS, &now) == 0 && now.rlim_cur != RLIM_INFINITY) limit(RLIMIT_AS, now.rlim_cur + bytes);
}

}  // namespace burnish
