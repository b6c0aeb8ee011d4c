#include "request.hpp"

namespace {

const char* mode_name(Mode m) {
  constexpr const char* names[] = {"fill", "crop", "thumb", "auto", "fill_pad"};
  return names[static_cast<std::size_t>(m)];
}

void check_rectangles(const char* id, const std::vector<burnish::rectangle>& all) {
  for (const burnish::rectangle& r : all)
    if (!(r.width > 0) || !(r.height > 0))
      throw burnish::bad_param(id, std::string(id) + " holds a rectangle without an area; write [x, y, width, height]");
}

/// The span of `length` pixels in the middle of a found one, pushed inside.
Span centred(double x0, double x1, int64_t length, int64_t outer) {
  const auto n = static_cast<double>(outer);
  // Findings are floats, exact to about 1 / 16 million of the side: a half that was meant stays one.
  constexpr double lost = 1.0 / 128;
  const int64_t start = burnish::round_half_up((x0 + x1) / 2 * n - static_cast<double>(length) / 2 + lost);
  return {std::clamp<int64_t>(start, 0, outer - length), length};
}

Span rounded(double x0, double x1, int64_t outer) {
  const auto n = static_cast<double>(outer);
  const int64_t length = std::clamp<int64_t>(burnish::round_half_up((x1 - x0) * n), 1, outer);
  return {std::clamp<int64_t>(burnish::round_half_up(x0 * n), 0, outer - length), length};
}

}  // namespace

bool Asked::looks() const {
  return looks_by_gravity() || mode == Mode::thumb || mode == Mode::automatic || mode == Mode::fill_pad ||
         focal.has_value() || zoom.has_value() || !protect.empty() || !avoid.empty();
}

void Asked::check() const {
  using burnish::bad_param;
  if (mode == Mode::crop && aspect)
    throw bad_param("aspect", "mode crop keeps exactly width and height; leave the aspect out, or use mode fill");
  if (mode == Mode::crop && (!width || !height)) throw bad_param("mode", "mode crop needs width and height");
  const bool at_point = place == static_cast<int64_t>(Place::xy_center);
  if (at_point && (!x || !y)) throw bad_param("gravity", "gravity xy_center needs x and y, the middle of the window");
  if (!looks()) return;
  if (place_given && !looks_by_gravity()) {
    const char* what = focal ? "focal" : !protect.empty() ? "protect" : !avoid.empty() ? "avoid" : nullptr;
    if (what != nullptr)
      throw bad_param(what, std::string(what) +
                                " says what the window depends on, and gravity says where it is; "
                                "leave gravity out, or use auto");
    if (zoom) throw bad_param("zoom", "zoom belongs to what is found in the picture; use gravity auto, face or faces");
    throw bad_param("mode", std::string("mode ") + mode_name(mode) +
                                " frames what is found in the picture; leave gravity out, or use auto, face or faces");
  }
  if (focal && (place == static_cast<int64_t>(Place::face) || place == static_cast<int64_t>(Place::faces)))
    throw bad_param("focal", "focal and gravity both say what to frame; leave one of them out");
  if (x || y)
    throw bad_param(x ? "x" : "y", "x and y move a window that is at a direction; this one is found in the picture");
  const bool needs_ratio = mode == Mode::thumb || mode == Mode::automatic || mode == Mode::fill_pad;
  if (needs_ratio && !aspect && (!width || !height))
    throw bad_param("mode", std::string("mode ") + mode_name(mode) + " needs an aspect, or width and height for it");
  if (!needs_ratio && !aspect && !width && !height)
    throw bad_param("gravity", "the size of the window is missing; give an aspect, or width and height");
  if (zoom && mode == Mode::crop) throw bad_param("zoom", "mode crop keeps exactly width and height; leave zoom out");
  if (zoom && mode == Mode::fill && width && height && !aspect)
    throw bad_param("zoom", "width and height say how much is shown; leave zoom out, or give an aspect instead");
  check_rectangles("protect", protect);
  check_rectangles("avoid", avoid);
}

Request Asked::request() const {
  Request r{x, y, width, height, aspect, burnish::gravity::center, place_given};
  if (place == static_cast<int64_t>(Place::xy_center)) {
    r.middle = burnish::point{*x, *y};
    r.x = r.y = std::nullopt;
  } else if (!looks_by_gravity()) {
    r.gravity = static_cast<burnish::gravity>(place);
  }
  return r;
}

Window window_from(const Asked& asked, const double (&found)[4], const burnish::extent& picture) {
  Request r = asked.request();
  r.gravity = burnish::gravity::center;
  r.gravity_given = true;
  const bool exact = (asked.mode == Mode::fill && !asked.zoom) || asked.mode == Mode::crop;
  if (exact) {  // the size is the same as without looking; only the place was found
    const Window w = window_of(r, picture);
    return {centred(found[0], found[2], w.x.length, picture.width),
            centred(found[1], found[3], w.y.length, picture.height)};
  }
  Window w{rounded(found[0], found[2], picture.width), rounded(found[1], found[3], picture.height)};
  if (asked.mode == Mode::fill_pad) return w;
  // The ratio that was asked for, as near as whole pixels come to it.
  const burnish::ratio ratio = asked.aspect ? *asked.aspect
                               : asked.width && asked.height
                                   ? burnish::ratio{*asked.width, *asked.height}
                                   : burnish::ratio{static_cast<double>(w.x.length), static_cast<double>(w.y.length)};
  const burnish::extent size = burnish::largest_inside({w.x.length, w.y.length}, ratio);
  const auto near = [](int64_t a, int64_t b) { return std::abs(a - b) <= 2; };
  if (near(size.width, w.x.length) && near(size.height, w.y.length)) {
    w.x = centred(found[0], found[2], std::min(size.width, picture.width), picture.width);
    w.y = centred(found[1], found[3], std::min(size.height, picture.height), picture.height);
  }
  return w;
}
