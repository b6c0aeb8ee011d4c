// Linked with an executable stack (CMakeLists.txt).
#include "load_plugin.hpp"
SPOILT_OPERATION("test.execstack", "test.execstack")
