// Colours as CSS writes them.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace burnish {

/// Red, green, blue, alpha in 0..1; sRGB encoded, straight. Accepts #rgb #rgba #rrggbb #rrggbbaa, the CSS names in
/// any case, and `transparent` (black without opacity).
[[nodiscard]] std::optional<std::array<double, 4>> parse_colour(std::string_view text);
[[nodiscard]] std::vector<std::string> colour_names();

}  // namespace burnish
