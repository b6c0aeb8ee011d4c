#include "free_turn.hpp"

#include <algorithm>
#include <burnish/gravity.hpp>
#include <burnish/moves.hpp>
#include <cmath>

namespace {

// An output that is larger by less than this is not worth a column of background.
constexpr double rest_of_pixel = 0.01;

int32_t bounding(double length) { return static_cast<int32_t>(std::max(1.0, std::ceil(length - rest_of_pixel))); }

/// Catmull-Rom (the cubic of Keys with a = -1/2) at distance t after the second of four samples.
std::array<float, 4> cubic(float t) {
  return {0.5F * (((2 - t) * t - 1) * t), 0.5F * ((3 * t - 5) * t * t + 2), 0.5F * (((4 - 3 * t) * t + 1) * t),
          0.5F * ((t - 1) * t * t)};
}

/// The four samples around a coordinate: the first one's index, and their weights.
struct Taps {
  int32_t first;
  std::array<float, 4> weights;
};
Taps taps_at(double at) {
  const double v = at - 0.5;
  const auto towards_zero = static_cast<int32_t>(v);
  const int32_t below = towards_zero - (v < towards_zero ? 1 : 0);
  return {below - 1, cubic(static_cast<float>(v - below))};
}

/// Four samples of a row, one for each of the horizontal taps.
using Samples [[gnu::vector_size(16)]] = float;

Samples load(const float* from) {
  Samples s;
  std::memcpy(&s, from, sizeof s);
  return s;
}

/// Four samples of a row from x on, where beyond `limits` the nearest one inside repeats.
Samples load_clamped(const burnish_tile& in, int plane, int32_t x, int32_t y, const burnish_rect& limits) {
  const float* line = burnish::row<float>(in, plane, limits.x0, std::clamp(y, limits.y0, limits.y1 - 1));
  const auto at = [&](int32_t i) { return line[std::clamp(i, limits.x0, limits.x1 - 1) - limits.x0]; };
  return Samples{at(x), at(x + 1), at(x + 2), at(x + 3)};
}

float weighted(const burnish_tile& in, int plane, const Taps& h, const Taps& v, const burnish_rect& limits) {
  const int32_t x = h.first, y = v.first;
  Samples s[4];
  if (x >= limits.x0 && x + 4 <= limits.x1 && y >= limits.y0 && y + 4 <= limits.y1) {
    const float* line = burnish::row<float>(in, plane, x, y);
    const std::ptrdiff_t step = in.stride[plane] / static_cast<std::ptrdiff_t>(sizeof(float));
    for (int32_t j = 0; j < 4; ++j) s[j] = load(line + j * step);
  } else {
    for (int32_t j = 0; j < 4; ++j) s[j] = load_clamped(in, plane, x, y + j, limits);
  }
  const auto& w = v.weights;
  const Samples columns = ((s[0] * w[0] + s[1] * w[1]) + (s[2] * w[2] + s[3] * w[3])) * load(h.weights.data());
  return (columns[0] + columns[1]) + (columns[2] + columns[3]);
}

float along(double at, double first, double last) {
  return static_cast<float>(std::clamp(std::min(at - first, last - at) + 0.5, 0.0, 1.0));
}
}  // namespace

FreeTurn::FreeTurn(double angle, bool expand, const burnish_image_info& from, burnish_image_info& to) {
  const double radians = angle * (3.14159265358979323846 / 180);
  cos_ = std::cos(radians), sin_ = std::sin(radians);
  std::copy(std::begin(from.view), std::end(from.view), view_);
  const double w = view_[2] - view_[0], h = view_[3] - view_[1];
  in_x_ = view_[0] + w / 2, in_y_ = view_[1] + h / 2;
  pixels_ =
      burnish::intersection({static_cast<int32_t>(std::floor(view_[0])), static_cast<int32_t>(std::floor(view_[1])),
                             static_cast<int32_t>(std::ceil(view_[2])), static_cast<int32_t>(std::ceil(view_[3]))},
                            {0, 0, from.width, from.height});
  to.width = expand ? bounding(std::fabs(w * cos_) + std::fabs(h * sin_)) : bounding(std::floor(w + 0.5));
  to.height = expand ? bounding(std::fabs(w * sin_) + std::fabs(h * cos_)) : bounding(std::floor(h + 0.5));
  to.view[0] = to.view[1] = 0, to.view[2] = to.width, to.view[3] = to.height;
  out_x_ = to.width / 2.0, out_y_ = to.height / 2.0;
}

// From the pixel's own coordinates alone, never from its neighbour's: the same in every tiling.
FreeTurn::Place FreeTurn::source(int32_t x, int32_t y) const {
  const double dx = x + 0.5 - out_x_, dy = y + 0.5 - out_y_;
  return {in_x_ + (dx * cos_ + dy * sin_), in_y_ + (dy * cos_ - dx * sin_)};
}

float FreeTurn::coverage(const Place& p) const {
  return along(p.x, view_[0], view_[2]) * along(p.y, view_[1], view_[3]);
}

burnish_rect FreeTurn::need(const burnish_rect& out) const {
  if (burnish::empty(out)) return {0, 0, 0, 0};
  const Place corners[] = {source(out.x0, out.y0), source(out.x1 - 1, out.y0), source(out.x0, out.y1 - 1),
                           source(out.x1 - 1, out.y1 - 1)};
  Place least = corners[0], most = corners[0];
  for (const Place& c : corners) {
    least = {std::min(least.x, c.x), std::min(least.y, c.y)};
    most = {std::max(most.x, c.x), std::max(most.y, c.y)};
  }
  constexpr double reach = 2.5;  // from the middle of a pixel to the far side of the last one read
  return burnish::intersection(
      {static_cast<int32_t>(std::floor(least.x - reach)), static_cast<int32_t>(std::floor(least.y - reach)),
       static_cast<int32_t>(std::ceil(most.x + reach)), static_cast<int32_t>(std::ceil(most.y + reach))},
      pixels_);
}

// In blocks, because a slanted line through a picture meets a new page of memory at almost every pixel.
void FreeTurn::draw(const burnish_tile& in, burnish_tile& out, const std::array<float, 5>& background) const {
  constexpr int32_t block = 32;
  const burnish_rect& all = out.rect;
  for (int32_t y = all.y0; y < all.y1; y += block)
    for (int32_t x = all.x0; x < all.x1; x += block)
      draw_block(in, out, {x, y, std::min(x + block, all.x1), std::min(y + block, all.y1)}, background);
}

void FreeTurn::draw_block(const burnish_tile& in, burnish_tile& out, const burnish_rect& part,
                          const std::array<float, 5>& background) const {
  const int count = burnish::channels(out.format), alpha = burnish::has_alpha(out.format) ? count - 1 : -1;
  for (int32_t y = part.y0; y < part.y1; ++y) {
    float* to[5] = {};
    for (int c = 0; c < count; ++c) to[c] = burnish::row<float>(out, c, part.x0, y);
    for (int32_t i = 0; i < burnish::width(part); ++i) {
      const Place from = source(part.x0 + i, y);
      const float covered = coverage(from);
      if (covered <= 0) {
        for (int c = 0; c < count; ++c) to[c][i] = background[static_cast<std::size_t>(c)];
        continue;
      }
      const Taps h = taps_at(from.x), v = taps_at(from.y);
      for (int c = 0; c < count; ++c) {
        float shown = weighted(in, c, h, v, pixels_);
        if (c == alpha) shown = std::clamp(shown, 0.0F, 1.0F);  // the cubic overshoots; alpha cannot
        to[c][i] = covered * shown + (1 - covered) * background[static_cast<std::size_t>(c)];
      }
    }
  }
}
