// The pixels of unsharp: one function for every instruction set, chosen when a plan is made.
#pragma once
#include <burnish/convolve.hpp>

namespace burnish_unsharp {

struct Amounts {
  float amount, threshold;
};
struct PlaneOut {
  float* data;
  std::ptrdiff_t stride;  // in samples
};

/// One rectangle of one picture, planar. Every `in` plane starts at the first sample that the first output sample
/// reads. The last of `planes` is alpha when `alpha` is set: colour is premultiplied, and alpha leaves as it came.
struct SharpenTask {
  const float* weights;
  int32_t taps;
  Amounts how;
  burnish::float_rows in[5];
  PlaneOut out[5];
  int32_t planes;
  bool alpha;
  int32_t width, height;
  float* scratch;  // Kernels::scratch_samples(taps)
};

/// The versions for one instruction set.
struct Kernels {
  void (*sharpen)(const SharpenTask& task);
  std::size_t (*scratch_samples)(int32_t taps);
};
[[nodiscard]] const Kernels& best_kernels();
}  // namespace burnish_unsharp
