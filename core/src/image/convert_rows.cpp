#include "image/convert_rows.hpp"

#include <cmath>
#include <utility>

#include "image/convert.hpp"

// AVX2 and the baseline are enough: more targets cost build time and bring little to memory-bound rows.
#define HWY_DISABLED_TARGETS (HWY_AVX3 | HWY_AVX3_DL | HWY_SSSE3)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "image/convert_rows.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace burnish::rows {
#ifndef BURNISH_ROW_KERNELS
#define BURNISH_ROW_KERNELS
struct Kernels {
  void (*load_u8)(const uint8_t*, std::size_t, int, float* const*);
  void (*load_u16)(const uint16_t*, std::size_t, int, float* const*);
  void (*store_u8)(const float* const*, std::size_t, int, uint8_t*);
  void (*store_u16)(const float* const*, std::size_t, int, uint16_t*);
  void (*to_linear)(float*, std::size_t);
  void (*to_encoded)(float*, std::size_t);
  void (*premultiply)(float*, const float*, std::size_t);
  void (*unpremultiply)(float*, const float*, std::size_t);
  void (*composite)(float*, const float*, float, std::size_t);
};
#endif
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using F = hn::ScalableTag<float>;
using I = hn::Rebind<int32_t, F>;

template <class T>
constexpr float top_of() {
  return sizeof(T) == 1 ? 255.0F : 65535.0F;
}

// Whole vectors while they fit, then one padded block: the arithmetic of a pixel is the same wherever it stands.
template <int C, class T>
void Load(const T* in, std::size_t n, float* const* out) {
  const F f;
  const hn::Rebind<T, F> t;
  const std::size_t lanes = hn::Lanes(f);
  const auto unit = hn::Set(f, 1.0F / top_of<T>());
  const auto block = [&](const T* p, std::size_t at) {
    const auto put = [&](int c, auto v) {
      hn::StoreU(hn::Mul(hn::ConvertTo(f, hn::PromoteTo(I(), v)), unit), f, out[c] + at);
    };
    if constexpr (C == 1) {
      put(0, hn::LoadU(t, p));
    } else {
      hn::Vec<decltype(t)> a, b, c, d;
      if constexpr (C == 2) hn::LoadInterleaved2(t, p, a, b);
      if constexpr (C == 3) hn::LoadInterleaved3(t, p, a, b, c);
      if constexpr (C == 4) hn::LoadInterleaved4(t, p, a, b, c, d);
      put(0, a), put(1, b);
      if constexpr (C > 2) put(2, c);
      if constexpr (C > 3) put(3, d);
    }
  };
  std::size_t i = 0;
  // LoadInterleaved may touch a few samples beyond what it returns, so the last block always goes through a copy.
  for (; i + 2 * lanes <= n; i += lanes) block(in + i * C, i);
  for (; i < n; i += lanes) {
    alignas(64) T rest[16 * 4 * 2] = {};
    const std::size_t k = n - i < lanes ? n - i : lanes;
    for (std::size_t j = 0; j < k * C; ++j) rest[j] = in[i * C + j];
    block(rest, i);
  }
}

template <int C, class T>
void Store(const float* const* in, std::size_t n, T* out) {
  const F f;
  const hn::Rebind<T, F> t;
  const std::size_t lanes = hn::Lanes(f);
  const auto top = hn::Set(f, top_of<T>()), half = hn::Set(f, 0.5F), zero = hn::Zero(f);
  const auto block = [&](std::size_t at, T* p) {
    const auto get = [&](int c) {
      const auto v = hn::Add(hn::Mul(hn::LoadU(f, in[c] + at), top), half);
      return hn::DemoteTo(t, hn::ConvertTo(I(), hn::Min(hn::Max(v, zero), top)));  // Max(NaN, 0) is 0
    };
    if constexpr (C == 1) hn::StoreU(get(0), t, p);
    if constexpr (C == 2) hn::StoreInterleaved2(get(0), get(1), t, p);
    if constexpr (C == 3) hn::StoreInterleaved3(get(0), get(1), get(2), t, p);
    if constexpr (C == 4) hn::StoreInterleaved4(get(0), get(1), get(2), get(3), t, p);
  };
  std::size_t i = 0;
  for (; i + 2 * lanes <= n; i += lanes) block(i, out + i * C);
  for (; i < n; i += lanes) {
    alignas(64) T rest[16 * 4 * 2];
    block(i, rest);
    const std::size_t k = n - i < lanes ? n - i : lanes;
    for (std::size_t j = 0; j < k * C; ++j) out[i * C + j] = rest[j];
  }
}

template <class T>
void LoadAny(const T* in, std::size_t n, int channels, float* const* out) {
  switch (channels) {
    case 1:
      return Load<1>(in, n, out);
    case 2:
      return Load<2>(in, n, out);
    case 3:
      return Load<3>(in, n, out);
    default:
      return Load<4>(in, n, out);
  }
}
void LoadU8(const uint8_t* in, std::size_t n, int channels, float* const* out) { LoadAny(in, n, channels, out); }
void LoadU16(const uint16_t* in, std::size_t n, int channels, float* const* out) { LoadAny(in, n, channels, out); }

template <class T>
void StoreAny(const float* const* in, std::size_t n, int channels, T* out) {
  switch (channels) {
    case 1:
      return Store<1>(in, n, out);
    case 2:
      return Store<2>(in, n, out);
    case 3:
      return Store<3>(in, n, out);
    default:
      return Store<4>(in, n, out);
  }
}
void StoreU8(const float* const* in, std::size_t n, int channels, uint8_t* out) { StoreAny(in, n, channels, out); }
void StoreU16(const float* const* in, std::size_t n, int channels, uint16_t* out) { StoreAny(in, n, channels, out); }

// log2 of x > 0 by its exponent and a polynomial on the mantissa in [sqrt(1/2), sqrt(2)): with s = (m-1)/(m+1),
// ln m = 2 (s + s^3/3 + s^5/5 + s^7/7 + s^9/9); |s| <= 0.1716 leaves an error below 1e-8.
template <class V>
V Log2(V x) {
  const F f;
  const I i;
  const auto bits = hn::Sub(hn::BitCast(i, x), hn::Set(i, 0x3F3504F3));
  const auto exponent = hn::ShiftRight<23>(bits);
  const auto m = hn::BitCast(f, hn::Add(hn::And(bits, hn::Set(i, 0x007FFFFF)), hn::Set(i, 0x3F3504F3)));
  const auto one = hn::Set(f, 1.0F);
  const auto s = hn::Div(hn::Sub(m, one), hn::Add(m, one));
  const auto q = hn::Mul(s, s);
  constexpr float k = 2.885390082F;  // 2 / ln 2
  auto p = hn::Set(f, k / 9);
  p = hn::MulAdd(p, q, hn::Set(f, k / 7));
  p = hn::MulAdd(p, q, hn::Set(f, k / 5));
  p = hn::MulAdd(p, q, hn::Set(f, k / 3));
  p = hn::MulAdd(p, q, hn::Set(f, k));
  return hn::MulAdd(p, s, hn::ConvertTo(f, exponent));
}

// 2^x for |x| < 120: Taylor series of 2^r on r in [-1/2, 1/2]; seven terms leave 1e-8.
template <class V>
V Exp2(V x) {
  const F f;
  const I i;
  const auto n = hn::Round(x);
  const auto r = hn::Sub(x, n);
  auto p = hn::Set(f, 1.54035304e-4F);
  p = hn::MulAdd(p, r, hn::Set(f, 1.33335581e-3F));
  p = hn::MulAdd(p, r, hn::Set(f, 9.61812911e-3F));
  p = hn::MulAdd(p, r, hn::Set(f, 5.55041087e-2F));
  p = hn::MulAdd(p, r, hn::Set(f, 2.40226507e-1F));
  p = hn::MulAdd(p, r, hn::Set(f, 6.93147181e-1F));
  p = hn::MulAdd(p, r, hn::Set(f, 1.0F));
  const auto power = hn::ShiftLeft<23>(hn::Add(hn::ConvertTo(i, n), hn::Set(i, 127)));
  return hn::Mul(p, hn::BitCast(f, power));
}

// Both curves on |v|, the sign put back; bounded so that the polynomials stay in range for any float, NaN to 0.
template <class Curve>
void MapSigned(float* v, std::size_t n, Curve curve) {
  const F f;
  for (std::size_t i = 0; i < n; i += hn::Lanes(f)) {
    const auto x = hn::LoadU(f, v + i);
    const auto a = hn::Min(hn::Max(hn::Abs(x), hn::Set(f, 1e-9F)), hn::Set(f, 1e9F));
    hn::StoreU(hn::CopySign(curve(a), x), f, v + i);
  }
}
void ToLinear(float* v, std::size_t n) {
  const F f;
  MapSigned(v, n, [&](auto a) HWY_ATTR {
    const auto base = hn::MulAdd(a, hn::Set(f, 1 / 1.055F), hn::Set(f, 0.055F / 1.055F));
    const auto high = Exp2(hn::Mul(Log2(base), hn::Set(f, 2.4F)));
    return hn::IfThenElse(hn::Le(a, hn::Set(f, 0.04045F)), hn::Mul(a, hn::Set(f, 1 / 12.92F)), high);
  });
}
void ToEncoded(float* v, std::size_t n) {
  const F f;
  MapSigned(v, n, [&](auto a) HWY_ATTR {
    const auto power = Exp2(hn::Mul(Log2(a), hn::Set(f, 1 / 2.4F)));
    const auto high = hn::MulSub(power, hn::Set(f, 1.055F), hn::Set(f, 0.055F));
    return hn::IfThenElse(hn::Le(a, hn::Set(f, 0.0031308F)), hn::Mul(a, hn::Set(f, 12.92F)), high);
  });
}

void Premultiply(float* v, const float* alpha, std::size_t n) {
  const F f;
  for (std::size_t i = 0; i < n; i += hn::Lanes(f))
    hn::StoreU(hn::Mul(hn::LoadU(f, v + i), hn::LoadU(f, alpha + i)), f, v + i);
}
void Unpremultiply(float* v, const float* alpha, std::size_t n) {
  const F f;
  for (std::size_t i = 0; i < n; i += hn::Lanes(f)) {
    const auto a = hn::LoadU(f, alpha + i);
    const auto some = hn::Gt(a, hn::Set(f, 1e-6F));
    hn::StoreU(hn::IfThenElseZero(some, hn::Div(hn::LoadU(f, v + i), a)), f, v + i);
  }
}
void Composite(float* v, const float* alpha, float background, std::size_t n) {
  const F f;
  const auto b = hn::Set(f, background), one = hn::Set(f, 1.0F);
  for (std::size_t i = 0; i < n; i += hn::Lanes(f))
    hn::StoreU(hn::Add(hn::LoadU(f, v + i), hn::Mul(b, hn::Sub(one, hn::LoadU(f, alpha + i)))), f, v + i);
}

constexpr Kernels table{&LoadU8,    &LoadU16,     &StoreU8,       &StoreU16, &ToLinear,
                        &ToEncoded, &Premultiply, &Unpremultiply, &Composite};

}  // namespace HWY_NAMESPACE
}  // namespace burnish::rows
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <burnish/instruction_set.hpp>

namespace burnish::rows {
namespace {
const Kernels& kernels() {
  static const Kernels& best = best_version(HWY_CHOOSE_AVX2(table), HWY_CHOOSE_SSE4(table), HWY_STATIC_DISPATCH(table));
  return best;
}

struct ByteTables {
  float linear[256], plain[256];
  ByteTables() : linear(), plain() {
    for (int i = 0; i < 256; ++i) {
      linear[i] = static_cast<float>(srgb_to_linear(i / 255.0));
      plain[i] = static_cast<float>(i) * (1.0F / 255);
    }
  }
};

// One sample at a time: no processor gathers a vector of floats faster than it loads them singly, and many do so
// slower.
template <std::size_t... C>
void look_up(const uint8_t* in, std::size_t n, const float* const* tables, float* const* out,
             std::index_sequence<C...>) {
  for (std::size_t i = 0; i < n; ++i, in += sizeof...(C)) ((out[C][i] = tables[C][in[C]]), ...);
}
}  // namespace

void load_u8(const uint8_t* in, std::size_t n, int channels, float* const* out) {
  kernels().load_u8(in, n, channels, out);
}
void load_u16(const uint16_t* in, std::size_t n, int channels, float* const* out) {
  kernels().load_u16(in, n, channels, out);
}
void load_u8_linear(const uint8_t* in, std::size_t n, int channels, int colours, float* const* out) {
  static const ByteTables bytes;
  const float* tables[4];
  for (int c = 0; c < 4; ++c) tables[c] = c < colours ? bytes.linear : bytes.plain;
  switch (channels) {
    case 1:
      return look_up(in, n, tables, out, std::make_index_sequence<1>());
    case 2:
      return look_up(in, n, tables, out, std::make_index_sequence<2>());
    case 3:
      return look_up(in, n, tables, out, std::make_index_sequence<3>());
    default:
      return look_up(in, n, tables, out, std::make_index_sequence<4>());
  }
}
void store_u8(const float* const* in, std::size_t n, int channels, uint8_t* out) {
  kernels().store_u8(in, n, channels, out);
}
void store_u16(const float* const* in, std::size_t n, int channels, uint16_t* out) {
  kernels().store_u16(in, n, channels, out);
}
void interleave_f32(const float* const* in, std::size_t n, int channels, float* out) {
  for (std::size_t i = 0; i < n; ++i)
    for (int c = 0; c < channels; ++c) *out++ = in[c][i];
}
void deinterleave_f32(const float* in, std::size_t n, int channels, float* const* out) {
  for (std::size_t i = 0; i < n; ++i)
    for (int c = 0; c < channels; ++c) out[c][i] = *in++;
}
void to_linear(float* v, std::size_t n) { kernels().to_linear(v, n); }
void to_encoded(float* v, std::size_t n) { kernels().to_encoded(v, n); }
void premultiply(float* v, const float* alpha, std::size_t n) { kernels().premultiply(v, alpha, n); }
void unpremultiply(float* v, const float* alpha, std::size_t n) { kernels().unpremultiply(v, alpha, n); }
void composite(float* v, const float* alpha, float background, std::size_t n) {
  kernels().composite(v, alpha, background, n);
}
}  // namespace burnish::rows

namespace burnish {
double srgb_to_linear(double v) {
  const double a = std::fabs(v);
  return std::copysign(a <= 0.04045 ? a / 12.92 : std::pow((a + 0.055) / 1.055, 2.4), v);
}
double linear_to_srgb(double v) {
  const double a = std::fabs(v);
  return std::copysign(a <= 0.0031308 ? a * 12.92 : 1.055 * std::pow(a, 1 / 2.4) - 0.055, v);
}
}  // namespace burnish
#endif
