#include "image/convert.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "image/image.hpp"
#include "kit/picture.hpp"

namespace burnish::testing_image {
namespace {

using kit::format;
using kit::Picture;

Picture convert(const Picture& in, const burnish_format& to, std::array<float, 3> background = {1, 1, 1}) {
  Picture out(in.rect(), to);
  burnish_tile tile = out.whole_tile();
  Conversion{in.format(), to, background}(in.whole_tile(), tile);
  EXPECT_EQ(out.damage(), "") << kit::format_text(in.format()) << " to " << kit::format_text(to);
  return out;
}

std::vector<burnish_format> all_formats() {
  std::vector<burnish_format> all;
  for (const int sample : {BURNISH_U8, BURNISH_U16, BURNISH_F16, BURNISH_F32})
    for (const int model : {BURNISH_GRAY, BURNISH_RGB})
      for (const int alpha : {BURNISH_ALPHA_NONE, BURNISH_ALPHA_STRAIGHT, BURNISH_ALPHA_PREMUL})
        for (const int layout : {BURNISH_INTERLEAVED, BURNISH_PLANAR})
          for (const int light : {BURNISH_LIGHT_LINEAR, BURNISH_LIGHT_ENCODED})
            all.push_back(format(sample, model, alpha, layout, light));
  return all;
}

// One pixel the obvious way, in double.
struct Reference {
  std::vector<double> colours;
  double alpha = 1;

  static Reference read(const Picture& p, int32_t x, int32_t y) {
    Reference r;
    for (int c = 0; c < p.format().model; ++c) r.colours.push_back(p.nominal(x, y, c));
    if (channel_count(p.format()) > p.format().model) r.alpha = p.nominal(x, y, p.format().model);
    return r;
  }
  void become(const burnish_format& from, const burnish_format& to, double background) {
    const bool light = from.light != to.light;
    const bool was_premultiplied = from.alpha == BURNISH_ALPHA_PREMUL;
    if (was_premultiplied)
      for (double& v : colours) v = alpha > 0 ? v / alpha : 0;
    if (light)
      for (double& v : colours) v = to.light == BURNISH_LIGHT_LINEAR ? srgb_to_linear(v) : linear_to_srgb(v);
    if (to.light == BURNISH_LIGHT_LINEAR) background = srgb_to_linear(background);
    if (to.alpha == BURNISH_ALPHA_NONE)
      for (double& v : colours) v = v * alpha + background * (1 - alpha);
    if (to.model == BURNISH_RGB && colours.size() == 1) colours.assign(3, colours[0]);
    if (to.model == BURNISH_GRAY && colours.size() == 3)
      colours = {0.2126 * colours[0] + 0.7152 * colours[1] + 0.0722 * colours[2]};
    if (to.alpha == BURNISH_ALPHA_PREMUL)
      for (double& v : colours) v *= alpha;
    if (to.alpha != BURNISH_ALPHA_NONE) colours.push_back(alpha);
  }
};

double tolerance(const burnish_format& to) {
  if (to.sample == BURNISH_U8) return 0.5 / 255 + 1e-5;
  if (to.sample == BURNISH_U16) return 0.5 / 65535 + 6e-6;
  return to.sample == BURNISH_F16 ? 6e-4 : 6e-6;
}

TEST(Conversion, IsRightBetweenAllFormats) {
  constexpr float gray = 0.25F;
  for (const burnish_format& from : all_formats()) {
    const Picture in = kit::noise(19, 2, from, 7);
    for (const burnish_format& to : all_formats()) {
      const Picture out = convert(in, to, {gray, gray, gray});
      for (int32_t y = 0; y < 2; ++y)
        for (int32_t x = 0; x < 19; ++x) {
          Reference want = Reference::read(in, x, y);
          // Dividing by next to nothing leaves nothing to compare.
          if (from.alpha == BURNISH_ALPHA_PREMUL && want.alpha < 0.02) continue;
          want.become(from, to, gray);
          for (int c = 0; c < channel_count(to); ++c)
            ASSERT_NEAR(out.nominal(x, y, c), std::clamp(want.colours[static_cast<std::size_t>(c)], 0.0, 1.0),
                        tolerance(to))
                << kit::format_text(from) << " to " << kit::format_text(to) << " at " << x << "," << y << " channel "
                << c;
        }
    }
  }
}

// Every value of `f` through `via` and back.
void expect_round_trip(const burnish_format& f, const burnish_format& via) {
  const int levels = f.sample == BURNISH_U8 ? 256 : 65536;
  Picture in(256, levels / 256, f);
  for (int v = 0; v < levels; ++v)
    for (int c = 0; c < in.channels(); ++c) in.set(v % 256, v / 256, c, (v + c * 37) % levels);
  EXPECT_EQ(kit::difference(in, convert(convert(in, via), f)), "")
      << kit::format_text(f) << " via " << kit::format_text(via);
}

TEST(Conversion, LosesNothingThroughFinerFormats) {
  for (const int layout : {BURNISH_INTERLEAVED, BURNISH_PLANAR})
    for (const int model : {BURNISH_GRAY, BURNISH_RGB}) {
      const auto of = [&](int sample, int light = BURNISH_LIGHT_ENCODED) {
        return format(sample, model, BURNISH_ALPHA_NONE, layout, light);
      };
      expect_round_trip(of(BURNISH_U8), of(BURNISH_U16));
      expect_round_trip(of(BURNISH_U8), of(BURNISH_F16));
      expect_round_trip(of(BURNISH_U8), of(BURNISH_F32));
      expect_round_trip(of(BURNISH_U8), of(BURNISH_F32, BURNISH_LIGHT_LINEAR));
      expect_round_trip(of(BURNISH_U16), of(BURNISH_F32));
      expect_round_trip(of(BURNISH_U16), of(BURNISH_F32, BURNISH_LIGHT_LINEAR));
    }
}

TEST(Conversion, MultipliesEightBitsBy257) {
  Picture in(256, 1, kit::gray_u8);
  for (int v = 0; v < 256; ++v) in.set(v, 0, 0, v);
  const Picture out = convert(in, format(BURNISH_U16, BURNISH_GRAY, BURNISH_ALPHA_NONE, BURNISH_INTERLEAVED));
  for (int v = 0; v < 256; ++v) EXPECT_EQ(out.at(v, 0, 0), v * 257);
}

TEST(Conversion, ClampsAndRoundsHalvesUpIntoIntegers) {
  const struct {
    double in;
    int u8, u16;
  } cases[] = {{-1, 0, 0},
               {2, 255, 65535},
               {0.5, 128, 32768},
               {std::numeric_limits<double>::infinity(), 255, 65535},
               {-std::numeric_limits<double>::infinity(), 0, 0},
               {std::numeric_limits<double>::quiet_NaN(), 0, 0},
               {1e30, 255, 65535},
               {0.4999 / 255, 0, 128}};
  Picture in(8, 1, kit::gray_f32);
  for (int i = 0; i < 8; ++i) in.set(i, 0, 0, cases[i].in);
  const Picture u8 = convert(in, kit::gray_u8);
  const Picture u16 = convert(in, format(BURNISH_U16, BURNISH_GRAY, BURNISH_ALPHA_NONE, BURNISH_INTERLEAVED));
  for (int i = 0; i < 8; ++i) {
    EXPECT_EQ(u8.at(i, 0, 0), cases[i].u8) << cases[i].in;
    EXPECT_EQ(u16.at(i, 0, 0), cases[i].u16) << cases[i].in;
  }
}

TEST(Conversion, KeepsFloatsBeyondTheRange) {
  Picture in(4, 1, kit::rgb_f32);
  in.fill([](int32_t x, int32_t, int c) { return x * 3.0 - 4 + c; });
  const burnish_format linear =
      format(BURNISH_F32, BURNISH_RGB, BURNISH_ALPHA_NONE, BURNISH_PLANAR, BURNISH_LIGHT_LINEAR);
  EXPECT_LT(kit::worst_difference(in, convert(convert(in, linear), kit::rgb_f32)), 2e-5);
  EXPECT_LT(kit::worst_difference(in, convert(convert(in, format(BURNISH_F16, BURNISH_RGB)), kit::rgb_f32)), 4e-3);
}

TEST(Conversion, LinearisesWithinTwoMillionths) {
  for (const int sample : {BURNISH_U8, BURNISH_U16}) {
    const int levels = sample == BURNISH_U8 ? 256 : 65536;
    for (const int model : {BURNISH_GRAY, BURNISH_RGB}) {
      Picture in(256, levels / 256, format(sample, model, BURNISH_ALPHA_NONE, BURNISH_INTERLEAVED));
      for (int v = 0; v < levels; ++v)
        for (int c = 0; c < model; ++c) in.set(v % 256, v / 256, c, v);
      const Picture out =
          convert(in, format(BURNISH_F32, model, BURNISH_ALPHA_NONE, BURNISH_PLANAR, BURNISH_LIGHT_LINEAR));
      for (int v = 0; v < levels; ++v)
        ASSERT_NEAR(out.at(v % 256, v / 256, model - 1), srgb_to_linear(v / (levels - 1.0)), 2e-6) << v;
    }
  }
}

TEST(Conversion, EncodesWithinTwoMillionths) {
  Picture in(1000, 1, format(BURNISH_F32, BURNISH_GRAY, BURNISH_ALPHA_NONE, BURNISH_PLANAR, BURNISH_LIGHT_LINEAR));
  in.fill([](int32_t x, int32_t, int) { return x / 999.0; });
  const Picture out = convert(in, kit::gray_f32);
  for (int x = 0; x < 1000; ++x) ASSERT_NEAR(out.at(x, 0, 0), linear_to_srgb(static_cast<float>(x / 999.0)), 2e-6) << x;
}

TEST(Conversion, UndoesPremultiplication) {
  const Picture in = kit::noise(64, 8, kit::rgba_f32, 3);
  const Picture back = convert(convert(in, kit::premul_f32), kit::rgba_f32);
  for (int32_t y = 0; y < 8; ++y)
    for (int32_t x = 0; x < 64; ++x)
      for (int c = 0; c < 3; ++c) {
        const double want = in.at(x, y, 3) > 1e-6 ? in.at(x, y, c) : 0;
        EXPECT_NEAR(back.at(x, y, c), want, 1e-6);
      }
}

TEST(Conversion, GivesTransparentPixelsNoColour) {
  const Picture in = kit::constant(3, 1, kit::rgba_u8, {0.8, 0.4, 0.2, 0});
  const Picture out = convert(in, kit::premul_f32);
  for (int c = 0; c < 4; ++c) EXPECT_EQ(out.at(1, 0, c), 0);
  const Picture back = convert(out, kit::rgba_u8);
  for (int c = 0; c < 4; ++c) EXPECT_EQ(back.at(1, 0, c), 0);
}

TEST(Conversion, FlattensOnTheBackground) {
  const Picture in = kit::constant(2, 1, kit::rgba_u8, {1, 0, 0, 0});
  const Picture white = convert(in, kit::rgb_u8), blue = convert(in, kit::rgb_u8, {0, 0, 1});
  EXPECT_EQ(white.at(0, 0, 1), 255);
  EXPECT_EQ(blue.at(0, 0, 0), 0);
  EXPECT_EQ(blue.at(0, 0, 2), 255);
  const Picture solid = convert(kit::constant(2, 1, kit::rgba_u8, {1, 0, 0, 1}), kit::rgb_u8, {0, 0, 1});
  EXPECT_EQ(solid.at(0, 0, 0), 255);
  EXPECT_EQ(solid.at(0, 0, 2), 0);
}

// A pixel's bytes depend on nothing but the pixel: any width and any start in the row gives what the whole row gives.
TEST(Conversion, IsTheSameForAnyTiling) {
  const std::vector<std::pair<burnish_format, burnish_format>> pairs{
      {kit::rgb_u8, kit::rgb_f32},
      {kit::rgb_u8, format(BURNISH_F32, BURNISH_RGB, BURNISH_ALPHA_NONE, BURNISH_PLANAR, BURNISH_LIGHT_LINEAR)},
      {format(BURNISH_F32, BURNISH_RGB, BURNISH_ALPHA_STRAIGHT, BURNISH_PLANAR, BURNISH_LIGHT_LINEAR), kit::rgba_u8},
      {kit::rgba_u8, kit::premul_f32},
      {kit::premul_f32, kit::rgba_u8},
      {kit::rgb_u16, kit::rgb_u8},
      {kit::rgb_u8, kit::gray_u8},
      {kit::gray_u8, kit::rgba_u8},
      {kit::rgba_f32, format(BURNISH_F16, BURNISH_RGB, BURNISH_ALPHA_PREMUL)},
      {format(BURNISH_F16, BURNISH_RGB), kit::rgb_u8},
      {kit::rgba_f32, kit::rgb_f32}};
  for (const auto& [from, to] : pairs) {
    const Picture in = kit::noise(2100, 3, from, 11);
    const Picture whole = convert(in, to);
    for (int32_t n = 1; n <= 70; ++n) {
      const int32_t x0 = n * 13 % 2000;
      Picture part({x0, 1, x0 + n, 3}, to);
      burnish_tile out = part.whole_tile();
      Conversion{from, to, {1, 1, 1}}(in.whole_tile(), out);
      ASSERT_EQ(part.damage(), "") << kit::format_text(from) << " to " << kit::format_text(to) << " width " << n;
      ASSERT_EQ(kit::difference(part, whole.window(part.rect())), "")
          << kit::format_text(from) << " to " << kit::format_text(to) << " width " << n;
    }
  }
}

TEST(SrgbCurve, MeetsItsDefinition) {
  EXPECT_DOUBLE_EQ(srgb_to_linear(0.04045), 0.04045 / 12.92);
  EXPECT_NEAR(srgb_to_linear(0.5), 0.21404114048223255, 1e-15);
  EXPECT_DOUBLE_EQ(srgb_to_linear(1), 1);
  EXPECT_DOUBLE_EQ(srgb_to_linear(-0.5), -srgb_to_linear(0.5));
  for (int i = -100; i <= 200; ++i) EXPECT_NEAR(linear_to_srgb(srgb_to_linear(i / 100.0)), i / 100.0, 1e-6);
}

}  // namespace
}  // namespace burnish::testing_image
