#include "quarter_turn.hpp"

namespace {

struct Turned {
  burnish::axes axes;
  int32_t width, height;
  double view[4];
};

Turned turned(int turns, const burnish_image_info& from) {
  const int32_t w = from.width, h = from.height;
  const auto& v = from.view;
  switch (turns) {
    case 1:
      return {{0, 1, -1, 0, 0, h - 1}, h, w, {h - v[3], v[0], h - v[1], v[2]}};
    case 2:
      return {{-1, 0, 0, -1, w - 1, h - 1}, w, h, {w - v[2], h - v[3], w - v[0], h - v[1]}};
    case 3:
      return {{0, -1, 1, 0, w - 1, 0}, h, w, {v[1], w - v[2], v[3], w - v[0]}};
    default:
      return {{1, 0, 0, 1, 0, 0}, w, h, {v[0], v[1], v[2], v[3]}};
  }
}
}  // namespace

QuarterTurn::QuarterTurn(int turns, bool expand, const burnish_image_info& from, burnish_image_info& to) {
  const Turned t = turned(turns, from);
  axes_ = t.axes;
  std::copy(std::begin(t.view), std::end(t.view), to.view);
  to.width = t.width, to.height = t.height;
  shown_ = {0, 0, t.width, t.height};
  if (expand || turns % 2 == 0) return;

  // The picture lies at (x, y), w by h, in the turned pixels; the result is h by w with the same middle.
  const int64_t x = burnish::round_half_up(t.view[0]), y = burnish::round_half_up(t.view[1]);
  const int64_t w = burnish::round_half_up(t.view[2]) - x, h = burnish::round_half_up(t.view[3]) - y;
  const auto left = static_cast<int32_t>(burnish::place(burnish::side::middle, h, w, 0));
  const auto top = static_cast<int32_t>(burnish::place(burnish::side::middle, w, h, 0));
  const auto dx = static_cast<int32_t>(x) - left, dy = static_cast<int32_t>(y) - top;
  axes_.dx += dx * axes_.xx + dy * axes_.xy;
  axes_.dy += dx * axes_.yx + dy * axes_.yy;
  to.width = static_cast<int32_t>(h), to.height = static_cast<int32_t>(w);
  to.view[0] = to.view[1] = 0, to.view[2] = to.width, to.view[3] = to.height;
  shown_ = burnish::intersection({left, top, left + to.height, top + to.width}, {0, 0, to.width, to.height});
  shows_background_ = to.width != to.height;
}

burnish_rect QuarterTurn::need(const burnish_rect& out) const {
  return axes_.source(burnish::intersection(out, shown_));
}

void QuarterTurn::draw(const burnish_tile& in, burnish_tile& out, const burnish::stored_colour& background) const {
  const burnish_rect part = burnish::intersection(out.rect, shown_);
  if (shows_background_) burnish::fill_around(out, part, background);
  if (!burnish::empty(part)) burnish::copy_pixels(in, out, part, axes_);
}
