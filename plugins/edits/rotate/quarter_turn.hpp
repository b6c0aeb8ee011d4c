// Turns by multiples of 90 degrees: pixels are moved, in any format.
#pragma once
#include <burnish/fill.hpp>
#include <burnish/gravity.hpp>

class QuarterTurn {
 public:
  QuarterTurn() = default;
  /// `turns` (0..3) times 90 degrees clockwise; describes the result in `to`, a copy of `from`. Without `expand` the
  /// result has the picture's own size, with the turned picture in the middle.
  QuarterTurn(int turns, bool expand, const burnish_image_info& from, burnish_image_info& to);

  /// Whether some of the result shows the background.
  [[nodiscard]] bool shows_background() const { return shows_background_; }
  [[nodiscard]] burnish_rect need(const burnish_rect& out) const;
  void draw(const burnish_tile& in, burnish_tile& out, const burnish::stored_colour& background) const;

 private:
  burnish::axes axes_;
  burnish_rect shown_{0, 0, 0, 0};  // the part of the result that shows the picture
  bool shows_background_ = false;
};
