// Pixels in memory: a rectangle of a picture with 64-byte rows.
#pragma once
#include <cstddef>
#include <memory>

#include "image/shape.hpp"

namespace burnish {

/// Bytes from row to row for this width: a multiple of 64, an odd number of cache lines when that is cheap, so that
/// columns of rows do not fall on the same cache sets.
[[nodiscard]] std::ptrdiff_t row_stride(const burnish_format&, int32_t width);

/// Gives pixels back: munmap of `size` bytes, or free when 0.
struct ReleasePixels {
  std::size_t size = 0;
  void operator()(std::byte* p) const noexcept;
};

/// Owns the pixels of `rect` in `format`. Memory comes straight from the system (mmap when large), so that it goes
/// back when released. Empty when memory ran out: check with operator bool.
class Image {
 public:
  Image() = default;
  Image(const burnish_format& format, const burnish_rect& rect);

  explicit operator bool() const { return memory_ != nullptr; }
  [[nodiscard]] const burnish_format& format() const { return format_; }
  [[nodiscard]] const burnish_rect& rect() const { return rect_; }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }
  /// A view of a part; `part` lies inside rect().
  [[nodiscard]] burnish_tile tile(const burnish_rect& part) const;
  [[nodiscard]] burnish_tile tile() const { return tile(rect_); }
  /// The same memory seen as another place of the picture (for reuse from band to band); the size may not grow.
  void move_to(const burnish_rect& rect);

  [[nodiscard]] static std::size_t bytes_for(const burnish_format& format, const burnish_rect& rect);

 private:
  burnish_format format_{};
  burnish_rect rect_{};
  std::ptrdiff_t stride_ = 0, plane_ = 0;
  std::size_t bytes_ = 0;
  std::unique_ptr<std::byte, ReleasePixels> memory_;
};

/// A window of a tile; `part` lies inside t.rect.
[[nodiscard]] burnish_tile sub_tile(const burnish_tile& t, const burnish_rect& part);
/// Copies `part` (inside both rects); the formats are equal.
void copy_pixels(const burnish_tile& from, burnish_tile& to, const burnish_rect& part);
/// Fills the part of `t` outside `inside` from the part within, as burnish_plan.edge says. `inside` is where t holds
/// pixels: the intersection with the picture; it is not empty.
void pad_edges(burnish_tile& t, const burnish_rect& inside, int32_t edge);

}  // namespace burnish
