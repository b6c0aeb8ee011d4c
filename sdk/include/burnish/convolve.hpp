// burnish/convolve.hpp - weights and memory for separable filters; the loops over pixels are in convolve_inl.hpp.
//
// Order of work (measured, 31 % less time than the other one): vertical first, a block of columns at a time so that the
// rows it reads stay in the first-level cache; then the block is turned so that one vector holds one column of
// `lanes::count` rows, and the horizontal sum runs over whole aligned vectors. No sum crosses lanes and none depends
// on where a tile begins, so every pixel gets the same bytes from any tiling.
#pragma once
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

namespace burnish {
inline namespace v1 {

/// One output sample: the sum over t < count of weights[t] * input[first + t].
struct weighted_run {
  const float* weights;
  int32_t first, count;
};

/// Rows of one plane of floats, from row `first` on: sample x of row y is at data[(y - first) * stride + x]; stride in
/// samples.
struct float_rows {
  const float* data;
  std::ptrdiff_t stride;
  int32_t first = 0;
};

/// Samples on each side of the centre that a gaussian needs: what is left out, in both directions together, changes no
/// value of a picture of range 0..1 by more than 1/510.
inline int32_t gaussian_radius(double sigma) { return static_cast<int32_t>(std::ceil(3.3 * sigma)); }

/// 2 * radius + 1 weights with the sum one; sigma in samples, > 0.
inline std::vector<float> gaussian_weights(double sigma) {
  const int32_t radius = gaussian_radius(sigma);
  std::vector<double> exact;
  double sum = 0;
  for (int32_t i = -radius; i <= radius; ++i) {
    exact.push_back(std::exp(-0.5 * i * i / (sigma * sigma)));
    sum += exact.back();
  }
  std::vector<float> weights;
  for (const double w : exact) weights.push_back(static_cast<float>(w / sum));
  return weights;
}

/// Four floats in the compiler's own vector type, for plugins that do without Highway.
struct portable_lanes {
  using vec = float __attribute__((vector_size(16)));
  static constexpr int count = 4;

  static vec zero() { return vec{}; }
  static vec broadcast(const float* p) { return vec{*p, *p, *p, *p}; }
  static vec load(const float* p) {
    vec v;
    std::memcpy(&v, p, sizeof v);
    return v;
  }
  /// For a value with several uses: gcc otherwise reads memory again at each, and loads are what these loops wait for.
  static vec load_once(const float* p) { return load(p); }
  static void store(vec v, float* p) { std::memcpy(p, &v, sizeof v); }
  static vec fma(vec a, vec b, vec c) { return a * b + c; }
  /// The four samples at `p` of row r (and, with eight lanes, of row r + 4 in the upper half).
  static vec load_rows(const float* p, std::ptrdiff_t /*stride*/) { return load(p); }
  static void store_rows(vec v, float* p, float* /*four_rows_below*/) { store(v, p); }
  /// 4x4, within every block of four lanes.
  static void transpose(vec& a, vec& b, vec& c, vec& d) {
    const vec ab_low = __builtin_shufflevector(a, b, 0, 4, 1, 5), ab_high = __builtin_shufflevector(a, b, 2, 6, 3, 7);
    const vec cd_low = __builtin_shufflevector(c, d, 0, 4, 1, 5), cd_high = __builtin_shufflevector(c, d, 2, 6, 3, 7);
    a = __builtin_shufflevector(ab_low, cd_low, 0, 1, 4, 5);
    b = __builtin_shufflevector(ab_low, cd_low, 2, 3, 6, 7);
    c = __builtin_shufflevector(ab_high, cd_high, 0, 1, 4, 5);
    d = __builtin_shufflevector(ab_high, cd_high, 2, 3, 6, 7);
  }
};
}  // namespace v1
}  // namespace burnish
