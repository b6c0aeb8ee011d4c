// Nothing is wrong with it.
#include "load_plugin.hpp"
SPOILT_OPERATION("test.good", "test.nothing")
