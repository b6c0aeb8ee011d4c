#include <gtest/gtest.h>

#include "kit/plugin_file.hpp"
#include "kit/run.hpp"

using namespace burnish::kit;

namespace {
const burnish_pixel& contrast() { return operation(BURNISH_PLUGIN_FILE, "burnish.contrast"); }
}  // namespace

TEST(Contrast, MultipliesTheDistanceFromMiddleGray) {
  const Picture p = run(contrast(), {{"amount", "1.5"}}, constant(19, 1, rgb_f32, {0.25, 0.5, 1}));
  for (int32_t x = 0; x < 19; ++x) {
    EXPECT_FLOAT_EQ(static_cast<float>(p.at(x, 0, 0)), 0.125F);
    EXPECT_FLOAT_EQ(static_cast<float>(p.at(x, 0, 1)), 0.5F);
    EXPECT_FLOAT_EQ(static_cast<float>(p.at(x, 0, 2)), 1.25F) << "nothing is clamped";
  }
}

TEST(Contrast, LeavesPlainGrayAtZeroAndKeepsAlpha) {
  const Picture p = run(contrast(), {{"amount", "0"}}, constant(1, 1, rgba_f32, {0.1, 0.9, 0.3, 0.2}));
  for (int c = 0; c < 3; ++c) EXPECT_EQ(p.at(0, 0, c), 0.5);
  EXPECT_EQ(static_cast<float>(p.at(0, 0, 3)), 0.2F);
}

TEST(Contrast, WorksOnGray) {
  EXPECT_EQ(run(contrast(), {{"amount", "2"}}, constant(1, 1, gray_f32, 0.75)).at(0, 0, 0), 1.0);
}

TEST(Contrast, IsAnIdentityAtOne) {
  EXPECT_TRUE(try_run(contrast(), {}, {noise(3, 3, rgb_f32)}).flags & BURNISH_IDENTITY);
  EXPECT_FALSE(try_run(contrast(), {{"amount", "1.01"}}, {noise(3, 3, rgb_f32)}).flags & BURNISH_IDENTITY);
}

TEST(Contrast, DoesNotDependOnTilesOrPlace) {
  const Picture input = noise(131, 37, rgba_f32);
  const Picture whole = run(contrast(), {{"amount", "1.3"}}, input);
  EXPECT_EQ(difference(whole, run(contrast(), {{"amount", "1.3"}}, input, {.random_tiling = 3, .in_place = true})), "");
}
