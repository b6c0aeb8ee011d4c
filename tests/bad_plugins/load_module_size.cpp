// A module from nowhere.
#include "load_plugin.hpp"
extern "C" BURNISH_EXPORT const burnish_module burnish_module_v1 = {
    8, BURNISH_ABI_MINOR, 0, "test.module_size", "1.0", "Tests", "Apache-2.0", nullptr, nullptr, nullptr};
