// The picture as the cues see it: its long side is 256 pixels whatever its real size, so that one picture gives one
// answer in every size and format.
#pragma once
#include "plane.hpp"

/// The grid on which attention is predicted: 32 cells along the long side, each 8 x 8 pixels of the work image.
inline constexpr int32_t grid_long = 32, cell = 8;

struct WorkImage {
  int32_t grid_width = 0, grid_height = 0;
  // Encoded values in an opponent space: luma 0..1, and two differences of about -0.5..0.5 (red to luma, blue to
  // luma). Cues need the order of colours, not their exact distances, and so no cube roots.
  Plane luma, red, blue;
  Plane coverage;            // alpha, 0..1
  bool transparent = false;  // some pixels are see-through
};

/// Takes the rows of a picture from the top and resamples it by area as they come: down first, across at the end.
class WorkImageBuilder {
 public:
  /// Size of the picture in pixels, both at least 1.
  WorkImageBuilder(int32_t width, int32_t height);
  /// The next row; samples 0..1 (others are brought into that range). `alpha` may be null.
  void add_row(const float* red, const float* green, const float* blue, const float* alpha);
  /// After the last row. Where the picture is see-through, the middle grey of nothing stands.
  [[nodiscard]] WorkImage finish();

 private:
  /// What one pixel of the source adds to the pixels of the work image along one axis.
  struct Share {
    int32_t first = 0, count = 0;
    std::size_t weights = 0;  // position of the first weight
  };
  struct Axis {
    std::vector<Share> shares;
    std::vector<float> weights;
    Axis(int32_t from, int32_t to);
  };
  [[nodiscard]] Plane across(const Plane& sums) const;

  int32_t width_, row_ = 0;
  WorkImage image_;
  Axis across_, down_;
  std::vector<float> line_;  // one source row: red, green, blue times alpha, then alpha
  Plane sums_[4];            // as wide as the source, as high as the work image
};
