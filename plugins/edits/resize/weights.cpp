#include "weights.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace burnish_resize {
namespace {

double sinc(double x) {
  if (std::abs(x) < 1e-9) return 1;
  const double t = x * std::numbers::pi;
  return std::sin(t) / t;
}

/// The cubics of Mitchell and Netravali, "Reconstruction Filters in Computer Graphics" (1988), equation 8.
double cubic(double x, double b, double c) {
  const double a = std::abs(x);
  if (a < 1) return ((12 - 9 * b - 6 * c) * a * a * a + (-18 + 12 * b + 6 * c) * a * a + (6 - 2 * b)) / 6;
  if (a >= 2) return 0;
  return ((-b - 6 * c) * a * a * a + (6 * b + 30 * c) * a * a + (-12 * b - 48 * c) * a + (8 * b + 24 * c)) / 6;
}

/// Reach on each side, in samples of the coarser grid.
double radius(Filter filter) {
  switch (filter) {
    case Filter::Lanczos3:
      return 3;
    case Filter::Mitchell:
    case Filter::CatmullRom:
      return 2;
    case Filter::Bilinear:
      return 1;
    case Filter::Nearest:
    case Filter::Box:
      break;
  }
  return 0.5;
}

double value(Filter filter, double x) {
  switch (filter) {
    case Filter::Lanczos3:
      return std::abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0;
    case Filter::Mitchell:
      return cubic(x, 1.0 / 3, 1.0 / 3);
    case Filter::CatmullRom:
      return cubic(x, 0, 0.5);
    case Filter::Bilinear:
      return std::max(0.0, 1 - std::abs(x));
    case Filter::Nearest:
    case Filter::Box:
      break;
  }
  return std::abs(x) <= 0.5 ? 1 : 0;
}

/// The weights of one output sample before they are normalised; `first` is the sample of weights[0].
struct Window {
  int64_t first = 0;
  std::vector<double> weights;
};

/// A sampled filter does not quite reproduce a ramp (0.02 pixels off for Lanczos, more for a stretched triangle); moves
/// the centre of gravity onto `centre` by tilting the weights under a tent as wide as the filter.
void centre_on(Window& window, double centre, double reach) {
  double moment = 0, tents = 0, tent_moment = 0;
  const auto tent = [&](double d) { return std::max(0.0, 1 - std::abs(d) / reach); };
  const auto offset = [&](std::size_t i) {
    return static_cast<double>(window.first) + static_cast<double>(i) + 0.5 - centre;
  };
  for (std::size_t i = 0; i < window.weights.size(); ++i) {
    moment += window.weights[i] * offset(i);
    tents += tent(offset(i));
    tent_moment += tent(offset(i)) * offset(i);
  }
  const double mean = tent_moment / tents;
  double spread = 0;
  for (std::size_t i = 0; i < window.weights.size(); ++i)
    spread += tent(offset(i)) * (offset(i) - mean) * (offset(i) - mean);
  if (spread < 1e-3) return;  // one sample alone has no other centre
  for (std::size_t i = 0; i < window.weights.size(); ++i)
    window.weights[i] -= moment / spread * tent(offset(i)) * (offset(i) - mean);
}

/// `centre` where sample i is at i + 0.5.
Window sample_filter(Filter filter, double centre, double step) {
  const double stretch = std::max(1.0, step);
  if (filter == Filter::Nearest || (filter == Filter::Box && step <= 1))
    return {static_cast<int64_t>(std::floor(centre)), {1.0}};
  const double reach = radius(filter) * stretch;
  Window window;
  if (filter == Filter::Box) {  // the exact share of every sample that the window covers
    window.first = static_cast<int64_t>(std::floor(centre - reach));
    const auto last = static_cast<int64_t>(std::ceil(centre + reach)) - 1;
    for (int64_t i = window.first; i <= last; ++i) {
      const auto left = static_cast<double>(i);
      window.weights.push_back(std::max(0.0, std::min(left + 1, centre + reach) - std::max(left, centre - reach)));
    }
  } else {
    window.first = static_cast<int64_t>(std::ceil(centre - reach - 0.5));
    const auto last = static_cast<int64_t>(std::floor(centre + reach - 0.5));
    for (int64_t i = window.first; i <= last; ++i)
      window.weights.push_back(value(filter, (static_cast<double>(i) + 0.5 - centre) / stretch));
    centre_on(window, centre, reach);
  }
  return window;
}

/// Gives what lies outside [begin, end) to the border samples, as if the border were repeated.
void fold(Window& window, int64_t begin, int64_t end) {
  const int64_t first = std::clamp(window.first, begin, end - 1);
  const int64_t last = std::clamp(window.first + static_cast<int64_t>(window.weights.size()) - 1, begin, end - 1);
  std::vector<double> folded(static_cast<std::size_t>(last - first + 1));
  for (std::size_t i = 0; i < window.weights.size(); ++i) {
    const int64_t at = std::clamp(window.first + static_cast<int64_t>(i), begin, end - 1);
    folded[static_cast<std::size_t>(at - first)] += window.weights[i];
  }
  window = {first, std::move(folded)};
}

/// Sum one, and no weights at the ends that a float does not notice.
void tidy(Window& window) {
  double sum = 0;
  for (const double w : window.weights) sum += w;
  for (double& w : window.weights) w /= sum;
  const auto matters = [](double w) { return std::abs(w) > 1e-10; };
  const auto begin = std::find_if(window.weights.begin(), window.weights.end(), matters);
  const auto end = std::find_if(window.weights.rbegin(), std::make_reverse_iterator(begin), matters).base();
  window.first += begin - window.weights.begin();
  window.weights = std::vector<double>(begin, end);
}

/// What any part of the output reads, from the runs: the least of what is to come and the most of what has been.
void note_needs(FloatAxis& axis) {
  const std::size_t n = axis.runs.size();
  axis.begins.resize(n);
  axis.ends.resize(n);
  for (std::size_t i = 0; i < n; ++i) {
    const int32_t end = axis.runs[i].first + axis.runs[i].count;
    axis.ends[i] = i == 0 ? end : std::max(axis.ends[i - 1], end);
  }
  for (std::size_t i = n; i-- > 0;) {
    axis.begins[i] = i + 1 == n ? axis.runs[i].first : std::min(axis.begins[i + 1], axis.runs[i].first);
    axis.longest = std::max(axis.longest, axis.runs[i].first + axis.runs[i].count - axis.begins[i]);
  }
}
}  // namespace

FloatAxis float_axis(const AxisGeometry& geometry, Filter filter) {
  FloatAxis axis;
  axis.runs.reserve(static_cast<std::size_t>(geometry.count));
  for (int32_t i = 0; i < geometry.count; ++i) {
    Window window = sample_filter(filter, geometry.origin + (i + 0.5) * geometry.step, geometry.step);
    fold(window, geometry.begin, geometry.end);
    tidy(window);
    axis.runs.push_back(
        {static_cast<int32_t>(window.first), static_cast<int32_t>(window.weights.size()), axis.weights.size()});
    for (const double w : window.weights) axis.weights.push_back(static_cast<float>(w));
  }
  note_needs(axis);
  return axis;
}

FixedAxis fixed_axis(const FloatAxis& axis, int32_t largest_shift) {
  float largest = 0;
  for (const float w : axis.weights) largest = std::max(largest, std::abs(w));
  FixedAxis fixed;
  fixed.shift = largest_shift;
  while (static_cast<double>(largest) * std::ldexp(1.0, fixed.shift) > 32766) --fixed.shift;
  const double one = std::ldexp(1.0, fixed.shift);
  std::vector<int32_t> rounded;
  for (const Run& run : axis.runs) {
    // The rounding error of a weight is carried to its neighbour: the sum is exact, and thousands of small weights do
    // not lose their mean.
    rounded.assign(static_cast<std::size_t>(run.first & 1), 0);
    double sum = 0;
    int32_t given = 0;
    for (int32_t t = 0; t < run.count; ++t) {
      sum += static_cast<double>(axis.weights[run.at + static_cast<std::size_t>(t)]) * one;
      const auto upto = t + 1 == run.count ? static_cast<int32_t>(one) : static_cast<int32_t>(std::lround(sum));
      rounded.push_back(upto - given);
      given = upto;
    }
    if (rounded.size() % 2 != 0) rounded.push_back(0);
    fixed.runs.push_back({run.first & ~1, static_cast<int32_t>(rounded.size()), fixed.pairs.size()});
    fixed.longest = std::max(fixed.longest, fixed.runs.back().count);
    for (std::size_t t = 0; t < rounded.size(); t += 2)
      fixed.pairs.push_back(static_cast<int32_t>((static_cast<uint32_t>(rounded[t]) & 0xFFFFU) |
                                                 (static_cast<uint32_t>(rounded[t + 1]) << 16U)));
  }
  return fixed;
}

}  // namespace burnish_resize
