// Where people will look, as three small trained networks predict it.
#pragma once
#include "features.hpp"

/// The share of attention of each cell; they sum to 1. The networks are described in training/train.py, which made
/// their weights from human fixations.
Plane predict_attention(const Features& features);

/// What they say of a picture in which nothing stands out: attention by position alone.
Plane attention_without_evidence(int32_t grid_width, int32_t grid_height);
