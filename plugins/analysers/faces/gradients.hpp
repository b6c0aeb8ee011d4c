// What a square of the picture looks like: gradients by direction in a grid of cells (after Dalal and Triggs, 2005).
#pragma once
#include <vector>

#include "brightness.hpp"

namespace burnish_faces {

/// A square around (x, y), in pixels; it may reach out of the picture, whose border pixels then go on.
struct Square {
  float x, y, side;
};

inline constexpr int32_t directions = 8;  // of gradients, without sign
inline constexpr int32_t cell_samples = 6;

/// Appends cells x cells x directions numbers in 0..1, row by row.
void append_gradients(const Brightness& picture, const Square& square, int32_t cells, std::vector<float>& out);

}  // namespace burnish_faces
