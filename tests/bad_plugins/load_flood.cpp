// Writes where the scan reports, without end.
#include <unistd.h>

#include "load_plugin.hpp"
SPOILT_OPERATION("test.flood", "test.flood")
namespace {
struct Flood {
  Flood() {
    static const char junk[65536] = {};
    while (write(3, junk, sizeof junk) > 0) {
    }
  }
} flood;
}  // namespace
