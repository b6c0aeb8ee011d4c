// Operations that each break one rule for the pixels they may read and write; the contract tests must name it.
#include <atomic>
#include <cmath>
#include <cstdlib>

#include "burnish/area.hpp"
#include "burnish/point.hpp"
#include "burnish/warp.hpp"

namespace {

using burnish::row;

/// f(channel, x, in row, out row) for every sample of the output tile.
template <class F>
void each(const burnish_tile& in, burnish_tile& out, F f) {
  for (int c = 0; c < burnish::channels(out.format); ++c)
    for (int32_t y = out.rect.y0; y < out.rect.y1; ++y) {
      const float* a = row<float>(in, c, out.rect.x0, y);
      float* b = row<float>(out, c, out.rect.x0, y);
      for (int32_t x = 0; x < burnish::width(out.rect); ++x) b[x] = f(c, x, y, a);
    }
}

struct ShortHalo : burnish::area_op<ShortHalo> {
  static constexpr burnish::about info{"bad.short_halo", 1, "Short halo", "Declares a halo of 1 and reads 2."};
  static constexpr auto params = burnish::no_params<ShortHalo>;
  [[nodiscard]] static int halo() { return 1; }
  static void tile(const burnish_tile& in, burnish_tile& out, std::byte*) {
    each(in, out, [](int, int32_t x, int32_t, const float* a) { return (a[x - 2] + a[x] + a[x + 2]) / 3; });
  }
};

struct TileDependent : burnish::point_op<TileDependent> {
  static constexpr burnish::about info{"bad.tile_dependent", 1, "Tiles",
                                       "Treats the first column of a tile otherwise."};
  static constexpr auto params = burnish::no_params<TileDependent>;
  static void tile(const burnish_tile& in, burnish_tile& out) {
    each(in, out, [](int, int32_t x, int32_t, const float* a) { return x == 0 ? a[x] * 0.5F : a[x]; });
  }
};

struct ReadsOutside : burnish::point_op<ReadsOutside> {
  static constexpr burnish::about info{"bad.reads_outside", 1, "Neighbour",
                                       "A point operation that reads the next pixel."};
  static constexpr auto params = burnish::no_params<ReadsOutside>;
  void setup(const burnish_prepare&, burnish_plan& plan) { plan.flags = 0; }
  static void tile(const burnish_tile& in, burnish_tile& out) {
    each(in, out, [](int, int32_t x, int32_t, const float* a) { return (a[x] + a[x + 1]) / 2; });
  }
};

struct WritesOutside : burnish::point_op<WritesOutside> {
  static constexpr burnish::about info{"bad.writes_outside", 1, "Overrun", "Writes one sample before every row."};
  static constexpr auto params = burnish::no_params<WritesOutside>;
  static void tile(const burnish_tile& in, burnish_tile& out) {
    each(in, out, [](int, int32_t x, int32_t, const float* a) { return a[x]; });
    for (int32_t y = out.rect.y0; y < out.rect.y1; ++y) row<float>(out, 0, out.rect.x0, y)[-1] = 0.5F;
  }
};

struct WritesInput : burnish::point_op<WritesInput> {
  static constexpr burnish::about info{"bad.writes_input", 1, "Input", "Clears a pixel of its input."};
  static constexpr auto params = burnish::no_params<WritesInput>;
  static void tile(const burnish_tile& in, burnish_tile& out) {
    each(in, out, [](int, int32_t x, int32_t, const float* a) { return a[x]; });
    const_cast<float*>(row<float>(in, 0, out.rect.x0, out.rect.y0))[0] = -1;
  }
};

struct ForgetsPixels : burnish::point_op<ForgetsPixels> {
  static constexpr burnish::about info{"bad.forgets_pixels", 1, "Gaps",
                                       "Leaves the last column of its tile unwritten."};
  static constexpr auto params = burnish::no_params<ForgetsPixels>;
  void setup(const burnish_prepare&, burnish_plan& plan) { plan.flags = 0; }
  static void tile(const burnish_tile& in, burnish_tile& out) {
    burnish_tile most = out;
    most.rect.x1 -= 1;
    each(in, most, [](int, int32_t x, int32_t, const float* a) { return a[x]; });
  }
};

struct FalseInPlace : burnish::point_op<FalseInPlace> {
  static constexpr burnish::about info{"bad.false_in_place", 1, "In place", "Reads channel 0 after writing it."};
  static constexpr auto formats = burnish::formats::rgb_straight_encoded;
  static constexpr auto params = burnish::no_params<FalseInPlace>;
  static void tile(const burnish_tile& in, burnish_tile& out) {
    each(in, out, [&in, &out](int c, int32_t x, int32_t y, const float* a) {
      return c == 1 ? a[x] + row<float>(in, 0, out.rect.x0, y)[x] : a[x] * 0.5F;
    });
  }
};

struct Overflow : burnish::area_op<Overflow> {
  static constexpr burnish::about info{"bad.scratch_overflow", 1, "Scratch", "Uses more scratch than it asked for."};
  static constexpr auto params = burnish::no_params<Overflow>;
  [[nodiscard]] static int halo() { return 0; }
  [[nodiscard]] static std::size_t scratch_bytes(int32_t, int32_t) { return 8; }
  static void tile(const burnish_tile& in, burnish_tile& out, std::byte* scratch) {
    each(in, out, [](int, int32_t x, int32_t, const float* a) { return a[x]; });
    scratch[8] = std::byte{1};
  }
};

struct Forgetful : burnish::point_op<Forgetful> {
  static constexpr burnish::about info{"bad.changes_its_mind", 1, "Counter", "Counts its calls and adds the number."};
  static constexpr auto params = burnish::no_params<Forgetful>;
  static void tile(const burnish_tile& in, burnish_tile& out) {
    static std::atomic<int> calls = 0;
    const auto n = static_cast<float>(++calls);
    each(in, out, [n](int, int32_t x, int32_t, const float* a) { return a[x] + n; });
  }
};

struct DiesOfNan : burnish::point_op<DiesOfNan> {
  static constexpr burnish::about info{"bad.dies_of_nan", 1, "NaN", "Ends the process when a sample is not a number."};
  static constexpr auto params = burnish::no_params<DiesOfNan>;
  [[nodiscard]] float value(float v) const {
    if (std::isnan(v)) std::abort();
    return v;
  }
};

/// Turns the picture by a half, but asks for more of a small part than of a large one.
struct Fickle : burnish::warp_op<Fickle> {
  static constexpr burnish::about info{"bad.not_monotonic", 1, "Region",
                                       "Its region of a part is not in that of the whole."};
  static constexpr auto params = burnish::no_params<Fickle>;
  int32_t w = 0, h = 0;
  void setup(const burnish_prepare& in, burnish_plan&) {
    w = in.inputs[0]->width;
    h = in.inputs[0]->height;
  }
  [[nodiscard]] burnish_rect need(const burnish_rect& o) const {
    const int32_t more = burnish::width(o) < 5 ? 9 : 0;
    return {w - o.x1 - more, h - o.y1, w - o.x0 + more, h - o.y0};
  }
  void tile(const burnish_task& task, burnish_tile& out) const {
    for (int c = 0; c < burnish::channels(out.format); ++c)
      for (int32_t y = out.rect.y0; y < out.rect.y1; ++y)
        for (int32_t x = out.rect.x0; x < out.rect.x1; ++x)
          *row<float>(out, c, x, y) = *row<float>(task.in[0], c, w - 1 - x, h - 1 - y);
  }
};

/// A mean that counts only the first tile that it sees: the fault that a reduction is there to prevent.
struct FirstTile : burnish::point_op<FirstTile> {
  static constexpr burnish::about info{"bad.reduction_order", 1, "First",
                                       "Keeps one tile's mean and forgets the others."};
  static constexpr auto params = burnish::no_params<FirstTile>;
  struct accumulator {
    double mean = -1;
  };
  static void add(accumulator& acc, const burnish_tile& t) {
    if (acc.mean < 0) acc.mean = double{*row<float>(t, 0, t.rect.x0, t.rect.y0)};
  }
  static void merge(accumulator&, const accumulator&) {}
  static void tile(const burnish_task& task, burnish_tile& out) {
    const auto mean = static_cast<float>(static_cast<const accumulator*>(task.reduced)->mean);
    each(task.in[0], out, [mean](int, int32_t x, int32_t, const float* a) { return a[x] - mean; });
  }
};

}  // namespace

BURNISH_MODULE("bad.pixels", "1", "Burnish tests", "Apache-2.0", ShortHalo, TileDependent, ReadsOutside, WritesOutside,
               WritesInput, ForgetsPixels, FalseInPlace, Overflow, Forgetful, DiesOfNan, Fickle, FirstTile)
