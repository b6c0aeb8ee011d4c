// v^p from IEEE 754 basic operations alone, so that compilers vectorise it and every lane computes the same.
//
// v = 2^e * m with m in [sqrt(1/2), sqrt(2)); log2 m = 2 atanh(s) / ln 2 with s = (m - 1) / (m + 1), |s| < 0.172, where
// five terms of the series leave 2e-9; then 2^(e p + p log2 m) is split into an integer power and 2^r, |r| <= 1/2, by
// its series. e times the upper half of p is exact, so the error does not grow with e. Relative error below 1e-6 for
// p <= 10 (gamma >= 0.1), absolute error about 1e-7 in 0..1 for any p.
#pragma once
#include <bit>
#include <cstdint>

struct Power {
  float high = 1, low = 0;  // the exponent: 12 bits, and the rest

  Power() = default;
  explicit Power(double exponent)
      : high(std::bit_cast<float>(std::bit_cast<uint32_t>(static_cast<float>(exponent)) & 0xfffff000U)),
        low(static_cast<float>(exponent - static_cast<double>(high))) {}

  /// For v >= 0; what is below the smallest normal number counts as 0. Ends at the normal numbers' bounds. Choices are
  /// made on integers: a comparison of floats would be a branch.
  [[nodiscard]] float of(float v) const {
    constexpr int32_t sqrt_half = 0x3f3504f3, smallest = 0x00800000;
    const auto given = std::bit_cast<int32_t>(v);
    const int32_t bits = given - sqrt_half;
    const auto e = static_cast<float>(bits >> 23);
    const auto m = std::bit_cast<float>((bits & 0x007fffff) + sqrt_half);
    const float s = (m - 1) / (m + 1), s2 = s * s;
    const float log2m =
        s * (2.88539008F + s2 * (0.961796694F + s2 * (0.577078016F + s2 * (0.412198583F + s2 * 0.320598898F))));

    const float upper = e * high, whole = nearest(upper);
    const float rest = (upper - whole) + (e * low + log2m * (high + low)), more = nearest(rest);
    const float r = rest - more;
    int32_t n = static_cast<int32_t>(whole) + static_cast<int32_t>(more);
    n = n < -126 ? -126 : n;
    n = n > 127 ? 127 : n;
    float y = 1.52527338e-5F;  // ln(2)^k / k! from k = 7 down
    y = y * r + 1.54035304e-4F;
    y = y * r + 1.33335581e-3F;
    y = y * r + 9.61812911e-3F;
    y = y * r + 5.55041087e-2F;
    y = y * r + 2.40226507e-1F;
    y = y * r + 6.93147181e-1F;
    y = y * r + 1;
    const float scaled = y * std::bit_cast<float>((n + 127) << 23);
    return std::bit_cast<float>(std::bit_cast<int32_t>(scaled) & (given >= smallest ? -1 : 0));
  }

 private:
  /// To the nearest integer, by adding and taking away 1.5 * 2^23; |x| < 2^22, which exponents up to 1000 keep to.
  static float nearest(float x) { return (x + 12582912.0F) - 12582912.0F; }
};
