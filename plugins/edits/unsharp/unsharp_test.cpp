#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "kit/plugin_file.hpp"
#include "kit/run.hpp"

using namespace burnish::kit;

namespace {
const burnish_pixel& unsharp() { return operation(BURNISH_PLUGIN_FILE, "burnish.unsharp"); }
TextValues sharpen(double sigma, double amount, double threshold = 0) {
  return {{"sigma", number_text(sigma)}, {"amount", number_text(amount)}, {"threshold", number_text(threshold)}};
}

/// The gaussian of one plane at one place, with repeated borders, in double precision.
double blurred(const Picture& p, int32_t x, int32_t y, int c, double sigma) {
  const auto reach = static_cast<int32_t>(std::ceil(6 * sigma));
  double v = 0, sum = 0;
  for (int32_t j = -reach; j <= reach; ++j)
    for (int32_t i = -reach; i <= reach; ++i) {
      const double w = std::exp(-0.5 * (i * i + j * j) / (sigma * sigma));
      sum += w;
      v += w * p.at(std::clamp(x + i, 0, p.width() - 1), std::clamp(y + j, 0, p.height() - 1), c);
    }
  return v / sum;
}
}  // namespace

TEST(Unsharp, AddsTheDifferenceToTheBlurred) {
  const Picture p = noise(43, 29, rgb_f32, 2);
  for (const double amount : {0.5, 1.0, 3.0}) {
    const Picture q = run(unsharp(), sharpen(1.2, amount), p);
    for (int32_t y = 0; y < 29; ++y)
      for (int32_t x = 0; x < 43; ++x) {
        const double v = p.at(x, y, 1);
        ASSERT_NEAR(q.at(x, y, 1), v + amount * (v - blurred(p, x, y, 1, 1.2)), amount / 255);
      }
  }
}
TEST(Unsharp, AStepOvershootsOnBothSides) {
  Picture p(40, 3, gray_f32);
  p.fill([](int32_t x, int32_t, int) { return x < 20 ? 0.25 : 0.75; });
  const Picture q = run(unsharp(), sharpen(1, 1), p);
  EXPECT_NEAR(q.at(5, 1, 0), 0.25, 1e-5);
  EXPECT_NEAR(q.at(35, 1, 0), 0.75, 1e-5);
  EXPECT_NEAR(q.at(19, 1, 0), 0.25 - (blurred(p, 19, 1, 0, 1) - 0.25), 0.002);
  EXPECT_GT(q.at(20, 1, 0), 0.85);
  EXPECT_LT(q.at(19, 1, 0), 0.15);
}
TEST(Unsharp, LeavesSmallDifferencesAlone) {
  Picture p(60, 5, gray_f32);
  p.fill([](int32_t x, int32_t, int) { return x < 20 ? 0.5 : x < 40 ? 0.52 : 0.9; });
  const Picture q = run(unsharp(), sharpen(1, 2, 0.05), p);
  for (int32_t x = 0; x < 34; ++x) EXPECT_EQ(q.at(x, 2, 0), p.at(x, 2, 0)) << x;
  EXPECT_LT(q.at(39, 2, 0), 0.4);
  EXPECT_GT(q.at(40, 2, 0), 1.0);  // nothing is clamped
}
TEST(Unsharp, AConstantStaysConstant) {
  EXPECT_LT(
      worst_difference(run(unsharp(), sharpen(3, 5), constant(33, 21, rgb_f32, 0.6)), constant(33, 21, rgb_f32, 0.6)),
      1e-5);
}
TEST(Unsharp, AnEdgeOfAlphaAloneChangesNoColour) {
  Picture p(40, 10, premul_f32);
  p.fill([](int32_t x, int32_t, int c) { return (x < 15 ? 0.0 : x < 25 ? 0.5 : 1.0) * (c == 3 ? 1 : 0.2 * (c + 1)); });
  const Picture q = run(unsharp(), sharpen(2, 3), p);
  EXPECT_LT(worst_difference(q, p), 1e-5);
}
TEST(Unsharp, KeepsAlphaAndEqualsTheOpaqueResultWhereOpaque) {
  const Picture p = noise(200, 31, premul_f32, 4);
  const Picture q = run(unsharp(), sharpen(1.5, 1), p);
  Picture alpha(200, 31, gray_f32), kept(200, 31, gray_f32);
  alpha.fill([&](int32_t x, int32_t y, int) { return p.at(x, y, 3); });
  kept.fill([&](int32_t x, int32_t y, int) { return q.at(x, y, 3); });
  EXPECT_EQ(difference(alpha, kept), "");

  Picture opaque(200, 31, premul_f32), without(200, 31, rgb_f32);
  opaque.fill([&](int32_t x, int32_t y, int c) { return c == 3 ? 1 : p.at(x, y, c); });
  without.fill([&](int32_t x, int32_t y, int c) { return p.at(x, y, c); });
  const Picture a = run(unsharp(), sharpen(1.5, 1), opaque), b = run(unsharp(), sharpen(1.5, 1), without);
  for (int32_t y = 0; y < 31; ++y)
    for (int32_t x = 0; x < 200; ++x) ASSERT_NEAR(a.at(x, y, 0), b.at(x, y, 0), 1e-5);
}
TEST(Unsharp, TransparentStaysTransparent) {
  Picture p(9, 9, premul_f32);
  const Picture q = run(unsharp(), sharpen(1, 1), p);
  EXPECT_EQ(difference(q, p), "");
}
TEST(Unsharp, NothingToDoIsAnIdentity) {
  const Picture p = noise(31, 17, rgb_f32);
  EXPECT_TRUE(try_run(unsharp(), sharpen(1, 0), {p}).flags & BURNISH_IDENTITY);
  EXPECT_TRUE(try_run(unsharp(), sharpen(0, 1), {p}).flags & BURNISH_IDENTITY);
  EXPECT_EQ(difference(run(unsharp(), sharpen(0, 1), p, {.run_identity = true}), p), "");
  EXPECT_EQ(difference(run(unsharp(), sharpen(1, 0), p, {.run_identity = true}), p), "");
}
TEST(Unsharp, EveryTilingGivesTheSameBytes) {
  const burnish_format cmyk_alpha = format(BURNISH_F32, BURNISH_CMYK, BURNISH_ALPHA_PREMUL);
  uint64_t seed = 0;
  for (const burnish_format& f : {rgb_f32, gray_f32, premul_f32, cmyk_alpha})
    for (const double sigma : {0.4, 1.0, 6.0}) {
      const Picture p = noise(1237, 37, f, 6);
      const Picture whole = run(unsharp(), sharpen(sigma, 1.5, 0.01), p);
      for (const RunOptions& options :
           {RunOptions{.tile_width = 1237, .tile_height = 8}, RunOptions{.tile_width = 64, .tile_height = 64},
            RunOptions{.random_tiling = ++seed, .poison_nan = true},
            RunOptions{.random_tiling = ++seed, .exact_windows = true}})
        ASSERT_EQ(difference(run(unsharp(), sharpen(sigma, 1.5, 0.01), p, options), whole), "")
            << format_text(f) << ' ' << sigma;
    }
}
TEST(Unsharp, EveryInstructionSetAgrees) {
  const Picture p = noise(301, 97, premul_f32, 12);
  const Picture best = run(unsharp(), sharpen(2, 1), p);
  for (const char* version : {"sse4", "baseline"}) {
    setenv("BURNISH_INSTRUCTIONS", version, 1);
    EXPECT_LT(worst_difference(run(unsharp(), sharpen(2, 1), p, {.random_tiling = 5}), best), 1e-5) << version;
    unsetenv("BURNISH_INSTRUCTIONS");
  }
}
TEST(Unsharp, SmallPictures) {
  for (const int32_t w : {1, 2, 13})
    for (const int32_t h : {1, 7})
      for (const burnish_format& f : {rgb_f32, premul_f32}) {
        const Outcome o = try_run(unsharp(), sharpen(30, 1), {noise(w, h, f)}, {.random_tiling = 1});
        ASSERT_TRUE(o.ok()) << o.text();
      }
}
