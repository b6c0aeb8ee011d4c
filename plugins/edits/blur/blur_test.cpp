#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <vector>

#include "kit/plugin_file.hpp"
#include "kit/run.hpp"

using namespace burnish::kit;

namespace {
const burnish_pixel& blur() { return operation(BURNISH_PLUGIN_FILE, "burnish.blur"); }
TextValues with_sigma(double sigma) { return {{"sigma", number_text(sigma)}}; }

/// The gaussian itself, far beyond any kernel, with repeated borders, in double precision.
Picture exact(const Picture& p, double sigma) {
  const auto reach = static_cast<int32_t>(std::ceil(8 * sigma)) + 1;
  std::vector<double> weights;
  double sum = 0;
  for (int32_t i = -reach; i <= reach; ++i) {
    weights.push_back(std::exp(-0.5 * i * i / (sigma * sigma)));
    sum += weights.back();
  }
  const int32_t w = p.width(), h = p.height();
  Picture result(w, h, p.format());
  std::vector<double> rows(static_cast<std::size_t>(w) * static_cast<std::size_t>(h));
  const auto at = [&](int32_t x, int32_t y) -> double& { return rows[static_cast<std::size_t>(y * w + x)]; };
  for (int c = 0; c < p.channels(); ++c) {
    for (int32_t y = 0; y < h; ++y)
      for (int32_t x = 0; x < w; ++x) {
        double v = 0;
        for (int32_t i = -reach; i <= reach; ++i)
          v += weights[static_cast<std::size_t>(i + reach)] * p.at(x, std::clamp(y + i, 0, h - 1), c);
        at(x, y) = v / sum;
      }
    for (int32_t y = 0; y < h; ++y)
      for (int32_t x = 0; x < w; ++x) {
        double v = 0;
        for (int32_t i = -reach; i <= reach; ++i)
          v += weights[static_cast<std::size_t>(i + reach)] * at(std::clamp(x + i, 0, w - 1), y);
        result.set(x, y, c, v / sum);
      }
  }
  return result;
}
}  // namespace

TEST(Blur, IsTheGaussianToOne255th) {
  for (const double sigma : {0.2, 0.3, 0.5, 0.8, 1.0, 1.7, 3.0, 7.3, 20.0}) {
    for (const Picture& p : {noise(97, 61, gray_f32, 2), scene(101, 53, gray_f32)})
      ASSERT_LT(worst_difference(run(blur(), with_sigma(sigma), p), exact(p, sigma)), 1.0 / 255) << sigma;
    Picture halves(80, 80, gray_f32);  // the worst case: full contrast along the tail
    halves.fill([](int32_t x, int32_t y, int) { return x < 40 && y < 40 ? 1.0 : 0.0; });
    ASSERT_LT(worst_difference(run(blur(), with_sigma(sigma), halves), exact(halves, sigma)), 1.0 / 255) << sigma;
  }
}
TEST(Blur, AnImpulseBecomesAGaussianOfTheSameSum) {
  const Picture p = run(blur(), with_sigma(2.5), impulse(61, 61, rgb_f32, 30, 30));
  double sum = 0, spread = 0;
  for (int32_t y = 0; y < 61; ++y)
    for (int32_t x = 0; x < 61; ++x) {
      const double r2 = (x - 30) * (x - 30) + (y - 30) * (y - 30);
      ASSERT_NEAR(p.at(x, y, 1), std::exp(-r2 / 2 / 6.25) / (2 * 3.14159265 * 6.25), 1e-4);
      sum += p.at(x, y, 1);
      spread += r2 * p.at(x, y, 1);
    }
  EXPECT_NEAR(sum, 1, 1e-5);
  EXPECT_NEAR(spread / 2, 6.25, 0.1);
}
TEST(Blur, AConstantStaysConstant) {
  for (const double sigma : {0.5, 4.0, 90.0})
    EXPECT_LT(worst_difference(run(blur(), with_sigma(sigma), constant(33, 21, rgb_f32, 0.6)),
                               constant(33, 21, rgb_f32, 0.6)),
              1e-6);
}
TEST(Blur, TreatsEveryPlaneTheSame) {
  const Picture p = noise(50, 40, premul_f32, 4);
  const Picture q = run(blur(), with_sigma(2), p);
  for (int c = 0; c < 4; ++c) {
    Picture plane(50, 40, gray_f32), expected(50, 40, gray_f32);
    plane.fill([&](int32_t x, int32_t y, int) { return p.at(x, y, c); });
    expected.fill([&](int32_t x, int32_t y, int) { return q.at(x, y, c); });
    EXPECT_EQ(difference(run(blur(), with_sigma(2), plane), expected), "");
  }
}
TEST(Blur, ZeroIsAnIdentity) {
  const Picture p = noise(31, 17, rgb_f32);
  for (const double sigma : {0.0, 1e-9, 0.1}) {
    const Outcome o = try_run(blur(), with_sigma(sigma), {p});
    EXPECT_TRUE(o.flags & BURNISH_IDENTITY) << sigma;
    EXPECT_EQ(difference(run(blur(), with_sigma(sigma), p, {.run_identity = true}), p), "") << sigma;
  }
  EXPECT_FALSE(try_run(blur(), with_sigma(0.3), {p}).flags & BURNISH_IDENTITY);
}
TEST(Blur, EveryTilingGivesTheSameBytes) {
  const burnish_format cmyk_alpha = format(BURNISH_F32, BURNISH_CMYK, BURNISH_ALPHA_PREMUL);
  uint64_t seed = 0;
  for (const burnish_format& f : {rgb_f32, gray_f32, premul_f32, cmyk_alpha})
    for (const double sigma : {0.4, 1.0, 3.0, 40.0}) {
      Picture p = noise(337, 71, f, 6);
      p.set(200, 33, 0, std::numeric_limits<double>::infinity());
      const Picture whole = run(blur(), with_sigma(sigma), p);
      for (const RunOptions& options :
           {RunOptions{.tile_width = 337, .tile_height = 8}, RunOptions{.tile_width = 64, .tile_height = 64},
            RunOptions{.random_tiling = ++seed, .poison_nan = true},
            RunOptions{.random_tiling = ++seed, .exact_windows = true}})
        ASSERT_EQ(difference(run(blur(), with_sigma(sigma), p, options), whole), "") << format_text(f) << ' ' << sigma;
    }
}
TEST(Blur, SmallPicturesAndTheLargestSigma) {
  for (const int32_t w : {1, 2, 13})
    for (const int32_t h : {1, 7})
      for (const double sigma : {1.0, 250.0}) {
        const Outcome o = try_run(blur(), with_sigma(sigma), {noise(w, h, rgb_f32)}, {.random_tiling = 1});
        ASSERT_TRUE(o.ok()) << o.text();
        ASSERT_LT(worst_difference(o.picture, exact(noise(w, h, rgb_f32), sigma)), 1.0 / 255);
      }
}
TEST(Blur, EveryInstructionSetAgrees) {
  const Picture p = noise(301, 97, premul_f32, 12);
  const Picture best = run(blur(), with_sigma(3), p);
  for (const char* version : {"sse4", "baseline"}) {
    setenv("BURNISH_INSTRUCTIONS", version, 1);
    EXPECT_LT(worst_difference(run(blur(), with_sigma(3), p, {.random_tiling = 5}), best), 1e-6) << version;
    unsetenv("BURNISH_INSTRUCTIONS");
  }
}
TEST(Blur, ASmallerRenderingHasASmallerSigma) {
  burnish_image_info info = Picture(100, 100, rgb_f32).info();
  const Call call;
  EXPECT_EQ(Plan(blur(), Values(*blur().desc, with_sigma(10)), {info}, {0, 0}, call)->halo[0], 33);
  EXPECT_EQ(Plan(blur(), Values(*blur().desc, with_sigma(10), 0.25), {info}, {0, 0}, call)->halo[0], 9);
  info.shrink = 2;
  EXPECT_EQ(Plan(blur(), Values(*blur().desc, with_sigma(10)), {info}, {0, 0}, call)->halo[0], 17);
}
