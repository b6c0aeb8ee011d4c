// Automatic levels by a reduction: every tile adds to the range, on any thread; afterwards it is a point operation.
#include <algorithm>
#include <limits>

#include "burnish/point.hpp"

namespace {

struct AutoLevels : burnish::point_op<AutoLevels> {
  static constexpr burnish::about info{"sample.auto_levels", 1, "Auto levels", "Stretches the range to 0..1."};
  double clip = 0;
  static constexpr auto params = std::array{burnish::real<&AutoLevels::clip>(
      {.id = "clip", .label = "Clip", .def = "0", .min = 0, .max = 0.4, .doc = "Part of the range cut at both ends."})};

  struct accumulator {
    float low = std::numeric_limits<float>::infinity(), high = -std::numeric_limits<float>::infinity();
  };
  static void add(accumulator& a, const burnish_tile& t) {
    for (int c = 0; c < burnish::colour_channels(t.format); ++c)
      for (int32_t y = t.rect.y0; y < t.rect.y1; ++y) {
        const float* v = burnish::row<float>(t, c, t.rect.x0, y);
        for (int32_t x = 0; x < burnish::width(t.rect); ++x) {
          a.low = std::min(a.low, v[x]);
          a.high = std::max(a.high, v[x]);
        }
      }
  }
  static void merge(accumulator& a, const accumulator& b) {
    a.low = std::min(a.low, b.low);
    a.high = std::max(a.high, b.high);
  }
  void finish(accumulator& a) const {
    const float cut = static_cast<float>(clip) * (a.high - a.low);
    a.low += cut;
    a.high -= cut;
  }

  static void tile(const burnish_task& task, burnish_tile& out) {
    const auto& range = *static_cast<const accumulator*>(task.reduced);
    const float factor = range.high > range.low ? 1 / (range.high - range.low) : 1;
    for (int c = 0; c < burnish::channels(out.format); ++c)
      for (int32_t y = out.rect.y0; y < out.rect.y1; ++y) {
        const float* a = burnish::row<float>(task.in[0], c, out.rect.x0, y);
        float* b = burnish::row<float>(out, c, out.rect.x0, y);
        const bool colour = c < burnish::colour_channels(out.format);
        for (int32_t x = 0; x < burnish::width(out.rect); ++x) b[x] = colour ? (a[x] - range.low) * factor : a[x];
      }
  }
};

}  // namespace

BURNISH_MODULE("sample.reduce", "1.0.0", "Burnish tests", "Apache-2.0", AutoLevels)
