// Declares nothing.
#include "load_plugin.hpp"
SPOILT_MODULE("test.empty", nullptr)
