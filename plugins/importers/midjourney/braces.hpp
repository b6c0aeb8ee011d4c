// The braces of permutations: {a, {b, c}}, with \, \{ and \} as plain characters.
#pragma once
#include <string_view>
#include <vector>

namespace midjourney {

/// For every byte whether it is inside a group, the group's own braces included. Braces without a partner are plain
/// text.
[[nodiscard]] std::vector<bool> within_braces(std::string_view text);

}  // namespace midjourney
