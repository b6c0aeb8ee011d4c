// A parameter whose bounds are the wrong way round.
#include "load_plugin.hpp"
static constexpr burnish_param parameter = [] {
  burnish_param p{};
  p.struct_size = sizeof p;
  p.type = BURNISH_P_REAL;
  p.id = "amount";
  p.min = 2;
  p.max = 1;
  return p;
}();
static constexpr burnish_desc desc = [] {
  burnish_desc d = spoilt_desc("test.parameters");
  d.params = &parameter;
  d.param_count = 1;
  return d;
}();
static constexpr burnish_pixel table = spoilt_pixel(&desc);
SPOILT_MODULE("test.parameters", index == 0 ? &table : nullptr)
