// A component of the notation and the picture's size to resize, crop and pad steps in pixels.
#pragma once
#include <string_view>
#include <vector>

#include "burnish/core/pipeline.hpp"
#include "image/shape.hpp"

namespace burnish {

/// Gravities that depend on what is in the picture: auto (of any kind), face, faces.
[[nodiscard]] bool looks_at_picture(std::string_view gravity);
/// Whether expanding gives steps that do.
[[nodiscard]] bool looks_at_picture(const Component& component);

/// `current` is the picture before this component, `original` the picture before the whole string (iw, ih). What
/// would change nothing is left out, so the result may be empty.
[[nodiscard]] Result<std::vector<Step>> expand_component(const Component& component, Size current, Size original,
                                                         const Catalogue& catalogue);

}  // namespace burnish
