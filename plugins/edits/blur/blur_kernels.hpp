// The pixels of blur: one function for every instruction set, chosen when a plan is made.
#pragma once
#include <burnish/convolve.hpp>

namespace burnish_blur {

struct PlaneTask {
  const float* weights;
  int32_t taps;
  burnish::float_rows in;  // starts at the first sample that the first output sample reads
  float* out;
  std::ptrdiff_t out_stride;  // in samples
  int32_t width, height;
  float* scratch;  // Kernels::scratch_samples(taps)
};

/// The versions for one instruction set.
struct Kernels {
  void (*blur_plane)(const PlaneTask& task);
  std::size_t (*scratch_samples)(int32_t taps);
};
[[nodiscard]] const Kernels& best_kernels();
}  // namespace burnish_blur
