// Changes of format: sample type, light, alpha, layout, gray and RGB. No colour management (colour.hpp).
#pragma once
#include <array>

#include "image/shape.hpp"

namespace burnish {

/// How to bring pixels of one format into another. A pixel's result depends on that pixel alone, so any tiling gives
/// the same bytes. Values outside 0..1 survive between float formats; they are clamped into integers, halves rounded
/// up. Adding alpha makes it opaque; removing it composites over `background`. CMYK is not accepted.
struct Conversion {
  burnish_format from{}, to{};
  std::array<float, 3> background{1, 1, 1};  // sRGB encoded

  /// Both tiles cover out.rect (`in` may be larger); any thread.
  void operator()(const burnish_tile& in, burnish_tile& out) const;
};

/// sRGB's curve (IEC 61966-2-1), extended to negative values by symmetry.
[[nodiscard]] double srgb_to_linear(double);
[[nodiscard]] double linear_to_srgb(double);

}  // namespace burnish
