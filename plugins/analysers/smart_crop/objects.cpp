#include "objects.hpp"

#include <algorithm>
#include <cmath>

Plane find_objects(const Cues& cues, const WorkImage& image) {
  // A mean of independent cues of being enclosed and unlike the border; the square favours what they agree on.
  Plane barrier = cues[Cue::Barrier], enclosed = cues[Cue::Boolean], coarse = cues[Cue::BooleanCoarse],
        unlike = cues[Cue::Border];
  normalize_peak(barrier, 0.15F), normalize_peak(enclosed, 2), normalize_peak(coarse, 2), normalize_peak(unlike, 2);
  Plane sum(barrier.width, barrier.height);
  for (std::size_t i = 0; i < sum.size(); ++i) {
    const float v =
        0.4F * barrier.values[i] + 0.2F * enclosed.values[i] + 0.2F * coarse.values[i] + 0.2F * unlike.values[i];
    sum.values[i] = v * v;
  }
  Plane shares = halved(blurred(sum, 1));
  if (image.transparent) {  // what is opaque was cut out by someone: it is the thing
    const Plane cover = halved(image.coverage, 3);
    for (std::size_t i = 0; i < shares.size(); ++i)
      shares.values[i] = cover.values[i] * (0.5F + 0.5F * shares.values[i]);
  }
  double total = 0;
  for (int32_t y = 0; y < shares.height; ++y)
    for (int32_t x = 0; x < shares.width; ++x) {
      const float across = (static_cast<float>(x) + 0.5F) / static_cast<float>(shares.width) * 2 - 1;
      const float down = (static_cast<float>(y) + 0.5F) / static_cast<float>(shares.height) * 2 - 1;
      float& v = shares.row(y)[x];
      v = (v + 0.02F) * std::exp(-0.9F * (across * across + down * down));
      total += static_cast<double>(v);
    }
  for (float& v : shares.values) v = static_cast<float>(static_cast<double>(v) / total);
  return shares;
}
