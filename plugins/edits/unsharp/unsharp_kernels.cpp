#include "unsharp_kernels.hpp"

#include <algorithm>

#define HWY_DISABLED_TARGETS \
  (HWY_AVX3 | HWY_AVX3_DL | HWY_SSSE3 | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "unsharp_kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace burnish_unsharp {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
#include <burnish/convolve_inl.hpp>

using lanes = highway_lanes;
constexpr int32_t rows_at_once = lanes::count;
constexpr int32_t strip_columns = 10 * block_columns<lanes>;  // blurred alpha is kept for so many

#if HWY_TARGET == HWY_SCALAR
using float_tag = hn::CappedTag<float, 1>;
#else
using float_tag = lanes::tag;
#endif

/// v + amount * (v - blurred) where the difference exceeds the threshold. With alpha, v and blurred are premultiplied:
/// the blurred colour is blurred / blurred_alpha, so that an edge of alpha alone leaves colours as they are.
template <bool Alpha>
void combine(const Amounts& how, const float* v, const float* blurred, const float* alpha, const float* blurred_alpha,
             int32_t count, float* out) {
  const float_tag t;
  const auto amount = hn::Set(t, how.amount), threshold = hn::Set(t, how.threshold), zero = hn::Zero(t);
  for (int32_t i = 0; i < count; i += static_cast<int32_t>(hn::Lanes(t))) {
    const auto value = hn::LoadU(t, v + i);
    auto soft = hn::LoadU(t, blurred + i), limit = threshold;
    if constexpr (Alpha) {
      const auto a = hn::LoadU(t, alpha + i), b = hn::LoadU(t, blurred_alpha + i);
      soft = hn::IfThenElse(hn::Gt(b, zero), hn::Div(hn::Mul(a, soft), b), value);
      limit = hn::Mul(threshold, a);
    }
    const auto difference = hn::Sub(value, soft);
    const auto sharp = hn::MulAdd(amount, difference, value);
    hn::StoreU(hn::IfThenElse(hn::Gt(hn::Abs(difference), limit), sharp, value), t, out + i);
  }
}

/// combine() for any count: whole vectors, the last of them by way of a copy, so that no sample is computed
/// differently.
template <bool Alpha>
void combine_row(const Amounts& how, const float* v, const float* blurred, const float* alpha,
                 const float* blurred_alpha, int32_t count, float* out) {
  constexpr int32_t step = lanes::count;
  const int32_t whole = count / step * step, rest = count - whole;
  combine<Alpha>(how, v, blurred, alpha, blurred_alpha, whole, out);
  if (rest == 0) return;
  float last[4][step] = {};
  std::copy_n(v + whole, rest, last[0]);
  std::copy_n(blurred + whole, rest, last[1]);
  if constexpr (Alpha) {
    std::copy_n(alpha + whole, rest, last[2]);
    std::copy_n(blurred_alpha + whole, rest, last[3]);
  }
  float result[step];
  combine<Alpha>(how, last[0], last[1], last[2], last[3], step, result);
  std::copy_n(result, rest, out + whole);
}

/// Keeps a blurred plane: that of alpha.
struct KeepingSink {
  float* kept;  // [rows_at_once][strip_columns]
  float* place(int32_t y, int32_t row, int32_t x) const { return kept + (y + row) * strip_columns + x; }
  void finish(int32_t, int32_t, int32_t, int32_t) const {}
};

/// Receives blurred blocks of a colour plane and writes sharp ones.
template <bool Alpha>
struct SharpeningSink {
  const SharpenTask& task;
  burnish::float_rows value, alpha;  // centres: sample (0, 0) of the output
  const float* blurred_alpha;
  float* blurred;  // [rows_at_once][block_columns]
  float* out;
  std::ptrdiff_t out_stride;

  float* place(int32_t, int32_t row, int32_t) const { return blurred + row * block_columns<lanes>; }
  void finish(int32_t y, int32_t rows, int32_t x, int32_t count) const {
    for (int32_t r = 0; r < rows; ++r) {
      combine_row<Alpha>(task.how, value.data + (y + r) * value.stride + x, blurred + r * block_columns<lanes>,
                         Alpha ? alpha.data + (y + r) * alpha.stride + x : nullptr,
                         Alpha ? blurred_alpha + (y + r) * strip_columns + x : nullptr, count,
                         out + (y + r) * out_stride + x);
    }
  }
};

struct Workspace {
  float *convolve, *blurred, *alpha;
  Workspace(float* p, int32_t taps) : convolve(p), blurred(p + convolve_layout<lanes>(taps).samples()) {
    alpha = blurred + rows_at_once * block_columns<lanes>;
  }
};

burnish::float_rows moved(const burnish::float_rows& rows, int32_t x, int32_t y) {
  return {rows.data + y * rows.stride + x, rows.stride, 0};
}

template <bool Alpha>
void sharpen_part(const SharpenTask& task, int32_t x, int32_t y, int32_t width, int32_t height) {
  const Workspace memory(task.scratch, task.taps);
  const int32_t radius = task.taps / 2;
  const int32_t colours = task.planes - (Alpha ? 1 : 0);
  burnish::float_rows alpha{};
  if constexpr (Alpha) {
    KeepingSink sink{memory.alpha};
    convolve_plane<lanes>(task.weights, task.taps, moved(task.in[colours], x, y), width, height, memory.convolve, sink);
    alpha = moved(task.in[colours], x + radius, y + radius);
    const PlaneOut& out = task.out[colours];
    for (int32_t r = 0; r < height; ++r)
      std::copy_n(alpha.data + r * alpha.stride, width, out.data + (y + r) * out.stride + x);
  }
  for (int32_t c = 0; c < colours; ++c) {
    SharpeningSink<Alpha> sink{task,
                               moved(task.in[c], x + radius, y + radius),
                               alpha,
                               memory.alpha,
                               memory.blurred,
                               task.out[c].data + y * task.out[c].stride + x,
                               task.out[c].stride};
    convolve_plane<lanes>(task.weights, task.taps, moved(task.in[c], x, y), width, height, memory.convolve, sink);
  }
}

void sharpen_picture(const SharpenTask& task) {
  if (!task.alpha) return sharpen_part<false>(task, 0, 0, task.width, task.height);
  for (int32_t y = 0; y < task.height; y += rows_at_once)
    for (int32_t x = 0; x < task.width; x += strip_columns)
      sharpen_part<true>(task, x, y, std::min(strip_columns, task.width - x), std::min(rows_at_once, task.height - y));
}

std::size_t scratch(int32_t taps) {
  return convolve_layout<lanes>(taps).samples() +
         static_cast<std::size_t>(rows_at_once) * (block_columns<lanes> + strip_columns);
}
constexpr Kernels table{&sharpen_picture, &scratch};
}  // namespace HWY_NAMESPACE
}  // namespace burnish_unsharp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <burnish/instruction_set.hpp>

namespace burnish_unsharp {
const Kernels& best_kernels() {
  return burnish::best_version(HWY_CHOOSE_AVX2(table), HWY_CHOOSE_SSE4(table), HWY_STATIC_DISPATCH(table));
}
}  // namespace burnish_unsharp
#endif
