// The picture that is searched: brightness in bytes, at several sizes.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace burnish_faces {

struct Brightness {
  int32_t width = 0, height = 0;
  std::vector<uint8_t> pixels;
  [[nodiscard]] const uint8_t* row(int32_t y) const { return pixels.data() + static_cast<std::ptrdiff_t>(y) * width; }
  [[nodiscard]] uint8_t* row(int32_t y) { return pixels.data() + static_cast<std::ptrdiff_t>(y) * width; }
};

/// Takes rows of floats in 0..1 from the top and makes the picture of another size: means over areas where it gets
/// smaller, interpolated where it gets larger.
class Shrinker {
 public:
  Shrinker(int32_t from_width, int32_t from_height, int32_t width, int32_t height);
  void add(const float* row);
  [[nodiscard]] Brightness finish() const;

 private:
  struct Tap {
    int32_t first;
    std::vector<float> weights;
  };
  static std::vector<Tap> taps(int32_t from, int32_t to);
  std::vector<Tap> across_, down_;
  std::vector<float> narrowed_;  // rows as they came, of the new width
};

/// Half the size in both directions, means of four; an odd last column or row is left out.
[[nodiscard]] Brightness halved(const Brightness& from);
/// Interpolated; meant for sizes between a half and the whole.
[[nodiscard]] Brightness scaled(const Brightness& from, int32_t width, int32_t height);

/// Sums over everything above and left, of pixels and of their squares. Even columns stand together, and odd ones, so
/// that every second window's corners are neighbours in memory.
struct Sums {
  int32_t width = 0, height = 0;         // of the picture
  int32_t stride = 0;                    // of the columns of one parity of one row
  std::vector<int32_t> values, squares;  // squares wrap around; differences of a window's corners are right
  /// From a window of an even column to its corner (dx, dy).
  static int32_t offset(int32_t dx, int32_t dy, int32_t stride) { return (dy * 2 + dx % 2) * stride + dx / 2; }
};
/// The least stride for pictures of a width and narrower ones.
[[nodiscard]] int32_t sums_stride(int32_t width);
[[nodiscard]] Sums sums_of(const Brightness& b, int32_t stride);

}  // namespace burnish_faces
