// Turning pictures by their EXIF orientation, and shrinking them by whole boxes.
#pragma once
#include "image/shape.hpp"

namespace burnish {

/// Fills out.rect of the upright picture from `in`, which covers what it needs of the stored one (of size `stored`).
/// orientation: EXIF 2..8. Formats are equal. Any thread.
void orient_pixels(const burnish_tile& in, burnish_tile& out, int orientation, Size stored);

/// out(x, y) is the mean of the 2^n x 2^n box of input pixels at (x << n, y << n), halves up; boxes at the right and
/// bottom end hold only what lies in the picture (of size `full`). U8 and U16 interleaved, F32 planar or interleaved.
void shrink_pixels(const burnish_tile& in, burnish_tile& out, uint32_t n, Size full);

}  // namespace burnish
