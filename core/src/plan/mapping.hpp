// Where a place of the source is in a picture that a plan makes of it.
#pragma once
#include <array>
#include <optional>

#include "plan/plan.hpp"

namespace burnish {

/// x' = a x + b y + c, y' = d x + e y + f; both in 0..1 of their picture.
struct Affine {
  double a = 1, b = 0, c = 0, d = 0, e = 1, f = 0;
};

/// From the stored pixels of the source at the beginning of the chain to the picture at `node`. Found by asking every
/// operation what it reads for a pixel, so it holds for any that crops, scales, turns, mirrors or pads. Nothing when
/// that does not lie on one such mapping, as with a distortion or an operation that reads everything.
[[nodiscard]] std::optional<Affine> map_from_source(const Plan& plan, int node);

/// The box around a mapped box (x0, y0, x1, y1), within the picture; nothing when less than a quarter of it is left.
[[nodiscard]] std::optional<std::array<double, 4>> mapped_box(const Affine& map, const std::array<double, 4>& box);

}  // namespace burnish
