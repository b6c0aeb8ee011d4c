#include "plane.hpp"

#include <algorithm>
#include <cmath>

namespace {

/// Means over 2 * radius + 1 values, less at the ends, of `count` values that lie `step` apart.
void box_mean(const float* from, float* to, int32_t count, std::ptrdiff_t step, int32_t radius) {
  double sum = 0;
  for (int32_t i = 0; i < std::min(radius, count); ++i) sum += static_cast<double>(from[i * step]);
  int32_t inside = std::min(radius, count);
  for (int32_t i = 0; i < count; ++i) {
    if (i + radius < count) sum += static_cast<double>(from[(i + radius) * step]), ++inside;
    if (i - radius - 1 >= 0) sum -= static_cast<double>(from[(i - radius - 1) * step]), --inside;
    to[i * step] = static_cast<float>(sum / inside);
  }
}

void box_rows(const Plane& from, Plane& to, int32_t radius) {
  for (int32_t y = 0; y < from.height; ++y) box_mean(from.row(y), to.row(y), from.width, 1, radius);
}

/// Down all columns at once, a running sum for each: rows are read in order.
void box_columns(const Plane& from, Plane& to, int32_t radius) {
  const auto width = static_cast<std::size_t>(from.width);
  std::vector<double> sums(width, 0.0);
  int32_t inside = std::min(radius, from.height);
  for (int32_t y = 0; y < inside; ++y)
    for (std::size_t x = 0; x < width; ++x) sums[x] += static_cast<double>(from.row(y)[x]);
  for (int32_t y = 0; y < from.height; ++y) {
    if (y + radius < from.height) {
      const float* in = from.row(y + radius);
      for (std::size_t x = 0; x < width; ++x) sums[x] += static_cast<double>(in[x]);
      ++inside;
    }
    if (y - radius - 1 >= 0) {
      const float* out = from.row(y - radius - 1);
      for (std::size_t x = 0; x < width; ++x) sums[x] -= static_cast<double>(out[x]);
      --inside;
    }
    float* to_row = to.row(y);
    for (std::size_t x = 0; x < width; ++x) to_row[x] = static_cast<float>(sums[x] / inside);
  }
}

Plane halved_once(const Plane& from) {
  Plane to(from.width / 2, from.height / 2);
  for (int32_t y = 0; y < to.height; ++y) {
    const float *a = from.row(2 * y), *b = from.row(2 * y + 1);
    for (int32_t x = 0; x < to.width; ++x)
      to.row(y)[x] = 0.25F * ((a[2 * x] + a[2 * x + 1]) + (b[2 * x] + b[2 * x + 1]));
  }
  return to;
}
}  // namespace

Plane halved(const Plane& from, int times) {
  Plane p = halved_once(from);
  for (int i = 1; i < times; ++i) p = halved_once(p);
  return p;
}

Plane blurred(const Plane& from, float sigma) {
  constexpr int passes = 3;
  const auto radius = static_cast<int32_t>(std::lround((std::sqrt(12 * sigma * sigma / passes + 1) - 1) / 2));
  if (radius < 1) return from;
  Plane a = from, b(from.width, from.height);
  for (int i = 0; i < passes; ++i) {
    box_rows(a, b, radius);
    box_columns(b, a, radius);
  }
  return a;
}

Plane mirrored(const Plane& from) {
  Plane to(from.width, from.height);
  for (int32_t y = 0; y < from.height; ++y) std::reverse_copy(from.row(y), from.row(y) + from.width, to.row(y));
  return to;
}

void standardize(Plane& plane, float floor) {
  double sum = 0, squares = 0;
  for (const float v : plane.values)
    sum += static_cast<double>(v), squares += static_cast<double>(v) * static_cast<double>(v);
  const double n = static_cast<double>(plane.size()), mean = sum / n;
  const double deviation = std::sqrt(std::max(0.0, squares / n - mean * mean));
  const auto centre = static_cast<float>(mean);
  const float scale = 1 / (static_cast<float>(deviation) + floor);
  for (float& v : plane.values) v = std::clamp((v - centre) * scale, -4.0F, 4.0F);
}

void normalize_peak(Plane& plane, float floor) {
  const float peak = *std::max_element(plane.values.begin(), plane.values.end());
  const float scale = 1 / std::max(peak, floor);
  for (float& v : plane.values) v *= scale;
}
