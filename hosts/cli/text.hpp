// Text for a terminal.
#pragma once
#include <string>
#include <string_view>

namespace burnish::cli {

inline constexpr std::size_t usual_width = 79;

/// Columns of the terminal that standard output is, less one and at most 120; usual_width when it is none.
[[nodiscard]] std::size_t terminal_width();

/// Breaks lines at spaces so that none is longer than `width` columns; the first starts where `used` columns are taken
/// already, the others after `indent` spaces. Newlines of the text stay. Without a newline at the end.
[[nodiscard]] std::string wrapped(std::string_view text, std::size_t indent, std::size_t used,
                                  std::size_t width = usual_width);

/// Exactly this many columns: filled up with spaces, or cut with "..." at its end or its front. Line ends and other
/// control characters become spaces.
enum class Cut { End, Front };
[[nodiscard]] std::string column(std::string_view text, std::size_t columns, Cut cut = Cut::End);

}  // namespace burnish::cli
