// Crashes while it is loaded.
#include <csignal>

#include "load_plugin.hpp"
SPOILT_OPERATION("test.crash", "test.crash")
namespace {
struct Crash {
  Crash() {
    std::signal(SIGSEGV, SIG_DFL);  // a sanitizer would turn it into an exit status
    std::raise(SIGSEGV);
  }
} crash;
}  // namespace
