// What the attention network sees of each cell of the grid.
#pragma once
#include "cues.hpp"
#include "evidence.hpp"

/// Each cue as it stands out in this picture, then the position, then faces.
inline constexpr std::size_t position_features = 6, feature_count = cue_count + position_features + 1;

struct Features {
  int32_t width = 0, height = 0;
  std::vector<float> values;  // feature_count for each cell, rows downward
};

/// `faces` may be empty: none found, or none looked for.
Features find_features(const Cues& cues, const std::vector<Face>& faces);
