// Numbers as text, whatever the locale.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace burnish {

/// The whole text as a finite number; a leading '+' is accepted, blanks are not.
[[nodiscard]] std::optional<double> parse_number(std::string_view text);
/// The whole text as a whole number; "24.0" and "1e3" are, "24.5" is not.
[[nodiscard]] std::optional<int64_t> parse_whole(std::string_view text);
/// The shortest text that reads back as the same number, without an exponent where that stays readable.
[[nodiscard]] std::string number_text(double value);

}  // namespace burnish
