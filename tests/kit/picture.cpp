#include "kit/picture.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "burnish/picture.hpp"
#include "kit/half.hpp"

namespace burnish::kit {
namespace {

constexpr std::size_t guard_rows = 2;  // above and below every plane

std::size_t up64(std::size_t n) { return (n + 63) / 64 * 64; }

double sample_scale(const burnish_format& f) {
  return f.sample == BURNISH_U8 ? 255.0 : f.sample == BURNISH_U16 ? 65535.0 : 1.0;
}

template <class T>
T load(const std::byte* p) {
  T v;
  std::memcpy(&v, p, sizeof v);
  return v;
}
template <class T>
void store(std::byte* p, T v) {
  std::memcpy(p, &v, sizeof v);
}

int32_t mirrored(int64_t v, int64_t n) {
  v %= 2 * n;
  if (v < 0) v += 2 * n;
  return static_cast<int32_t>(v < n ? v : 2 * n - 1 - v);
}
int32_t wrapped(int64_t v, int64_t n) {
  v %= n;
  return static_cast<int32_t>(v < 0 ? v + n : v);
}

/// The picture's coordinate that stands at `v`, or -1 for zero. Mirroring repeats the border pixel.
int32_t edge_index(int64_t v, int32_t n, int32_t edge) {
  if (v >= 0 && v < n) return static_cast<int32_t>(v);
  switch (edge) {
    case BURNISH_EDGE_MIRROR:
      return mirrored(v, n);
    case BURNISH_EDGE_WRAP:
      return wrapped(v, n);
    case BURNISH_EDGE_ZERO:
      return -1;
    default:
      return v < 0 ? 0 : n - 1;
  }
}

/// The eight bytes at 8 * index of a fill.
uint64_t fill_word(const Fill& fill, std::size_t index) {
  if (fill.nan) return ~uint64_t{0};
  uint64_t h = fill.seed * 0x9e3779b97f4a7c15U + index * 0xbf58476d1ce4e5b9U;
  h = (h ^ (h >> 29)) * 0x94d049bb133111ebU;
  return h ^ (h >> 32);
}

}  // namespace

Picture::Picture(const burnish_rect& rect, const burnish_format& f, Fill fill, uint32_t skew)
    : rect_(rect), format_(f), fill_(fill) {
  if (empty(rect)) {
    rect_ = {rect.x0, rect.y0, rect.x0, rect.y0};
    return;
  }
  skew_bytes_ = skew * sample_bytes(f);
  stride_ = up64(row_bytes()) + up64(skew_bytes_) + 64;
  plane_bytes_ = stride_ * (static_cast<std::size_t>(height()) + 2 * guard_rows);
  lines_.resize((plane_bytes_ * static_cast<std::size_t>(planes(f)) + 63) / 64);
  poison_all(fill);
  for (int p = 0; p < planes(f); ++p)
    for (int32_t y = rect_.y0; y < rect_.y1; ++y) std::memset(bytes() + sample_offset(rect_.x0, y, p), 0, row_bytes());
}

int Picture::channels() const { return burnish::channels(format_); }

std::size_t Picture::row_bytes() const {
  return static_cast<std::size_t>(width()) * static_cast<std::size_t>(samples_per_pixel(format_)) *
         sample_bytes(format_);
}

std::size_t Picture::plane_start(int plane) const {
  return plane_bytes_ * static_cast<std::size_t>(plane) + stride_ * guard_rows + skew_bytes_;
}

std::size_t Picture::sample_offset(int32_t x, int32_t y, int c) const {
  const bool planar = format_.layout == BURNISH_PLANAR;
  const auto column = static_cast<std::size_t>(x - rect_.x0) * static_cast<std::size_t>(samples_per_pixel(format_)) +
                      static_cast<std::size_t>(planar ? 0 : c);
  return plane_start(planar ? c : 0) + static_cast<std::size_t>(y - rect_.y0) * stride_ +
         column * sample_bytes(format_);
}

double Picture::at(int32_t x, int32_t y, int c) const {
  const std::byte* p = bytes() + sample_offset(x, y, c);
  switch (format_.sample) {
    case BURNISH_U8:
      return load<uint8_t>(p);
    case BURNISH_U16:
      return load<uint16_t>(p);
    case BURNISH_F16:
      return from_half(load<uint16_t>(p));
    default:
      return load<float>(p);
  }
}

void Picture::set(int32_t x, int32_t y, int c, double v) {
  std::byte* p = bytes() + sample_offset(x, y, c);
  switch (format_.sample) {
    case BURNISH_U8:
      store(p, static_cast<uint8_t>(std::clamp(std::floor(v + 0.5), 0.0, 255.0)));
      break;
    case BURNISH_U16:
      store(p, static_cast<uint16_t>(std::clamp(std::floor(v + 0.5), 0.0, 65535.0)));
      break;
    case BURNISH_F16:
      store(p, to_half(static_cast<float>(v)));
      break;
    default:
      store(p, static_cast<float>(v));
      break;
  }
}

double Picture::nominal(int32_t x, int32_t y, int c) const { return at(x, y, c) / sample_scale(format_); }

void Picture::set_nominal(int32_t x, int32_t y, int c, double v) { set(x, y, c, v * sample_scale(format_)); }

void Picture::fill(const std::function<double(int32_t, int32_t, int)>& f) {
  for (int32_t y = rect_.y0; y < rect_.y1; ++y)
    for (int32_t x = rect_.x0; x < rect_.x1; ++x)
      for (int c = 0; c < channels(); ++c) set_nominal(x, y, c, f(x, y, c));
}

burnish_tile Picture::whole_tile() const {
  burnish_tile t{};
  t.rect = rect_;
  t.format = format_;
  if (empty(rect_)) return t;
  for (int p = 0; p < planes(format_); ++p) {
    t.data[p] = const_cast<std::byte*>(bytes() + plane_start(p));
    t.stride[p] = static_cast<std::ptrdiff_t>(stride_);
  }
  return t;
}

Picture Picture::window(const burnish_rect& window, int32_t edge, Fill fill, uint32_t skew) const {
  Picture r(window, format_, fill, skew);
  const std::size_t pixel =
      static_cast<std::size_t>(samples_per_pixel(format_)) * sample_bytes(format_);  // bytes in one plane
  for (int p = 0; p < planes(format_); ++p) {
    for (int32_t y = r.rect_.y0; y < r.rect_.y1; ++y) {
      const int32_t from_y = edge_index(int64_t{y} - rect_.y0, height(), edge);
      if (from_y < 0) continue;
      const auto copy = [&](int32_t x, int32_t from_x, int32_t n) {
        std::memcpy(r.bytes() + r.sample_offset(x, y, p), bytes() + sample_offset(from_x, rect_.y0 + from_y, p),
                    pixel * static_cast<std::size_t>(n));
      };
      const int32_t inside0 = std::clamp(rect_.x0, r.rect_.x0, r.rect_.x1);
      const int32_t inside1 = std::clamp(rect_.x1, inside0, r.rect_.x1);
      if (inside1 > inside0) copy(inside0, inside0, inside1 - inside0);
      for (int32_t x = r.rect_.x0; x < r.rect_.x1; ++x) {
        if (x == inside0) x = inside1;
        if (x >= r.rect_.x1) break;
        const int32_t from_x = edge_index(int64_t{x} - rect_.x0, width(), edge);
        if (from_x >= 0) copy(x, rect_.x0 + from_x, 1);
      }
    }
  }
  return r;
}

void Picture::paste(const Picture& part) { paste(part, part.rect_); }

void Picture::paste(const Picture& part, const burnish_rect& which) {
  const burnish_rect r{std::max({rect_.x0, part.rect_.x0, which.x0}), std::max({rect_.y0, part.rect_.y0, which.y0}),
                       std::min({rect_.x1, part.rect_.x1, which.x1}), std::min({rect_.y1, part.rect_.y1, which.y1})};
  if (empty(r)) return;
  const auto n = static_cast<std::size_t>(burnish::width(r)) * static_cast<std::size_t>(samples_per_pixel(format_)) *
                 sample_bytes(format_);
  for (int p = 0; p < planes(format_); ++p)
    for (int32_t y = r.y0; y < r.y1; ++y)
      std::memcpy(bytes() + sample_offset(r.x0, y, p), part.bytes() + part.sample_offset(r.x0, y, p), n);
}

void Picture::poison_all(Fill fill) {
  fill_ = fill;
  for (std::size_t i = 0; i < lines_.size() * 8; ++i) {
    const uint64_t word = fill_word(fill, i);
    std::memcpy(bytes() + 8 * i, &word, sizeof word);
  }
}

void Picture::poison_outside(const burnish_rect& keep, Fill fill) {
  const Picture kept = *this;
  poison_all(fill);
  paste(kept, keep);
}

std::size_t Picture::first_change(std::size_t from, std::size_t to) const {
  for (std::size_t i = from; i < to;) {
    const uint64_t word = fill_word(fill_, i / 8);
    if (i % 8 == 0 && to - i >= 8 && std::memcmp(bytes() + i, &word, 8) == 0) {
      i += 8;
      continue;
    }
    std::byte expected[8];
    std::memcpy(expected, &word, 8);
    if (bytes()[i] != expected[i % 8]) return i;
    ++i;
  }
  return to;
}

std::string Picture::damage(bool padding) const {
  if (lines_.empty()) return {};
  const std::size_t row = padding ? row_bytes() : up64(row_bytes());
  for (int p = 0; p < planes(format_); ++p) {
    std::size_t from = plane_bytes_ * static_cast<std::size_t>(p);
    const std::size_t end = from + plane_bytes_;
    for (int32_t y = 0; y <= height(); ++y) {
      const std::size_t row_start = plane_start(p) + stride_ * static_cast<std::size_t>(y);
      const std::size_t to = y < height() ? row_start : end;
      if (const std::size_t at = first_change(from, to); at != to)
        return "byte " + std::to_string(static_cast<std::ptrdiff_t>(at) - static_cast<std::ptrdiff_t>(plane_start(p))) +
               " from data[" + std::to_string(p) + "] was written (rows of " + std::to_string(row_bytes()) +
               " bytes, stride " + std::to_string(stride_) + ", " + std::to_string(height()) + " rows)";
      from = row_start + row;
    }
  }
  return {};
}

burnish_image_info Picture::info() const {
  burnish_image_info i{};
  i.struct_size = sizeof i;
  i.width = width();
  i.height = height();
  i.format = format_;
  i.color.primaries = 1;  // H.273: BT.709, sRGB, RGB, full range
  i.color.transfer = 13;
  i.color.matrix = 0;
  i.color.full_range = 1;
  i.scale = 1;
  i.view[2] = width();
  i.view[3] = height();
  i.shrink = 1;
  i.orientation = 1;
  return i;
}

}  // namespace burnish::kit
