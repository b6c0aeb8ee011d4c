// Filters as tables: for every output sample along one axis, which input samples it takes and how much of each.
#pragma once
#include <cstdint>
#include <vector>

namespace burnish_resize {

enum class Filter { Lanczos3, Mitchell, CatmullRom, Bilinear, Nearest, Box };

/// Input samples [begin, end) of an axis are the picture; its exact extent is origin..origin + count * step, in
/// coordinates in which sample i covers i..i + 1. `count` output samples of `step` input samples each.
struct AxisGeometry {
  double origin = 0, step = 1;
  int32_t begin = 0, end = 1;
  int32_t count = 1;
};

/// The weights of one output sample: the sum over t < count of table[at + t] * input[first + t]. They add up to one.
struct Run {
  int32_t first, count;
  std::size_t at;
};

/// An axis in floating point. What the filter reaches beyond the picture's border is given to the border sample, so
/// that nothing outside is read and the result is that of repeating the border.
struct FloatAxis {
  std::vector<Run> runs;
  std::vector<float> weights;
  /// What output samples [from, to) read: monotonic in both.
  [[nodiscard]] int32_t need_begin(int32_t from) const { return begins[static_cast<std::size_t>(from)]; }
  [[nodiscard]] int32_t need_end(int32_t to) const { return ends[static_cast<std::size_t>(to) - 1]; }
  std::vector<int32_t> begins, ends;
  int32_t longest = 1;  // samples in the longest run
};

/// The same in 16-bit integers: weights times 2^shift add up to exactly 2^shift. Runs start at even samples and have
/// even length, as the kernels take samples in pairs; `first` and `count` are in samples, `at` in 32-bit pairs.
struct FixedAxis {
  std::vector<Run> runs;
  std::vector<int32_t> pairs;  // low half: the weight of the even sample
  int32_t shift = 0;
  int32_t longest = 2;
};

[[nodiscard]] FloatAxis float_axis(const AxisGeometry& geometry, Filter filter);
/// `largest_shift` bounds what the accumulator holds.
[[nodiscard]] FixedAxis fixed_axis(const FloatAxis& axis, int32_t largest_shift);

}  // namespace burnish_resize
