#include <gtest/gtest.h>

#include "kit/plugin_file.hpp"
#include "kit/run.hpp"

using namespace burnish::kit;

namespace {
const burnish_pixel& brightness() { return operation(BURNISH_PLUGIN_FILE, "burnish.brightness"); }
}  // namespace

TEST(Brightness, AddsToEveryColourChannelAndKeepsAlpha) {
  const Picture p = run(brightness(), {{"amount", "0.25"}}, constant(21, 2, rgba_f32, {0, 0.5, 1, 0.5}));
  for (int32_t x = 0; x < 21; ++x) {
    EXPECT_EQ(p.at(x, 1, 0), 0.25);
    EXPECT_EQ(p.at(x, 1, 1), 0.75);
    EXPECT_EQ(p.at(x, 1, 2), 1.25) << "nothing is clamped";
    EXPECT_EQ(p.at(x, 1, 3), 0.5);
  }
}

TEST(Brightness, TakesAwayBelowZero) {
  EXPECT_EQ(run(brightness(), {{"amount", "-1"}}, constant(1, 1, gray_f32, 0.5)).at(0, 0, 0), -0.5);
}

TEST(Brightness, IsAnIdentityAtZero) {
  EXPECT_TRUE(try_run(brightness(), {}, {noise(3, 3, rgb_f32)}).flags & BURNISH_IDENTITY);
  EXPECT_FALSE(try_run(brightness(), {{"amount", "0.001"}}, {noise(3, 3, rgb_f32)}).flags & BURNISH_IDENTITY);
}

TEST(Brightness, DoesNotDependOnTilesOrPlace) {
  const Picture input = noise(131, 37, rgb_f32);
  const Picture whole = run(brightness(), {{"amount", "0.1"}}, input);
  EXPECT_EQ(difference(whole, run(brightness(), {{"amount", "0.1"}}, input, {.random_tiling = 3, .in_place = true})),
            "");
}
