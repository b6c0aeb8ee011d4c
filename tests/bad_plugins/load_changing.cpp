// Declares something else than it did when it was scanned, when the environment says so.
#include <cstdlib>

#include "load_plugin.hpp"
static constexpr burnish_desc desc = spoilt_desc("test.changing");
static constexpr burnish_desc other = spoilt_desc("test.changed");
static constexpr burnish_pixel table = spoilt_pixel(&desc);
static constexpr burnish_pixel other_table = spoilt_pixel(&other);
static const void* choose() { return std::getenv("BURNISH_TEST_CHANGED") == nullptr ? &table : &other_table; }
SPOILT_MODULE("test.changing", index == 0 ? choose() : nullptr)
