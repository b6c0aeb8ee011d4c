#include "image/cmyk_model.hpp"

#include <algorithm>
#include <cmath>

#include "image/convert.hpp"

namespace burnish {
namespace {

constexpr int ink_steps = 1024, light_steps = 4096;

// CIELAB of the solids and overprints, ISO 12647-2 paper type 1, black backing; those with black are measured means of
// coated offset (they differ little from black alone).
constexpr std::array<std::array<double, 3>, 16> solids{{
    {93, 0, -3},
    {54, -36, -49},
    {46, 72, -5},
    {24, 17, -46},
    {87, -6, 90},
    {49, -66, 24},
    {46, 67, 47},
    {23, 0, 0},
    {16, 0, 0},
    {12, -3, -6},
    {11, 7, -1},
    {9, 2, -6},
    {15, -1, 7},
    {11, -7, 2},
    {11, 6, 4},
    {8, 0, 0},
}};

double lab_inverse(double t) { return t > 6.0 / 29 ? t * t * t : 3 * (6.0 / 29) * (6.0 / 29) * (t - 4.0 / 29); }

// XYZ relative to D50.
std::array<double, 3> to_xyz(const std::array<double, 3>& lab) {
  const double y = (lab[0] + 16) / 116;
  return {lab_inverse(y + lab[1] / 500), lab_inverse(y), lab_inverse(y - lab[2] / 200)};
}

// Linear sRGB of XYZ over D50's white; rows are the inverse of the Bradford-adapted sRGB matrix times that white.
std::array<double, 3> to_linear_srgb(const std::array<double, 3>& relative) {
  const double x = relative[0] * 0.9642, y = relative[1], z = relative[2] * 0.8249;
  return {3.1338561 * x - 1.6168667 * y - 0.4906146 * z, -0.9787684 * x + 1.9161415 * y + 0.0334540 * z,
          0.0719453 * x - 0.2289914 * y + 1.4052427 * z};
}

// The share of paper that a halftone of this nominal share covers: 14 % of gain at one half, as on coated paper; half
// of it is optical and comes with the Yule-Nielsen exponent already.
double dot_area(double nominal) { return nominal + 4 * 0.07 * nominal * (1 - nominal); }

template <class T>
constexpr float top = 1;
template <>
constexpr float top<uint8_t> = 255;
template <>
constexpr float top<uint16_t> = 65535;

template <class T>
T from_unit(float v) {
  if constexpr (top<T> == 1)
    return v;
  else
    return static_cast<T>(v * top<T> + 0.5F);
}

}  // namespace

CmykModel::CmykModel() : coverage_(ink_steps + 2), encode_(light_steps + 2) {
  const auto paper = to_xyz(solids[0]), darkest = to_xyz(solids[15]);
  for (std::size_t i = 0; i < solids.size(); ++i) {
    const auto xyz = to_xyz(solids[i]);
    const double black = darkest[1] / paper[1];
    std::array<double, 3> relative{};
    for (std::size_t c = 0; c < 3; ++c) relative[c] = (xyz[c] / paper[c] - black) / (1 - black);
    const auto linear = to_linear_srgb(relative);
    for (std::size_t c = 0; c < 3; ++c)
      primaries_[i][c] = static_cast<float>(std::sqrt(std::clamp(linear[c], 0.0, 1.0)));
  }
  primaries_[0] = {1, 1, 1};
  for (std::size_t i = 0; i < coverage_.size(); ++i)
    coverage_[i] = static_cast<float>(dot_area(std::min(1.0, static_cast<double>(i) / ink_steps)));
  for (std::size_t i = 0; i < encode_.size(); ++i) {
    const double root = std::min(1.0, static_cast<double>(i) / light_steps);
    encode_[i] = static_cast<float>(linear_to_srgb(root * root));
  }
}

CmykModel::Triple CmykModel::encoded(const std::array<float, 4>& ink) const noexcept {
  const auto look_up = [](const std::vector<float>& table, float v, int steps) {
    const float position = (v > 0 ? std::min(v, 1.0F) : 0.0F) * static_cast<float>(steps);  // NaN is no ink
    const auto i = static_cast<std::size_t>(position);
    return table[i] + (table[i + 1] - table[i]) * (position - static_cast<float>(i));
  };
  std::array<Triple, 16> mix = primaries_;
  for (std::size_t bit = 4; bit-- > 0;) {  // black first: each ink halves the corners that are left
    const float area = look_up(coverage_, ink[bit], ink_steps);
    const std::size_t half = std::size_t{1} << bit;
    for (std::size_t i = 0; i < half; ++i)
      for (std::size_t c = 0; c < 3; ++c) mix[i][c] += (mix[i + half][c] - mix[i][c]) * area;
  }
  for (float& v : mix[0]) v = look_up(encode_, v, light_steps);
  return mix[0];
}

template <class T>
void CmykModel::rows(const T* in, T* out, std::size_t n, bool alpha) const noexcept {
  for (std::size_t i = 0; i < n; ++i) {
    std::array<float, 4> ink{};
    for (float& v : ink) v = static_cast<float>(*in++) / top<T>;
    for (const float v : encoded(ink)) *out++ = from_unit<T>(v);
    if (alpha) *out++ = *in++;
  }
}

void CmykModel::convert(const void* cmyk, void* rgb, std::size_t n, uint8_t sample, bool alpha) const noexcept {
  if (sample == BURNISH_U8)
    rows(static_cast<const uint8_t*>(cmyk), static_cast<uint8_t*>(rgb), n, alpha);
  else if (sample == BURNISH_U16)
    rows(static_cast<const uint16_t*>(cmyk), static_cast<uint16_t*>(rgb), n, alpha);
  else
    rows(static_cast<const float*>(cmyk), static_cast<float*>(rgb), n, alpha);
}

}  // namespace burnish
