// Needs a library that is not there (CMakeLists.txt).
#include "load_plugin.hpp"
SPOILT_OPERATION("test.missing_library", "test.missing_library")
extern "C" int library_that_is_missing();
static volatile int needed = library_that_is_missing();
