// Declares one operation twice.
#include "load_plugin.hpp"
static constexpr burnish_desc desc = spoilt_desc("test.twice");
static constexpr burnish_pixel table = spoilt_pixel(&desc);
SPOILT_MODULE("test.twice", index < 2 ? &table : nullptr)
