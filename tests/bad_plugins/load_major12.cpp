// Serves two major versions of the contract: allowed.
#include "load_plugin.hpp"
SPOILT_OPERATION("test.major12", "test.major12")
extern "C" BURNISH_EXPORT const int burnish_module_v2 = 2;
