// Names of files in folders and archives, which anybody may have written.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace burnish {

inline constexpr std::size_t longest_name = 255;   // of one part, in bytes
inline constexpr std::size_t longest_path = 4096;  // in bytes

/// For messages: one line of UTF-8 without control characters; bytes that are not UTF-8 become \xNN, the middle of long
/// ones "...".
[[nodiscard]] std::string printable(std::string_view path);
/// Whether a part begins with a dot, or is what macOS puts into archives ("__MACOSX").
[[nodiscard]] bool is_hidden(std::string_view path);
/// One clause saying why an entry of that name is refused: it could mean a file outside the archive, or no file at all.
[[nodiscard]] std::optional<std::string> objection_to_name(std::string_view path);

}  // namespace burnish
