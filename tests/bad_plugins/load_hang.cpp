// Never finishes loading.
#include <unistd.h>

#include "load_plugin.hpp"
SPOILT_OPERATION("test.hang", "test.hang")
namespace {
struct Hang {
  Hang() {
    for (;;) pause();
  }
} hang;
}  // namespace
