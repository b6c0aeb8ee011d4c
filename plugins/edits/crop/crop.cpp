#include <burnish/analyser.hpp>
#include <burnish/gravity.hpp>
#include <burnish/moves.hpp>
#include <burnish/warp.hpp>

#include "request.hpp"

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

constexpr std::size_t directions = burnish::gravities.size();
/// The directions, and what has to be found in the picture.
constexpr auto places = [] {
  std::array<burnish_choice, directions + 7> all{};
  for (std::size_t i = 0; i < directions; ++i) all[i] = burnish::gravities[i];
  all[directions] = {"xy_center", "Around a point", "x and y are the middle of the window."};
  all[directions + 1] = {"auto", "Automatic", "Keeps what people look at, and faces whole where they fit."};
  all[directions + 2] = {"auto:subject", "Subject", "Keeps the main subject."};
  all[directions + 3] = {"auto:faces", "Faces first", "Keeps faces, then what people look at."};
  all[directions + 4] = {"auto:classic", "Without faces", "Keeps what people look at, without looking for faces."};
  all[directions + 5] = {"face", "Largest face", "Around the largest face; without one as auto."};
  all[directions + 6] = {"faces", "All faces", "Around all faces; without any as auto."};
  return all;
}();
static_assert(directions == static_cast<std::size_t>(Place::xy_center));

constexpr std::array modes{
    burnish_choice{"fill", "Fill", "The largest window of the aspect, or exactly width by height."},
    burnish_choice{"crop", "Crop", "Exactly width by height pixels."},
    burnish_choice{"thumb", "Thumbnail", "A window of the aspect, framed around the face or the subject."},
    burnish_choice{"auto", "Automatic", "A window of the aspect, as large as suits what it shows."},
    burnish_choice{"fill_pad", "Fill or pad", "As fill, but the subject stays whole; pad to the aspect afterwards."}};

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

struct Crop : Asked, burnish::warp_op<Crop> {
  static constexpr burnish::about info{"burnish.crop", 1, "Crop", "Cuts a window out of the picture.",
                                       R"(Say the window in one of four ways:

* `x y width height`: from the top left corner. A side that is left out reaches to the end of the picture.
* `width height` with `gravity`: a window of that size at that place. `x` and `y` move it: to the right and down, but
  inward from a side, so at `south*` a positive `y` goes up and at `*east` a positive `x` goes left.
* `aspect` (`16:9`, `1920:800`, `1.5`): the largest window of that ratio at `gravity`, or, with `width` or `height`, that
  side and the other by the ratio.
* any of these with `gravity: auto` (or `auto:subject`, `auto:faces`, `auto:classic`, `face`, `faces`): the plugin
  `smart_crop` looks at the picture and finds the place. `focal: [x, y]` says what it is about, `protect` what has to
  stay whole, `avoid` what to leave out (lists of `[x, y, width, height]`), all in pixels of the picture.

`gravity: xy_center` puts the middle of the window at `x`, `y`. With `mode: thumb` the window is as small as frames the
face or the subject well, with `auto` as large as suits what it shows, with `fill_pad` it keeps the subject whole and a
`pad` with the same aspect has to follow. `zoom: 2` makes such a window twice as tight.

What lies outside the picture is cut off; with `aspect` the window is made smaller and moved inside instead, so the ratio
stays. A window entirely outside is an error. Sizes round half up and are at least 1. Pixels are moved, never changed.

    { "op": "crop", "aspect": "1920:800", "gravity": "north" }
    { "op": "crop", "aspect": "1:1", "gravity": "auto" }
    { "op": "crop", "aspect": "1:1", "mode": "thumb", "gravity": "face" }
    { "op": "crop", "x": 120, "y": 80, "width": 640, "height": 480 })"};
  static constexpr auto formats = burnish::formats::anything;
  static constexpr int32_t max_preshrink = 8;

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
      choice_and_given<&Crop::place, &Crop::place_given>(
          places, {.id = "gravity", .label = "Gravity", .def = "center", .doc = "Where the window is."}),
      burnish::choice<&Crop::mode>(modes,
                                   {.id = "mode", .label = "Mode", .def = "fill", .doc = "How large the window is."}),
      burnish::real<&Crop::zoom>({.id = "zoom",
                                  .label = "Zoom",
                                  .min = 0.01,
                                  .max = 100,
                                  .doc = "How tight a found window is: 2 shows half of what 1 shows."}),
      burnish::position<&Crop::focal>({.id = "focal",
                                       .label = "Focal point",
                                       .unit = "px",
                                       .doc = "What the picture is about.",
                                       .flags = BURNISH_PF_SPATIAL}),
      burnish::rect<&Crop::protect>({.id = "protect",
                                     .label = "Protect",
                                     .unit = "px",
                                     .doc = "Rectangles that have to stay whole.",
                                     .flags = BURNISH_PF_SPATIAL}),
      burnish::rect<&Crop::avoid>({.id = "avoid",
                                   .label = "Avoid",
                                   .unit = "px",
                                   .doc = "Rectangles that are better left out.",
                                   .flags = BURNISH_PF_SPATIAL}),
      burnish::file<&Crop::face_model>({.id = "face_model",
                                        .label = "Face model",
                                        .doc = "An ONNX model that finds faces, instead of the built-in one.",
                                        .flags = BURNISH_PF_ADVANCED}),
      burnish::file<&Crop::saliency_model>({.id = "saliency_model",
                                            .label = "Saliency model",
                                            .doc = "An ONNX model of what people look at.",
                                            .flags = BURNISH_PF_ADVANCED})};

  void setup(const burnish_prepare& in, burnish_plan& plan) {
    check();
    if (looks()) throw burnish::error("the window has to be found in the picture first", BURNISH_UNSUPPORTED);
    const burnish_image_info& from = *in.inputs[0];
    const auto& v = from.view;
    const double shrink = from.shrink > 0 ? from.shrink : 1;
    const burnish::extent full{std::max<int64_t>(1, burnish::round_half_up((v[2] - v[0]) * shrink)),
                               std::max<int64_t>(1, burnish::round_half_up((v[3] - v[1]) * shrink))};
    const Window w = window_of(request(), full);
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

/// Turns what was found in the picture into pixels.
struct CropSettler : burnish::settler<CropSettler> {
  static constexpr const char* target = "burnish.crop";
  static constexpr std::array<const char*, 2> needs{"burnish.smart_crop", nullptr};

  static Crop asked(const burnish_value* values) {
    Crop crop;
    burnish::detail::load_values(crop, values);
    return crop;
  }
  static bool applies(const burnish::settle_call& c) { return asked(c.prepare.values).looks(); }

  static void settle(const burnish::settle_call& c) {
    const Crop crop = asked(c.prepare.values);
    crop.check();
    const burnish::extent picture{c.full().width, c.full().height};
    double place[4] = {0, 0, 1, 1};  // without an answer around the middle
    const burnish_finding* window = c.found(0) ? c.found(0).get(0) : nullptr;
    if (window != nullptr && std::string_view(window->label) == "window") {
      place[0] = static_cast<double>(window->x0), place[1] = static_cast<double>(window->y0);
      place[2] = static_cast<double>(window->x1), place[3] = static_cast<double>(window->y1);
    }
    const Window w = window_from(crop, place, picture);
    constexpr auto at = [](std::string_view id) { return burnish::param_index<Crop>(id); };
    c.set_integer(at("x"), w.x.start);
    c.set_integer(at("y"), w.y.start);
    c.set_integer(at("width"), w.x.length);
    c.set_integer(at("height"), w.y.length);
    c.set_integer(at("gravity"), static_cast<int64_t>(burnish::gravity::north_west));
    for (const char* id : {"aspect", "mode", "zoom", "focal", "protect", "avoid", "face_model", "saliency_model"})
      c.set_default(at(id));
  }
};

BURNISH_MODULE("burnish.crop", "0.1.0", "Burnish", "Apache-2.0", Crop, CropSettler)
