// Texts that are not UTF-8.
#include "load_plugin.hpp"
static constexpr burnish_desc desc = [] {
  burnish_desc d = spoilt_desc("test.latin1");
  d.summary = "Fl\xfcssig.";
  return d;
}();
static constexpr burnish_pixel table = spoilt_pixel(&desc);
SPOILT_MODULE("test.latin1", index == 0 ? &table : nullptr)
