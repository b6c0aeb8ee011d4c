// Turns by any angle: Catmull-Rom between the pixels, coverage at the picture's edges.
#pragma once
#include <burnish/picture.hpp>

class FreeTurn {
 public:
  FreeTurn() = default;
  /// `angle` in degrees, clockwise; describes the result in `to`, a copy of `from`. With `expand` the result is the
  /// bounding box, otherwise of the picture's size; their middles coincide.
  FreeTurn(double angle, bool expand, const burnish_image_info& from, burnish_image_info& to);

  [[nodiscard]] burnish_rect need(const burnish_rect& out) const;
  /// `in` and `out` are planar float, premultiplied where they have alpha, as is `background`.
  void draw(const burnish_tile& in, burnish_tile& out, const std::array<float, 5>& background) const;

 private:
  struct Place {
    double x, y;
  };
  void draw_block(const burnish_tile& in, burnish_tile& out, const burnish_rect& part,
                  const std::array<float, 5>& background) const;
  /// Where in the input's pixels the middle of an output pixel comes from.
  [[nodiscard]] Place source(int32_t x, int32_t y) const;
  /// How much of an output pixel the picture covers there, 0..1.
  [[nodiscard]] float coverage(const Place& p) const;

  double cos_ = 1, sin_ = 0;
  double in_x_ = 0, in_y_ = 0, out_x_ = 0, out_y_ = 0;  // the middles
  double view_[4] = {0, 0, 0, 0};
  burnish_rect pixels_{0, 0, 0, 0};  // those that the view touches
};
