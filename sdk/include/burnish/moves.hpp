// burnish/moves.hpp - bytes of pixels moved from tile to tile, for operations that work in any format.
#pragma once
#include <algorithm>
#include <array>
#include <cstring>
#include <type_traits>

#include "picture.hpp"

namespace burnish {
inline namespace v1 {

inline std::size_t pixel_bytes(const burnish_format& f) {
  return sample_bytes(f) * static_cast<std::size_t>(samples_per_pixel(f));
}

/// The bytes of a row from pixel (x, y) of one plane on, whatever the sample type.
inline const std::byte* row_bytes(const burnish_tile& t, int plane, int32_t x, int32_t y) {
  return static_cast<const std::byte*>(t.data[plane]) + (y - t.rect.y0) * t.stride[plane] +
         (x - t.rect.x0) * static_cast<std::ptrdiff_t>(pixel_bytes(t.format));
}
inline std::byte* row_bytes(burnish_tile& t, int plane, int32_t x, int32_t y) {
  return static_cast<std::byte*>(t.data[plane]) + (y - t.rect.y0) * t.stride[plane] +
         (x - t.rect.x0) * static_cast<std::ptrdiff_t>(pixel_bytes(t.format));
}

/// The part that two rectangles share; {0, 0, 0, 0} when there is none.
inline burnish_rect intersection(const burnish_rect& a, const burnish_rect& b) {
  const burnish_rect r{std::max(a.x0, b.x0), std::max(a.y0, b.y0), std::min(a.x1, b.x1), std::min(a.y1, b.y1)};
  return empty(r) ? burnish_rect{0, 0, 0, 0} : r;
}
inline burnish_rect moved(const burnish_rect& r, int32_t dx, int32_t dy) {
  return {r.x0 + dx, r.y0 + dy, r.x1 + dx, r.y1 + dy};
}

namespace detail {
template <std::size_t Bytes>
struct moved_pixel {
  std::byte bytes[Bytes];
};

/// Calls f with a type as large as a pixel, so that the copy of one is a few machine words.
template <class F>
void with_pixel_type(std::size_t bytes, F&& f) {
  switch (bytes) {
    case 1:
      return f(moved_pixel<1>{});
    case 2:
      return f(moved_pixel<2>{});
    case 3:
      return f(moved_pixel<3>{});
    case 4:
      return f(moved_pixel<4>{});
    case 5:
      return f(moved_pixel<5>{});
    case 6:
      return f(moved_pixel<6>{});
    case 8:
      return f(moved_pixel<8>{});
    case 10:
      return f(moved_pixel<10>{});
    case 12:
      return f(moved_pixel<12>{});
    case 16:
      return f(moved_pixel<16>{});
    default:
      return f(moved_pixel<20>{});
  }
}
}  // namespace detail

/// Copies `part` of the output from (x + dx, y + dy) of the input.
inline void copy_pixels(const burnish_tile& in, burnish_tile& out, const burnish_rect& part, int32_t dx, int32_t dy) {
  if (empty(part)) return;
  const std::size_t bytes = static_cast<std::size_t>(width(part)) * pixel_bytes(out.format);
  for (int p = 0; p < planes(out.format); ++p)
    for (int32_t y = part.y0; y < part.y1; ++y)
      std::memcpy(row_bytes(out, p, part.x0, y), row_bytes(in, p, part.x0 + dx, y + dy), bytes);
}

/// Where an output pixel is read when axes are exchanged or run backward: output (x, y) is input
/// (dx + x * xx + y * xy, dy + x * yx + y * yy), where each of the rows (xx, xy), (yx, yy) is one of (1, 0), (-1, 0),
/// (0, 1), (0, -1).
struct axes {
  int32_t xx = 1, xy = 0, yx = 0, yy = 1, dx = 0, dy = 0;
  /// The input pixels of a part of the output.
  [[nodiscard]] burnish_rect source(const burnish_rect& out) const {
    if (empty(out)) return {0, 0, 0, 0};
    const int32_t ax = dx + out.x0 * xx + out.y0 * xy, bx = dx + (out.x1 - 1) * xx + (out.y1 - 1) * xy;
    const int32_t ay = dy + out.x0 * yx + out.y0 * yy, by = dy + (out.x1 - 1) * yx + (out.y1 - 1) * yy;
    return {std::min(ax, bx), std::min(ay, by), std::max(ax, bx) + 1, std::max(ay, by) + 1};
  }
};

/// Copies `part` of the output by exchanged or mirrored axes, in blocks small enough for both sides to stay in cache.
inline void copy_pixels(const burnish_tile& in, burnish_tile& out, const burnish_rect& part, const axes& a) {
  constexpr int32_t block = 32;
  detail::with_pixel_type(pixel_bytes(out.format), [&]<class Pixel>(Pixel) {
    constexpr auto size = static_cast<std::ptrdiff_t>(sizeof(Pixel));
    for (int p = 0; p < planes(out.format); ++p) {
      const std::ptrdiff_t step = a.xx * size + a.yx * in.stride[p];
      const int32_t columns = a.yx == 0 ? width(part) : block;
      for (int32_t y0 = part.y0; y0 < part.y1; y0 += block)
        for (int32_t x0 = part.x0; x0 < part.x1; x0 += columns)
          for (int32_t y = y0; y < std::min(y0 + block, part.y1); ++y) {
            const int32_t n = std::min(columns, part.x1 - x0);
            const std::byte* from = row_bytes(in, p, a.dx + x0 * a.xx + y * a.xy, a.dy + x0 * a.yx + y * a.yy);
            std::byte* to = row_bytes(out, p, x0, y);
            for (int32_t x = 0; x < n; ++x) std::memcpy(to + x * size, from + x * step, sizeof(Pixel));
          }
    }
  });
}
}  // namespace v1
}  // namespace burnish
