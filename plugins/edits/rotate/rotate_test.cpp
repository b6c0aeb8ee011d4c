#include <gtest/gtest.h>

#include <cmath>

#include "kit/plugin_file.hpp"
#include "kit/run.hpp"

using namespace burnish::kit;

namespace {
const burnish_pixel& rotate() { return operation(BURNISH_PLUGIN_FILE, "burnish.rotate"); }

uint64_t mask(const TextValues& values, const burnish_format& f, int32_t width = 4, int32_t height = 3) {
  const Call call;
  const Plan plan(rotate(), Values(*rotate().desc, values), {Picture(width, height, f).info()}, {0, 0}, call);
  EXPECT_TRUE(plan.ok()) << to_text(call.failure());
  return plan->format_mask;
}
bool serves(uint64_t m, const burnish_format& f) {
  for (uint32_t i = 0; i < rotate().format_count; ++i)
    if ((m >> i & 1U) != 0 && matches(rotate().formats[i], f)) return true;
  return false;
}
}  // namespace

TEST(Rotate, MovesPixelsOfEveryFormatByMultiplesOf90) {
  for (const burnish_format& f : concrete_formats({0, 0, 0, 0, 0, {}})) {
    const int32_t w = 37, h = 5;
    const Picture input = noise(w, h, f);
    const auto turned = [&](const char* angle) {
      return run(rotate(), {{"angle", angle}}, input, {.random_tiling = 3});
    };
    const Picture by90 = turned("90"), by180 = turned("-180"), by270 = turned("630");
    ASSERT_EQ(by90.width(), h);
    ASSERT_EQ(by270.height(), w);
    for (int32_t y = 0; y < h; ++y)
      for (int32_t x = 0; x < w; ++x)
        for (int c = 0; c < input.channels(); ++c) {
          const double v = input.at(x, y, c);
          ASSERT_EQ(by90.at(h - 1 - y, x, c), v) << format_text(f);
          ASSERT_EQ(by180.at(w - 1 - x, h - 1 - y, c), v) << format_text(f);
          ASSERT_EQ(by270.at(y, w - 1 - x, c), v) << format_text(f);
        }
  }
}

TEST(Rotate, IsAnIdentityByWholeTurns) {
  for (const char* angle : {"0", "360", "-720"})
    EXPECT_TRUE(try_run(rotate(), {{"angle", angle}}, {noise(3, 2, rgb_u8)}).flags & BURNISH_IDENTITY) << angle;
  EXPECT_FALSE(try_run(rotate(), {{"angle", "180"}}, {noise(3, 2, rgb_u8)}).flags & BURNISH_IDENTITY);
}

TEST(Rotate, KeepsTheSizeWithoutExpand) {
  const Picture input = noise(7, 4, rgb_u8);
  const Picture p = run(rotate(), {{"angle", "90"}, {"expand", "false"}}, input, {.random_tiling = 1});
  ASSERT_EQ(p.width(), 7);
  ASSERT_EQ(p.height(), 4);
  // The turned picture is 4 by 7, at x = floor(3 / 2) and y = floor(-3 / 2).
  for (int32_t y = 0; y < 4; ++y)
    for (int32_t x = 0; x < 7; ++x)
      for (int c = 0; c < 3; ++c) {
        const int32_t turned_x = x - 1, turned_y = y + 2;
        const double expected = turned_x >= 0 && turned_x < 4 ? input.at(turned_y, 3 - turned_x, c) : 255;
        ASSERT_EQ(p.at(x, y, c), expected) << x << ' ' << y;
      }
}

TEST(Rotate, GrowsToTheBoundingBox) {
  const Picture p = run(rotate(), {{"angle", "30"}}, constant(100, 50, gray_f32, 0.5));
  EXPECT_EQ(p.width(), 112);  // 100 cos 30 + 50 sin 30 = 111.6
  EXPECT_EQ(p.height(), 94);  // 100 sin 30 + 50 cos 30 = 93.3
}

TEST(Rotate, KeepsAConstantInsideAndShowsTheBackgroundOutside) {
  const Picture p = run(rotate(), {{"angle", "45"}, {"background", "#336699"}},
                        constant(60, 60, rgb_f32, {0.25, 0.5, 0.75}), {.random_tiling = 9});
  const int32_t middle = p.width() / 2;
  EXPECT_FLOAT_EQ(static_cast<float>(p.at(middle, middle, 0)), 0.25F);
  EXPECT_FLOAT_EQ(static_cast<float>(p.at(middle, middle, 2)), 0.75F);
  EXPECT_FLOAT_EQ(static_cast<float>(p.at(0, 0, 0)), 0.2F);
  EXPECT_FLOAT_EQ(static_cast<float>(p.at(p.width() - 1, 0, 2)), 0.6F);
}

TEST(Rotate, TurnsClockwise) {
  const Picture p = run(rotate(), {{"angle", "45"}, {"background", "black"}, {"expand", "false"}},
                        impulse(41, 41, rgb_f32, 35, 20));  // to the right of the middle
  double best = 0;
  int32_t best_x = 0, best_y = 0;
  for (int32_t y = 0; y < 41; ++y)
    for (int32_t x = 0; x < 41; ++x)
      if (p.at(x, y, 0) > best) best = p.at(x, y, 0), best_x = x, best_y = y;
  EXPECT_EQ(best_x, 31);  // 20 + 15 cos 45 = 30.6, to the right of and below the middle
  EXPECT_EQ(best_y, 31);
}

TEST(Rotate, InterpolatesARampExactly) {
  Picture input(64, 64, gray_f32);
  input.fill([](int32_t x, int32_t y, int) { return 0.01 * x + 0.003 * y; });
  const double angle = 23, c = std::cos(angle * M_PI / 180), s = std::sin(angle * M_PI / 180);
  const Picture p = run(rotate(), {{"angle", "23"}, {"expand", "false"}}, input);
  for (int32_t y = 20; y < 44; ++y)
    for (int32_t x = 20; x < 44; ++x) {
      const double dx = x + 0.5 - 32, dy = y + 0.5 - 32;
      const double from_x = 31.5 + dx * c + dy * s, from_y = 31.5 + dy * c - dx * s;
      ASSERT_NEAR(p.at(x, y, 0), 0.01 * from_x + 0.003 * from_y, 2e-6);
    }
}

TEST(Rotate, ThereAndBackIsCloseToThePicture) {
  const Picture input = scene(200, 150, rgb_f32);
  const Picture there = run(rotate(), {{"angle", "17"}, {"expand", "false"}}, input);
  const Picture back = run(rotate(), {{"angle", "-17"}, {"expand", "false"}}, there);
  const burnish_rect middle{60, 40, 140, 110};
  EXPECT_GT(psnr(input.window(middle), back.window(middle)), 30);
}

TEST(Rotate, CoversEdgesInProportion) {
  // A white square on black, slightly turned: its mean is its area.
  const Picture p = run(rotate(), {{"angle", "5"}, {"background", "black"}}, constant(50, 50, gray_f32, 1));
  double sum = 0;
  for (int32_t y = 0; y < p.height(); ++y)
    for (int32_t x = 0; x < p.width(); ++x) {
      sum += p.at(x, y, 0);
      ASSERT_GE(p.at(x, y, 0), 0);
      ASSERT_LE(p.at(x, y, 0), 1.000001);
    }
  EXPECT_NEAR(sum, 2500, 10);
}

TEST(Rotate, LeavesTransparentCornersWithAlpha) {
  const Picture p = run(rotate(), {{"angle", "45"}}, constant(20, 20, premul_f32, {0.5, 0.5, 0.5, 1}));
  for (int c = 0; c < 4; ++c) EXPECT_EQ(p.at(0, 0, c), 0);
  EXPECT_FLOAT_EQ(static_cast<float>(p.at(14, 14, 3)), 1.0F);
}

TEST(Rotate, ChoosesTheFormatByItsValues) {
  EXPECT_TRUE(serves(mask({{"angle", "90"}}, rgb_u8), rgb_u8));
  EXPECT_FALSE(serves(mask({{"angle", "12"}}, rgb_u8), rgb_u8));
  EXPECT_TRUE(serves(mask({{"angle", "12"}}, rgb_u8), rgb_f32));
  EXPECT_TRUE(serves(mask({{"angle", "12"}}, rgba_u8), premul_f32));
  EXPECT_FALSE(serves(mask({{"angle", "12"}}, rgba_u8), rgb_f32));
  EXPECT_FALSE(serves(mask({{"angle", "12"}, {"background", "transparent"}}, rgb_f32), rgb_f32));
  EXPECT_TRUE(serves(mask({{"angle", "12"}, {"background", "transparent"}}, rgb_f32), premul_f32));
  EXPECT_FALSE(serves(mask({{"angle", "12"}, {"background", "red"}}, gray_f32), gray_f32));
  EXPECT_TRUE(serves(mask({{"angle", "12"}, {"background", "red"}}, gray_f32), rgb_f32));
  const TextValues tight{{"angle", "90"}, {"expand", "false"}, {"background", "transparent"}};
  EXPECT_FALSE(serves(mask(tight, rgb_u8), rgb_u8));
  EXPECT_TRUE(serves(mask(tight, rgb_u8, 4, 4), rgb_u8)) << "a square shows no background";
  EXPECT_TRUE(serves(mask(tight, premul_f32), premul_f32));
}

TEST(Rotate, DoesNotDependOnTiles) {
  for (const auto& [w, h] : {std::pair(1, 1), std::pair(1, 31), std::pair(53, 1), std::pair(61, 47)}) {
    const Picture input = noise(w, h, premul_f32);
    const TextValues v{{"angle", "-33.3"}, {"background", "#10203080"}};
    const Picture whole = run(rotate(), v, input);
    EXPECT_EQ(difference(whole, run(rotate(), v, input, {.random_tiling = 4, .poison_nan = true})), "");
    EXPECT_EQ(difference(whole, run(rotate(), v, input, {.tile_width = 3, .tile_height = 2, .exact_windows = true})),
              "");
  }
}
