// A rectangle of floats, and the few filters that the cues share.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

struct Plane {
  int32_t width = 0, height = 0;
  std::vector<float> values;  // rows downward, width values each

  Plane() = default;
  Plane(int32_t w, int32_t h, float v = 0)
      : width(w), height(h), values(static_cast<std::size_t>(w) * static_cast<std::size_t>(h), v) {}
  [[nodiscard]] std::size_t size() const { return values.size(); }
  [[nodiscard]] float* row(int32_t y) {
    return values.data() + static_cast<std::ptrdiff_t>(y) * static_cast<std::ptrdiff_t>(width);
  }
  [[nodiscard]] const float* row(int32_t y) const {
    return values.data() + static_cast<std::ptrdiff_t>(y) * static_cast<std::ptrdiff_t>(width);
  }
  [[nodiscard]] float at(int32_t x, int32_t y) const { return row(y)[x]; }
};

/// The mean of every 2^n x 2^n block; both sides are multiples of 2^n.
Plane halved(const Plane& from, int times = 1);

/// Near to a Gaussian of `sigma` pixels: three box means whose windows end at the border (so a constant stays itself
/// and a mirrored picture gives the mirrored result).
Plane blurred(const Plane& from, float sigma);

/// The picture from right to left.
Plane mirrored(const Plane& from);

/// (v - mean) / (deviation + floor), within -4 and 4: `floor` is the deviation below which differences mean nothing.
void standardize(Plane& plane, float floor);

/// Scaled so that the largest value is 1, or less when it is below `floor`.
void normalize_peak(Plane& plane, float floor);
