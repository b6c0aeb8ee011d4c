// One component of the notation: "c_fill,w_600,h_400,g_north" to checked values.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "pipeline/notation.hpp"

namespace burnish {

/// Adds to the notation what the component says: geometry, format, quality, warnings. `dpr` is of the whole string.
[[nodiscard]] Status read_component(std::string_view text, std::string where, const Catalogue& catalogue,
                                    Notation& notation, std::optional<double>& dpr);

}  // namespace burnish
