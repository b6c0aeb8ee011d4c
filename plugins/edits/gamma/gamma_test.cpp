#include <gtest/gtest.h>

#include <cmath>

#include "kit/plugin_file.hpp"
#include "kit/run.hpp"

using namespace burnish::kit;

namespace {
const burnish_pixel& gamma_op() { return operation(BURNISH_PLUGIN_FILE, "burnish.gamma"); }
}  // namespace

TEST(Gamma, RaisesToOneOverGamma) {
  const Picture p = run(gamma_op(), {{"gamma", "2"}}, constant(17, 2, rgba_f32, {0.25, 0.5, 4, 0.5}));
  for (int32_t x = 0; x < 17; ++x) {
    EXPECT_NEAR(p.at(x, 1, 0), 0.5, 1e-7);
    EXPECT_NEAR(p.at(x, 1, 1), 0.70710678, 1e-7);
    EXPECT_NEAR(p.at(x, 1, 2), 2, 1e-6) << "nothing is clamped";
    EXPECT_EQ(p.at(x, 1, 3), 0.5);
  }
}

TEST(Gamma, KeepsBlackAndWhiteExactly) {
  for (const char* gamma : {"0.01", "0.45", "2.2", "10"}) {
    EXPECT_EQ(run(gamma_op(), {{"gamma", gamma}}, constant(1, 1, gray_f32, 0)).at(0, 0, 0), 0) << gamma;
    EXPECT_EQ(run(gamma_op(), {{"gamma", gamma}}, constant(1, 1, gray_f32, 1)).at(0, 0, 0), 1) << gamma;
  }
}

TEST(Gamma, KeepsTheSignOfNegativeValues) {
  EXPECT_NEAR(run(gamma_op(), {{"gamma", "0.5"}}, constant(1, 1, gray_f32, -0.5)).at(0, 0, 0), -0.25, 1e-7);
}

TEST(Gamma, IsAsAccurateAsPowForEveryValueOf16Bits) {
  for (const double gamma : {0.1, 0.4545, 0.9, 1.8, 2.2, 10.0}) {
    Picture input(4096, 16, gray_f32);
    input.fill([](int32_t x, int32_t y, int) { return (y * 4096 + x) / 65535.0; });
    const Picture p = run(gamma_op(), {{"gamma", number_text(gamma)}}, input);
    double worst = 0;
    for (int32_t i = 1; i < 65536; ++i) {
      const double expected = std::pow(input.at(i % 4096, i / 4096, 0), 1 / gamma);
      if (expected > 1e-37) worst = std::max(worst, std::fabs(p.at(i % 4096, i / 4096, 0) - expected) / expected);
    }
    EXPECT_LT(worst, 1e-6) << gamma;
  }
}

TEST(Gamma, IsAnIdentityAtOne) {
  EXPECT_TRUE(try_run(gamma_op(), {}, {noise(3, 3, rgb_f32)}).flags & BURNISH_IDENTITY);
  EXPECT_FALSE(try_run(gamma_op(), {{"gamma", "1.01"}}, {noise(3, 3, rgb_f32)}).flags & BURNISH_IDENTITY);
}

TEST(Gamma, DoesNotDependOnTilesOrPlace) {
  const Picture input = noise(131, 37, rgba_f32);
  const Picture whole = run(gamma_op(), {{"gamma", "2.2"}}, input);
  EXPECT_EQ(difference(whole, run(gamma_op(), {{"gamma", "2.2"}}, input, {.random_tiling = 3, .in_place = true})), "");
}
