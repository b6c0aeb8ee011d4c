#include "image/orient.hpp"

#include <algorithm>
#include <cstring>
#include <vector>

namespace burnish {
namespace {

constexpr int32_t block = 16;  // columns and rows per block: transposing touches few cache lines at a time

std::byte* at(const burnish_tile& t, int plane, int32_t x, int32_t y, std::ptrdiff_t step) {
  return static_cast<std::byte*>(t.data[plane]) + (y - t.rect.y0) * t.stride[plane] + (x - t.rect.x0) * step;
}

template <std::size_t Bytes>
void copy_one(std::byte* to, const std::byte* from, std::size_t) {
  std::memcpy(to, from, Bytes);
}
void copy_some(std::byte* to, const std::byte* from, std::size_t n) { std::memcpy(to, from, n); }

template <class Copy>
void turn_plane(const burnish_tile& in, burnish_tile& out, int plane, int orientation, Size stored, std::size_t bytes,
                Copy copy) {
  const bool swaps = orientation >= 5;
  const bool mirror_x = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
  const bool mirror_y = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
  const auto step = static_cast<std::ptrdiff_t>(bytes);
  const burnish_rect& r = out.rect;
  for (int32_t by = r.y0; by < r.y1; by += block)
    for (int32_t bx = r.x0; bx < r.x1; bx += block)
      for (int32_t y = by; y < std::min(by + block, r.y1); ++y)
        for (int32_t x = bx; x < std::min(bx + block, r.x1); ++x) {
          int32_t sx = swaps ? y : x, sy = swaps ? x : y;
          if (mirror_x) sx = stored.width - 1 - sx;
          if (mirror_y) sy = stored.height - 1 - sy;
          copy(at(out, plane, x, y, step), at(in, plane, sx, sy, step), bytes);
        }
}

/// Sums of boxes, one output row at a time; Sum holds 64 samples of T without overflow.
template <class T, class Sum>
void shrink_plane(const burnish_tile& in, burnish_tile& out, int plane, int channels, uint32_t n, Size full) {
  const int32_t f = 1 << n;
  const auto step = static_cast<std::ptrdiff_t>(sizeof(T)) * channels;
  const auto c = static_cast<std::size_t>(channels);
  const int32_t x0 = out.rect.x0 * f, x1 = std::min(out.rect.x1 * f, full.width);
  std::vector<Sum> column(static_cast<std::size_t>(x1 - x0) * c);
  for (int32_t y = out.rect.y0; y < out.rect.y1; ++y) {
    const int32_t y0 = y * f, y1 = std::min(y0 + f, full.height);
    std::fill(column.begin(), column.end(), Sum{});
    for (int32_t sy = y0; sy < y1; ++sy) {
      const T* p = reinterpret_cast<const T*>(at(in, plane, x0, sy, step));
      for (std::size_t i = 0; i < column.size(); ++i) column[i] = static_cast<Sum>(column[i] + p[i]);
    }
    T* o = reinterpret_cast<T*>(at(out, plane, out.rect.x0, y, step));
    for (int32_t x = out.rect.x0; x < out.rect.x1; ++x) {
      const int32_t b0 = x * f - x0, b1 = std::min(b0 + f, x1 - x0);
      const auto count = static_cast<Sum>((b1 - b0) * (y1 - y0));
      for (std::size_t k = 0; k < c; ++k) {
        Sum s{};
        for (int32_t b = b0; b < b1; ++b) s = static_cast<Sum>(s + column[static_cast<std::size_t>(b) * c + k]);
        if constexpr (std::is_integral_v<T>)
          *o++ = static_cast<T>((s + count / 2) / count);
        else
          *o++ = s / count;
      }
    }
  }
}

}  // namespace

void orient_pixels(const burnish_tile& in, burnish_tile& out, int orientation, Size stored) {
  const bool planar = in.format.layout == BURNISH_PLANAR;
  const auto bytes = static_cast<std::size_t>(planar ? sample_size(in.format) : pixel_bytes(in.format));
  for (int plane = 0; plane < (planar ? channel_count(in.format) : 1); ++plane) {
    switch (bytes) {
      case 1:
        turn_plane(in, out, plane, orientation, stored, bytes, copy_one<1>);
        break;
      case 3:
        turn_plane(in, out, plane, orientation, stored, bytes, copy_one<3>);
        break;
      case 4:
        turn_plane(in, out, plane, orientation, stored, bytes, copy_one<4>);
        break;
      default:
        turn_plane(in, out, plane, orientation, stored, bytes, copy_some);
    }
  }
}

void shrink_pixels(const burnish_tile& in, burnish_tile& out, uint32_t n, Size full) {
  const bool planar = in.format.layout == BURNISH_PLANAR;
  const int channels = planar ? 1 : channel_count(in.format);
  for (int plane = 0; plane < (planar ? channel_count(in.format) : 1); ++plane) {
    switch (in.format.sample) {
      case BURNISH_U8:
        shrink_plane<uint8_t, uint32_t>(in, out, plane, channels, n, full);
        break;
      case BURNISH_U16:
        shrink_plane<uint16_t, uint32_t>(in, out, plane, channels, n, full);
        break;
      default:
        shrink_plane<float, float>(in, out, plane, channels, n, full);
        break;
    }
  }
}

}  // namespace burnish
