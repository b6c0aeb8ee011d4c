#include "png_filters.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

// Only AVX2, SSE4 and the baseline (SSE2, NEON) are compiled.
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_AVX3 | HWY_AVX3_DL | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "png_filters.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#ifndef BURNISH_PNG_FILTER_FUNCTION
#define BURNISH_PNG_FILTER_FUNCTION
namespace burnish {
using FilterFunction = uint64_t (*)(std::size_t, const uint8_t*, const uint8_t*, std::size_t, std::size_t, uint8_t*);
}
#endif

HWY_BEFORE_NAMESPACE();
namespace burnish {
namespace HWY_NAMESPACE {
namespace {
namespace hn = hwy::HWY_NAMESPACE;

using Bytes = hn::ScalableTag<uint8_t>;
using Sums = hn::ScalableTag<uint64_t>;
using Vec = hn::Vec<Bytes>;

HWY_INLINE Vec distance(Vec a, Vec b) { return hn::Sub(hn::Max(a, b), hn::Min(a, b)); }
HWY_INLINE auto at_most(Vec a, Vec b) { return hn::Eq(hn::Min(a, b), a); }

struct None {
  HWY_INLINE Vec operator()(Vec, Vec, Vec) const { return hn::Zero(Bytes()); }
};
struct Left {
  HWY_INLINE Vec operator()(Vec left, Vec, Vec) const { return left; }
};
struct Above {
  HWY_INLINE Vec operator()(Vec, Vec above, Vec) const { return above; }
};
struct Mean {  // rounded down
  HWY_INLINE Vec operator()(Vec left, Vec above, Vec) const {
    return hn::Sub(hn::AverageRound(left, above), hn::And(hn::Xor(left, above), hn::Set(Bytes(), uint8_t{1})));
  }
};
struct Nearest {  // Paeth: the neighbour nearest to left + above - corner; ties in that order
  HWY_INLINE Vec operator()(Vec left, Vec above, Vec corner) const {
    const Vec to_left = distance(above, corner), to_above = distance(left, corner);
    // The corner's distance is |(above - corner) + (left - corner)|. Terms of one sign only add up and never win, so
    // that any large number does; otherwise it is the difference of their sizes.
    const auto signs_differ = hn::Xor(at_most(corner, left), at_most(corner, above));
    const Vec to_corner = hn::IfThenElse(signs_differ, distance(to_left, to_above), hn::Set(Bytes(), uint8_t{255}));
    const auto take_left = hn::And(at_most(to_left, to_above), at_most(to_left, to_corner));
    return hn::IfThenElse(take_left, left, hn::IfThenElse(at_most(to_above, to_corner), above, corner));
  }
};

/// Writes the differences, up to a whole vector past the row's end, and returns the sum of their sizes as signed bytes.
template <class Predict>
uint64_t filter_row(const uint8_t* current, const uint8_t* above, std::size_t n, std::size_t pixel_bytes,
                    uint8_t* out) {
  const Bytes d;
  const std::size_t step = hn::Lanes(d);
  auto sums = hn::Zero(Sums());
  for (std::size_t i = 0; i < n; i += step) {
    const Vec prediction = Predict()(hn::LoadU(d, current + i - pixel_bytes), hn::LoadU(d, above + i),
                                     hn::LoadU(d, above + i - pixel_bytes));
    const Vec difference = hn::Sub(hn::LoadU(d, current + i), prediction);
    hn::StoreU(difference, d, out + i);
    Vec size = hn::Min(difference, hn::Sub(hn::Zero(d), difference));
    if (n - i < step) size = hn::IfThenElseZero(hn::FirstN(d, n - i), size);
    sums = hn::Add(sums, hn::SumsOf8(size));
  }
  return hn::GetLane(hn::SumOfLanes(Sums(), sums));
}

uint64_t filter_by_number(std::size_t number, const uint8_t* current, const uint8_t* above, std::size_t n,
                          std::size_t pixel_bytes, uint8_t* out) {
  constexpr std::array kernels{&filter_row<None>, &filter_row<Left>, &filter_row<Above>, &filter_row<Mean>,
                               &filter_row<Nearest>};
  return kernels[number](current, above, n, pixel_bytes, out);
}

}  // namespace
constexpr FilterFunction table = &filter_by_number;
}  // namespace HWY_NAMESPACE
}  // namespace burnish
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <burnish/instruction_set.hpp>

namespace burnish {
namespace {

constexpr std::size_t filter_count = 5, room = 64;  // room: the longest vector and the longest pixel

}  // namespace

FilterRows::FilterRows(std::size_t row_bytes, std::size_t pixel_bytes, PngFilter filter)
    : row_bytes_(row_bytes),
      pixel_bytes_(pixel_bytes),
      padded_bytes_((row_bytes + room - 1) / room * room),
      filter_(filter),
      rows_(2 * (room + padded_bytes_)),
      results_(filter_count * padded_bytes_),
      above_(rows_.data() + room),
      current_(above_ + padded_bytes_ + room) {}

void FilterRows::filter_to(unsigned char* out) {
  const FilterFunction apply = best_version(HWY_CHOOSE_AVX2(table), HWY_CHOOSE_SSE4(table), HWY_STATIC_DISPATCH(table));
  std::size_t best = 0;
  if (filter_ != PngFilter::Auto) {
    best = static_cast<std::size_t>(filter_) - 1;
    apply(best, current_, above_, row_bytes_, pixel_bytes_, results_.data() + best * padded_bytes_);
  } else {
    std::array<uint64_t, filter_count> sums{};
    for (std::size_t i = 0; i < filter_count; ++i)
      sums[i] = apply(i, current_, above_, row_bytes_, pixel_bytes_, results_.data() + i * padded_bytes_);
    best = static_cast<std::size_t>(std::min_element(sums.begin(), sums.end()) - sums.begin());
  }
  *out = static_cast<unsigned char>(best);
  std::memcpy(out + 1, results_.data() + best * padded_bytes_, row_bytes_);
  std::swap(above_, current_);
}

}  // namespace burnish
#endif
