#include <gtest/gtest.h>

#include "kit/plugin_file.hpp"
#include "kit/run.hpp"

using namespace burnish::kit;

namespace {
const burnish_pixel& saturation() { return operation(BURNISH_PLUGIN_FILE, "burnish.saturation"); }
}  // namespace

TEST(Saturation, MovesChannelsAwayFromLuma) {
  const Picture p = run(saturation(), {{"amount", "2"}}, constant(18, 1, rgb_f32, {1, 0.5, 0}));
  const double luma = 0.2126 + 0.7152 * 0.5;
  for (int32_t x = 0; x < 18; ++x) {
    EXPECT_NEAR(p.at(x, 0, 0), luma + 2 * (1 - luma), 1e-6);
    EXPECT_NEAR(p.at(x, 0, 1), luma + 2 * (0.5 - luma), 1e-6);
    EXPECT_NEAR(p.at(x, 0, 2), luma + 2 * (0 - luma), 1e-6) << "nothing is clamped";
  }
}

TEST(Saturation, LeavesLumaAtZeroAndKeepsAlpha) {
  const Picture p = run(saturation(), {{"amount", "0"}}, constant(1, 1, rgba_f32, {0, 0, 1, 0.25}));
  for (int c = 0; c < 3; ++c) EXPECT_NEAR(p.at(0, 0, c), 0.0722, 1e-7);
  EXPECT_EQ(p.at(0, 0, 3), 0.25);
}

TEST(Saturation, LeavesGrayAlone) {
  const Picture p = run(saturation(), {{"amount", "3"}}, constant(1, 1, rgb_f32, {0.3, 0.3, 0.3}));
  for (int c = 0; c < 3; ++c) EXPECT_NEAR(p.at(0, 0, c), 0.3, 1e-7);
}

TEST(Saturation, IsAnIdentityAtOne) {
  EXPECT_TRUE(try_run(saturation(), {}, {noise(3, 3, rgb_f32)}).flags & BURNISH_IDENTITY);
  EXPECT_FALSE(try_run(saturation(), {{"amount", "0.99"}}, {noise(3, 3, rgb_f32)}).flags & BURNISH_IDENTITY);
}

TEST(Saturation, DoesNotDependOnTilesOrPlace) {
  const Picture input = noise(131, 37, rgba_f32);
  const Picture whole = run(saturation(), {{"amount", "1.4"}}, input);
  EXPECT_EQ(difference(whole, run(saturation(), {{"amount", "1.4"}}, input, {.random_tiling = 3, .in_place = true})),
            "");
}
