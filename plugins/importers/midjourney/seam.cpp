#include "seam.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace midjourney {
namespace {

constexpr int steps = 2 * Seam::reach - 1, middle = Seam::reach - 1;
// Texture cancels out over a stretch, the difference of two pictures does not.
constexpr int stretch = 16;
// Of 255. Grain and the noise of compression change less.
constexpr double floor_of_change = 0.75;
constexpr double least_ratio = 2.5, least_share = 0.2;

using Changes = std::array<double, steps>;

}  // namespace

bool SeamMeasure::is_seam() const { return ratio >= least_ratio && std::min(share[0], share[1]) >= least_share; }

Seam::Seam(int length, int channels)
    : length_(length),
      channels_(channels),
      samples_(static_cast<std::size_t>(length) * (2 * reach) * static_cast<std::size_t>(channels)) {}

SeamMeasure Seam::measure() const {
  SeamMeasure m;
  Changes total{};
  int jumps[2] = {0, 0}, stretches[2] = {0, 0};
  for (int begin = 0; begin + stretch <= length_; begin += stretch) {
    Changes changes{};
    for (int step = 0; step < steps; ++step) {
      for (int c = 0; c < channels_; ++c) {
        double sum = 0;
        for (int i = begin; i < begin + stretch; ++i)
          sum +=
              static_cast<double>(samples_[index(i, step + 1, c)]) - static_cast<double>(samples_[index(i, step, c)]);
        changes[static_cast<std::size_t>(step)] += std::abs(sum) / stretch / channels_;
      }
      total[static_cast<std::size_t>(step)] += changes[static_cast<std::size_t>(step)];
    }
    const int half = begin + stretch / 2 < length_ / 2 ? 0 : 1;
    const double across = std::exchange(changes[middle], 0.0);
    const double beside = *std::max_element(changes.begin(), changes.end());
    ++stretches[half];
    if (across > 1.5 * std::max(beside, floor_of_change)) ++jumps[half];
  }
  const int all = stretches[0] + stretches[1];
  if (all == 0) return m;
  const double across = std::exchange(total[middle], 0.0) / all;
  double beside = 0;
  for (const double t : total) beside += t / all / (steps - 1);
  m.ratio = across / std::max(beside, floor_of_change);
  for (const int half : {0, 1})
    m.share[half] = stretches[half] == 0 ? 0 : static_cast<double>(jumps[half]) / stretches[half];
  return m;
}

}  // namespace midjourney
