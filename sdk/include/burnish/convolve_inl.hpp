// burnish/convolve_inl.hpp - the loops of separable filters, as templates over a vector type.
//
// Textual: include it INSIDE a namespace of your own, once for every instruction set, after burnish/convolve.hpp; there
// is no include guard. With Highway that is inside HWY_NAMESPACE, with `namespace hn = hwy::HWY_NAMESPACE` in scope,
// and `highway_lanes` is the type to use; without it `burnish::portable_lanes` is.

#ifdef HWY_NAMESPACE
#if HWY_TARGET == HWY_SCALAR  // no Highway vectors for this machine with this compiler
using highway_lanes = burnish::portable_lanes;
#else
struct highway_lanes {
  using tag = hn::CappedTag<float, 8>;
  using half = hn::Half<tag>;
  using vec = hn::Vec<tag>;
  static constexpr int32_t count = static_cast<int32_t>(hn::MaxLanes(tag()));

  static vec zero() { return hn::Zero(tag()); }
  static vec broadcast(const float* p) { return hn::Set(tag(), *p); }
  static vec load(const float* p) { return hn::LoadU(tag(), p); }
  static vec load_once(const float* p) {
    vec v = hn::LoadU(tag(), p);
#if HWY_ARCH_X86 && HWY_COMPILER_GCC_ACTUAL
    asm volatile("" : "+x"(v.raw));
#endif
    return v;
  }
  static void store(vec v, float* p) { hn::StoreU(v, tag(), p); }
  static vec fma(vec a, vec b, vec c) { return hn::MulAdd(a, b, c); }
  static vec load_rows(const float* p, std::ptrdiff_t stride) {
    if constexpr (count == 8) {
      return hn::Combine(tag(), hn::LoadU(half(), p + 4 * stride), hn::LoadU(half(), p));
    } else {
      return hn::LoadU(tag(), p);
    }
  }
  static void store_rows(vec v, float* p, float* four_rows_below) {
    if constexpr (count == 8) {
      hn::StoreU(hn::LowerHalf(half(), v), half(), p);
      hn::StoreU(hn::UpperHalf(half(), v), half(), four_rows_below);
    } else {
      hn::StoreU(v, tag(), p);
    }
  }
  static void transpose(vec& a, vec& b, vec& c, vec& d) {
    const tag t;
    const hn::RepartitionToWide<tag> w;
    const auto ab_low = hn::BitCast(w, hn::InterleaveLower(t, a, b)),
               ab_high = hn::BitCast(w, hn::InterleaveUpper(t, a, b));
    const auto cd_low = hn::BitCast(w, hn::InterleaveLower(t, c, d)),
               cd_high = hn::BitCast(w, hn::InterleaveUpper(t, c, d));
    a = hn::BitCast(t, hn::InterleaveLower(w, ab_low, cd_low));
    b = hn::BitCast(t, hn::InterleaveUpper(w, ab_low, cd_low));
    c = hn::BitCast(t, hn::InterleaveLower(w, ab_high, cd_high));
    d = hn::BitCast(t, hn::InterleaveUpper(w, ab_high, cd_high));
  }
};
#endif
#endif

/// Columns that the vertical loops handle at a time.
template <class L>
constexpr int32_t block_columns = 12 * L::count;

/// How far to go on after a block that starts at p: the whole block, or so much less that all later ones start on a
/// line of the cache, which makes their loads a third faster. The few columns done twice get the same values twice.
template <class L>
int32_t advance(const float* p) {
  return block_columns<L> - static_cast<int32_t>(reinterpret_cast<std::uintptr_t>(p) / sizeof(float) % 16);
}

/// Rows of a block that one round of the vertical loops reads: few enough for the first-level cache.
constexpr int32_t block_rows = 96;

namespace vertical {
// The accumulators are named, not in an array: gcc keeps arrays of vectors in memory.

template <class L>
typename L::vec start(bool carry, const float* sum) {
  return carry ? L::load(sum) : L::zero();
}

/// A block of one row: adds input rows [low, high) to `out`, which starts at zero unless `carry`.
template <class L>
void weigh_row(const burnish::weighted_run& run, const burnish::float_rows& in, int32_t low, int32_t high, bool carry,
               float* out) {
  constexpr int32_t n = L::count;
  auto a = start<L>(carry, out + 0 * n);
  auto b = start<L>(carry, out + 1 * n);
  auto c = start<L>(carry, out + 2 * n);
  auto d = start<L>(carry, out + 3 * n);
  auto e = start<L>(carry, out + 4 * n);
  auto f = start<L>(carry, out + 5 * n);
  auto g = start<L>(carry, out + 6 * n);
  auto h = start<L>(carry, out + 7 * n);
  auto i = start<L>(carry, out + 8 * n);
  auto j = start<L>(carry, out + 9 * n);
  auto k = start<L>(carry, out + 10 * n);
  auto l = start<L>(carry, out + 11 * n);
  const float* p = in.data + (low - in.first) * in.stride;
  for (int32_t y = low; y < high; ++y, p += in.stride) {
    const auto w = L::broadcast(run.weights + (y - run.first));
    a = L::fma(L::load(p + 0 * n), w, a);
    b = L::fma(L::load(p + 1 * n), w, b);
    c = L::fma(L::load(p + 2 * n), w, c);
    d = L::fma(L::load(p + 3 * n), w, d);
    e = L::fma(L::load(p + 4 * n), w, e);
    f = L::fma(L::load(p + 5 * n), w, f);
    g = L::fma(L::load(p + 6 * n), w, g);
    h = L::fma(L::load(p + 7 * n), w, h);
    i = L::fma(L::load(p + 8 * n), w, i);
    j = L::fma(L::load(p + 9 * n), w, j);
    k = L::fma(L::load(p + 10 * n), w, k);
    l = L::fma(L::load(p + 11 * n), w, l);
  }
  L::store(a, out + 0 * n);
  L::store(b, out + 1 * n);
  L::store(c, out + 2 * n);
  L::store(d, out + 3 * n);
  L::store(e, out + 4 * n);
  L::store(f, out + 5 * n);
  L::store(g, out + 6 * n);
  L::store(h, out + 7 * n);
  L::store(i, out + 8 * n);
  L::store(j, out + 9 * n);
  L::store(k, out + 10 * n);
  L::store(l, out + 11 * n);
}

/// Half a block of two rows whose runs overlap: what both need is loaded once. Never multiplies a sample outside a
/// row's own run, not even by zero, so that an infinite sample reaches only the rows it belongs to.
template <class L>
void weigh_two_rows(const burnish::weighted_run& upper, const burnish::weighted_run& lower,
                    const burnish::float_rows& in, int32_t low, int32_t high, bool carry, float* out,
                    float* out_below) {
  constexpr int32_t n = L::count;
  auto a = start<L>(carry, out + 0 * n);
  auto b = start<L>(carry, out + 1 * n);
  auto c = start<L>(carry, out + 2 * n);
  auto d = start<L>(carry, out + 3 * n);
  auto e = start<L>(carry, out + 4 * n);
  auto f = start<L>(carry, out + 5 * n);
  auto g = start<L>(carry, out_below + 0 * n);
  auto h = start<L>(carry, out_below + 1 * n);
  auto i = start<L>(carry, out_below + 2 * n);
  auto j = start<L>(carry, out_below + 3 * n);
  auto k = start<L>(carry, out_below + 4 * n);
  auto l = start<L>(carry, out_below + 5 * n);
  const int32_t begin = upper.first < low ? low : upper.first;
  const int32_t both = lower.first < low ? low : (lower.first > high ? high : lower.first);
  const int32_t upper_end = upper.first + upper.count, lower_end = lower.first + lower.count;
  const int32_t alone = upper_end > high ? high : (upper_end < low ? low : upper_end);
  const int32_t end = lower_end > high ? high : lower_end;
  const float* p = in.data + (begin - in.first) * in.stride;
  int32_t y = begin;
  for (; y < both; ++y, p += in.stride) {
    const auto w = L::broadcast(upper.weights + (y - upper.first));
    a = L::fma(L::load(p + 0 * n), w, a);
    b = L::fma(L::load(p + 1 * n), w, b);
    c = L::fma(L::load(p + 2 * n), w, c);
    d = L::fma(L::load(p + 3 * n), w, d);
    e = L::fma(L::load(p + 4 * n), w, e);
    f = L::fma(L::load(p + 5 * n), w, f);
  }
  const float *wu = upper.weights + (y - upper.first), *wl = lower.weights + (y - lower.first);
  for (; y < alone; ++y, p += in.stride, ++wu, ++wl) {
    const auto w = L::broadcast(wu), v = L::broadcast(wl);
    const auto p0 = L::load_once(p + 0 * n);
    a = L::fma(p0, w, a);
    g = L::fma(p0, v, g);
    const auto p1 = L::load_once(p + 1 * n);
    b = L::fma(p1, w, b);
    h = L::fma(p1, v, h);
    const auto p2 = L::load_once(p + 2 * n);
    c = L::fma(p2, w, c);
    i = L::fma(p2, v, i);
    const auto p3 = L::load_once(p + 3 * n);
    d = L::fma(p3, w, d);
    j = L::fma(p3, v, j);
    const auto p4 = L::load_once(p + 4 * n);
    e = L::fma(p4, w, e);
    k = L::fma(p4, v, k);
    const auto p5 = L::load_once(p + 5 * n);
    f = L::fma(p5, w, f);
    l = L::fma(p5, v, l);
  }
  for (; y < end; ++y, p += in.stride) {
    const auto v = L::broadcast(lower.weights + (y - lower.first));
    g = L::fma(L::load(p + 0 * n), v, g);
    h = L::fma(L::load(p + 1 * n), v, h);
    i = L::fma(L::load(p + 2 * n), v, i);
    j = L::fma(L::load(p + 3 * n), v, j);
    k = L::fma(L::load(p + 4 * n), v, k);
    l = L::fma(L::load(p + 5 * n), v, l);
  }
  L::store(a, out + 0 * n);
  L::store(b, out + 1 * n);
  L::store(c, out + 2 * n);
  L::store(d, out + 3 * n);
  L::store(e, out + 4 * n);
  L::store(f, out + 5 * n);
  L::store(g, out_below + 0 * n);
  L::store(h, out_below + 1 * n);
  L::store(i, out_below + 2 * n);
  L::store(j, out_below + 3 * n);
  L::store(k, out_below + 4 * n);
  L::store(l, out_below + 5 * n);
}

inline bool overlap(const burnish::weighted_run& a, const burnish::weighted_run& b) {
  return a.first <= b.first && b.first <= a.first + a.count && a.first + a.count <= b.first + b.count;
}

/// `rows` output rows of one block, into out[row][block_columns].
template <class L>
void weigh_block(const burnish::weighted_run* runs, int32_t rows, const burnish::float_rows& in, float* out) {
  constexpr int32_t wide = block_columns<L>;
  int32_t top = runs[0].first, bottom = top;
  for (int32_t r = 0; r < rows; ++r) {
    top = runs[r].first < top ? runs[r].first : top;
    bottom = runs[r].first + runs[r].count > bottom ? runs[r].first + runs[r].count : bottom;
  }
  for (int32_t low = top; low < bottom; low += block_rows) {
    const int32_t high = low + block_rows < bottom ? low + block_rows : bottom;
    const bool carry = low != top;
    for (int32_t r = 0; r < rows;) {
      float* to = out + r * wide;
      if (r + 1 < rows && overlap(runs[r], runs[r + 1])) {
        for (int32_t x = 0; x < wide; x += wide / 2)
          weigh_two_rows<L>(runs[r], runs[r + 1], {in.data + x, in.stride, in.first}, low, high, carry, to + x,
                            to + wide + x);
        r += 2;
      } else {
        const int32_t first = runs[r].first > low ? runs[r].first : low;
        const int32_t end = runs[r].first + runs[r].count < high ? runs[r].first + runs[r].count : high;
        weigh_row<L>(runs[r], in, first, end, carry, to);
        r += 1;
      }
    }
  }
}
}  // namespace vertical

/// Turns a block: column c of rows[L::count][block_columns] goes to columns + c * step, L::count samples.
template <class L>
void rows_to_columns(const float* rows, float* columns, std::ptrdiff_t step) {
  constexpr int32_t wide = block_columns<L>;
  for (int32_t c = 0; c < wide; c += 4, columns += 4 * step) {
    auto v0 = L::load_rows(rows + c, wide), v1 = L::load_rows(rows + wide + c, wide);
    auto v2 = L::load_rows(rows + 2 * wide + c, wide), v3 = L::load_rows(rows + 3 * wide + c, wide);
    L::transpose(v0, v1, v2, v3);
    L::store(v0, columns), L::store(v1, columns + step), L::store(v2, columns + 2 * step),
        L::store(v3, columns + 3 * step);
  }
}

/// Turns `count` columns back, into rows[0..L::count) of at least `count` samples each: not one more is written.
template <class L>
void columns_to_rows(const float* columns, std::ptrdiff_t step, int32_t count, float* const* rows) {
  constexpr int32_t lower = L::count == 8 ? 4 : 0;
  for (int32_t c = 0; c < count; c += 4, columns += 4 * step) {
    auto v0 = L::load(columns), v1 = v0, v2 = v0, v3 = v0;
    if (c + 4 <= count) {
      v1 = L::load(columns + step), v2 = L::load(columns + 2 * step), v3 = L::load(columns + 3 * step);
      L::transpose(v0, v1, v2, v3);
      L::store_rows(v0, rows[0] + c, rows[lower] + c);
      L::store_rows(v1, rows[1] + c, rows[lower + 1] + c);
      L::store_rows(v2, rows[2] + c, rows[lower + 2] + c);
      L::store_rows(v3, rows[3] + c, rows[lower + 3] + c);
    } else {
      for (int32_t i = c; i < count; ++i)
        for (int32_t r = 0; r < L::count; ++r) rows[r][i] = columns[(i - c) * step + r];
    }
  }
}

namespace horizontal {
/// Twelve neighbouring columns under one kernel of `count` weights; `out` gets twelve vectors.
template <class L>
void convolve_twelve(const float* columns, const float* weights, int32_t count, float* out) {
  constexpr int32_t n = L::count;
  auto a = L::zero(), b = a, c = a, d = a, e = a, f = a, g = a, h = a, i = a, j = a, k = a, l = a;
  const float* p = columns;
  int32_t t = 0;
  for (; t + 1 < count; t += 2, p += 2 * n) {
    const auto w = L::broadcast(weights + t), v = L::broadcast(weights + t + 1);
    a = L::fma(L::load(p), w, a);
    const auto p1 = L::load_once(p + 1 * n);
    a = L::fma(p1, v, a);
    b = L::fma(p1, w, b);
    const auto p2 = L::load_once(p + 2 * n);
    b = L::fma(p2, v, b);
    c = L::fma(p2, w, c);
    const auto p3 = L::load_once(p + 3 * n);
    c = L::fma(p3, v, c);
    d = L::fma(p3, w, d);
    const auto p4 = L::load_once(p + 4 * n);
    d = L::fma(p4, v, d);
    e = L::fma(p4, w, e);
    const auto p5 = L::load_once(p + 5 * n);
    e = L::fma(p5, v, e);
    f = L::fma(p5, w, f);
    const auto p6 = L::load_once(p + 6 * n);
    f = L::fma(p6, v, f);
    g = L::fma(p6, w, g);
    const auto p7 = L::load_once(p + 7 * n);
    g = L::fma(p7, v, g);
    h = L::fma(p7, w, h);
    const auto p8 = L::load_once(p + 8 * n);
    h = L::fma(p8, v, h);
    i = L::fma(p8, w, i);
    const auto p9 = L::load_once(p + 9 * n);
    i = L::fma(p9, v, i);
    j = L::fma(p9, w, j);
    const auto p10 = L::load_once(p + 10 * n);
    j = L::fma(p10, v, j);
    k = L::fma(p10, w, k);
    const auto p11 = L::load_once(p + 11 * n);
    k = L::fma(p11, v, k);
    l = L::fma(p11, w, l);
    l = L::fma(L::load(p + 12 * n), v, l);
  }
  if (t < count) {
    const auto w = L::broadcast(weights + t);
    a = L::fma(L::load(p + 0 * n), w, a);
    b = L::fma(L::load(p + 1 * n), w, b);
    c = L::fma(L::load(p + 2 * n), w, c);
    d = L::fma(L::load(p + 3 * n), w, d);
    e = L::fma(L::load(p + 4 * n), w, e);
    f = L::fma(L::load(p + 5 * n), w, f);
    g = L::fma(L::load(p + 6 * n), w, g);
    h = L::fma(L::load(p + 7 * n), w, h);
    i = L::fma(L::load(p + 8 * n), w, i);
    j = L::fma(L::load(p + 9 * n), w, j);
    k = L::fma(L::load(p + 10 * n), w, k);
    l = L::fma(L::load(p + 11 * n), w, l);
  }
  L::store(a, out + 0 * n);
  L::store(b, out + 1 * n);
  L::store(c, out + 2 * n);
  L::store(d, out + 3 * n);
  L::store(e, out + 4 * n);
  L::store(f, out + 5 * n);
  L::store(g, out + 6 * n);
  L::store(h, out + 7 * n);
  L::store(i, out + 8 * n);
  L::store(j, out + 9 * n);
  L::store(k, out + 10 * n);
  L::store(l, out + 11 * n);
}
}  // namespace horizontal

/// What convolve_plane works in, in samples; carve it from the task's scratch.
template <class L>
struct convolve_layout {
  int32_t rows_in, capacity;                  // input rows for L::count output rows; columns that `columns` holds
  std::size_t block, columns, ragged, waste;  // sizes: one block, turned columns, a copied last block, unused rows

  explicit convolve_layout(int32_t taps)
      : rows_in(taps - 1 + L::count),
        capacity((taps + 7) / 8 * 8 + 6 * block_columns<L>),
        block(static_cast<std::size_t>(L::count) * block_columns<L>),
        columns(static_cast<std::size_t>(capacity) * L::count),
        ragged(static_cast<std::size_t>(rows_in) * block_columns<L>),
        waste(block) {}
  [[nodiscard]] std::size_t samples() const { return block + columns + ragged + waste; }
};

/// Convolves one plane with the same kernel of `taps` weights in both directions. `in` starts at the upper left sample
/// that the kernel of the first output sample reads, and holds width + taps - 1 by height + taps - 1 samples.
/// sink.place(y, r, x) says where row y + r of the output goes from column x on; sink.finish(y, rows, x, count) is told
/// when `rows` by `count` samples are there. `scratch` holds convolve_layout(taps).samples() samples.
template <class L, class Sink>
void convolve_plane(const float* weights, int32_t taps, const burnish::float_rows& in, int32_t width, int32_t height,
                    float* scratch, Sink& sink) {
  constexpr int32_t n = L::count, wide = block_columns<L>;
  const convolve_layout<L> layout(taps);
  float* const block = scratch;
  float* const columns = block + layout.block;
  float* const ragged = columns + layout.columns;
  float* const waste = ragged + layout.ragged;
  burnish::weighted_run runs[L::count];
  for (int32_t r = 0; r < n; ++r) runs[r] = {weights, r, taps};

  for (int32_t y = 0; y < height; y += n) {
    const int32_t rows = height - y < n ? height - y : n;
    const int32_t columns_in = width + taps - 1;
    int32_t base = 0, filled = 0;  // `columns` holds input columns [base, filled)
    for (int32_t x = 0; x < width; x += wide) {
      const int32_t count = width - x < wide ? width - x : wide;
      while (filled < x + count + taps - 1) {
        if (filled + wide - base > layout.capacity) {
          std::memmove(columns, columns + static_cast<std::ptrdiff_t>(x - base) * n,
                       sizeof(float) * static_cast<std::size_t>(filled - x) * n);
          base = x;
        }
        burnish::float_rows from{in.data + y * in.stride + filled, in.stride, 0};
        if (filled + wide > columns_in) {
          for (int32_t i = 0; i < rows + taps - 1; ++i)
            std::memcpy(ragged + i * wide, from.data + i * from.stride,
                        sizeof(float) * static_cast<std::size_t>(columns_in - filled));
          from = {ragged, wide, 0};
        }
        vertical::weigh_block<L>(runs, rows, from, block);
        rows_to_columns<L>(block, columns + static_cast<std::ptrdiff_t>(filled - base) * n, n);
        filled += advance<L>(in.data + filled);
      }
      float* to[L::count];
      for (int32_t r = 0; r < n; ++r) to[r] = r < rows ? sink.place(y, r, x) : waste + r * wide;
      // The last twelve of a block may read columns past `filled`: inside `columns`, and their sums are not stored.
      const float* from = columns + static_cast<std::ptrdiff_t>(x - base) * n;
      for (int32_t c = 0; c < count; c += 12)
        horizontal::convolve_twelve<L>(from + static_cast<std::ptrdiff_t>(c) * n, weights, taps,
                                       block + static_cast<std::ptrdiff_t>(c) * n);
      columns_to_rows<L>(block, n, count, to);
      sink.finish(y, rows, x, count);
    }
  }
}
