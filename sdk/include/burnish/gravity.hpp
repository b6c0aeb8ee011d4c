// burnish/gravity.hpp - where a box goes in another: the compass, offsets from it, and sizes by ratio.
//
// An operation that places something declares
//   burnish::gravity gravity = burnish::gravity::center;
//   burnish::choice<&Op::gravity>(burnish::gravities, {.id = "gravity", .def = "center"})
// and asks place(). Sizes and offsets are pixels of one and the same picture.
#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "plugin.hpp"

namespace burnish {
inline namespace v1 {

enum class gravity : int32_t { center, north, north_east, east, south_east, south, south_west, west, north_west };
/// In the order of the enumerators.
inline constexpr std::array gravities{
    burnish_choice{"center", "Centre", nullptr},           burnish_choice{"north", "Top", nullptr},
    burnish_choice{"north_east", "Top right", nullptr},    burnish_choice{"east", "Right", nullptr},
    burnish_choice{"south_east", "Bottom right", nullptr}, burnish_choice{"south", "Bottom", nullptr},
    burnish_choice{"south_west", "Bottom left", nullptr},  burnish_choice{"west", "Left", nullptr},
    burnish_choice{"north_west", "Top left", nullptr}};

/// What a gravity means along one axis.
enum class side { start, middle, end };
constexpr side horizontal(gravity g) {
  if (g == gravity::north_west || g == gravity::west || g == gravity::south_west) return side::start;
  if (g == gravity::north_east || g == gravity::east || g == gravity::south_east) return side::end;
  return side::middle;
}
constexpr side vertical(gravity g) {
  if (g == gravity::north_west || g == gravity::north || g == gravity::north_east) return side::start;
  if (g == gravity::south_west || g == gravity::south || g == gravity::south_east) return side::end;
  return side::middle;
}

/// The coordinate at which `inner` pixels begin in `outer`. An odd rest leaves the smaller half before them. The offset
/// moves them forward (right, down), at the end side backward (left, up): always inward from a side.
constexpr int64_t place(side s, int64_t outer, int64_t inner, int64_t offset) {
  const int64_t rest = outer - inner;
  if (s == side::start) return offset;
  if (s == side::end) return rest - offset;
  return (rest - (rest < 0 && rest % 2 != 0 ? 1 : 0)) / 2 + offset;
}

/// Sizes and positions round half up.
inline int64_t round_half_up(double v) { return static_cast<int64_t>(std::floor(v + 0.5)); }

struct extent {
  int64_t width = 1, height = 1;
};
inline bool wider(const extent& e, const ratio& r) {
  return static_cast<double>(e.width) * r.height >= static_cast<double>(e.height) * r.width;
}
/// The side that goes with the other at a ratio; at least 1.
inline int64_t width_for(int64_t height, const ratio& r) {
  return std::max<int64_t>(1, round_half_up(static_cast<double>(height) * r.width / r.height));
}
inline int64_t height_for(int64_t width, const ratio& r) {
  return std::max<int64_t>(1, round_half_up(static_cast<double>(width) * r.height / r.width));
}
/// The largest size of the ratio that fits in `e`, and the smallest that `e` fits in.
inline extent largest_inside(const extent& e, const ratio& r) {
  return wider(e, r) ? extent{width_for(e.height, r), e.height} : extent{e.width, height_for(e.width, r)};
}
inline extent smallest_around(const extent& e, const ratio& r) {
  return wider(e, r) ? extent{e.width, height_for(e.width, r)} : extent{width_for(e.height, r), e.height};
}
}  // namespace v1
}  // namespace burnish
