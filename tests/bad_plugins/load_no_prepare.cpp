// An operation without the function that every operation has.
#include "load_plugin.hpp"
static constexpr burnish_desc desc = spoilt_desc("test.no_prepare");
static constexpr burnish_pixel table = [] {
  burnish_pixel t = spoilt_pixel(&desc);
  t.prepare = nullptr;
  return t;
}();
SPOILT_MODULE("test.no_prepare", index == 0 ? &table : nullptr)
