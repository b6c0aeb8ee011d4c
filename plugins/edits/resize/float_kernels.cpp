#include <algorithm>
#include <cstring>

#include <burnish/convolve.hpp>

#include "kernels.hpp"

#define HWY_DISABLED_TARGETS \
  (HWY_AVX3 | HWY_AVX3_DL | HWY_SSSE3 | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "float_kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace burnish_resize {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
#include <burnish/convolve_inl.hpp>

using lanes = highway_lanes;
constexpr int32_t group = lanes::count;         // output rows computed together
constexpr int32_t wide = block_columns<lanes>;  // samples of a row handled together by the vertical pass
constexpr int32_t strip = 32;                   // output columns that are collected before they are turned back

#if HWY_TARGET == HWY_SCALAR
using float_tag = hn::CappedTag<float, 1>;
#else
using float_tag = lanes::tag;
#endif

/// Memory of one call. `columns` is what the vertical pass has made: column c, plane p, `group` rows.
struct Workspace {
  float *block, *columns, *results, *rows;
  int32_t capacity;  // columns that `columns` holds

  static int32_t column_capacity(const FloatAxis& across) { return std::max(across.longest * 2, 384) + 2 * wide; }
  static int32_t tallest(const FloatAxis& down) {
    int32_t most = 1;
    const auto n = static_cast<int32_t>(down.runs.size());
    for (int32_t y = 0; y < n; ++y) most = std::max(most, down.need_end(std::min(y + group, n)) - down.need_begin(y));
    return most;
  }
  static std::size_t samples(const FloatAxis& across, const FloatAxis& down, int planes) {
    return static_cast<std::size_t>(group) * wide + static_cast<std::size_t>(strip * planes * group) +
           static_cast<std::size_t>(column_capacity(across)) * static_cast<std::size_t>(planes * group) +
           static_cast<std::size_t>(tallest(down) + group) * wide;
  }
  Workspace(std::byte* scratch, const FloatAxis& across, int planes) : capacity(column_capacity(across)) {
    block = reinterpret_cast<float*>(scratch);
    results = block + group * wide;
    columns = results + strip * planes * group;
    rows = columns + static_cast<std::ptrdiff_t>(capacity) * planes * group;
  }
};

/// The sums of two neighbouring output columns, of up to three planes, over `count` input columns each; `step` samples
/// from column to column. Two, so that enough sums are under way at once.
template <int Planes>
void weigh_two(const float* left, const float* right, std::ptrdiff_t step, const float* left_weights,
               const float* right_weights, int32_t count, float* out, std::ptrdiff_t out_step) {
  auto a = lanes::zero(), b = a, c = a, d = a, e = a, f = a;
  for (int32_t t = 0; t < count; ++t, left += step, right += step) {
    const auto w = lanes::broadcast(left_weights + t), v = lanes::broadcast(right_weights + t);
    a = lanes::fma(lanes::load(left), w, a);
    d = lanes::fma(lanes::load(right), v, d);
    if constexpr (Planes > 1) {
      b = lanes::fma(lanes::load(left + group), w, b);
      e = lanes::fma(lanes::load(right + group), v, e);
    }
    if constexpr (Planes > 2) {
      c = lanes::fma(lanes::load(left + 2 * group), w, c);
      f = lanes::fma(lanes::load(right + 2 * group), v, f);
    }
  }
  lanes::store(a, out);
  lanes::store(d, out + out_step);
  if constexpr (Planes > 1) lanes::store(b, out + group), lanes::store(e, out + out_step + group);
  if constexpr (Planes > 2) lanes::store(c, out + 2 * group), lanes::store(f, out + out_step + 2 * group);
}

template <int Planes>
void weigh_one(const float* columns, std::ptrdiff_t step, const float* weights, int32_t count, float* out) {
  auto a = lanes::zero(), b = a, c = a;
  for (int32_t t = 0; t < count; ++t, columns += step) {
    const auto w = lanes::broadcast(weights + t);
    a = lanes::fma(lanes::load(columns), w, a);
    if constexpr (Planes > 1) b = lanes::fma(lanes::load(columns + group), w, b);
    if constexpr (Planes > 2) c = lanes::fma(lanes::load(columns + 2 * group), w, c);
  }
  lanes::store(a, out);
  if constexpr (Planes > 1) lanes::store(b, out + group);
  if constexpr (Planes > 2) lanes::store(c, out + 2 * group);
}

/// Output columns x and, when `two`, x + 1; `columns` starts at input column `base`.
template <int Planes>
void weigh_planes(const FloatAxis& across, int32_t x, bool two, const float* columns, int32_t base, float* out) {
  constexpr int first = Planes > 3 ? Planes - 2 : Planes;
  constexpr std::ptrdiff_t step = Planes * group;
  const Run& run = across.runs[static_cast<std::size_t>(x)];
  const float* weights = across.weights.data() + run.at;
  const float* from = columns + (run.first - base) * step;
  if (!two) {
    weigh_one<first>(from, step, weights, run.count, out);
    if constexpr (Planes > 3) weigh_one<2>(from + first * group, step, weights, run.count, out + first * group);
    return;
  }
  const Run& next = across.runs[static_cast<std::size_t>(x) + 1];
  const float* next_weights = across.weights.data() + next.at;
  const float* next_from = columns + (next.first - base) * step;
  weigh_two<first>(from, next_from, step, weights, next_weights, run.count, out, step);
  if constexpr (Planes > 3)
    weigh_two<2>(from + first * group, next_from + first * group, step, weights, next_weights, run.count,
                 out + first * group, step);
}

/// Planar floats, read in place.
struct PlanarSource {
  const burnish_tile& tile;
  int planes;

  /// Output rows `runs` of input columns from x on; returns of how many.
  int32_t produce(const burnish::weighted_run* runs, int32_t rows, int32_t top, int32_t bottom, int32_t x,
                  const Workspace& memory, float* columns) const {
    const int32_t there = std::min(wide, tile.rect.x1 - x);
    for (int p = 0; p < planes; ++p) {
      burnish::float_rows from{burnish::row<float>(tile, p, x, tile.rect.y0),
                               tile.stride[p] / static_cast<std::ptrdiff_t>(sizeof(float)), tile.rect.y0};
      if (there < wide) {
        for (int32_t y = top; y < bottom; ++y)
          std::copy_n(from.data + (y - from.first) * from.stride, there, memory.rows + (y - top) * wide);
        from = {memory.rows, wide, top};
      }
      vertical::weigh_block<lanes>(runs, rows, from, memory.block);
      rows_to_columns<lanes>(memory.block, columns + p * group, planes * group);
    }
    return advance<lanes>(burnish::row<float>(tile, 0, x, tile.rect.y0));
  }
};

/// Interleaved 16-bit words, made floats on the way.
struct WordSource {
  const burnish_tile& tile;
  int planes;

  int32_t produce(const burnish::weighted_run* runs, int32_t rows, int32_t top, int32_t bottom, int32_t x,
                  const Workspace& memory, float* columns) const {
    const int32_t samples = std::min(wide / planes, tile.rect.x1 - x) * planes;
    for (int32_t y = top; y < bottom; ++y)
      to_floats(burnish::row<uint16_t>(tile, 0, x, y), samples, memory.rows + (y - top) * wide);
    vertical::weigh_block<lanes>(runs, rows, {memory.rows, wide, top}, memory.block);
    rows_to_columns<lanes>(memory.block, columns, group);
    return wide / planes;
  }
  static void to_floats(const uint16_t* from, int32_t count, float* to) {
    const float_tag t;
    const hn::Rebind<uint16_t, float_tag> words;
    const hn::Rebind<int32_t, float_tag> integers;
    constexpr auto step = static_cast<int32_t>(hn::MaxLanes(t));
    int32_t i = 0;
    for (; i + step <= count; i += step)
      hn::StoreU(hn::ConvertTo(t, hn::PromoteTo(integers, hn::LoadU(words, from + i))), t, to + i);
    for (; i < count; ++i) to[i] = from[i];  // exact, as the vectors are
  }
};

struct PlanarSink {
  burnish_tile& tile;
  int planes;

  void write(const float* results, int32_t x, int32_t count, int32_t y, int32_t rows, const Workspace& memory) const {
    float* to[group];
    for (int p = 0; p < planes; ++p) {
      for (int32_t r = 0; r < group; ++r)
        to[r] = r < rows ? burnish::row<float>(tile, p, x, y + r) : memory.block + r * strip;
      columns_to_rows<lanes>(results + p * group, planes * group, count, to);
    }
  }
};

struct WordSink {
  burnish_tile& tile;
  int planes;

  void write(const float* results, int32_t x, int32_t count, int32_t y, int32_t rows, const Workspace& memory) const {
    static_assert(wide >= strip || group * wide >= strip, "a row of results fits");
    for (int32_t c = 0; c < count * planes; c += wide) {
      const int32_t n = std::min(wide, count * planes - c);
      float* from[group];
      for (int32_t r = 0; r < group; ++r) from[r] = memory.block + r * wide;
      columns_to_rows<lanes>(results + static_cast<std::ptrdiff_t>(c) * group, group, n, from);
      for (int32_t r = 0; r < rows; ++r) to_words(from[r], n, burnish::row<uint16_t>(tile, 0, x, y + r) + c);
    }
  }
  static void to_words(const float* from, int32_t count, uint16_t* to) {
    const float_tag t;
    const hn::Rebind<uint16_t, float_tag> words;
    constexpr auto step = static_cast<int32_t>(hn::MaxLanes(t));
    const auto low = hn::Zero(t), high = hn::Set(t, 65535.0F);
    uint16_t last[step];
    for (int32_t i = 0; i < count; i += step) {  // `from` has room for whole vectors
      const auto v = hn::DemoteTo(words, hn::NearestInt(hn::Min(hn::Max(hn::LoadU(t, from + i), low), high)));
      if (i + step <= count) {
        hn::StoreU(v, words, to + i);
      } else {
        hn::StoreU(v, words, last);
        std::copy_n(last, count - i, to + i);
      }
    }
  }
};

/// Whether two runs may be summed together.
inline bool neighbours(const Run& a, const Run& b) {
  return a.count == b.count && b.first >= a.first && b.first - a.first <= wide;
}

template <int Planes, class Source, class Sink>
void resample(const FloatAxis& across, const FloatAxis& down, const Source& source, const Sink& sink,
              const burnish_rect& out, const Workspace& memory) {
  constexpr std::ptrdiff_t step = Planes * group;
  for (int32_t y = out.y0; y < out.y1; y += group) {
    const int32_t rows = std::min(group, out.y1 - y);
    const Run* const wanted = down.runs.data() + y;
    burnish::weighted_run runs[group];
    for (int32_t r = 0; r < rows; ++r) {
      const Run& run = wanted[r];
      runs[r] = {down.weights.data() + run.at, run.first, run.count};
    }
    const int32_t top = down.need_begin(y), bottom = down.need_end(y + rows);
    int32_t base = across.need_begin(out.x0), filled = base, strip_start = out.x0;
    for (int32_t x = out.x0; x < out.x1;) {
      const Run& run = across.runs[static_cast<std::size_t>(x)];
      const bool two = x + 1 < out.x1 && x + 1 - strip_start < strip &&
                       neighbours(run, across.runs[static_cast<std::size_t>(x) + 1]);
      const int32_t end = two ? across.runs[static_cast<std::size_t>(x) + 1].first + run.count : run.first + run.count;
      if (filled < across.need_begin(x)) base = filled = across.need_begin(x);  // nobody reads what lies between
      while (filled < end) {
        if (filled + wide > base + memory.capacity) {
          const int32_t keep = std::min(across.need_begin(x), filled);
          std::memmove(memory.columns, memory.columns + (keep - base) * step,
                       sizeof(float) * static_cast<std::size_t>(filled - keep) * Planes * group);
          base = keep;
        }
        filled += source.produce(runs, rows, top, bottom, filled, memory, memory.columns + (filled - base) * step);
      }
      weigh_planes<Planes>(across, x, two, memory.columns, base, memory.results + (x - strip_start) * step);
      x += two ? 2 : 1;
      if (x == out.x1 || x - strip_start == strip) {
        sink.write(memory.results, strip_start, x - strip_start, y, rows, memory);
        strip_start = x;
      }
    }
  }
}

template <class Source, class Sink>
void resample_tile(const FloatAxis& across, const FloatAxis& down, const burnish_tile& in, burnish_tile& out,
                   std::byte* scratch) {
  const int planes = burnish::channels(out.format);
  const Source source{in, planes};
  const Sink sink{out, planes};
  const Workspace memory(scratch, across, planes);
  switch (planes) {
    case 1:
      return resample<1>(across, down, source, sink, out.rect, memory);
    case 2:
      return resample<2>(across, down, source, sink, out.rect, memory);
    case 3:
      return resample<3>(across, down, source, sink, out.rect, memory);
    case 4:
      return resample<4>(across, down, source, sink, out.rect, memory);
    default:
      return resample<5>(across, down, source, sink, out.rect, memory);
  }
}

void floats(const FloatAxis& across, const FloatAxis& down, const burnish_tile& in, burnish_tile& out,
            std::byte* scratch) {
  resample_tile<PlanarSource, PlanarSink>(across, down, in, out, scratch);
}
void words(const FloatAxis& across, const FloatAxis& down, const burnish_tile& in, burnish_tile& out,
           std::byte* scratch) {
  resample_tile<WordSource, WordSink>(across, down, in, out, scratch);
}
std::size_t scratch_bytes(const FloatAxis& across, const FloatAxis& down, int planes) {
  return sizeof(float) * Workspace::samples(across, down, planes);
}
constexpr FloatKernels table{&floats, &words, &scratch_bytes};
}  // namespace HWY_NAMESPACE
}  // namespace burnish_resize
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <burnish/instruction_set.hpp>

namespace burnish_resize {
const FloatKernels& best_float_kernels() {
  return burnish::best_version(HWY_CHOOSE_AVX2(table), HWY_CHOOSE_SSE4(table), HWY_STATIC_DISPATCH(table));
}
}  // namespace burnish_resize
#endif
