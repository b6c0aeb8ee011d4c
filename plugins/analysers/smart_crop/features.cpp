#include "features.hpp"

#include <algorithm>
#include <cmath>

namespace {

/// The deviation of a cue below which its differences mean nothing, in the order of Cue.
constexpr std::array<float, cue_count> floors{0.05F, 0.3F,  0.3F,  0.15F, 0.3F,  0.02F, 0.02F, 0.02F, 0.02F, 0.02F,
                                              0.1F,  0.02F, 0.01F, 0.05F, 0.03F, 0.03F, 0.03F, 0.02F, 0.02F, 0.02F,
                                              0.02F, 0.02F, 0.02F, 0.02F, 0.02F, 0.02F, 0.05F, 0.05F, 0.02F};

void put(const Plane& p, std::size_t feature, Features& to) {
  for (std::size_t i = 0; i < p.size(); ++i) to.values[i * feature_count + feature] = p.values[i];
}

void put_positions(Features& to) {
  for (int32_t y = 0; y < to.height; ++y)
    for (int32_t x = 0; x < to.width; ++x) {
      const float across = std::abs((static_cast<float>(x) + 0.5F) / static_cast<float>(to.width) * 2 - 1);
      const float down = (static_cast<float>(y) + 0.5F) / static_cast<float>(to.height) * 2 - 1;
      const float values[position_features] = {across,      across * across,      down,
                                               down * down, across * down * down, std::max(across, std::abs(down))};
      const auto cell_at =
          static_cast<std::size_t>(y) * static_cast<std::size_t>(to.width) + static_cast<std::size_t>(x);
      std::copy(std::begin(values), std::end(values),
                to.values.begin() + static_cast<std::ptrdiff_t>(cell_at * feature_count + cue_count));
    }
}

/// How much of each cell is covered by faces, by the surest of them.
void put_faces(const std::vector<Face>& faces, Features& to) {
  constexpr double weight = 3;  // brings it into the range of the other features
  for (int32_t y = 0; y < to.height; ++y)
    for (int32_t x = 0; x < to.width; ++x) {
      const Box cell_box{static_cast<double>(x) / to.width, static_cast<double>(y) / to.height, (x + 1.0) / to.width,
                         (y + 1.0) / to.height};
      double most = 0;
      for (const Face& f : faces) most = std::max(most, f.score * overlap(cell_box, f.face).area() / cell_box.area());
      const auto cell_at =
          static_cast<std::size_t>(y) * static_cast<std::size_t>(to.width) + static_cast<std::size_t>(x);
      to.values[(cell_at + 1) * feature_count - 1] = static_cast<float>(weight * most);
    }
}
}  // namespace

Features find_features(const Cues& cues, const std::vector<Face>& faces) {
  const Plane& any = cues.maps[0];
  Features f{any.width / 2, any.height / 2, std::vector<float>(any.size() / 4 * feature_count)};
  for (std::size_t c = 0; c < cue_count; ++c) {
    Plane p = cues.maps[c];
    standardize(p, floors[c]);
    put(halved(p), c, f);
  }
  put_positions(f);
  put_faces(faces, f);
  return f;
}
