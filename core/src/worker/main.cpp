// burnish-worker: does for Burnish what may crash. Started by libburnish, not by people.
#include <fcntl.h>

#include <cstdio>
#include <string_view>

#include "worker/decode_mode.hpp"
#include "worker/scan_mode.hpp"

int main(int argc, char** argv) {
  const std::string_view mode = argc > 1 ? argv[1] : "";
  if (mode == "scan" && argc == 3) return burnish::scan_mode(argv[2]);
  const bool connected = fcntl(burnish::channel_descriptor, F_GETFD) >= 0;
  if (mode == "decode" && argc == 2 && connected) return burnish::decode_mode();
  std::fputs("usage: burnish-worker scan FILE\n(burnish-worker decode is started by Burnish itself)\n", stderr);
  return 2;
}
