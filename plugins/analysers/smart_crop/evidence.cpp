#include "evidence.hpp"

#include <algorithm>

namespace {
Box within_picture(const Box& b) {
  return {std::clamp(b.x0, 0.0, 1.0), std::clamp(b.y0, 0.0, 1.0), std::clamp(b.x1, 0.0, 1.0),
          std::clamp(b.y1, 0.0, 1.0)};
}
}  // namespace

Box overlap(const Box& a, const Box& b) {
  Box o{std::max(a.x0, b.x0), std::max(a.y0, b.y0), std::min(a.x1, b.x1), std::min(a.y1, b.y1)};
  o.x1 = std::max(o.x0, o.x1), o.y1 = std::max(o.y0, o.y1);
  return o;
}

Box around(const Box& a, const Box& b) {
  return {std::min(a.x0, b.x0), std::min(a.y0, b.y0), std::max(a.x1, b.x1), std::max(a.y1, b.y1)};
}

Box head_of(const Box& f) {
  return within_picture(
      {f.x0 - 0.15 * f.width(), f.y0 - 0.4 * f.height(), f.x1 + 0.15 * f.width(), f.y1 + 0.2 * f.height()});
}

Box person_of(const Box& f) {
  return within_picture({f.centre_x() - 1.5 * f.width(), f.y0 - 0.4 * f.height(), f.centre_x() + 1.5 * f.width(),
                         f.y0 + 6.5 * f.height()});
}
