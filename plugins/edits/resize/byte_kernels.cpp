#include <algorithm>
#include <cstring>

#include "kernels.hpp"

#define HWY_DISABLED_TARGETS \
  (HWY_AVX3 | HWY_AVX3_DL | HWY_SSSE3 | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "byte_kernels.cpp"
#include <hwy/cache_control.h>
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

// Vertical first, into 16-bit samples with `spare_bits` more than a byte; then across. Samples are taken in pairs, as
// one instruction multiplies and adds two 16-bit numbers by two weights. After the vertical pass a block is turned so
// that a vector holds one pair of columns of several rows: the sums across need no shuffling and no lane meets another.

HWY_BEFORE_NAMESPACE();
namespace burnish_resize {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

constexpr int32_t strip = 32;  // output columns that are collected before they are turned back

/// The most samples that `at_once` neighbouring outputs read.
inline int32_t widest_need(const FloatAxis& axis, int32_t at_once) {
  const auto n = static_cast<int32_t>(axis.runs.size());
  int32_t most = 1;
  for (int32_t i = 0; i < n; ++i) most = std::max(most, axis.need_end(std::min(i + at_once, n)) - axis.need_begin(i));
  return most;
}

#if HWY_TARGET == HWY_SCALAR

inline int32_t low_half(int32_t pair) { return static_cast<int16_t>(pair & 0xFFFF); }
inline int32_t high_half(int32_t pair) { return pair >> 16; }

/// Columns [left, right) of one output row after the vertical pass.
void weigh_row(const ByteAxes& axes, const burnish_tile& in, int32_t y, int32_t left, int32_t right, int32_t channels,
               int16_t* out) {
  const Run& run = axes.down.runs[static_cast<std::size_t>(y)];
  const int32_t drop = axes.down.shift - spare_bits;
  for (int32_t i = 0; i < (right - left) * channels; ++i) {
    int32_t sum = 1 << (drop - 1);
    for (int32_t t = 0; t < run.count; t += 2) {
      const int32_t pair = axes.down.pairs[run.at + static_cast<std::size_t>(t / 2)];
      const int32_t a = std::clamp(run.first + t, in.rect.y0, in.rect.y1 - 1);
      const int32_t b = std::clamp(run.first + t + 1, in.rect.y0, in.rect.y1 - 1);
      sum += low_half(pair) * burnish::row<uint8_t>(in, 0, left, a)[i];
      sum += high_half(pair) * burnish::row<uint8_t>(in, 0, left, b)[i];
    }
    out[i] = static_cast<int16_t>(std::clamp(sum >> drop, -32768, 32767));
  }
}

void bytes(const ByteAxes& axes, const burnish_tile& in, burnish_tile& out, std::byte* scratch) {
  const int32_t channels = burnish::channels(out.format);
  auto* const row = reinterpret_cast<int16_t*>(scratch);
  const int32_t drop = axes.across.shift + spare_bits;
  for (int32_t y = out.rect.y0; y < out.rect.y1; ++y) {
    for (int32_t x0 = out.rect.x0; x0 < out.rect.x1; x0 += strip) {
      const int32_t x1 = std::min(x0 + strip, out.rect.x1);
      const int32_t left = axes.needs_across.need_begin(x0), right = axes.needs_across.need_end(x1);
      weigh_row(axes, in, y, left, right, channels, row);
      for (int32_t x = x0; x < x1; ++x) {
        const Run& run = axes.across.runs[static_cast<std::size_t>(x)];
        for (int32_t c = 0; c < channels; ++c) {
          int32_t sum = 1 << (drop - 1);
          for (int32_t t = 0; t < run.count; ++t) {
            const int32_t pair = axes.across.pairs[run.at + static_cast<std::size_t>(t / 2)];
            const int32_t at = std::clamp(run.first + t, left, right - 1) - left;
            sum += (t % 2 == 0 ? low_half(pair) : high_half(pair)) * row[at * channels + c];
          }
          burnish::row<uint8_t>(out, 0, x, y)[c] = static_cast<uint8_t>(std::clamp(sum >> drop, 0, 255));
        }
      }
    }
  }
}
std::size_t scratch_bytes(const ByteAxes& axes, int channels) {
  return sizeof(int16_t) * static_cast<std::size_t>(widest_need(axes.needs_across, strip) * channels);
}

#else

using int_tag = hn::CappedTag<int32_t, 8>;
using short_tag = hn::Repartition<int16_t, int_tag>;
using byte_half_tag = hn::Rebind<uint8_t, short_tag>;
using quad_tag = hn::CappedTag<int32_t, 4>;
using int_vec = hn::Vec<int_tag>;

constexpr auto group = static_cast<int32_t>(hn::MaxLanes(int_tag()));  // output rows computed together
constexpr int32_t wide = 12 * group;     // samples of a row handled together by the vertical pass
constexpr int32_t row_step = wide + 16;  // of a block of rows: reads of a little more than `wide` stay inside
constexpr int32_t pairs_at_once = 40;    // pairs of input rows that one round reads: few enough for the cache

/// a[2i] * b[2i] + a[2i + 1] * b[2i + 1]
HWY_INLINE int_vec multiply_pairs(hn::Vec<short_tag> a, hn::Vec<short_tag> b) {
#if HWY_TARGET == HWY_AVX2
  return int_vec{_mm256_madd_epi16(a.raw, b.raw)};
#elif HWY_TARGET == HWY_SSE4
  return int_vec{_mm_madd_epi16(a.raw, b.raw)};
#else
  const int_tag t;
  const auto x = hn::BitCast(t, a), y = hn::BitCast(t, b);
  const auto even = hn::Mul(hn::ShiftRight<16>(hn::ShiftLeft<16>(x)), hn::ShiftRight<16>(hn::ShiftLeft<16>(y)));
  return hn::Add(even, hn::Mul(hn::ShiftRight<16>(x), hn::ShiftRight<16>(y)));
#endif
}
HWY_INLINE int_vec add_pairs(int_vec sum, const int16_t* samples, hn::Vec<short_tag> weights) {
  return hn::Add(sum, multiply_pairs(hn::LoadU(short_tag(), samples), weights));
}
HWY_INLINE hn::Vec<short_tag> pair_of_weights(const int32_t* pair) {
  return hn::BitCast(short_tag(), hn::Set(int_tag(), *pair));
}

/// Four 32-bit numbers at p and, in the upper half of a wider vector, at p_below.
HWY_INLINE int_vec load_quads(const int32_t* p, const int32_t* p_below) {
  const int_tag t;
#if HWY_TARGET == HWY_AVX2
  return hn::Combine(t, hn::LoadU(quad_tag(), p_below), hn::LoadU(quad_tag(), p));
#else
  (void)p_below;
  return hn::LoadU(t, p);
#endif
}
/// 4x4, within every block of four.
HWY_INLINE void transpose(int_vec& a, int_vec& b, int_vec& c, int_vec& d) {
  const int_tag t;
  const hn::RepartitionToWide<int_tag> w;
  const auto ab_low = hn::BitCast(w, hn::InterleaveLower(t, a, b)),
             ab_high = hn::BitCast(w, hn::InterleaveUpper(t, a, b));
  const auto cd_low = hn::BitCast(w, hn::InterleaveLower(t, c, d)),
             cd_high = hn::BitCast(w, hn::InterleaveUpper(t, c, d));
  a = hn::BitCast(t, hn::InterleaveLower(w, ab_low, cd_low));
  b = hn::BitCast(t, hn::InterleaveUpper(w, ab_low, cd_low));
  c = hn::BitCast(t, hn::InterleaveLower(w, ab_high, cd_high));
  d = hn::BitCast(t, hn::InterleaveUpper(w, ab_high, cd_high));
}

struct Workspace {
  int16_t *pairs, *block;
  int32_t *sums, *columns, *results;
  int32_t capacity;  // columns, always even, that `columns` holds: pair c / 2, channel, `group` rows

  static int32_t column_capacity(const ByteAxes& axes) {
    return (std::max({axes.across.longest * 2, axes.needs_across.longest * 2, 512}) + 2 * wide + 1) / 2 * 2;
  }
  static std::size_t bytes(const ByteAxes& axes, int channels) {
    const auto columns_bytes = static_cast<std::size_t>(column_capacity(axes) / 2 * channels * group) * 4;
    return columns_bytes + pairs_at_once * wide * 4 + group * row_step * 2 + group * wide * 4 +
           static_cast<std::size_t>(strip * channels * group) * 4 + 64;
  }
  Workspace(std::byte* scratch, const ByteAxes& axes, int channels) : capacity(column_capacity(axes)) {
    pairs = reinterpret_cast<int16_t*>(scratch);
    block = pairs + pairs_at_once * wide * 2;
    sums = reinterpret_cast<int32_t*>(block + group * row_step);
    results = sums + group * wide;
    columns = results + strip * channels * group;
  }
};

constexpr int32_t ahead = 3 * wide;  // bytes between what is read and what is fetched meanwhile

/// Rows a and b, sample by sample in turn, as 16-bit numbers.
HWY_INLINE void pair_rows(const uint8_t* a, const uint8_t* b, int16_t* out) {
  const short_tag t;
  constexpr int32_t step = 2 * group;
  for (int32_t i = 0; i < wide; i += 64) {  // a block of many short rows is no pattern that the hardware foresees
    hwy::Prefetch(a + ahead + i);
    hwy::Prefetch(b + ahead + i);
  }
  for (int32_t i = 0; i < wide; i += step) {
    const auto x = hn::PromoteTo(t, hn::LoadU(byte_half_tag(), a + i));
    const auto y = hn::PromoteTo(t, hn::LoadU(byte_half_tag(), b + i));
    hn::StoreU(hn::InterleaveLower(t, x, y), t, out + 2 * i);
    hn::StoreU(hn::InterleaveUpper(t, x, y), t, out + 2 * i + step);
  }
}

/// Pairs of rows [low, high) of the input for `wide` samples from `x` (in samples from the tile's left) on.
void pair_block(const burnish_tile& in, int32_t x, int32_t samples, int32_t low, int32_t high, int16_t* pairs) {
  uint8_t copies[2][wide];
  const auto* const origin = static_cast<const uint8_t*>(in.data[0]) + x;
  for (int32_t pair = low; pair < high; ++pair, pairs += 2 * wide) {
    const uint8_t* rows[2];
    for (int32_t k = 0; k < 2; ++k) {  // a partner beyond the tile has the weight 0: any row will do
      const int32_t y = std::clamp(2 * pair + k, in.rect.y0, in.rect.y1 - 1) - in.rect.y0;
      rows[k] = origin + y * in.stride[0];
      if (samples < wide) {
        std::copy_n(rows[k], samples, copies[k]);
        std::fill_n(copies[k] + samples, wide - samples, uint8_t{0});
        rows[k] = copies[k];
      }
    }
    pair_rows(rows[0], rows[1], pairs);
  }
}

/// Rounds, drops bits and puts two vectors of sums, halves of the same samples, back into their order.
HWY_INLINE void store_shorts(int_vec low, int_vec high, int_vec half, int32_t drop, int16_t* out) {
  const auto a = hn::ShiftRightSame(hn::Add(low, half), drop), b = hn::ShiftRightSame(hn::Add(high, half), drop);
  hn::StoreU(hn::ReorderDemote2To(short_tag(), a, b), short_tag(), out);
}

HWY_INLINE int_vec start(bool carry, const int32_t* sum) {
  return carry ? hn::LoadU(int_tag(), sum) : hn::Zero(int_tag());
}

/// One output row of a block: adds `count` pairs. The sums come from `sums` when `carry`, and go back there unless
/// `finish`, when they become 16-bit samples in `out`. Named accumulators: gcc keeps an array of vectors in memory.
void weigh_pairs(const int16_t* pairs, const int32_t* weights, int32_t count, bool carry, bool finish, int32_t drop,
                 int32_t* sums, int16_t* out) {
  constexpr int32_t n = group, m = 2 * group;
  auto a = start(carry, sums), b = start(carry, sums + n), c = start(carry, sums + 2 * n);
  auto d = start(carry, sums + 3 * n), e = start(carry, sums + 4 * n), f = start(carry, sums + 5 * n);
  auto g = start(carry, sums + 6 * n), h = start(carry, sums + 7 * n), i = start(carry, sums + 8 * n);
  auto j = start(carry, sums + 9 * n), k = start(carry, sums + 10 * n), l = start(carry, sums + 11 * n);
  for (int32_t t = 0; t < count; ++t, pairs += 2 * wide) {
    const auto w = pair_of_weights(weights + t);
    a = add_pairs(a, pairs, w);
    b = add_pairs(b, pairs + m, w);
    c = add_pairs(c, pairs + 2 * m, w);
    d = add_pairs(d, pairs + 3 * m, w);
    e = add_pairs(e, pairs + 4 * m, w);
    f = add_pairs(f, pairs + 5 * m, w);
    g = add_pairs(g, pairs + 6 * m, w);
    h = add_pairs(h, pairs + 7 * m, w);
    i = add_pairs(i, pairs + 8 * m, w);
    j = add_pairs(j, pairs + 9 * m, w);
    k = add_pairs(k, pairs + 10 * m, w);
    l = add_pairs(l, pairs + 11 * m, w);
  }
  if (finish) {
    const auto half = hn::Set(int_tag(), 1 << (drop - 1));
    store_shorts(a, b, half, drop, out);
    store_shorts(c, d, half, drop, out + m);
    store_shorts(e, f, half, drop, out + 2 * m);
    store_shorts(g, h, half, drop, out + 3 * m);
    store_shorts(i, j, half, drop, out + 4 * m);
    store_shorts(k, l, half, drop, out + 5 * m);
    return;
  }
  const int_tag t;
  hn::StoreU(a, t, sums), hn::StoreU(b, t, sums + n), hn::StoreU(c, t, sums + 2 * n), hn::StoreU(d, t, sums + 3 * n);
  hn::StoreU(e, t, sums + 4 * n), hn::StoreU(f, t, sums + 5 * n), hn::StoreU(g, t, sums + 6 * n);
  hn::StoreU(h, t, sums + 7 * n), hn::StoreU(i, t, sums + 8 * n), hn::StoreU(j, t, sums + 9 * n);
  hn::StoreU(k, t, sums + 10 * n), hn::StoreU(l, t, sums + 11 * n);
}

/// Output rows y..y + rows of `wide` samples, into memory.block.
void weigh_block(const FixedAxis& down, const burnish_tile& in, int32_t x, int32_t samples, int32_t y, int32_t rows,
                 const Workspace& memory) {
  const Run* const runs = down.runs.data() + y;
  int32_t top = runs[0].first / 2, bottom = top;
  for (int32_t r = 0; r < rows; ++r) {
    top = std::min(top, runs[r].first / 2);
    bottom = std::max(bottom, (runs[r].first + runs[r].count) / 2);
  }
  for (int32_t low = top; low < bottom; low += pairs_at_once) {
    const int32_t high = std::min(low + pairs_at_once, bottom);
    pair_block(in, x, samples, low, high, memory.pairs);
    for (int32_t r = 0; r < rows; ++r) {
      const int32_t first = runs[r].first / 2, end = first + runs[r].count / 2;
      const int32_t from = std::max(first, low), to = std::min(end, high);
      if (from >= to) continue;
      weigh_pairs(memory.pairs + (from - low) * 2 * wide, down.pairs.data() + runs[r].at + (from - first), to - from,
                  from > first, to == end, down.shift - spare_bits, memory.sums + r * wide,
                  memory.block + r * row_step);
    }
  }
}

/// Turns a block of rows into pairs of columns.
template <int Channels>
void rows_to_columns(const int16_t* rows, int32_t* columns) {
  const int_tag t;
  constexpr int32_t below = group == 8 ? 4 : 0;
  constexpr int32_t samples = Channels == 1 ? 8 : 6;  // of a row in one quad: four pairs of gray, one pair of RGB
  alignas(16) static constexpr uint8_t order[16] = {0, 1, 6, 7, 2, 3, 8, 9, 4, 5, 10, 11, 12, 13, 14, 15};
  const auto gather = hn::LoadDup128(hn::Repartition<uint8_t, int_tag>(), order);
  const auto quad = [&](int32_t row, int32_t x) HWY_ATTR {
    int32_t above[4], under[4];
    std::memcpy(above, rows + row * row_step + x, sizeof above);
    std::memcpy(under, rows + (row + below) * row_step + x, sizeof under);
    const auto v = load_quads(above, under);
    if constexpr (Channels == 1) return v;
    return hn::TableLookupBytes(v, hn::BitCast(t, gather));
  };
  for (int32_t x = 0; x < wide; x += samples) {
    auto a = quad(0, x), b = quad(1, x), c = quad(2, x), d = quad(3, x);
    transpose(a, b, c, d);
    hn::StoreU(a, t, columns), hn::StoreU(b, t, columns + group), hn::StoreU(c, t, columns + 2 * group);
    columns += 3 * group;
    if constexpr (Channels == 1) {
      hn::StoreU(d, t, columns);
      columns += group;
    }
  }
}

HWY_INLINE int_vec add_columns(int_vec sum, const int32_t* columns, hn::Vec<short_tag> weights) {
  return hn::Add(sum, multiply_pairs(hn::BitCast(short_tag(), hn::LoadU(int_tag(), columns)), weights));
}

/// The sums of two output columns over `count` pairs of input columns each.
template <int Channels>
void weigh_two(const int32_t* left, const int32_t* right, const int32_t* left_weights, const int32_t* right_weights,
               int32_t count, int32_t* out) {
  const int_tag t;
  constexpr int32_t step = Channels * group;
  auto a = hn::Zero(t), b = a, c = a, d = a, e = a, f = a;
  for (int32_t i = 0; i < count; ++i, left += step, right += step) {
    const auto w = pair_of_weights(left_weights + i), v = pair_of_weights(right_weights + i);
    a = add_columns(a, left, w);
    d = add_columns(d, right, v);
    if constexpr (Channels == 3) {
      b = add_columns(b, left + group, w);
      e = add_columns(e, right + group, v);
      c = add_columns(c, left + 2 * group, w);
      f = add_columns(f, right + 2 * group, v);
    }
  }
  hn::StoreU(a, t, out), hn::StoreU(d, t, out + step);
  if constexpr (Channels == 3) {
    hn::StoreU(b, t, out + group), hn::StoreU(c, t, out + 2 * group);
    hn::StoreU(e, t, out + step + group), hn::StoreU(f, t, out + step + 2 * group);
  }
}

template <int Channels>
void weigh_one(const int32_t* columns, const int32_t* weights, int32_t count, int32_t* out) {
  const int_tag t;
  auto a = hn::Zero(t), b = a, c = a;
  for (int32_t i = 0; i < count; ++i, columns += Channels * group) {
    const auto w = pair_of_weights(weights + i);
    a = add_columns(a, columns, w);
    if constexpr (Channels == 3) b = add_columns(b, columns + group, w), c = add_columns(c, columns + 2 * group, w);
  }
  hn::StoreU(a, t, out);
  if constexpr (Channels == 3) hn::StoreU(b, t, out + group), hn::StoreU(c, t, out + 2 * group);
}

/// Sixteen sums of every row, rounded and clamped: to[r] gets row r's sixteen bytes.
HWY_INLINE void store_bytes(const int32_t* sums, int32_t drop, uint8_t* const* to) {
  const int_tag t;
  const short_tag s;
  const auto half = hn::Set(t, 1 << (drop - 1));
  const auto low = hn::Zero(s), high = hn::Set(s, int16_t{255});
  // Of a block of four rows: sums 0 and 2 of row r are in word r, sums 1 and 3 in word 4 + r.
  alignas(16) static constexpr uint8_t order[16] = {0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15};
  const auto gather = hn::BitCast(t, hn::LoadDup128(hn::Repartition<uint8_t, int_tag>(), order));
  const auto two = [&](const int32_t* p) HWY_ATTR {
    const auto a = hn::ShiftRightSame(hn::Add(hn::LoadU(t, p), half), drop);
    const auto b = hn::ShiftRightSame(hn::Add(hn::LoadU(t, p + group), half), drop);
    return hn::Min(hn::Max(hn::ReorderDemote2To(s, a, b), low), high);
  };
  const auto four = [&](const int32_t* p) HWY_ATTR {
    const auto packed = hn::Or(two(p), hn::ShiftLeft<8>(two(p + 2 * group)));
    return hn::TableLookupBytes(hn::BitCast(t, packed), gather);
  };
  auto a = four(sums), b = four(sums + 4 * group), c = four(sums + 8 * group), d = four(sums + 12 * group);
  transpose(a, b, c, d);
  alignas(32) int32_t rows[4 * group];
  hn::StoreU(a, t, rows), hn::StoreU(b, t, rows + group), hn::StoreU(c, t, rows + 2 * group);
  hn::StoreU(d, t, rows + 3 * group);
  for (int32_t r = 0; r < group; ++r) std::memcpy(to[r], rows + (r % 4) * group + r / 4 * 4, 16);
}

/// `samples` sums of every row to the output from (x, y) on.
void write_strip(const int32_t* results, int32_t samples, int32_t drop, burnish_tile& out, int32_t x, int32_t y,
                 int32_t rows) {
  uint8_t spare[group][16];
  for (int32_t i = 0; i < samples; i += 16, results += 16 * group) {
    uint8_t* to[group];
    const bool whole = i + 16 <= samples;
    for (int32_t r = 0; r < group; ++r)
      to[r] = whole && r < rows ? burnish::row<uint8_t>(out, 0, x, y + r) + i : spare[r];
    store_bytes(results, drop, to);
    if (whole) continue;
    for (int32_t r = 0; r < rows; ++r) std::copy_n(spare[r], samples - i, burnish::row<uint8_t>(out, 0, x, y + r) + i);
  }
}

template <int Channels>
void resample(const ByteAxes& axes, const burnish_tile& in, burnish_tile& out, const Workspace& memory) {
  constexpr int32_t step = Channels * group;  // numbers from pair to pair of columns
  const FixedAxis& across = axes.across;
  const auto run_at = [&](int32_t x) -> const Run& { return across.runs[static_cast<std::size_t>(x)]; };
  const int32_t available = in.rect.x1;
  for (int32_t y = out.rect.y0; y < out.rect.y1; y += group) {
    const int32_t rows = std::min(group, out.rect.y1 - y);
    int32_t base = run_at(out.rect.x0).first, filled = base, strip_start = out.rect.x0;
    for (int32_t x = out.rect.x0; x < out.rect.x1;) {
      const Run& run = run_at(x);
      const bool two = x + 1 < out.rect.x1 && x + 1 - strip_start < strip && run_at(x + 1).count == run.count &&
                       run_at(x + 1).first >= run.first && run_at(x + 1).first - run.first <= wide;
      const int32_t end = (two ? run_at(x + 1).first : run.first) + run.count;
      const int32_t keep = axes.needs_across.need_begin(x) & ~1;
      if (filled < keep) base = filled = keep;  // nobody reads what lies between
      while (filled < end) {
        if (filled + wide > base + memory.capacity) {
          const int32_t from = std::min(keep, filled);
          std::memmove(memory.columns, memory.columns + (from - base) / 2 * step,
                       sizeof(int32_t) * static_cast<std::size_t>((filled - from) / 2 * step));
          base = from;
        }
        // The first pair may begin, and the last end, a column outside the tile: such a column has the weight 0.
        const int32_t left = std::max(filled, in.rect.x0), samples = std::min(wide, (available - left) * Channels);
        weigh_block(axes.down, in, (left - in.rect.x0) * Channels, std::max(samples, 0), y, rows, memory);
        if (left != filled)
          for (int32_t r = 0; r < group; ++r)
            std::memmove(memory.block + r * row_step + Channels, memory.block + r * row_step,
                         sizeof(int16_t) * (wide - Channels));
        rows_to_columns<Channels>(memory.block, memory.columns + (filled - base) / 2 * step);
        filled += wide / Channels;
      }
      int32_t* const to = memory.results + (x - strip_start) * step;
      const int32_t* const from = memory.columns + (run.first - base) / 2 * step;
      const int32_t* const weights = across.pairs.data() + run.at;
      if (two) {
        weigh_two<Channels>(from, memory.columns + (run_at(x + 1).first - base) / 2 * step, weights,
                            across.pairs.data() + run_at(x + 1).at, run.count / 2, to);
      } else {
        weigh_one<Channels>(from, weights, run.count / 2, to);
      }
      x += two ? 2 : 1;
      if (x == out.rect.x1 || x - strip_start == strip) {
        write_strip(memory.results, (x - strip_start) * Channels, across.shift + spare_bits, out, strip_start, y, rows);
        strip_start = x;
      }
    }
  }
}

void bytes(const ByteAxes& axes, const burnish_tile& in, burnish_tile& out, std::byte* scratch) {
  const int channels = burnish::channels(out.format);
  const Workspace memory(scratch, axes, channels);
  if (channels == 1) return resample<1>(axes, in, out, memory);
  resample<3>(axes, in, out, memory);
}
std::size_t scratch_bytes(const ByteAxes& axes, int channels) { return Workspace::bytes(axes, channels); }
#endif
constexpr ByteKernels table{&bytes, &scratch_bytes};
}  // namespace HWY_NAMESPACE
}  // namespace burnish_resize
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <burnish/instruction_set.hpp>

namespace burnish_resize {
const ByteKernels& best_byte_kernels() {
  return burnish::best_version(HWY_CHOOSE_AVX2(table), HWY_CHOOSE_SSE4(table), HWY_STATIC_DISPATCH(table));
}
}  // namespace burnish_resize
#endif
