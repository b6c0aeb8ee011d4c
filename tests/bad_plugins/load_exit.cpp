// Ends the process that loads it, as if all were well.
#include <unistd.h>

#include "load_plugin.hpp"
SPOILT_OPERATION("test.exit", "test.exit")
namespace {
struct Exit {
  Exit() { _exit(0); }
} leave;
}  // namespace
