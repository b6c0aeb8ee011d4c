#include <burnish/gravity.hpp>
#include <burnish/moves.hpp>
#include <burnish/warp.hpp>

#include "window.hpp"

namespace {

/// Part of a picture's pixels, which may end between two of them when the picture was shrunk on load.
struct Mapped {
  double first, last;  // in pixels at hand
};

/// A span of full-size pixels in pixels at hand, where the picture begins at `begin` and ends at `end`. The whole
/// picture stays exactly itself.
Mapped mapped(const Span& s, int64_t full, double begin, double end, double shrink) {
  const double first = s.start == 0 ? begin : begin + static_cast<double>(s.start) / shrink;
  const double last = s.start + s.length == full ? end : begin + static_cast<double>(s.start + s.length) / shrink;
  return {first, std::min(last, end)};
}

// Far below a pixel, far above the rounding of the divisions: keeps a border that is meant to be whole from taking one
// pixel more.
constexpr double whole = 1e-6;

/// A choice that also remembers whether it was stated.
template <auto Value, auto Given, std::size_t N>
constexpr auto choice_and_given(const std::array<burnish_choice, N>& choices, const burnish::spec& s) {
  auto p = burnish::choice<Value>(choices, s);
  p.load = [](auto& op, const burnish_value& v) {
    op.*Value = static_cast<std::remove_reference_t<decltype(op.*Value)>>(v.i);
    op.*Given = v.state == BURNISH_VALUE_GIVEN;
  };
  return p;
}

constexpr burnish::spec pixels(const char* id, const char* label, double min, const char* doc) {
  return {.id = id, .label = label, .min = min, .max = 1000000, .unit = "px", .doc = doc, .flags = BURNISH_PF_SPATIAL};
}
}  // namespace

struct Crop : burnish::warp_op<Crop> {
  static constexpr burnish::about info{"burnish.crop", 1, "Crop", "Cuts a window out of the picture.",
                                       R"(Say the window in one of three ways:

* `x y width height`: from the top left corner. A side that is left out reaches to the end of the picture.
* `width height` with `gravity`: a window of that size at that place. `x` and `y` move it: to the right and down, but
  inward from a side, so at `south*` a positive `y` goes up and at `*east` a positive `x` goes left.
* `aspect` (`16:9`, `1920:800`, `1.5`): the largest window of that ratio at `gravity`, or, with `width` or `height`, that
  side and the other by the ratio.

What lies outside the picture is cut off; with `aspect` the window is made smaller and moved inside instead, so the ratio
stays. A window entirely outside is an error. Sizes round half up and are at least 1. Pixels are moved, never changed.

    { "op": "crop", "aspect": "1920:800", "gravity": "north" }
    { "op": "crop", "x": 120, "y": 80, "width": 640, "height": 480 })"};
  static constexpr auto formats = burnish::formats::anything;
  static constexpr int32_t max_preshrink = 8;

  std::optional<double> x, y, width, height;
  std::optional<burnish::ratio> aspect;
  burnish::gravity gravity = burnish::gravity::center;
  bool gravity_given = false;
  burnish_rect kept{0, 0, 0, 0};  // of the input's pixels
  bool everything = false;

  static constexpr std::array params{
      burnish::integer<&Crop::x>(pixels("x", "X", -1000000, "Offset of the window; to the left at *east.")),
      burnish::integer<&Crop::y>(pixels("y", "Y", -1000000, "Offset of the window; upward at south*.")),
      burnish::integer<&Crop::width>(pixels("width", "Width", 1, "Width of the window.")),
      burnish::integer<&Crop::height>(pixels("height", "Height", 1, "Height of the window.")),
      burnish::real<&Crop::aspect>({.id = "aspect",
                                    .label = "Aspect",
                                    .min = 0.0001,
                                    .max = 10000,
                                    .unit = "ratio",
                                    .doc = "Width to height: 16:9, 1920:800 or 1.5."}),
      choice_and_given<&Crop::gravity, &Crop::gravity_given>(
          burnish::gravities, {.id = "gravity", .label = "Gravity", .def = "center", .doc = "Where the window is."})};

  void setup(const burnish_prepare& in, burnish_plan& plan) {
    const burnish_image_info& from = *in.inputs[0];
    const auto& v = from.view;
    const double shrink = from.shrink > 0 ? from.shrink : 1;
    const burnish::extent full{std::max<int64_t>(1, burnish::round_half_up((v[2] - v[0]) * shrink)),
                               std::max<int64_t>(1, burnish::round_half_up((v[3] - v[1]) * shrink))};
    const Window w = window_of({x, y, width, height, aspect, gravity, gravity_given}, full);
    const Mapped mx = mapped(w.x, full.width, v[0], v[2], shrink), my = mapped(w.y, full.height, v[1], v[3], shrink);
    kept = {static_cast<int32_t>(std::floor(mx.first + whole)), static_cast<int32_t>(std::floor(my.first + whole)),
            static_cast<int32_t>(std::ceil(mx.last - whole)), static_cast<int32_t>(std::ceil(my.last - whole))};
    kept.x1 = std::min(std::max(kept.x1, kept.x0 + 1), from.width);
    kept.y1 = std::min(std::max(kept.y1, kept.y0 + 1), from.height);

    burnish_image_info& to = *plan.output;
    to.width = burnish::width(kept), to.height = burnish::height(kept);
    to.view[0] = std::max(0.0, mx.first - kept.x0), to.view[1] = std::max(0.0, my.first - kept.y0);
    to.view[2] = std::min<double>(to.width, mx.last - kept.x0),
    to.view[3] = std::min<double>(to.height, my.last - kept.y0);
    everything =
        w.x.length == full.width && w.y.length == full.height && to.width == from.width && to.height == from.height;
  }
  bool identity() const { return everything; }

  burnish_rect need(const burnish_rect& out) const { return burnish::moved(out, kept.x0, kept.y0); }
  void tile(const burnish_task& t, burnish_tile& out) const {
    burnish::copy_pixels(t.in[0], out, out.rect, kept.x0, kept.y0);
  }
};

BURNISH_MODULE("burnish.crop", "0.1.0", "Burnish", "Apache-2.0", Crop)
