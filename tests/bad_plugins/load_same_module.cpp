// The module id of load_good.cpp.
#include "load_plugin.hpp"
SPOILT_OPERATION("test.good", "test.other")
