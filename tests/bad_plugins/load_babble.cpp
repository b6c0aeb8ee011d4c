// Prints while it is loaded: impolite, but harmless.
#include <cstdio>

#include "load_plugin.hpp"
SPOILT_OPERATION("test.babble", "test.babble")
namespace {
struct Babble {
  Babble() {
    for (int i = 0; i < 100000; ++i) std::printf("{\"id\": \"hello\"}\n");
    std::fflush(stdout);
  }
} babble;
}  // namespace
