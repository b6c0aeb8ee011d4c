#include <burnish/fill.hpp>
#include <burnish/gravity.hpp>
#include <burnish/warp.hpp>

namespace {
// The first serves every opaque background; the others bring what the picture may lack: alpha for a translucent one,
// colour for a coloured one around a gray picture.
constexpr std::array accepted{
    burnish::formats::anything[0],
    burnish_format{BURNISH_ANY, BURNISH_ANY, BURNISH_ALPHA_STRAIGHT, BURNISH_ANY, BURNISH_ANY, {}},
    burnish_format{BURNISH_ANY, BURNISH_ANY, BURNISH_ALPHA_PREMUL, BURNISH_ANY, BURNISH_ANY, {}},
    burnish_format{BURNISH_ANY, BURNISH_RGB, BURNISH_ANY, BURNISH_ANY, BURNISH_ANY, {}},
    burnish_format{BURNISH_ANY, BURNISH_RGB, BURNISH_ALPHA_STRAIGHT, BURNISH_ANY, BURNISH_ANY, {}},
    burnish_format{BURNISH_ANY, BURNISH_RGB, BURNISH_ALPHA_PREMUL, BURNISH_ANY, BURNISH_ANY, {}}};
enum : uint64_t { AnyFormat = 0x3f, WithAlpha = 0x36, WithColour = 0x38 };

constexpr burnish::spec pixels(const char* id, const char* label, const char* doc) {
  return {.id = id, .label = label, .min = 1, .max = 1000000, .unit = "px", .doc = doc, .flags = BURNISH_PF_SPATIAL};
}
}  // namespace

struct Pad : burnish::warp_op<Pad> {
  static constexpr burnish::about info{
      "burnish.pad", 1, "Pad", "Puts the picture on a larger canvas.",
      R"(The canvas is `width` by `height`, or the smallest one of the ratio `aspect` (with one of the sides: that side, and
the other by the ratio). The picture is never scaled and never cut: where it is larger than what was asked for, its own
size stays. `gravity` says where on the canvas it is; an odd rest leaves the smaller half before it.

`background` is any colour; `auto` is transparent when the picture has alpha, else white. A translucent one gives a
picture without alpha an alpha channel.

    { "op": "pad", "aspect": "1:1", "background": "#f5f0e8" })"};
  static constexpr auto formats = accepted;

  std::optional<double> width, height;
  std::optional<burnish::ratio> aspect;
  burnish::gravity gravity = burnish::gravity::center;
  std::optional<burnish::colour> background;
  static constexpr std::array params{
      burnish::integer<&Pad::width>(pixels("width", "Width", "Width of the canvas.")),
      burnish::integer<&Pad::height>(pixels("height", "Height", "Height of the canvas.")),
      burnish::real<&Pad::aspect>({.id = "aspect",
                                   .label = "Aspect",
                                   .min = 0.0001,
                                   .max = 10000,
                                   .unit = "ratio",
                                   .doc = "Width to height of the canvas: 16:9, 1920:800 or 1.5."}),
      burnish::choice<&Pad::gravity>(
          burnish::gravities,
          {.id = "gravity", .label = "Gravity", .def = "center", .doc = "Where on the canvas the picture is."}),
      burnish::color<&Pad::background>(
          {.id = "background", .label = "Background", .doc = "Colour around the picture."})};

  burnish_rect picture{0, 0, 0, 0};  // on the canvas
  int32_t dx = 0, dy = 0;            // from the canvas to the input's pixels
  bool same = false;
  burnish::stored_colour fill;

  void setup(const burnish_prepare& in, burnish_plan& plan) {
    const burnish_image_info& from = *in.inputs[0];
    const int64_t x = burnish::round_half_up(from.view[0]), y = burnish::round_half_up(from.view[1]);
    const burnish::extent size{burnish::round_half_up(from.view[2]) - x, burnish::round_half_up(from.view[3]) - y};
    const burnish::extent canvas = canvas_around(size);
    const int64_t left = burnish::place(horizontal(gravity), canvas.width, size.width, 0);
    const int64_t top = burnish::place(vertical(gravity), canvas.height, size.height, 0);
    picture = {static_cast<int32_t>(left), static_cast<int32_t>(top), static_cast<int32_t>(left + size.width),
               static_cast<int32_t>(top + size.height)};
    dx = static_cast<int32_t>(x - left), dy = static_cast<int32_t>(y - top);

    burnish_image_info& to = *plan.output;
    to.width = static_cast<int32_t>(canvas.width), to.height = static_cast<int32_t>(canvas.height);
    to.view[0] = to.view[1] = 0, to.view[2] = to.width, to.view[3] = to.height;
    same = to.width == from.width && to.height == from.height;

    const burnish::colour shown =
        background.value_or(burnish::has_alpha(from.format) ? burnish::transparent : burnish::white);
    fill = burnish::stored_colour(shown, from.format);
    plan.format_mask = AnyFormat;
    if (background && background->a < 1) plan.format_mask &= WithAlpha;
    if (from.format.model == BURNISH_GRAY && !is_neutral(shown)) plan.format_mask &= WithColour;
  }
  bool identity() const { return same; }

  burnish::extent canvas_around(const burnish::extent& size) const {
    if (aspect && width && height)
      throw burnish::bad_param("aspect",
                               "aspect together with width and height says the size twice; leave one of them out");
    burnish::extent wanted = size;
    if (width) wanted.width = burnish::round_half_up(*width);
    if (height) wanted.height = burnish::round_half_up(*height);
    if (aspect && width) {
      wanted.height = burnish::height_for(wanted.width, *aspect);
    } else if (aspect && height) {
      wanted.width = burnish::width_for(wanted.height, *aspect);
    } else if (aspect) {
      wanted = burnish::smallest_around(size, *aspect);
    }
    wanted = {std::max(wanted.width, size.width), std::max(wanted.height, size.height)};
    constexpr int64_t most = 0x7fffffff;
    if (wanted.width > most || wanted.height > most)
      throw burnish::bad_param("aspect",
                               "the canvas would be more than 2147483647 pixels long; use a less extreme ratio");
    return wanted;
  }

  burnish_rect need(const burnish_rect& out) const {
    const burnish_rect shown = burnish::intersection(out, picture);
    return burnish::empty(shown) ? shown : burnish::moved(shown, dx, dy);
  }
  void tile(const burnish_task& t, burnish_tile& out) const {
    const burnish_rect shown = burnish::intersection(out.rect, picture);
    burnish::fill_around(out, shown, fill);
    burnish::copy_pixels(t.in[0], out, shown, dx, dy);
  }
};
BURNISH_MODULE("burnish.pad", "0.1.0", "Burnish", "Apache-2.0", Pad)
