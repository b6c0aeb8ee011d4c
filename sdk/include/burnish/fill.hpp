// burnish/fill.hpp - a colour as the bytes of a pixel of any format, for operations that show a background.
#pragma once
#include <bit>
#include <cmath>

#include "moves.hpp"
#include "plugin.hpp"

namespace burnish {
inline namespace v1 {
namespace detail {

inline float srgb_to_linear(float v) { return v <= 0.04045F ? v / 12.92F : std::pow((v + 0.055F) / 1.055F, 2.4F); }
inline float linear_to_srgb(float v) { return v <= 0.0031308F ? v * 12.92F : 1.055F * std::pow(v, 1 / 2.4F) - 0.055F; }

/// IEEE 754 binary16, to the nearest, ties to even, of 0..1.
inline uint16_t half_of_unit(float v) {
  if (v < 0x1p-14F) return static_cast<uint16_t>(std::nearbyint(v * 0x1p24F));  // subnormal steps
  const auto bits = std::bit_cast<uint32_t>(v);
  const uint32_t rounded = bits + 0xfffU + ((bits >> 13) & 1U);
  return static_cast<uint16_t>((rounded >> 13) - ((127U - 15U) << 10));
}

inline void store_sample(std::byte* at, uint8_t sample, float v) {
  const float unit = std::min(std::max(v, 0.0F), 1.0F);
  if (sample == BURNISH_U8) {
    *at = static_cast<std::byte>(std::floor(unit * 255 + 0.5F));
  } else if (sample == BURNISH_F32) {
    std::memcpy(at, &unit, sizeof unit);
  } else {
    const uint16_t bits =
        sample == BURNISH_U16 ? static_cast<uint16_t>(std::floor(unit * 65535 + 0.5F)) : half_of_unit(unit);
    std::memcpy(at, &bits, sizeof bits);
  }
}
}  // namespace detail

inline bool is_neutral(const colour& c) { return c.r == c.g && c.g == c.b; }
/// Fully transparent is black, as premultiplied pixels have it.
inline constexpr colour transparent{0, 0, 0, 0};
inline constexpr colour white{1, 1, 1, 1};

/// A colour in the channels of a format, on the nominal scale, ready to be stored. Gray is the luminance (computed in
/// linear light, so that a gray stays itself); CMYK the plain complement with black taken out.
inline std::array<float, 5> channel_values(const colour& c, const burnish_format& f) {
  std::array<float, 5> v{c.r, c.g, c.b, 0, 0};
  const bool linear = f.light == BURNISH_LIGHT_LINEAR;
  if (f.model == BURNISH_CMYK) {
    const float most = std::max({c.r, c.g, c.b});
    const float scale = most > 0 ? 1 / most : 0;
    v = {1 - c.r * scale, 1 - c.g * scale, 1 - c.b * scale, 1 - most, 0};
    if (most <= 0) v = {0, 0, 0, 1, 0};
  } else if (f.model == BURNISH_GRAY && !is_neutral(c)) {
    const float y = 0.2126F * detail::srgb_to_linear(c.r) + 0.7152F * detail::srgb_to_linear(c.g) +
                    0.0722F * detail::srgb_to_linear(c.b);
    v[0] = linear ? y : detail::linear_to_srgb(y);
  } else if (linear) {
    for (float& x : v) x = detail::srgb_to_linear(x);
  }
  if (f.alpha == BURNISH_ALPHA_PREMUL)
    for (float& x : v) x *= c.a;
  if (has_alpha(f)) v[static_cast<std::size_t>(f.model)] = c.a;
  return v;
}

/// A colour as stored samples: channel after channel, `sample_bytes` each.
class stored_colour {
 public:
  stored_colour() = default;
  stored_colour(const colour& c, const burnish_format& f) : sample_bytes_(sample_bytes(f)) {
    const std::array<float, 5> v = channel_values(c, f);
    for (std::size_t i = 0; i < v.size(); ++i) detail::store_sample(&bytes_[i * sample_bytes_], f.sample, v[i]);
  }
  [[nodiscard]] const std::byte* channel(int c) const { return &bytes_[static_cast<std::size_t>(c) * sample_bytes_]; }

 private:
  std::size_t sample_bytes_ = 1;
  std::array<std::byte, 20> bytes_{};
};

/// Writes the colour into `part` of the tile.
inline void fill_pixels(burnish_tile& out, const burnish_rect& part, const stored_colour& with) {
  if (empty(part)) return;
  const std::size_t size = pixel_bytes(out.format), total = static_cast<std::size_t>(width(part)) * size;
  for (int p = 0; p < planes(out.format); ++p) {
    for (int32_t y = part.y0; y < part.y1; ++y) {
      std::byte* to = row_bytes(out, p, part.x0, y);
      if (y > part.y0) {
        std::memcpy(to, row_bytes(out, p, part.x0, y - 1), total);
        continue;
      }
      std::memcpy(to, with.channel(p), size);
      for (std::size_t done = size; done < total; done *= 2) std::memcpy(to + done, to, std::min(done, total - done));
    }
  }
}
/// Writes the colour into all of the tile but `hole`, a part of it.
inline void fill_around(burnish_tile& out, const burnish_rect& hole, const stored_colour& with) {
  const burnish_rect& all = out.rect;
  if (empty(hole)) return fill_pixels(out, all, with);
  fill_pixels(out, {all.x0, all.y0, all.x1, hole.y0}, with);
  fill_pixels(out, {all.x0, hole.y0, hole.x0, hole.y1}, with);
  fill_pixels(out, {hole.x1, hole.y0, all.x1, hole.y1}, with);
  fill_pixels(out, {all.x0, hole.y1, all.x1, all.y1}, with);
}
}  // namespace v1
}  // namespace burnish
