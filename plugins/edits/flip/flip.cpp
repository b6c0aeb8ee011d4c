#include <burnish/moves.hpp>
#include <burnish/warp.hpp>

namespace {
constexpr std::array directions{burnish_choice{"horizontal", "Horizontal", "Exchanges left and right."},
                                burnish_choice{"vertical", "Vertical", "Exchanges top and bottom."}};
enum class Direction { Horizontal, Vertical };
}  // namespace

struct Flip : burnish::warp_op<Flip> {
  static constexpr burnish::about info{
      "burnish.flip", 1, "Flip", "Mirrors the picture.",
      R"(`horizontal` exchanges left and right, `vertical` top and bottom. Pixels are moved, never changed.

    { "op": "flip", "direction": "vertical" })"};
  static constexpr auto formats = burnish::formats::anything;
  static constexpr int32_t max_preshrink = 8;
  Direction direction = Direction::Horizontal;
  burnish::axes axes;
  static constexpr std::array params{burnish::choice<&Flip::direction>(
      directions, {.id = "direction", .label = "Direction", .def = "horizontal", .doc = "Which sides are exchanged."})};

  void setup(const burnish_prepare& in, burnish_plan& plan) {
    const burnish_image_info& from = *in.inputs[0];
    auto& view = plan.output->view;
    if (direction == Direction::Horizontal) {
      axes.xx = -1, axes.dx = from.width - 1;
      view[0] = from.width - from.view[2], view[2] = from.width - from.view[0];
    } else {
      axes.yy = -1, axes.dy = from.height - 1;
      view[1] = from.height - from.view[3], view[3] = from.height - from.view[1];
    }
  }
  burnish_rect need(const burnish_rect& out) const { return axes.source(out); }
  void tile(const burnish_task& t, burnish_tile& out) const { burnish::copy_pixels(t.in[0], out, out.rect, axes); }
};
BURNISH_MODULE("burnish.flip", "0.1.0", "Burnish", "Apache-2.0", Flip)
