// Writes where the scan reports.
#include <unistd.h>

#include "load_plugin.hpp"
SPOILT_OPERATION("test.forge", "test.forge")
namespace {
struct Forge {
  Forge() {
    const char junk[64] = "BNS1 this is not a report";
    for (int i = 0; i < 1000; ++i)
      if (write(3, junk, sizeof junk) < 0) return;
  }
} forge;
}  // namespace
