#include "blur_kernels.hpp"

#include <algorithm>

#define HWY_DISABLED_TARGETS \
  (HWY_AVX3 | HWY_AVX3_DL | HWY_SSSE3 | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "blur_kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace burnish_blur {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
#include <burnish/convolve_inl.hpp>

struct DirectSink {
  const PlaneTask& task;
  float* place(int32_t y, int32_t row, int32_t x) const { return task.out + (y + row) * task.out_stride + x; }
  void finish(int32_t, int32_t, int32_t, int32_t) const {}
};

void blur(const PlaneTask& task) {
  DirectSink sink{task};
  convolve_plane<highway_lanes>(task.weights, task.taps, task.in, task.width, task.height, task.scratch, sink);
}
std::size_t scratch(int32_t taps) { return convolve_layout<highway_lanes>(taps).samples(); }
constexpr Kernels table{&blur, &scratch};
}  // namespace HWY_NAMESPACE
}  // namespace burnish_blur
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <burnish/instruction_set.hpp>

namespace burnish_blur {
const Kernels& best_kernels() {
  return burnish::best_version(HWY_CHOOSE_AVX2(table), HWY_CHOOSE_SSE4(table), HWY_STATIC_DISPATCH(table));
}
}  // namespace burnish_blur
#endif
