#include "size.hpp"

#include <algorithm>
#include <cmath>

namespace burnish_resize {

Extent requested_extent(const Request& request, const Extent& from) {
  const double factor = request.scale.value_or(1);
  if (!request.width && !request.height) return {from.width * factor, from.height * factor};

  // What is given, with the other side by the picture's aspect: products before quotients, which keeps them exact.
  const double width = request.width.value_or(0) * factor, height = request.height.value_or(0) * factor;
  const Extent by_width{width, from.height * width / from.width};
  const Extent by_height{from.width * height / from.height, height};
  Extent result = request.width ? by_width : by_height;
  if (request.width && request.height) {
    if (request.fit == Fit::Exact) return {width, height};
    const bool width_is_smaller = width * from.height <= height * from.width;
    result = width_is_smaller == (request.fit != Fit::Cover) ? by_width : by_height;
  }
  if (request.fit == Fit::Limit && result.width >= from.width && result.height >= from.height) return from;
  return result;
}

double rounded_side(double side) { return std::max(1.0, std::floor(side * (1 + 1e-12) + 0.5)); }

}  // namespace burnish_resize
