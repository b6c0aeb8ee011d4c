#include "cues.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace {

/// |v - surround| summed over two sizes of the surround.
Plane surround(const Plane& p, float near, float far) {
  const Plane centre = blurred(p, near / 4), a = blurred(p, near), b = blurred(p, far);
  Plane out(p.width, p.height);
  for (std::size_t i = 0; i < out.size(); ++i)
    out.values[i] = std::abs(centre.values[i] - a.values[i]) + std::abs(centre.values[i] - b.values[i]);
  return out;
}

Plane difference(const Plane& a, const Plane& b) {
  Plane out(a.width, a.height);
  for (std::size_t i = 0; i < out.size(); ++i) out.values[i] = a.values[i] - b.values[i];
  return out;
}

/// The share of the plane that is less than each value; equal values share the middle of their ranks.
Plane ranked(const Plane& p) {
  std::vector<float> sorted = p.values;
  std::sort(sorted.begin(), sorted.end());
  Plane out(p.width, p.height);
  for (std::size_t i = 0; i < p.size(); ++i) {
    const auto [first, last] = std::equal_range(sorted.begin(), sorted.end(), p.values[i]);
    out.values[i] =
        static_cast<float>((first - sorted.begin()) + (last - sorted.begin())) / (2 * static_cast<float>(p.size()));
  }
  return out;
}

/// How spread the colours around each cell are.
Plane variety(const std::array<const Plane*, 2>& planes) {
  Plane out(planes[0]->width, planes[0]->height);
  for (const Plane* p : planes) {
    Plane squares = *p;
    for (float& v : squares.values) v *= v;
    const Plane mean = blurred(*p, 2), mean_square = blurred(squares, 2);
    for (std::size_t i = 0; i < out.size(); ++i)
      out.values[i] += std::max(0.0F, mean_square.values[i] - mean.values[i] * mean.values[i]);
  }
  for (float& v : out.values) v = std::sqrt(std::sqrt(v));
  return out;
}

/// How much more alike left and right of each cell are than its surroundings are in themselves.
Plane symmetry(const Plane& p) {
  constexpr int32_t reach = 6;  // cells to either side
  Plane out(p.width, p.height);
  for (int32_t y = 0; y < p.height; ++y)
    for (int32_t x = 0; x < p.width; ++x) {
      float unlike = 0, contrast = 0;
      for (int32_t d = 1; d <= reach; ++d) {
        const float l = p.at(std::max(x - d, 0), y), r = p.at(std::min(x + d, p.width - 1), y), here = p.at(x, y);
        unlike += std::abs(l - r);
        contrast += std::abs(l - here) + std::abs(r - here);
      }
      out.row(y)[x] = contrast - unlike;
    }
  return blurred(out, 1.5F);
}

Plane root(Plane p) {
  for (float& v : p.values) v = std::sqrt(std::max(0.0F, v));  // running sums may leave less than nothing
  return p;
}
}  // namespace

Cues find_cues(const WorkImage& image) {
  Cues cues;
  const Plane luma = halved(image.luma), red = halved(image.red), blue = halved(image.blue);
  // Colour differences span about a third of what lightness spans.
  const auto stretched = [](Plane p) {
    for (float& v : p.values) v *= 2.5F;
    return p;
  };
  const Plane wide_red = stretched(red), wide_blue = stretched(blue);
  const std::array<const Plane*, 3> colours{&luma, &wide_red, &wide_blue};
  const Plane soft[3] = {blurred(luma, 1.2F), blurred(wide_red, 1.2F), blurred(wide_blue, 1.2F)};
  const Plane softer[3] = {halved(blurred(luma, 4)), halved(blurred(wide_red, 4)), halved(blurred(wide_blue, 4))};
  const std::array<const Plane*, 3> smooth{&soft[0], &soft[1], &soft[2]}, smoother{&softer[0], &softer[1], &softer[2]};
  cues[Cue::Barrier] = halved(barrier_distance(smooth));
  cues[Cue::Boolean] = halved(boolean_maps(smooth));
  cues[Cue::BooleanCoarse] = boolean_maps(smoother);
  cues[Cue::Border] = root(halved(border_contrast(colours)));
  cues[Cue::Rarity] = halved(colour_rarity({&luma, &red, &blue}));

  Plane l = halved(luma), r = halved(wide_red), b = halved(wide_blue);
  cues[Cue::SurroundLuma] = root(surround(l, 2, 6));
  cues[Cue::SurroundRed] = root(surround(r, 2, 6));
  cues[Cue::SurroundBlue] = root(surround(b, 2, 6));
  Plane wide(l.width, l.height);
  for (const Plane* p : {&l, &r, &b}) {
    const Plane far = surround(blurred(*p, 2), 8, 16);
    for (std::size_t i = 0; i < wide.size(); ++i) wide.values[i] += far.values[i];
  }
  cues[Cue::SurroundWide] = root(std::move(wide));
  find_texture(image, cues);
  find_directions(luma, cues);
  cues[Cue::Blob] = difference(blurred(l, 1), blurred(l, 3));
  cues[Cue::WideBlob] = difference(blurred(l, 2.5F), blurred(l, 8));
  cues[Cue::ColourVariety] = variety({&r, &b});
  cues[Cue::BarrierRank] = ranked(cues[Cue::Barrier]);
  cues[Cue::BooleanRank] = ranked(cues[Cue::Boolean]);
  cues[Cue::Symmetry] = symmetry(l);
  Plane saturation(l.width, l.height);
  for (std::size_t i = 0; i < l.size(); ++i)
    saturation.values[i] = std::sqrt(std::sqrt(r.values[i] * r.values[i] + b.values[i] * b.values[i]));
  cues[Cue::Saturation] = std::move(saturation);
  cues[Cue::Warmth] = std::move(r);
  cues[Cue::Coolness] = std::move(b);
  cues[Cue::Luma] = std::move(l);
  return cues;
}
