#include "image/metrics.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <vector>

#include "kit/picture.hpp"

namespace burnish::testing_image {
namespace {

using Gray = std::vector<std::vector<double>>;

Gray noise(int width, int height, uint64_t seed) {
  Gray g(static_cast<std::size_t>(height), std::vector<double>(static_cast<std::size_t>(width)));
  for (std::size_t y = 0; y < g.size(); ++y)
    for (std::size_t x = 0; x < g[y].size(); ++x) g[y][x] = kit::hash01(seed, x, y);
  return g;
}

double ssim(const Gray& a, const Gray& b) {
  SsimSum sum({static_cast<int32_t>(a[0].size()), static_cast<int32_t>(a.size())});
  for (std::size_t y = 0; y < a.size(); ++y) {
    const std::vector<float> row_a(a[y].begin(), a[y].end()), row_b(b[y].begin(), b[y].end());
    sum.add_row(row_a.data(), row_b.data());
  }
  return sum.mean();
}

// The definition, window by window.
double plain_ssim(const Gray& a, const Gray& b) {
  const auto height = static_cast<int>(a.size()), width = static_cast<int>(a[0].size());
  double total = 0;
  int windows = 0;
  for (int y = 5; y < height - 5; ++y)
    for (int x = 5; x < width - 5; ++x) {
      double weight = 0, ma = 0, mb = 0, aa = 0, bb = 0, ab = 0;
      for (int j = -5; j <= 5; ++j)
        for (int i = -5; i <= 5; ++i) {
          const double w = std::exp(-(i * i + j * j) / (2 * 1.5 * 1.5));
          const double u = a[static_cast<std::size_t>(y + j)][static_cast<std::size_t>(x + i)];
          const double v = b[static_cast<std::size_t>(y + j)][static_cast<std::size_t>(x + i)];
          weight += w, ma += w * u, mb += w * v, aa += w * u * u, bb += w * v * v, ab += w * u * v;
        }
      ma /= weight, mb /= weight;
      const double va = aa / weight - ma * ma, vb = bb / weight - mb * mb, cov = ab / weight - ma * mb;
      total += (2 * ma * mb + 1e-4) * (2 * cov + 9e-4) / ((ma * ma + mb * mb + 1e-4) * (va + vb + 9e-4));
      ++windows;
    }
  return total / windows;
}

TEST(Ssim, FollowsItsDefinition) {
  const Gray a = noise(37, 29, 1), b = noise(37, 29, 2);
  Gray near = a;
  for (std::size_t y = 0; y < near.size(); ++y)
    for (std::size_t x = 0; x < near[y].size(); ++x) near[y][x] = 0.9 * a[y][x] + 0.1 * b[y][x];
  EXPECT_NEAR(ssim(a, b), plain_ssim(a, b), 1e-5);
  EXPECT_NEAR(ssim(a, near), plain_ssim(a, near), 1e-5);
  EXPECT_DOUBLE_EQ(ssim(a, a), 1);
}

TEST(Ssim, WorksOnTinyPictures) {
  for (const auto& [w, h] :
       {std::pair(1, 1), std::pair(1, 40), std::pair(40, 1), std::pair(10, 10), std::pair(11, 10), std::pair(11, 11)}) {
    const Gray a = noise(w, h, 1);
    EXPECT_NEAR(ssim(a, a), 1, 1e-6) << w << "x" << h;
    EXPECT_LT(ssim(a, noise(w, h, 2)), 0.99) << w << "x" << h;
  }
}

TEST(Psnr, IsKnownForAConstantDifference) {
  PsnrSum sum;
  const std::vector<float> a(100, 0.5F), b(100, 0.5F + 1.0F / 255);
  sum.add(a.data(), b.data(), a.size());
  EXPECT_NEAR(sum.decibels(), 20 * std::log10(255), 1e-4);
  PsnrSum equal;
  equal.add(a.data(), a.data(), a.size());
  EXPECT_TRUE(std::isinf(equal.decibels()));
}

}  // namespace
}  // namespace burnish::testing_image
