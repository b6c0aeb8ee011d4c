#include <gtest/gtest.h>

#include "kit/plugin_file.hpp"
#include "kit/run.hpp"

using namespace burnish::kit;

namespace {
const burnish_pixel& flip() { return operation(BURNISH_PLUGIN_FILE, "burnish.flip"); }
}  // namespace

TEST(Flip, ExchangesLeftAndRight) {
  const Picture input = noise(37, 5, rgba_u8), p = run(flip(), {}, input, {.random_tiling = 1});
  for (int32_t y = 0; y < 5; ++y)
    for (int32_t x = 0; x < 37; ++x)
      for (int c = 0; c < 4; ++c) ASSERT_EQ(p.at(x, y, c), input.at(36 - x, y, c));
}

TEST(Flip, ExchangesTopAndBottom) {
  const Picture input = noise(3, 41, rgb_u16),
                p = run(flip(), {{"direction", "vertical"}}, input, {.random_tiling = 1});
  for (int32_t y = 0; y < 41; ++y)
    for (int32_t x = 0; x < 3; ++x)
      for (int c = 0; c < 3; ++c) ASSERT_EQ(p.at(x, y, c), input.at(x, 40 - y, c));
}

TEST(Flip, LeavesOnePixelAlone) {
  const Picture input = noise(1, 1, gray_u8);
  EXPECT_EQ(difference(run(flip(), {}, input), input), "");
}

TEST(Flip, TwiceIsNothingInEveryFormat) {
  for (const burnish_format& f : concrete_formats({0, 0, 0, 0, 0, {}})) {
    const Picture input = noise(11, 6, f);
    for (const char* direction : {"horizontal", "vertical"}) {
      const Picture once = run(flip(), {{"direction", direction}}, input, {.random_tiling = 7});
      ASSERT_NE(difference(once, input), "") << format_text(f);
      ASSERT_EQ(difference(run(flip(), {{"direction", direction}}, once), input), "") << format_text(f);
    }
  }
}

TEST(Flip, MirrorsTheViewOfAShrunkPicture) {
  burnish_image_info from = Picture(126, 63, rgb_u8).info();
  from.shrink = 8, from.view[2] = 125.125, from.view[3] = 62.5;
  const Call call;
  const Plan plan(flip(), Values(*flip().desc, {}), {from}, {0, 0}, call);
  EXPECT_DOUBLE_EQ(plan.output.view[0], 0.875);
  EXPECT_DOUBLE_EQ(plan.output.view[2], 126);
  EXPECT_DOUBLE_EQ(plan.output.view[3], 62.5);
}
