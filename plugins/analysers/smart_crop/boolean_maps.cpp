#include <algorithm>

#include "cues.hpp"

namespace {
constexpr int thresholds = 7;  // per plane

/// Marks what is connected to the border over pixels that are on the same side of the threshold; adds 1 for the rest.
class Flood {
 public:
  Flood(const Plane& plane, Plane& surrounded) : plane_(plane), surrounded_(surrounded), seen_(plane.size()) {}

  void cut(float threshold) {
    const auto w = static_cast<std::size_t>(plane_.width), h = static_cast<std::size_t>(plane_.height);
    std::fill(seen_.begin(), seen_.end(), uint8_t{0});
    for (std::size_t i = 0; i < plane_.size(); ++i) above_[i] = plane_.values[i] > threshold;
    stack_.clear();
    for (std::size_t x = 0; x < w; ++x) visit(x), visit((h - 1) * w + x);
    for (std::size_t y = 0; y < h; ++y) visit(y * w), visit(y * w + w - 1);
    while (!stack_.empty()) {
      const std::size_t i = stack_.back(), x = i % w;
      stack_.pop_back();
      if (x > 0) join(i, i - 1);
      if (x + 1 < w) join(i, i + 1);
      if (i >= w) join(i, i - w);
      if (i + w < plane_.size()) join(i, i + w);
    }
    std::size_t enclosed = 0;
    for (const uint8_t s : seen_) enclosed += s == 0 ? 1 : 0;
    if (enclosed == 0) return;
    for (std::size_t i = 0; i < seen_.size(); ++i) surrounded_.values[i] += seen_[i] == 0 ? 1.0F : 0.0F;
  }

 private:
  void visit(std::size_t i) {
    if (seen_[i] != 0) return;
    seen_[i] = 1;
    stack_.push_back(static_cast<uint32_t>(i));
  }
  void join(std::size_t from, std::size_t to) {
    if (above_[from] == above_[to]) visit(to);
  }

  const Plane& plane_;
  Plane& surrounded_;
  std::vector<uint8_t> seen_, above_ = std::vector<uint8_t>(seen_.size());
  std::vector<uint32_t> stack_;
};
}  // namespace

Plane boolean_maps(const std::array<const Plane*, 3>& planes) {
  Plane surrounded(planes[0]->width, planes[0]->height);
  for (const Plane* p : planes) {
    const auto [low, high] = std::minmax_element(p->values.begin(), p->values.end());
    if (*high - *low < 0.02F) continue;  // no contrast: only noise would be cut
    Flood flood(*p, surrounded);
    for (int i = 1; i <= thresholds; ++i)
      flood.cut(*low + (*high - *low) * static_cast<float>(i) / static_cast<float>(thresholds + 1));
  }
  return surrounded;
}
