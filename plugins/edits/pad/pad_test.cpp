#include <gtest/gtest.h>

#include "kit/plugin_file.hpp"
#include "kit/run.hpp"

using namespace burnish::kit;

namespace {
const burnish_pixel& pad() { return operation(BURNISH_PLUGIN_FILE, "burnish.pad"); }

struct Canvas {
  int32_t width, height, x, y;  // and where the picture is on it
};

/// `input` lies on the canvas unchanged, and around it every channel holds `around`.
void expect_canvas(const TextValues& values, const Picture& input, const Canvas& canvas,
                   const std::vector<double>& around) {
  const Picture p = run(pad(), values, input, {.random_tiling = 2});
  ASSERT_EQ(p.width(), canvas.width);
  ASSERT_EQ(p.height(), canvas.height);
  EXPECT_EQ(difference(p, run(pad(), values, input)), "");
  for (int32_t y = 0; y < p.height(); ++y)
    for (int32_t x = 0; x < p.width(); ++x)
      for (int c = 0; c < p.channels(); ++c) {
        const int32_t in_x = x - canvas.x, in_y = y - canvas.y;
        const bool inside = in_x >= 0 && in_x < input.width() && in_y >= 0 && in_y < input.height();
        ASSERT_NEAR(p.at(x, y, c), inside ? input.at(in_x, in_y, c) : around[static_cast<std::size_t>(c)], 1e-6)
            << x << ' ' << y << ' ' << c;
      }
}

uint64_t mask(const TextValues& values, const burnish_format& f) {
  const Call call;
  const Plan plan(pad(), Values(*pad().desc, values), {Picture(3, 3, f).info()}, {0, 0}, call);
  EXPECT_TRUE(plan.ok()) << to_text(call.failure());
  return plan->format_mask;
}
bool serves(uint64_t m, const burnish_format& f) {
  for (uint32_t i = 0; i < pad().format_count; ++i)
    if ((m >> i & 1U) != 0 && matches(pad().formats[i], f)) return true;
  return false;
}
}  // namespace

TEST(Pad, PlacesThePictureByEachGravity) {
  const Picture input = noise(4, 3, rgb_u8);
  const auto at = [&](const char* gravity, int32_t x, int32_t y) {
    SCOPED_TRACE(gravity);
    expect_canvas({{"width", "9"}, {"height", "8"}, {"gravity", gravity}}, input, {9, 8, x, y}, {255, 255, 255});
  };
  at("north_west", 0, 0), at("north", 2, 0), at("north_east", 5, 0);
  at("west", 0, 2), at("center", 2, 2), at("east", 5, 2);
  at("south_west", 0, 5), at("south", 2, 5), at("south_east", 5, 5);
}

TEST(Pad, MakesTheSmallestCanvasOfARatio) {
  const Picture input = noise(7, 4, rgb_u8);
  expect_canvas({{"aspect", "1:1"}}, input, {7, 7, 0, 1}, {255, 255, 255});
  expect_canvas({{"aspect", "3:1"}}, input, {12, 4, 2, 0}, {255, 255, 255});
  expect_canvas({{"aspect", "2:1"}, {"width", "20"}}, input, {20, 10, 6, 3}, {255, 255, 255});
  expect_canvas({{"aspect", "2:1"}, {"height", "5"}}, input, {10, 5, 1, 0}, {255, 255, 255});
}

TEST(Pad, NeverCuts) {
  const Picture input = noise(7, 4, rgb_u8);
  expect_canvas({{"width", "3"}, {"height", "6"}}, input, {7, 6, 0, 1}, {255, 255, 255});
  EXPECT_TRUE(try_run(pad(), {{"width", "3"}}, {input}).flags & BURNISH_IDENTITY);
}

TEST(Pad, StoresTheBackgroundInTheFormatAtHand) {
  const auto around = [](const burnish_format& f, const TextValues& values) {
    return run(pad(), values, noise(1, 1, f));
  };
  const TextValues orange{{"width", "3"}, {"background", "#ff8000"}};
  Picture p = around(rgb_u16, orange);
  EXPECT_EQ(p.at(0, 0, 0), 65535);
  EXPECT_EQ(p.at(0, 0, 1), 128 * 257);
  EXPECT_EQ(p.at(0, 0, 2), 0);
  p = around(format(BURNISH_F32, BURNISH_RGB, BURNISH_ALPHA_NONE, BURNISH_PLANAR, BURNISH_LIGHT_LINEAR), orange);
  EXPECT_NEAR(p.at(0, 0, 1), 0.21586, 1e-5);
  p = around(format(BURNISH_F16, BURNISH_RGB, BURNISH_ALPHA_NONE), orange);
  EXPECT_NEAR(p.at(0, 0, 1), 128 / 255.0, 0.0003);
  p = around(format(BURNISH_U8, BURNISH_CMYK, BURNISH_ALPHA_NONE, BURNISH_INTERLEAVED), orange);
  EXPECT_EQ(p.at(0, 0, 0), 0);
  EXPECT_EQ(p.at(0, 0, 1), 127);
  EXPECT_EQ(p.at(0, 0, 2), 255);
  EXPECT_EQ(p.at(0, 0, 3), 0);
  p = around(premul_f32, {{"width", "3"}, {"background", "#ff800080"}});
  EXPECT_NEAR(p.at(0, 0, 0), 128 / 255.0, 1e-6);
  EXPECT_NEAR(p.at(0, 0, 1), 128 / 255.0 * 128 / 255.0, 1e-6);
  EXPECT_NEAR(p.at(0, 0, 3), 128 / 255.0, 1e-6);
  p = around(gray_u8, {{"width", "3"}, {"background", "#404040"}});
  EXPECT_EQ(p.at(0, 0, 0), 64);
}

TEST(Pad, IsTransparentAroundAPictureWithAlphaAndWhiteAroundOneWithout) {
  expect_canvas({{"width", "3"}}, noise(1, 1, rgba_u8), {3, 1, 1, 0}, {0, 0, 0, 0});
  expect_canvas({{"width", "3"}}, noise(1, 1, gray_f32), {3, 1, 1, 0}, {1});
}

TEST(Pad, AsksForAlphaWhenTheBackgroundIsTranslucent) {
  const TextValues v{{"width", "9"}, {"background", "transparent"}};
  EXPECT_FALSE(serves(mask(v, rgb_u8), rgb_u8));
  EXPECT_TRUE(serves(mask(v, rgb_u8), rgba_u8));
  EXPECT_TRUE(serves(mask(v, rgba_u8), rgba_u8)) << "prepared again, it is content";
}

TEST(Pad, AsksForColourWhenTheBackgroundHasSomeAndThePictureHasNone) {
  const TextValues v{{"width", "9"}, {"background", "red"}};
  EXPECT_FALSE(serves(mask(v, gray_u8), gray_u8));
  EXPECT_TRUE(serves(mask(v, gray_u8), rgb_u8));
  EXPECT_TRUE(serves(mask(v, rgb_u8), rgb_u8));
  EXPECT_TRUE(serves(mask({{"width", "9"}, {"background", "#777777"}}, gray_u8), gray_u8));
}

TEST(Pad, WorksInEveryFormat) {
  for (const burnish_format& f : concrete_formats({0, 0, 0, 0, 0, {}})) {
    const Picture input = noise(5, 3, f);
    const Outcome o = try_run(pad(), {{"width", "8"}, {"height", "9"}}, {input}, {.random_tiling = 1});
    ASSERT_TRUE(o.ok()) << format_text(f) << ": " << o.text();
    for (int c = 0; c < input.channels(); ++c)
      ASSERT_EQ(o.picture.at(1 + 4, 3 + 2, c), input.at(4, 2, c)) << format_text(f);
  }
}

TEST(Pad, RefusesASizeThatIsSaidTwice) {
  const Failure f = failure_of(pad(), {{"aspect", "1:1"}, {"width", "5"}, {"height", "5"}}, {noise(2, 2, rgb_u8)});
  EXPECT_EQ(f.code, BURNISH_BAD_PARAM);
  EXPECT_EQ(f.param, "aspect");
}
