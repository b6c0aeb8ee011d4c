// Has one more table whenever it is asked.
#include "load_plugin.hpp"

#include <deque>
#include <string>

static const void* another() {
  static std::deque<std::string> ids;
  static std::deque<burnish_desc> descs;
  static std::deque<burnish_pixel> tables;
  ids.push_back("test.endless" + std::to_string(ids.size()));
  descs.push_back(spoilt_desc(ids.back().c_str()));
  tables.push_back(spoilt_pixel(&descs.back()));
  return &tables.back();
}
SPOILT_MODULE("test.endless", another())
