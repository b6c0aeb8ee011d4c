// The operation id of load_good.cpp.
#include "load_plugin.hpp"
SPOILT_OPERATION("test.same_operation", "test.nothing")
