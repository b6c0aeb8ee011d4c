#include <algorithm>
#include <cmath>

#include "cues.hpp"

namespace {

/// Twice the horizontal and vertical derivative; 0 beyond the border.
struct Gradient {
  Plane x, y;
  explicit Gradient(const Plane& p) : x(p.width, p.height), y(p.width, p.height) {
    for (int32_t j = 0; j < p.height; ++j) {
      const float *here = p.row(j), *above = p.row(std::max(0, j - 1)), *below = p.row(std::min(p.height - 1, j + 1));
      for (int32_t i = 0; i < p.width; ++i) {
        x.row(j)[i] = here[std::min(i + 1, p.width - 1)] - here[std::max(i - 1, 0)];
        y.row(j)[i] = below[i] - above[i];
      }
    }
  }
};

/// Where strong edges up and down alternate along a row, as strokes do: the weaker of both kinds.
Plane strokes(const Plane& dx) {
  constexpr float weak = 0.06F;  // of the luma: below it is texture and noise
  Plane up(dx.width, dx.height), down(dx.width, dx.height);
  for (std::size_t i = 0; i < dx.size(); ++i) {
    up.values[i] = std::max(0.0F, dx.values[i] - weak);
    down.values[i] = std::max(0.0F, -dx.values[i] - weak);
  }
  up = blurred(up, 3), down = blurred(down, 3);
  for (std::size_t i = 0; i < up.size(); ++i) up.values[i] = std::min(up.values[i], down.values[i]);
  return up;
}
}  // namespace

void find_texture(const WorkImage& image, Cues& cues) {
  const Gradient g(image.luma);
  Plane edges(image.luma.width, image.luma.height), fine = edges, coarse = edges;
  const Plane soft = blurred(image.luma, 1.5F), softer = blurred(image.luma, 4);
  for (std::size_t i = 0; i < edges.size(); ++i) {
    edges.values[i] = std::sqrt(std::sqrt(g.x.values[i] * g.x.values[i] + g.y.values[i] * g.y.values[i]));
    fine.values[i] = std::abs(image.luma.values[i] - soft.values[i]);
    coarse.values[i] = std::abs(soft.values[i] - softer.values[i]);
  }
  cues[Cue::Edges] = halved(edges, 2);
  Plane detail = halved(fine, 2), body = blurred(halved(coarse, 2), 1.5F);
  cues[Cue::Sharpness] = Plane(detail.width, detail.height);
  const Plane around = blurred(detail, 1.5F);
  for (std::size_t i = 0; i < detail.size(); ++i) {
    cues[Cue::Sharpness].values[i] = around.values[i] / (around.values[i] + body.values[i] + 0.01F);
    detail.values[i] = std::log(std::max(0.0F, detail.values[i]) + 0.003F) + 6;
  }
  cues[Cue::Detail] = std::move(detail);
  Plane text = halved(strokes(g.x), 2);
  for (float& v : text.values) v = std::sqrt(std::max(0.0F, v));  // running sums may leave less than nothing
  cues[Cue::Text] = std::move(text);
}

void find_directions(const Plane& luma, Cues& cues) {
  const Gradient g(luma);
  constexpr int directions = 5;
  constexpr std::array<Cue, directions> cue{Cue::Level, Cue::Slanted, Cue::Diagonal, Cue::Steep, Cue::Upright};
  std::array<Plane, directions> maps;
  for (Plane& m : maps) m = Plane(luma.width, luma.height);
  Plane xx(luma.width, luma.height), yy = xx, xy = xx;
  for (std::size_t i = 0; i < luma.size(); ++i) {
    const float dx = std::abs(g.x.values[i]), dy = std::abs(g.y.values[i]), strength = std::sqrt(dx * dx + dy * dy);
    // 0 for a contour that runs across (its gradient is upright), 1 for an upright one; shared by the two nearest.
    const float turn = strength > 0 ? std::atan2(dx, dy) / 1.5707964F * (directions - 1) : 0.0F;
    const auto first = std::min(static_cast<std::size_t>(turn), std::size_t{directions - 2});
    const float second_share = turn - static_cast<float>(first);
    maps[first].values[i] += strength * (1 - second_share);
    maps[first + 1].values[i] += strength * second_share;
    xx.values[i] = dx * dx, yy.values[i] = dy * dy, xy.values[i] = g.x.values[i] * g.y.values[i];
  }
  for (std::size_t d = 0; d < directions; ++d) {
    Plane m = halved(maps[d]);
    for (float& v : m.values) v = std::sqrt(v);
    cues[cue[d]] = std::move(m);
  }
  // The smaller eigenvalue of the structure tensor (Shi and Tomasi, "Good Features to Track", CVPR 1994).
  const Plane a = halved(blurred(xx, 1.5F)), b = halved(blurred(yy, 1.5F)), c = halved(blurred(xy, 1.5F));
  Plane corners(a.width, a.height);
  for (std::size_t i = 0; i < a.size(); ++i) {
    const float half = 0.5F * (a.values[i] - b.values[i]);
    const float least = 0.5F * (a.values[i] + b.values[i]) - std::sqrt(half * half + c.values[i] * c.values[i]);
    corners.values[i] = std::sqrt(std::sqrt(std::max(0.0F, least)));
  }
  cues[Cue::Corners] = std::move(corners);
}
