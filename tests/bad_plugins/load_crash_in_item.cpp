// Crashes while it is asked for its tables.
#include <csignal>

#include "load_plugin.hpp"
static const void* crash() {
  std::signal(SIGABRT, SIG_DFL);
  std::raise(SIGABRT);
  return nullptr;
}
SPOILT_MODULE("test.crash_in_item", crash())
