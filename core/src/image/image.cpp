#include "image/image.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <cstdlib>
#include <limits>

namespace burnish {
namespace {

constexpr std::size_t mapped_from = 256U << 10U;  // larger blocks go back to the system when freed
constexpr std::size_t slack = 64;                 // kernels may write whole vectors past the last row's end

int plane_count(const burnish_format& f) { return f.layout == BURNISH_PLANAR ? channel_count(f) : 1; }

int64_t step_bytes(const burnish_format& f) { return f.layout == BURNISH_PLANAR ? sample_size(f) : pixel_bytes(f); }

std::byte* at(const burnish_tile& t, int plane, int32_t x, int32_t y) {
  return static_cast<std::byte*>(t.data[plane]) + (y - t.rect.y0) * t.stride[plane] +
         (x - t.rect.x0) * step_bytes(t.format);
}

int32_t source_position(int32_t p, int32_t lo, int32_t hi, int32_t edge) {
  const int32_t n = hi - lo;
  if (edge == BURNISH_EDGE_MIRROR && n > 1) {  // the border pixel repeats once: -1 -> 0, -2 -> 1
    int32_t q = (p - lo) % (2 * n);
    if (q < 0) q += 2 * n;
    return lo + (q < n ? q : 2 * n - 1 - q);
  }
  if (edge == BURNISH_EDGE_WRAP) {
    const int32_t q = (p - lo) % n;
    return lo + (q < 0 ? q + n : q);
  }
  return std::clamp(p, lo, hi - 1);
}

void pad_columns(burnish_tile& t, int plane, const burnish_rect& inside, int32_t y, int32_t edge) {
  const auto step = static_cast<std::size_t>(step_bytes(t.format));
  const auto fill = [&](int32_t from, int32_t to) {
    for (int32_t x = from; x < to; ++x) {
      if (edge == BURNISH_EDGE_ZERO)
        std::memset(at(t, plane, x, y), 0, step);
      else
        std::memcpy(at(t, plane, x, y), at(t, plane, source_position(x, inside.x0, inside.x1, edge), y), step);
    }
  };
  fill(t.rect.x0, inside.x0);
  fill(inside.x1, t.rect.x1);
}

}  // namespace

std::ptrdiff_t row_stride(const burnish_format& f, int32_t width) {
  int64_t lines = (width * step_bytes(f) + 63) / 64;
  if (lines > 8 && lines % 2 == 0) ++lines;
  return static_cast<std::ptrdiff_t>(lines * 64);
}

std::size_t Image::bytes_for(const burnish_format& format, const burnish_rect& r) {
  const auto rows = static_cast<std::size_t>(std::max(0, r.y1 - r.y0));
  const auto stride = static_cast<std::size_t>(row_stride(format, std::max(0, r.x1 - r.x0)));
  const auto planes = static_cast<std::size_t>(plane_count(format));
  if (rows != 0 && stride > (std::numeric_limits<std::size_t>::max() / 2) / rows / planes) return SIZE_MAX;
  return rows * stride * planes;
}

Image::Image(const burnish_format& format, const burnish_rect& rect)
    : format_(format), rect_(rect), stride_(row_stride(format, rect.x1 - rect.x0)), bytes_(bytes_for(format, rect)) {
  plane_ = stride_ * (rect.y1 - rect.y0);
  if (bytes_ > SIZE_MAX / 2) return;
  const std::size_t size = bytes_ + slack;
  if (size >= mapped_from) {
    void* p = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p != MAP_FAILED) memory_ = {static_cast<std::byte*>(p), ReleasePixels{size}};
  } else {
    memory_ = {static_cast<std::byte*>(std::aligned_alloc(64, (size + 63) / 64 * 64)), ReleasePixels{0}};
  }
}

void ReleasePixels::operator()(std::byte* p) const noexcept {
  if (size > 0)
    munmap(p, size);
  else
    std::free(p);
}

void Image::move_to(const burnish_rect& rect) {
  rect_ = rect;  // stride and plane distance stay those of the first, largest rectangle
}

burnish_tile Image::tile(const burnish_rect& part) const {
  burnish_tile t{};
  t.rect = part;
  t.format = format_;
  const std::ptrdiff_t first = (part.y0 - rect_.y0) * stride_ + (part.x0 - rect_.x0) * step_bytes(format_);
  for (int c = 0; c < plane_count(format_); ++c) {
    t.data[c] = memory_.get() + c * plane_ + first;
    t.stride[c] = stride_;
  }
  return t;
}

burnish_tile sub_tile(const burnish_tile& t, const burnish_rect& part) {
  burnish_tile s = t;
  s.rect = part;
  for (int c = 0; c < plane_count(t.format); ++c) s.data[c] = at(t, c, part.x0, part.y0);
  return s;
}

void copy_pixels(const burnish_tile& from, burnish_tile& to, const burnish_rect& part) {
  const auto n = static_cast<std::size_t>((part.x1 - part.x0) * step_bytes(from.format));
  for (int c = 0; c < plane_count(from.format); ++c)
    for (int32_t y = part.y0; y < part.y1; ++y) std::memcpy(at(to, c, part.x0, y), at(from, c, part.x0, y), n);
}

void pad_edges(burnish_tile& t, const burnish_rect& inside, int32_t edge) {
  const auto row_bytes = static_cast<std::size_t>((t.rect.x1 - t.rect.x0) * step_bytes(t.format));
  for (int c = 0; c < plane_count(t.format); ++c) {
    if (t.rect.x0 < inside.x0 || t.rect.x1 > inside.x1)
      for (int32_t y = inside.y0; y < inside.y1; ++y) pad_columns(t, c, inside, y, edge);
    const auto fill = [&](int32_t from, int32_t to) {
      for (int32_t y = from; y < to; ++y) {
        if (edge == BURNISH_EDGE_ZERO)
          std::memset(at(t, c, t.rect.x0, y), 0, row_bytes);
        else
          std::memcpy(at(t, c, t.rect.x0, y), at(t, c, t.rect.x0, source_position(y, inside.y0, inside.y1, edge)),
                      row_bytes);
      }
    };
    fill(t.rect.y0, inside.y0);
    fill(inside.y1, t.rect.y1);
  }
}

}  // namespace burnish
