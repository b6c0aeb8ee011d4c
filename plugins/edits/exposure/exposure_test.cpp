#include <gtest/gtest.h>

#include "kit/plugin_file.hpp"
#include "kit/run.hpp"

using namespace burnish::kit;

namespace {
const burnish_pixel& exposure() { return operation(BURNISH_PLUGIN_FILE, "burnish.exposure"); }
constexpr burnish_format linear =
    format(BURNISH_F32, BURNISH_RGB, BURNISH_ALPHA_NONE, BURNISH_PLANAR, BURNISH_LIGHT_LINEAR);
constexpr burnish_format linear_alpha =
    format(BURNISH_F32, BURNISH_GRAY, BURNISH_ALPHA_STRAIGHT, BURNISH_PLANAR, BURNISH_LIGHT_LINEAR);
}  // namespace

TEST(Exposure, MultipliesLightByTwoToTheEv) {
  const Picture p = run(exposure(), {{"ev", "1.5"}}, constant(3, 2, linear, {0.1, 0.5, 2}));
  const double gain = 2.8284271247461903;
  EXPECT_NEAR(p.at(2, 1, 0), 0.1 * gain, 1e-7);
  EXPECT_NEAR(p.at(2, 1, 1), 0.5 * gain, 1e-6);
  EXPECT_NEAR(p.at(2, 1, 2), 2 * gain, 1e-6) << "nothing is clamped";
}

TEST(Exposure, HalvesExactlyAndKeepsAlpha) {
  const Picture p = run(exposure(), {{"ev", "-1"}}, constant(17, 1, linear_alpha, {0.7, 0.3}));
  for (int32_t x = 0; x < 17; ++x) {
    EXPECT_EQ(static_cast<float>(p.at(x, 0, 0)), 0.35F);
    EXPECT_EQ(static_cast<float>(p.at(x, 0, 1)), 0.3F);
  }
}

TEST(Exposure, IsAnIdentityAtZero) {
  const Outcome o = try_run(exposure(), {}, {noise(5, 5, linear)});
  EXPECT_TRUE(o.ok()) << o.text();
  EXPECT_TRUE(o.flags & BURNISH_IDENTITY);
  EXPECT_FALSE(try_run(exposure(), {{"ev", "0.01"}}, {noise(5, 5, linear)}).flags & BURNISH_IDENTITY);
}

TEST(Exposure, DoesNotDependOnTilesOrPlace) {
  const Picture input = noise(131, 37, linear);
  const Picture whole = run(exposure(), {{"ev", "0.37"}}, input);
  EXPECT_EQ(difference(whole, run(exposure(), {{"ev", "0.37"}}, input, {.random_tiling = 3})), "");
  EXPECT_EQ(difference(whole,
                       run(exposure(), {{"ev", "0.37"}}, input, {.tile_width = 7, .tile_height = 5, .in_place = true})),
            "");
}
