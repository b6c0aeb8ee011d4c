#include <burnish/warp.hpp>
#include <cmath>

#include "free_turn.hpp"
#include "quarter_turn.hpp"

namespace {
// Turns that show no background move pixels of any format. The others work on floats, in colour where a coloured
// background meets a gray picture.
constexpr std::array accepted{
    burnish::formats::anything[0], burnish::formats::premul_encoded[0], burnish::formats::premul_encoded[1],
    burnish_format{BURNISH_F32, BURNISH_RGB, BURNISH_ALPHA_NONE, BURNISH_PLANAR, BURNISH_LIGHT_ENCODED, {}},
    burnish_format{BURNISH_F32, BURNISH_RGB, BURNISH_ALPHA_PREMUL, BURNISH_PLANAR, BURNISH_LIGHT_ENCODED, {}}};
enum : uint64_t { Anything = 1, WithoutAlpha = 0xa, WithAlpha = 0x14, WithColour = 0x18, Floats = 0x1e };
}  // namespace

struct Rotate : burnish::warp_op<Rotate> {
  static constexpr burnish::about info{
      "burnish.rotate", 1, "Rotate", "Turns the picture clockwise.",
      R"(`angle` is in degrees, clockwise. Multiples of 90 move pixels and change none. Other angles interpolate (Catmull-Rom,
on premultiplied values) with smooth edges. With `expand` the result is as large as the turned picture needs; without, it
keeps its size and corners are cut off.

`background` fills the corners; `auto` is transparent when the picture has alpha, else white. A translucent one gives a
picture without alpha an alpha channel.

    { "op": "rotate", "angle": 90 }
    { "op": "rotate", "angle": -1.5, "expand": false, "background": "#000000" })"};
  static constexpr auto formats = accepted;

  double angle = 0;
  std::optional<burnish::colour> background;
  bool expand = true;
  static constexpr std::array params{
      burnish::real<&Rotate::angle>({.id = "angle",
                                     .label = "Angle",
                                     .def = "0",
                                     .min = -3600,
                                     .max = 3600,
                                     .unit = "deg",
                                     .doc = "Clockwise.",
                                     .soft_min = -180,
                                     .soft_max = 180,
                                     .step = 0.1}),
      burnish::color<&Rotate::background>({.id = "background", .label = "Background", .doc = "Colour of the corners."}),
      burnish::toggle<&Rotate::expand>(
          {.id = "expand", .label = "Expand", .def = "true", .doc = "Grow so that nothing is cut off."})};

  bool exact = true;
  int turns = 0;
  QuarterTurn quarter;
  FreeTurn free;
  burnish::stored_colour stored;
  std::array<float, 5> floats{};

  void setup(const burnish_prepare& in, burnish_plan& plan) {
    const burnish_image_info& from = *in.inputs[0];
    const double quarters = std::round(angle / 90);
    exact = std::fabs(angle - quarters * 90) < 1e-9;
    turns = ((static_cast<int>(quarters) % 4) + 4) % 4;
    if (exact) {
      quarter = QuarterTurn(turns, expand, from, *plan.output);
    } else {
      free = FreeTurn(angle, expand, from, *plan.output);
    }
    const burnish::colour shown =
        background.value_or(burnish::has_alpha(from.format) ? burnish::transparent : burnish::white);
    stored = burnish::stored_colour(shown, from.format);
    floats = burnish::channel_values(shown, from.format);
    plan.format_mask = served(from.format, shown);
  }
  bool identity() const { return exact && turns == 0; }

  /// The formats of the list that serve this picture.
  uint64_t served(const burnish_format& f, const burnish::colour& shown) const {
    if (exact && !quarter.shows_background()) return Anything;
    const bool alpha = burnish::has_alpha(f) || shown.a < 1;
    const bool coloured = f.model == BURNISH_GRAY && !is_neutral(shown);
    if (exact && alpha == burnish::has_alpha(f) && !coloured) return Anything | Floats;
    return (alpha ? WithAlpha : WithoutAlpha) & (coloured ? WithColour : Floats);
  }

  burnish_rect need(const burnish_rect& out) const { return exact ? quarter.need(out) : free.need(out); }
  void tile(const burnish_task& t, burnish_tile& out) const {
    if (exact) return quarter.draw(t.in[0], out, stored);
    free.draw(t.in[0], out, floats);
  }
};
BURNISH_MODULE("burnish.rotate", "0.1.0", "Burnish", "Apache-2.0", Rotate)
