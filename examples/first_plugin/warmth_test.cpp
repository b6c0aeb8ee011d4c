#include <gtest/gtest.h>

#include "kit/plugin_file.hpp"
#include "kit/run.hpp"

using burnish::kit::Picture;

constexpr burnish_format linear =
    burnish::kit::format(BURNISH_F32, BURNISH_RGB, BURNISH_ALPHA_STRAIGHT, BURNISH_PLANAR, BURNISH_LIGHT_LINEAR);

TEST(Warmth, OneUnitRaisesRedAndLowersBlueByHalfAStop) {
  const Picture in = burnish::kit::constant(3, 2, linear, 0.5);
  const Picture out = burnish::kit::run(burnish::kit::operation(BURNISH_PLUGIN_FILE), {{"amount", "1"}}, in);
  EXPECT_NEAR(out.at(1, 1, 0), 0.5 * 1.41421356, 1e-6);
  EXPECT_EQ(out.at(1, 1, 1), 0.5);
  EXPECT_NEAR(out.at(1, 1, 2), 0.5 / 1.41421356, 1e-6);
  EXPECT_EQ(out.at(1, 1, 3), 0.5);
}

TEST(Warmth, KeepsEveryPixelAtZero) {
  const Picture in = burnish::kit::noise(17, 5, linear);
  const Picture out = burnish::kit::run(burnish::kit::operation(BURNISH_PLUGIN_FILE), {{"amount", "0"}}, in);
  EXPECT_EQ(burnish::kit::difference(in, out), "");
}
