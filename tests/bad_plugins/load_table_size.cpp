// A table that states a size which it cannot have.
#include "load_plugin.hpp"
static constexpr burnish_desc desc = spoilt_desc("test.table_size");
static constexpr burnish_pixel table = [] {
  burnish_pixel t = spoilt_pixel(&desc);
  t.struct_size = 12;
  return t;
}();
SPOILT_MODULE("test.table_size", index == 0 ? &table : nullptr)
