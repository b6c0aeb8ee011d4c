// Text for a terminal of 80 columns.
#pragma once
#include <string>
#include <string_view>

namespace burnish::cli {

/// Breaks lines at spaces so that none is longer than 79 columns; the first starts where `used` columns are taken
/// already, the others after `indent` spaces. Newlines of the text stay. Without a newline at the end.
[[nodiscard]] std::string wrapped(std::string_view text, std::size_t indent, std::size_t used);

/// Exactly this many columns: filled up with spaces, or cut with "..." at its end or its front. Line ends and other
/// control characters become spaces.
enum class Cut { End, Front };
[[nodiscard]] std::string column(std::string_view text, std::size_t columns, Cut cut = Cut::End);

}  // namespace burnish::cli
