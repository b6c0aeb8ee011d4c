// ICC profiles made for tests.
#pragma once
#include <array>
#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "image/convert.hpp"

namespace burnish::testing_image {

/// Colorants adapted to D50: rows are red, green, blue; columns X, Y, Z.
using Primaries = std::array<std::array<double, 3>, 3>;
inline constexpr Primaries srgb_primaries{
    {{0.43607, 0.22249, 0.01392}, {0.38515, 0.71687, 0.09708}, {0.14307, 0.06061, 0.71410}}};
inline constexpr Primaries p3_primaries{
    {{0.51512, 0.24120, -0.00105}, {0.29198, 0.69225, 0.04189}, {0.15710, 0.06657, 0.78407}}};

enum class Curve { Parametric, Table, Gamma22 };

namespace detail {

inline void put16(std::string& s, uint32_t v) {
  s += static_cast<char>(v >> 8U & 0xFFU);
  s += static_cast<char>(v & 0xFFU);
}
inline void put32(std::string& s, uint32_t v) {
  put16(s, v >> 16U);
  put16(s, v);
}
inline void put_fixed(std::string& s, double v) {
  put32(s, static_cast<uint32_t>(static_cast<int32_t>(std::lround(v * 65536))));
}

inline std::string xyz(const std::array<double, 3>& v) {
  std::string s("XYZ \0\0\0\0", 8);
  for (const double x : v) put_fixed(s, x);
  return s;
}

inline std::string curve(Curve kind) {
  std::string s;
  if (kind == Curve::Parametric) {
    s = std::string("para\0\0\0\0\0\3\0\0", 12);
    for (const double v : {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045}) put_fixed(s, v);
  } else if (kind == Curve::Table) {
    s = std::string("curv\0\0\0\0", 8);
    put32(s, 1024);
    for (int i = 0; i < 1024; ++i) put16(s, static_cast<uint32_t>(std::lround(65535 * srgb_to_linear(i / 1023.0))));
  } else {
    s = std::string("curv\0\0\0\0", 8);
    put32(s, 1);
    put16(s, static_cast<uint32_t>(2.2 * 256 + 0.5));
  }
  s.resize((s.size() + 3) / 4 * 4);
  return s;
}

inline std::string old_description(const std::string& text) {
  std::string s("desc\0\0\0\0", 8);
  put32(s, static_cast<uint32_t>(text.size() + 1));
  s += text;
  s.append(1 + 4 + 4 + 2 + 1 + 67, '\0');
  s.resize((s.size() + 3) / 4 * 4);
  return s;
}

inline std::string localised_description(const std::u16string& text) {
  std::string s("mluc\0\0\0\0", 8);
  put32(s, 1);
  put32(s, 12);
  s += "enUS";
  put32(s, static_cast<uint32_t>(text.size() * 2));
  put32(s, 28);
  for (const char16_t c : text) put16(s, c);
  s.resize((s.size() + 3) / 4 * 4);
  return s;
}

inline std::string profile(const char* space, const std::vector<std::pair<std::string, std::string>>& tags) {
  std::string head;
  std::size_t offset = 128 + 4 + 12 * tags.size();
  std::string table, body;
  put32(table, static_cast<uint32_t>(tags.size()));
  for (const auto& [name, bytes] : tags) {
    table += name;
    put32(table, static_cast<uint32_t>(offset + body.size()));
    put32(table, static_cast<uint32_t>(bytes.size()));
    body += bytes;
  }
  put32(head, static_cast<uint32_t>(offset + body.size()));
  put32(head, 0);
  put32(head, 0x04300000);
  head += std::string("mntr") + space + "XYZ ";
  head.resize(36);
  head += "acsp";
  head.resize(68);
  for (const double v : {0.9642, 1.0, 0.8249}) put_fixed(head, v);
  head.resize(128);
  return head + table + body;
}

}  // namespace detail

inline std::string made_profile(const Primaries& p, Curve curve) {
  const std::string c = detail::curve(curve);
  return detail::profile("RGB ", {{"desc", detail::old_description("Made for tests")},
                                  {"wtpt", detail::xyz({0.9642, 1, 0.8249})},
                                  {"rXYZ", detail::xyz(p[0])},
                                  {"gXYZ", detail::xyz(p[1])},
                                  {"bXYZ", detail::xyz(p[2])},
                                  {"rTRC", c},
                                  {"gTRC", c},
                                  {"bTRC", c}});
}

inline std::string made_gray_profile(Curve curve) {
  return detail::profile("GRAY", {{"desc", detail::localised_description(u"Gr\u00E4y")},
                                  {"wtpt", detail::xyz({0.9642, 1, 0.8249})},
                                  {"kTRC", detail::curve(curve)}});
}

/// By the primaries of SMPTE RP 431 with D65 and sRGB's curve (the matrix of CSS Color 4).
inline std::vector<double> expected_p3_to_srgb(const std::array<double, 3>& p3) {
  const double r = srgb_to_linear(p3[0]), g = srgb_to_linear(p3[1]), b = srgb_to_linear(p3[2]);
  return {linear_to_srgb(1.2249401762805598 * r - 0.22494017628055996 * g),
          linear_to_srgb(-0.042056954709688163 * r + 1.0420569547096881 * g),
          linear_to_srgb(-0.019637554590334432 * r - 0.078636045550631889 * g + 1.0982736001409663 * b)};
}

}  // namespace burnish::testing_image
