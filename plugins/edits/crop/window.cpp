#include "window.hpp"

namespace {

/// A span of the picture's `outer` pixels as it was asked for, before it is clamped to them.
struct Axis {
  const char* offset_id;  // "x" or "y"
  const char* size_name;
  burnish::side side;
  int64_t outer, length, offset;
};

/// Says which offsets would have shown something.
[[noreturn]] void refuse_outside(const Axis& a) {
  const int64_t base = burnish::place(a.side, a.outer, a.length, 0);
  const bool backward = a.side == burnish::side::end;
  const int64_t least = backward ? base - a.outer + 1 : 1 - a.length - base;
  const int64_t most = backward ? base + a.length - 1 : a.outer - 1 - base;
  throw burnish::bad_param(a.offset_id, std::string(a.offset_id) + " = " + std::to_string(a.offset) +
                                            " puts the window outside the picture, which is " +
                                            std::to_string(a.outer) + " pixels " + a.size_name + "; use " +
                                            std::to_string(least) + " to " + std::to_string(most));
}

/// Where the axis' span begins; throws when no pixel of it is in the picture.
int64_t checked_start(const Axis& a) {
  const int64_t start = burnish::place(a.side, a.outer, a.length, a.offset);
  if (start >= a.outer || start + a.length <= 0) refuse_outside(a);
  return start;
}

/// Cuts off what is outside: sizes were given in pixels.
Span cut(const Axis& a) {
  const int64_t start = checked_start(a), end = std::min(start + a.length, a.outer);
  return {std::max<int64_t>(start, 0), end - std::max<int64_t>(start, 0)};
}

/// Moves the span inside: the ratio is what counts.
Span pushed_in(const Axis& a) { return {std::clamp<int64_t>(checked_start(a), 0, a.outer - a.length), a.length}; }

/// A window around a point, pushed inside; its size is kept as far as the picture reaches.
Window around(const burnish::point& middle, const burnish::extent& size, const burnish::extent& picture) {
  const auto span = [](double at, int64_t length, int64_t outer) {
    const int64_t n = std::min(length, outer);
    const int64_t start = burnish::round_half_up(at - static_cast<double>(n) / 2);
    return Span{std::clamp<int64_t>(start, 0, outer - n), n};
  };
  return {span(middle.x, size.width, picture.width), span(middle.y, size.height, picture.height)};
}

int64_t size_or(const std::optional<double>& size, int64_t otherwise) {
  return std::max<int64_t>(1, size ? burnish::round_half_up(*size) : otherwise);
}

/// The largest size of the ratio within the picture and the side that was given.
burnish::extent size_by_ratio(const Request& r, const burnish::extent& picture) {
  burnish::extent bounds = picture;
  if (r.width) bounds = {size_or(r.width, 1), burnish::height_for(size_or(r.width, 1), *r.aspect)};
  if (r.height) bounds = {burnish::width_for(size_or(r.height, 1), *r.aspect), size_or(r.height, 1)};
  if (bounds.width > picture.width || bounds.height > picture.height)
    bounds = {std::min(bounds.width, picture.width), std::min(bounds.height, picture.height)};
  else if (r.width || r.height)
    return bounds;
  const burnish::extent best = burnish::largest_inside(bounds, *r.aspect);
  return {std::min(best.width, picture.width), std::min(best.height, picture.height)};
}
}  // namespace

Window window_of(const Request& r, const burnish::extent& picture) {
  const bool both = r.width.has_value() && r.height.has_value();
  if (r.aspect && both)
    throw burnish::bad_param("aspect",
                             "aspect together with width and height says the size twice; leave one of them out");
  const bool sized = !r.aspect || r.width || r.height;
  const bool from_top_left = !r.gravity_given && sized && (r.x || r.y);
  const burnish::gravity g = from_top_left ? burnish::gravity::north_west : r.gravity;
  const int64_t dx = burnish::round_half_up(r.x.value_or(0)), dy = burnish::round_half_up(r.y.value_or(0));
  burnish::extent size;
  if (r.aspect) {
    size = size_by_ratio(r, picture);
  } else {  // a side that is not given reaches to the end of the picture
    size = {size_or(r.width, picture.width - (from_top_left ? dx : 0)),
            size_or(r.height, picture.height - (from_top_left ? dy : 0))};
  }
  if (r.middle) return around(*r.middle, size, picture);
  const Axis x{"x", "wide", horizontal(g), picture.width, size.width, dx};
  const Axis y{"y", "high", vertical(g), picture.height, size.height, dy};
  return r.aspect ? Window{pushed_in(x), pushed_in(y)} : Window{cut(x), cut(y)};
}
