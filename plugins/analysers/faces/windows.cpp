#include "windows.hpp"

#include <algorithm>
#include <cmath>

#define HWY_DISABLED_TARGETS \
  (HWY_AVX3 | HWY_AVX3_DL | HWY_SSSE3 | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "windows.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace burnish_faces {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Both versions below compute the same: integers below 2^24 are exact in floats, and nothing is fused.

using Split = PlacedCascade::PlacedSplit;
using Tree = PlacedCascade::PlacedTree;

template <class Tag>
struct Lines {
  using V = hn::Vec<Tag>;
  static constexpr Tag t{};
  static constexpr hn::Rebind<int32_t, Tag> ti{};

  static V sum(const int32_t* at, int32_t a, int32_t b, int32_t c, int32_t d) {
    const auto upper = hn::Sub(hn::LoadU(ti, at + b), hn::LoadU(ti, at + a));
    const auto lower = hn::Sub(hn::LoadU(ti, at + d), hn::LoadU(ti, at + c));
    return hn::ConvertTo(t, hn::Sub(lower, upper));
  }
  static V value(const Split& s, const int32_t* at) {
    const auto& p = s.parts;
    V v = hn::Mul(sum(at, p[0].a, p[0].b, p[0].c, p[0].d), hn::Set(t, p[0].weight));
    if (s.count > 1) v = hn::Add(v, hn::Mul(sum(at, p[1].a, p[1].b, p[1].c, p[1].d), hn::Set(t, p[1].weight)));
    if (s.count > 2) v = hn::Add(v, hn::Mul(sum(at, p[2].a, p[2].b, p[2].c, p[2].d), hn::Set(t, p[2].weight)));
    return v;
  }
  static auto is_below(const Split& s, const int32_t* at, V deviation) {
    return hn::Lt(value(s, at), hn::Mul(hn::Set(t, s.threshold), deviation));
  }
  static V leaf(const Tree& tree, const int32_t* at, V deviation) {
    const auto below = hn::Set(t, tree.below), above = hn::Set(t, tree.above);
    const auto root_below = is_below(tree.root, at, deviation);
    if (!tree.has_child) return hn::IfThenElse(root_below, below, above);
    const auto child = hn::IfThenElse(is_below(tree.child, at, deviation), below, above);
    const auto other = hn::Set(t, tree.other);
    return tree.child_is_below ? hn::IfThenElse(root_below, child, other) : hn::IfThenElse(root_below, other, child);
  }
  static V stage(const PlacedCascade& p, const Stage& s, const int32_t* at, V deviation) {
    V total = hn::Zero(t);
    for (std::size_t i = s.first; i < s.first + s.count; ++i) total = hn::Add(total, leaf(p.trees[i], at, deviation));
    return total;
  }
  /// Standard deviation times area.
  static V deviation(const PlacedCascade& p, const int32_t* values, const int32_t* squares) {
    const auto* c = p.corners;
    const V total = sum(values, c[0], c[1], c[2], c[3]), squared = sum(squares, c[0], c[1], c[2], c[3]);
    const V variance = hn::Sub(hn::Mul(squared, hn::Set(t, p.area)), hn::Mul(total, total));
    return hn::Sqrt(hn::Max(variance, hn::Zero(t)));
  }
};

class Search {
 public:
  Search(const PlacedCascade& placed, const Sums& sums, const SearchLimits& limits, std::vector<Hit>& hits)
      : placed_(placed), sums_(sums), hits_(hits) {
    stages_ = static_cast<int32_t>(placed.cascade.stages.size());
    first_kept_ = stages_ - limits.missing;
    flat_ = limits.contrast * placed.area;
  }

  void run(const Corners& c) {
    for (int32_t y = c.y0; y < c.y1; y += 2) {
      const std::ptrdiff_t row = static_cast<std::ptrdiff_t>(y) * 2 * sums_.stride;
      for (int32_t i = c.x0 / 2; 2 * i < c.x1; i += lanes) several(row + i, i, y, std::min(lanes, (c.x1 + 1) / 2 - i));
    }
  }

 private:
#if HWY_TARGET == HWY_SCALAR
  using Wide = hn::CappedTag<float, 1>;
#else
  using Wide = hn::ScalableTag<float>;
#endif
  using One = hn::CappedTag<float, 1>;
  static constexpr int32_t lanes = static_cast<int32_t>(hn::MaxLanes(Wide()));

  void keep(int32_t column, int32_t y, int32_t stages_passed, float margin) {
    if (stages_passed >= first_kept_) hits_.push_back({column * 2, y, stages_ - stages_passed, margin});
  }

  /// Windows side by side, together as long as it pays, then those that are left one by one.
  void several(std::ptrdiff_t at, int32_t column, int32_t y, int32_t count) {
    using W = Lines<Wide>;
    const int32_t* values = sums_.values.data() + at;
    const auto deviation = W::deviation(placed_, values, sums_.squares.data() + at);
    auto alive = hn::And(hn::FirstN(W::t, static_cast<std::size_t>(count)), hn::Gt(deviation, hn::Set(W::t, flat_)));
    HWY_ALIGN float totals[lanes], deviations[lanes];
    for (int32_t s = 0; s < stages_; ++s) {
      const std::size_t left = hn::CountTrue(W::t, alive);
      if (left == 0) return;
      if (left <= few && lanes > 1) {
        hn::Store(deviation, W::t, deviations);
        each(alive, [&](int32_t i) { single(values + i, deviations[i], s, column + i, y); });
        return;
      }
      const Stage& stage = placed_.cascade.stages[static_cast<std::size_t>(s)];
      const auto total = W::stage(placed_, stage, values, deviation);
      const auto passed = hn::And(alive, hn::Ge(total, hn::Set(W::t, stage.threshold)));
      if (s >= first_kept_) {
        hn::Store(total, W::t, totals);
        const auto done = s + 1 == stages_ ? alive : hn::AndNot(passed, alive);
        each(done, [&](int32_t i) { finished(s, totals[i], stage.threshold, column + i, y); });
      }
      alive = passed;
    }
  }
  void single(const int32_t* values, float deviation, int32_t first, int32_t column, int32_t y) {
    using O = Lines<One>;
    const auto spread = hn::Set(O::t, deviation);
    for (int32_t s = first; s < stages_; ++s) {
      const Stage& stage = placed_.cascade.stages[static_cast<std::size_t>(s)];
      const float total = hn::GetLane(O::stage(placed_, stage, values, spread));
      if (total < stage.threshold || s + 1 == stages_) return finished(s, total, stage.threshold, column, y);
    }
  }
  void finished(int32_t s, float total, float threshold, int32_t column, int32_t y) {
    keep(column, y, total < threshold ? s : s + 1, total - threshold);
  }
  template <class Mask, class F>
  static void each(const Mask& mask, F f) {
    uint8_t bits[8] = {};
    hn::StoreMaskBits(Wide(), mask, bits);
    for (int32_t i = 0; i < lanes; ++i)
      if ((bits[i / 8] >> (i % 8) & 1) != 0) f(i);
  }

  static constexpr std::size_t few = 1;
  const PlacedCascade& placed_;
  const Sums& sums_;
  std::vector<Hit>& hits_;
  int32_t stages_ = 0, first_kept_ = 0;
  float flat_ = 0;
};

void search(const PlacedCascade& cascade, const Sums& sums, const Corners& corners, const SearchLimits& limits,
            std::vector<Hit>& hits) {
  Search(cascade, sums, limits, hits).run(corners);
}
constexpr auto kernel = &search;
}  // namespace HWY_NAMESPACE
}  // namespace burnish_faces
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <burnish/instruction_set.hpp>

namespace burnish_faces {
namespace {
using Kernel = void (*)(const PlacedCascade&, const Sums&, const Corners&, const SearchLimits&, std::vector<Hit>&);

PlacedCascade::PlacedSplit placed(const Split& from, int32_t stride) {
  PlacedCascade::PlacedSplit to{};
  to.count = from.feature.count;
  to.threshold = from.threshold;
  for (int32_t i = 0; i < to.count; ++i) {
    const Feature::Part& p = from.feature.parts[static_cast<std::size_t>(i)];
    to.parts[i] = {Sums::offset(p.x, p.y, stride), Sums::offset(p.x + p.width, p.y, stride),
                   Sums::offset(p.x, p.y + p.height, stride), Sums::offset(p.x + p.width, p.y + p.height, stride),
                   p.weight};
  }
  return to;
}
}  // namespace

PlacedCascade::PlacedCascade(const Cascade& c, int32_t stride) : cascade(c) {
  trees.reserve(c.trees.size());
  for (const burnish_faces::Tree& t : c.trees)
    trees.push_back(
        {placed(t.root, stride), placed(t.child, stride), t.below, t.above, t.other, t.has_child, t.child_is_below});
  const int32_t right = c.width - 1, bottom = c.height - 1;
  corners[0] = Sums::offset(1, 1, stride), corners[1] = Sums::offset(right, 1, stride);
  corners[2] = Sums::offset(1, bottom, stride), corners[3] = Sums::offset(right, bottom, stride);
  area = static_cast<float>((c.width - 2) * (c.height - 2));
}

WindowSearch::WindowSearch()
    : kernel_(&burnish::best_version(HWY_CHOOSE_AVX2(kernel), HWY_CHOOSE_SSE4(kernel), HWY_STATIC_DISPATCH(kernel))) {}

void WindowSearch::run(const PlacedCascade& cascade, const Sums& sums, Corners c, const SearchLimits& limits,
                       std::vector<Hit>& hits) const {
  c.x0 = std::max(c.x0, 0), c.y0 = std::max(c.y0, 0);
  c.x1 = std::min(c.x1, sums.width - cascade.cascade.width + 1);
  c.y1 = std::min(c.y1, sums.height - cascade.cascade.height + 1);
  (*static_cast<const Kernel*>(kernel_))(cascade, sums, c, limits, hits);
}
}  // namespace burnish_faces
#endif
