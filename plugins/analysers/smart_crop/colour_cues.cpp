#include <algorithm>
#include <cmath>

#include "cues.hpp"

namespace {

/// Mean and inverse covariance of some colours.
struct Colours {
  double count = 0, sum[3] = {}, products[3][3] = {};
  void add(const std::array<const Plane*, 3>& planes, std::size_t i) {
    double v[3];
    for (std::size_t c = 0; c < 3; ++c) v[c] = static_cast<double>(planes[c]->values[i]);
    for (std::size_t c = 0; c < 3; ++c) {
      sum[c] += v[c];
      for (std::size_t d = 0; d < 3; ++d) products[c][d] += v[c] * v[d];
    }
    ++count;
  }
};

struct Gaussian {
  double mean[3] = {}, inverse[3][3] = {};
  explicit Gaussian(const Colours& c) {
    constexpr double floor = 4e-4;  // of the variance: noise of a flat border
    double m[3][3];
    for (int i = 0; i < 3; ++i) mean[i] = c.sum[i] / c.count;
    for (int i = 0; i < 3; ++i)
      for (int j = 0; j < 3; ++j) m[i][j] = c.products[i][j] / c.count - mean[i] * mean[j] + (i == j ? floor : 0.0);
    const auto minor_of = [&](int i, int j) {
      const int a = (i + 1) % 3, b = (i + 2) % 3, d = (j + 1) % 3, e = (j + 2) % 3;
      return m[a][d] * m[b][e] - m[a][e] * m[b][d];
    };
    const double determinant = m[0][0] * minor_of(0, 0) + m[0][1] * minor_of(0, 1) + m[0][2] * minor_of(0, 2);
    for (int i = 0; i < 3; ++i)
      for (int j = 0; j < 3; ++j) inverse[i][j] = minor_of(j, i) / std::max(determinant, 1e-12);
  }
  [[nodiscard]] double distance(const double v[3]) const {
    double d = 0;
    for (int i = 0; i < 3; ++i)
      for (int j = 0; j < 3; ++j) d += (v[i] - mean[i]) * inverse[i][j] * (v[j] - mean[j]);
    return std::sqrt(std::max(0.0, d));
  }
};
}  // namespace

Plane border_contrast(const std::array<const Plane*, 3>& planes) {
  const int32_t w = planes[0]->width, h = planes[0]->height;
  const int32_t strip = std::max<int32_t>(1, std::max(w, h) / 12);
  std::array<Colours, 4> strips;
  for (int32_t y = 0; y < h; ++y)
    for (int32_t x = 0; x < w; ++x) {
      const auto i = static_cast<std::size_t>(y) * static_cast<std::size_t>(w) + static_cast<std::size_t>(x);
      if (y < strip) strips[0].add(planes, i);
      if (y >= h - strip) strips[1].add(planes, i);
      if (x < strip) strips[2].add(planes, i);
      if (x >= w - strip) strips[3].add(planes, i);
    }
  const std::array<Gaussian, 4> sides{Gaussian(strips[0]), Gaussian(strips[1]), Gaussian(strips[2]),
                                      Gaussian(strips[3])};
  Plane out(w, h);
  for (std::size_t i = 0; i < out.size(); ++i) {
    double v[3], sum = 0, most = 0;
    for (std::size_t c = 0; c < 3; ++c) v[c] = static_cast<double>(planes[c]->values[i]);
    for (const Gaussian& g : sides) {
      const double d = std::min(g.distance(v), 30.0);
      sum += d, most = std::max(most, d);
    }
    out.values[i] = static_cast<float>((sum - most) / 3);
  }
  return out;
}

Plane colour_rarity(const std::array<const Plane*, 3>& planes) {
  constexpr int luma_bins = 10, colour_bins = 16;
  constexpr float colour_reach = 0.36F;  // differences beyond it fall into the last bin
  std::vector<float> histogram(luma_bins * colour_bins * colour_bins, 0.0F);
  const auto n = planes[0]->size();
  std::vector<uint16_t> bins(n);
  const auto bin = [](float v, int count) {
    return std::clamp(static_cast<int>(v * static_cast<float>(count)), 0, count - 1);
  };
  for (std::size_t i = 0; i < n; ++i) {
    const int l = bin(planes[0]->values[i], luma_bins);
    const int r = bin(planes[1]->values[i] / (2 * colour_reach) + 0.5F, colour_bins);
    const int b = bin(planes[2]->values[i] / (2 * colour_reach) + 0.5F, colour_bins);
    bins[i] = static_cast<uint16_t>((l * colour_bins + r) * colour_bins + b);
    histogram[bins[i]] += 1.0F;
  }
  // Neighbouring bins are nearly the same colour: smooth along each axis by (1 2 1).
  const auto smooth = [&](int step, int count) {
    const std::vector<float> old = histogram;
    for (int i = 0; i < static_cast<int>(old.size()); ++i) {
      const int place = i / step % count;
      const float before = place > 0 ? old[static_cast<std::size_t>(i) - static_cast<std::size_t>(step)] : 0.0F;
      const float after = place + 1 < count ? old[static_cast<std::size_t>(i) + static_cast<std::size_t>(step)] : 0.0F;
      histogram[static_cast<std::size_t>(i)] = 0.25F * (before + after) + 0.5F * old[static_cast<std::size_t>(i)];
    }
  };
  smooth(1, colour_bins), smooth(colour_bins, colour_bins), smooth(colour_bins * colour_bins, luma_bins);
  for (float& v : histogram) v = -std::log((v + 1) / static_cast<float>(n));
  Plane out(planes[0]->width, planes[0]->height);
  for (std::size_t i = 0; i < n; ++i) out.values[i] = std::max(0.0F, histogram[bins[i]]);
  return out;
}
