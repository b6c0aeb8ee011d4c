// What of the picture belongs to things rather than to the ground, whether or not it draws the eye.
#pragma once
#include "cues.hpp"

/// The share of each cell of the grid in the things seen; they sum to 1. A picture in which nothing stands out gives a
/// share that only falls off from the centre.
Plane find_objects(const Cues& cues, const WorkImage& image);
