// Grids: four pictures in one, two by two, without a gutter.
#pragma once
#include "burnish/stream.h"
#include "picture_facts.hpp"

namespace midjourney {

/// Whether name, size and aspect leave it possible that the file is a grid.
[[nodiscard]] bool may_be_grid(const PictureFacts& picture);

enum class GridFinding { Grid, NoGrid, CannotTell };
/// Looks at the pixels on both sides of the middle row and column. Throws when they cannot be read.
[[nodiscard]] GridFinding look_for_grid(const burnish_call* call, const burnish_reader& reader);

}  // namespace midjourney
