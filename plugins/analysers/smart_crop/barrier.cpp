#include <algorithm>
#include <cmath>

#include "cues.hpp"

namespace {

/// The path found so far to each pixel: its length, and the least and largest value on it.
struct Paths {
  Plane distance, low, high;
};

/// Takes the way over the neighbour `n` when it is shorter.
inline void relax(float value, std::size_t here, std::size_t n, float* distance, float* low, float* high) {
  const float h = std::max(high[n], value), l = std::min(low[n], value);
  if (h - l < distance[here]) distance[here] = h - l, high[here] = h, low[here] = l;
}

/// One raster pass from the top left, or from the bottom right.
void sweep(const Plane& plane, Paths& paths, bool forward) {
  const auto w = static_cast<std::size_t>(plane.width), h = static_cast<std::size_t>(plane.height);
  float *d = paths.distance.values.data(), *l = paths.low.values.data(), *u = paths.high.values.data();
  const float* v = plane.values.data();
  for (std::size_t j = 1; j < h; ++j)
    for (std::size_t i = 1; i < w; ++i) {
      const std::size_t here = forward ? j * w + i : (h - 1 - j) * w + (w - 1 - i);
      relax(v[here], here, forward ? here - 1 : here + 1, d, l, u);
      relax(v[here], here, forward ? here - w : here + w, d, l, u);
    }
}

Plane from_border(const Plane& plane) {
  constexpr float far = 8;  // longer than any barrier
  Paths paths{Plane(plane.width, plane.height, far), plane, plane};
  for (int32_t y = 0; y < plane.height; ++y)
    for (int32_t x = 0; x < plane.width; ++x)
      if (x == 0 || y == 0 || x == plane.width - 1 || y == plane.height - 1) paths.distance.row(y)[x] = 0;
  for (const bool forward : {true, false, true}) sweep(plane, paths, forward);
  return std::move(paths.distance);
}
}  // namespace

Plane barrier_distance(const std::array<const Plane*, 3>& planes) {
  Plane sum(planes[0]->width, planes[0]->height);
  for (const Plane* p : planes) {
    // Raster passes find slightly different ways from the left and from the right; the shorter of both is symmetric.
    const Plane one = from_border(*p), other = mirrored(from_border(mirrored(*p)));
    for (std::size_t i = 0; i < sum.size(); ++i) sum.values[i] += std::min(one.values[i], other.values[i]);
  }
  return sum;
}
