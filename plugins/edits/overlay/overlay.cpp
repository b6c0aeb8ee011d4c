#include <burnish/gravity.hpp>
#include <burnish/moves.hpp>
#include <burnish/point.hpp>

namespace {
constexpr std::array blends{
    burnish_choice{"normal", "Normal", "The second picture hides the first as its alpha says."}};

constexpr burnish::spec offset(const char* id, const char* label, const char* doc) {
  return {.id = id,
          .label = label,
          .def = "0",
          .min = -1000000,
          .max = 1000000,
          .unit = "px",
          .doc = doc,
          .flags = BURNISH_PF_SPATIAL};
}

/// The picture's part of the pixels at hand.
burnish_rect picture_of(const burnish_image_info& i) {
  const auto at = [&](int side) { return static_cast<int32_t>(burnish::round_half_up(i.view[side])); };
  return {at(0), at(1), at(2), at(3)};
}
}  // namespace

struct Overlay : burnish::point_op<Overlay> {
  static constexpr burnish::about info{
      "burnish.overlay", 1, "Overlay", "Puts a second picture over the first.",
      R"(The result has the size and format of the first input. The second is placed by `gravity`; `x` and `y` move it to the
right and down, but inward from a side, so at `south*` a positive `y` goes up and at `*east` a positive `x` goes left. What
lies outside the first is cut off. `opacity` multiplies the second picture's alpha. Blending is on encoded values:
`second + (1 - alpha of second) * first`, premultiplied.

    "marked": { "op": "overlay", "from": ["photo", "logo"], "gravity": "south_east", "x": 24, "y": 24, "opacity": 0.6 })"};
  static constexpr uint32_t inputs = 2;
  static constexpr auto formats = burnish::formats::premul_encoded;

  burnish::gravity gravity = burnish::gravity::north_west;
  double x = 0, y = 0;
  float opacity = 1;
  int64_t blend = 0;
  static constexpr std::array params{
      burnish::choice<&Overlay::gravity>(
          burnish::gravities,
          {.id = "gravity", .label = "Gravity", .def = "north_west", .doc = "Where the second picture is."}),
      burnish::integer<&Overlay::x>(offset("x", "X", "Offset; to the left at *east.")),
      burnish::integer<&Overlay::y>(offset("y", "Y", "Offset; upward at south*.")),
      burnish::real<&Overlay::opacity>({.id = "opacity",
                                        .label = "Opacity",
                                        .def = "1",
                                        .min = 0,
                                        .max = 1,
                                        .doc = "0 hides the second picture.",
                                        .step = 0.01}),
      burnish::choice<&Overlay::blend>(
          blends, {.id = "blend", .label = "Blend", .def = "normal", .doc = "How the two are mixed."})};

  burnish_rect second{0, 0, 0, 0};  // the second picture, in its own pixels
  int32_t dx = 0, dy = 0;           // from those to the first one's
  bool hidden = false;

  void setup(const burnish_prepare& in, burnish_plan& plan) {
    const burnish_rect first = picture_of(*in.inputs[0]);
    second = picture_of(*in.inputs[1]);
    const int64_t left =
        place(horizontal(gravity), burnish::width(first), burnish::width(second), burnish::round_half_up(x));
    const int64_t top =
        place(vertical(gravity), burnish::height(first), burnish::height(second), burnish::round_half_up(y));
    plan.offset[0][0] = dx = static_cast<int32_t>(left) + first.x0 - second.x0;
    plan.offset[0][1] = dy = static_cast<int32_t>(top) + first.y0 - second.y0;
    hidden = opacity <= 0 || burnish::empty(burnish::intersection(burnish::moved(second, dx, dy), first));
  }
  bool identity() const { return hidden; }

  void tile(const burnish_task& t, burnish_tile& out) const {
    const burnish_tile &under = t.in[0], &over = t.in[1];
    burnish_rect both{0, 0, 0, 0};
    if (over.data[0] != nullptr)
      both = burnish::intersection(out.rect, burnish::moved(burnish::intersection(over.rect, second), dx, dy));
    if (under.data[0] != out.data[0]) burnish::copy_pixels(under, out, out.rect, 0, 0);
    for (int c = 0; c < burnish::channels(out.format); ++c)
      for (int32_t row_y = both.y0; row_y < both.y1; ++row_y) compose(over, out, c, both, row_y);
  }

  /// One row of one channel of `out`, which holds the first picture, under the second.
  void compose(const burnish_tile& over, burnish_tile& out, int c, const burnish_rect& both, int32_t row_y) const {
    const int alpha = burnish::colour_channels(over.format);
    const auto n = static_cast<std::size_t>(burnish::width(both));
    const auto from = [&](int plane) { return burnish::row<float>(over, plane, both.x0 - dx, row_y - dy); };
    float* to = burnish::row<float>(out, c, both.x0, row_y);
    const float weight = opacity, rest = 1 - opacity;
    if (burnish::has_alpha(over.format))
      burnish::map_row<3, 1>({from(c), from(alpha), to}, {to}, n, [=](auto& v, std::size_t i) {
        v[0][i] = v[0][i] * weight + (1 - v[1][i] * weight) * v[2][i];
      });
    else if (c == alpha)
      burnish::map_row<1>({to}, {to}, n, [=](auto& v, std::size_t i) { v[0][i] = weight + rest * v[0][i]; });
    else
      burnish::map_row<2, 1>({from(c), to}, {to}, n,
                             [=](auto& v, std::size_t i) { v[0][i] = v[0][i] * weight + rest * v[1][i]; });
  }
};
BURNISH_MODULE("burnish.overlay", "0.1.0", "Burnish", "Apache-2.0", Overlay)
