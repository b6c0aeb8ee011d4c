#include "image/convert.hpp"

#include <algorithm>
#include <cstddef>

#include "image/convert_rows.hpp"

namespace burnish {
namespace {

constexpr std::size_t chunk = 1024;  // pixels; the planes of a chunk stay in L1

template <class T>
T* position(const burnish_tile& t, int plane, int32_t x, int32_t y) {
  const std::ptrdiff_t step = t.format.layout == BURNISH_PLANAR ? 1 : channel_count(t.format);
  return reinterpret_cast<T*>(static_cast<std::byte*>(t.data[plane]) + (y - t.rect.y0) * t.stride[plane]) +
         (x - t.rect.x0) * step;
}

float half_to_float(uint16_t h) {
  const int exponent = (h >> 10) & 31, mantissa = h & 1023;
  const float sign = (h & 0x8000) != 0 ? -1.0F : 1.0F;
  if (exponent == 0) return sign * static_cast<float>(mantissa) * 0x1p-24F;
  if (exponent == 31) return sign * 65504.0F;  // infinity and NaN: the largest half
  return sign * static_cast<float>(1024 + mantissa) * static_cast<float>(1U << exponent) * 0x1p-25F;
}

uint16_t float_to_half(float v) {
  const float a = std::min(std::abs(v), 65504.0F);
  const uint16_t sign = v < 0 ? 0x8000 : 0;
  if (!(a >= 0x1p-24F)) return sign;
  int e = 15;
  float m = a;
  while (m >= 2 && e < 30) m /= 2, ++e;
  while (m < 1 && e > 1) m *= 2, --e;
  const auto bits = static_cast<uint16_t>((m < 1 ? m : m - 1) * 1024 + 0.5F);
  return static_cast<uint16_t>(sign | (((m < 1 ? 0 : e) << 10) + bits));
}

struct Planes {
  alignas(64) float samples[rows::max_channels][chunk + 16];
  float* at[rows::max_channels];
  void reset() {
    for (std::size_t c = 0; c < rows::max_channels; ++c) at[c] = samples[c];
  }
};

bool is_float_planes(const burnish_format& f) { return f.sample == BURNISH_F32 && f.layout == BURNISH_PLANAR; }

/// The tile's own rows. Kernels write whole vectors past their end, into the padding that tiles have.
void point_at(const burnish_tile& t, int32_t x, int32_t y, Planes& p) {
  for (int c = 0; c < channel_count(t.format); ++c) p.at[c] = position<float>(t, c, x, y);
}

void load_planar(const burnish_tile& in, int32_t x, int32_t y, std::size_t n, int channels, float* const* to) {
  for (int c = 0; c < channels; ++c) {
    float* out[1] = {to[c]};
    switch (in.format.sample) {
      case BURNISH_U8:
        rows::load_u8(position<uint8_t>(in, c, x, y), n, 1, out);
        break;
      case BURNISH_U16:
        rows::load_u16(position<uint16_t>(in, c, x, y), n, 1, out);
        break;
      case BURNISH_F16:
        std::transform(position<uint16_t>(in, c, x, y), position<uint16_t>(in, c, x, y) + n, to[c], half_to_float);
        break;
      default:
        std::copy_n(position<float>(in, c, x, y), n, to[c]);
    }
  }
}

void load(const burnish_tile& in, int32_t x, int32_t y, std::size_t n, float* const* to) {
  const int channels = channel_count(in.format);
  if (in.format.layout == BURNISH_PLANAR) return load_planar(in, x, y, n, channels, to);
  switch (in.format.sample) {
    case BURNISH_U8:
      return rows::load_u8(position<uint8_t>(in, 0, x, y), n, channels, to);
    case BURNISH_U16:
      return rows::load_u16(position<uint16_t>(in, 0, x, y), n, channels, to);
    case BURNISH_F16: {
      const uint16_t* p = position<uint16_t>(in, 0, x, y);
      for (std::size_t i = 0; i < n; ++i)
        for (int c = 0; c < channels; ++c) to[c][i] = half_to_float(*p++);
      return;
    }
    default:
      return rows::deinterleave_f32(position<float>(in, 0, x, y), n, channels, to);
  }
}

void store_planar(const float* const* from, int32_t x, int32_t y, std::size_t n, int channels, burnish_tile& out) {
  for (int c = 0; c < channels; ++c) {
    const float* in[1] = {from[c]};
    switch (out.format.sample) {
      case BURNISH_U8:
        rows::store_u8(in, n, 1, position<uint8_t>(out, c, x, y));
        break;
      case BURNISH_U16:
        rows::store_u16(in, n, 1, position<uint16_t>(out, c, x, y));
        break;
      case BURNISH_F16:
        std::transform(from[c], from[c] + n, position<uint16_t>(out, c, x, y), float_to_half);
        break;
      default:
        std::copy_n(from[c], n, position<float>(out, c, x, y));
    }
  }
}

void store(const float* const* from, int32_t x, int32_t y, std::size_t n, burnish_tile& out) {
  const int channels = channel_count(out.format);
  if (out.format.layout == BURNISH_PLANAR) return store_planar(from, x, y, n, channels, out);
  switch (out.format.sample) {
    case BURNISH_U8:
      return rows::store_u8(from, n, channels, position<uint8_t>(out, 0, x, y));
    case BURNISH_U16:
      return rows::store_u16(from, n, channels, position<uint16_t>(out, 0, x, y));
    case BURNISH_F16: {
      uint16_t* p = position<uint16_t>(out, 0, x, y);
      for (std::size_t i = 0; i < n; ++i)
        for (int c = 0; c < channels; ++c) *p++ = float_to_half(from[c][i]);
      return;
    }
    default:
      return rows::interleave_f32(from, n, channels, position<float>(out, 0, x, y));
  }
}

/// What a conversion does to planes of floats between load and store, decided once.
struct Steps {
  bool unpremultiply, to_linear, to_encoded, premultiply, flatten;
  int from_colours, to_colours;
};

Steps decide(const burnish_format& a, const burnish_format& b) {
  const bool alpha = a.alpha > BURNISH_ALPHA_NONE, keeps = alpha && b.alpha > BURNISH_ALPHA_NONE;
  const bool light = a.light != b.light;
  Steps s{};
  s.flatten = alpha && !keeps;
  // Light changes on straight colour; compositing and the result may want it premultiplied.
  s.unpremultiply = a.alpha == BURNISH_ALPHA_PREMUL && (light || b.alpha == BURNISH_ALPHA_STRAIGHT);
  const bool straight = alpha && (a.alpha == BURNISH_ALPHA_STRAIGHT || s.unpremultiply);
  s.premultiply = straight && (s.flatten || b.alpha == BURNISH_ALPHA_PREMUL);
  s.to_linear = light && b.light == BURNISH_LIGHT_LINEAR;
  s.to_encoded = light && !s.to_linear;
  s.from_colours = a.model;
  s.to_colours = b.model;
  return s;
}

void change_model(const Steps& s, std::size_t n, Planes& p) {
  if (s.from_colours == s.to_colours) return;
  float* alpha = p.at[s.from_colours];
  if (s.from_colours == BURNISH_GRAY) {
    std::copy_n(alpha, n, p.at[3]);
    std::copy_n(p.at[0], n, p.at[1]);
    std::copy_n(p.at[0], n, p.at[2]);
  } else {
    for (std::size_t i = 0; i < n; ++i) p.at[0][i] = 0.2126F * p.at[0][i] + 0.7152F * p.at[1][i] + 0.0722F * p.at[2][i];
    std::copy_n(alpha, n, p.at[1]);
  }
}

void transform(const Steps& s, const Conversion& c, std::size_t n, bool linear_already, Planes& p) {
  const std::size_t whole = (n + 15) / 16 * 16;
  for (int k = 0; k < s.from_colours; ++k) {
    float* v = p.at[k];
    const float* alpha = p.at[s.from_colours];
    if (s.unpremultiply) rows::unpremultiply(v, alpha, whole);
    if (s.to_linear && !linear_already) rows::to_linear(v, whole);
    if (s.to_encoded) rows::to_encoded(v, whole);
    if (s.premultiply) rows::premultiply(v, alpha, whole);
    if (s.flatten) {
      float b = c.background[static_cast<std::size_t>(k)];
      if (s.from_colours == BURNISH_GRAY)
        b = 0.2126F * c.background[0] + 0.7152F * c.background[1] + 0.0722F * c.background[2];
      if (c.to.light == BURNISH_LIGHT_LINEAR) b = static_cast<float>(srgb_to_linear(b));
      rows::composite(v, alpha, b, whole);
    }
  }
  change_model(s, n, p);
}

}  // namespace

void Conversion::operator()(const burnish_tile& in, burnish_tile& out) const {
  const Steps s = decide(from, to);
  const bool adds_alpha = from.alpha == BURNISH_ALPHA_NONE && to.alpha > BURNISH_ALPHA_NONE;
  // Bytes to linear light go through a table at load, unless a premultiplied alpha has to be taken out first.
  const bool table = s.to_linear && from.sample == BURNISH_U8 && from.layout == BURNISH_INTERLEAVED && !s.unpremultiply;
  const bool changes = s.unpremultiply || s.premultiply || s.flatten || s.to_encoded || (s.to_linear && !table) ||
                       s.from_colours != s.to_colours;
  // Planes of floats at either end are worked on where they are, instead of in a copy.
  const bool planes_out = is_float_planes(to) && s.from_colours == s.to_colours && !s.flatten;
  const bool planes_in = is_float_planes(from) && !changes && !planes_out && !adds_alpha;
  Planes p;
  for (int32_t y = out.rect.y0; y < out.rect.y1; ++y) {
    for (int32_t x = out.rect.x0; x < out.rect.x1; x += static_cast<int32_t>(chunk)) {
      const auto n = std::min(chunk, static_cast<std::size_t>(out.rect.x1 - x));
      p.reset();
      if (planes_out) point_at(out, x, y, p);
      if (planes_in)
        point_at(in, x, y, p);
      else if (table)
        rows::load_u8_linear(position<uint8_t>(in, 0, x, y), n, channel_count(from), from.model, p.at);
      else
        load(in, x, y, n, p.at);
      if (changes) transform(s, *this, n, table, p);
      if (adds_alpha) std::fill_n(p.at[to.model], n, 1.0F);
      if (!planes_out) store(p.at, x, y, n, out);
    }
  }
}

}  // namespace burnish
