#include "kit/half.hpp"

#include <cmath>

namespace burnish::kit {

uint16_t to_half(float v) {
  const uint16_t sign = std::signbit(v) ? 0x8000 : 0;
  if (std::isnan(v)) return static_cast<uint16_t>(sign | 0x7e00);
  const float a = std::fabs(v);
  if (a >= 65520.0F) return static_cast<uint16_t>(sign | 0x7c00);
  const auto nearest = [](float steps) { return static_cast<uint32_t>(std::nearbyint(steps)); };
  if (a < 0x1p-14F) return static_cast<uint16_t>(sign | nearest(std::ldexp(a, 24)));  // zero and subnormals
  int exponent = 0;
  const float m = std::frexp(a, &exponent);  // a = m * 2^exponent, m in [0.5, 1)
  // 1024..2048 steps; 2048 carries into the exponent by itself.
  return static_cast<uint16_t>(sign |
                               ((static_cast<uint32_t>(exponent + 14) << 10) + (nearest(std::ldexp(m, 11)) - 1024)));
}

float from_half(uint16_t bits) {
  const int exponent = (bits >> 10) & 31;
  const auto mantissa = static_cast<float>(bits & 1023);
  float v = 0;
  if (exponent == 0)
    v = std::ldexp(mantissa, -24);
  else if (exponent == 31)
    v = mantissa == 0 ? INFINITY : NAN;
  else
    v = std::ldexp(mantissa + 1024, exponent - 25);
  return (bits & 0x8000) != 0 ? -v : v;
}

}  // namespace burnish::kit
