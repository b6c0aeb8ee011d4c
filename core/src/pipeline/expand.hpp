// A component of the notation and the picture's size to resize, crop and pad steps in pixels.
#pragma once
#include <vector>

#include "burnish/core/pipeline.hpp"
#include "image/shape.hpp"

namespace burnish {

/// `current` is the picture before this component, `original` the picture before the whole string (iw, ih). What
/// would change nothing is left out, so the result may be empty.
[[nodiscard]] Result<std::vector<Step>> expand_component(const Component& component, Size current, Size original,
                                                         const Catalogue& catalogue);

}  // namespace burnish
