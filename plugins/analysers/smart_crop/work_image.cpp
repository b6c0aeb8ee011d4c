#include "work_image.hpp"

#include <algorithm>
#include <cmath>

namespace {

int32_t cells(int32_t side, int32_t longest) {
  return std::max<int32_t>(1, static_cast<int32_t>(std::lround(static_cast<double>(grid_long) * side / longest)));
}
}  // namespace

// Every pixel of the work image is the mean of the source under a triangle of one work pixel's (or, when enlarging, one
// source pixel's) half width; listed per source pixel because rows come one by one.
WorkImageBuilder::Axis::Axis(int32_t from, int32_t to) : shares(static_cast<std::size_t>(from)) {
  const double step = static_cast<double>(from) / to, reach = std::max(1.0, step);
  std::vector<std::vector<std::pair<int32_t, double>>> lists(static_cast<std::size_t>(from));
  for (int32_t t = 0; t < to; ++t) {
    const double centre = (t + 0.5) * step - 0.5;
    const auto first = static_cast<int32_t>(std::ceil(centre - reach)),
               last = static_cast<int32_t>(std::floor(centre + reach));
    double sum = 0;
    for (int32_t s = first; s <= last; ++s) sum += std::max(0.0, 1 - std::abs(s - centre) / reach);
    for (int32_t s = first; s <= last; ++s) {
      const double w = std::max(0.0, 1 - std::abs(s - centre) / reach) / sum;
      auto& list = lists[static_cast<std::size_t>(std::clamp(s, 0, from - 1))];
      if (!list.empty() && list.back().first == t)
        list.back().second += w;
      else if (w > 0)
        list.emplace_back(t, w);
    }
  }
  for (std::size_t s = 0; s < lists.size(); ++s) {
    if (lists[s].empty()) continue;
    shares[s] = {lists[s].front().first, static_cast<int32_t>(lists[s].size()), weights.size()};
    for (const auto& [t, w] : lists[s]) weights.push_back(static_cast<float>(w));
  }
}

WorkImageBuilder::WorkImageBuilder(int32_t width, int32_t height)
    : width_(width),
      image_{cells(width, std::max(width, height)), cells(height, std::max(width, height)), {}, {}, {}, {}, false},
      across_(width, image_.grid_width * cell),
      down_(height, image_.grid_height * cell),
      line_(static_cast<std::size_t>(width) * 4) {
  for (Plane& p : sums_) p = Plane(width, image_.grid_height * cell);
}

void WorkImageBuilder::add_row(const float* red, const float* green, const float* blue, const float* alpha) {
  const Share& down = down_.shares[static_cast<std::size_t>(row_++)];
  if (down.count == 0) return;
  const auto n = static_cast<std::size_t>(width_);
  float* cover = line_.data() + 3 * n;
  // Not-a-number fails both comparisons and becomes 0.
  const auto bounded = [](float v) { return v > 0 ? (v < 1 ? v : 1.0F) : 0.0F; };
  for (std::size_t x = 0; x < n; ++x) cover[x] = alpha == nullptr ? 1.0F : bounded(alpha[x]);
  const float* colours[3] = {red, green, blue};
  for (std::size_t c = 0; c < 3; ++c) {
    float* to = line_.data() + c * n;
    for (std::size_t x = 0; x < n; ++x) to[x] = bounded(colours[c][x]) * cover[x];
  }
  for (int32_t i = 0; i < down.count; ++i) {
    const float w = down_.weights[down.weights + static_cast<std::size_t>(i)];
    for (std::size_t c = 0; c < 4; ++c) {
      float* to = sums_[c].row(down.first + i);
      const float* from = line_.data() + c * n;
      for (std::size_t x = 0; x < n; ++x) to[x] += w * from[x];
    }
  }
}

Plane WorkImageBuilder::across(const Plane& sums) const {
  Plane out(image_.grid_width * cell, sums.height);
  for (int32_t y = 0; y < sums.height; ++y) {
    const float* from = sums.row(y);
    float* to = out.row(y);
    for (int32_t x = 0; x < width_; ++x) {
      const Share& s = across_.shares[static_cast<std::size_t>(x)];
      for (int32_t i = 0; i < s.count; ++i)
        to[s.first + i] += across_.weights[s.weights + static_cast<std::size_t>(i)] * from[x];
    }
  }
  return out;
}

WorkImage WorkImageBuilder::finish() {
  constexpr float grey = 0.5F;
  WorkImage& im = image_;
  const Plane red = across(sums_[0]), green = across(sums_[1]), blue = across(sums_[2]);
  im.coverage = across(sums_[3]);
  im.luma = im.red = im.blue = Plane(red.width, red.height);
  for (std::size_t i = 0; i < im.luma.size(); ++i) {
    const float nothing = grey * (1 - im.coverage.values[i]);
    const float r = red.values[i] + nothing, g = green.values[i] + nothing, b = blue.values[i] + nothing;
    const float luma = 0.299F * r + 0.587F * g + 0.114F * b;
    im.luma.values[i] = luma;
    im.red.values[i] = 0.713F * (r - luma);
    im.blue.values[i] = 0.564F * (b - luma);
    im.transparent = im.transparent || im.coverage.values[i] < 0.95F;
  }
  return std::move(image_);
}
