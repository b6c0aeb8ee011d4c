// Texts as they are found in names and marks, and the small forms in them: UUIDs, times, words.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace midjourney {

[[nodiscard]] bool is_utf8(std::string_view bytes);
/// The bytes when they are UTF-8, else read as Latin-1. Zeros at the end are dropped.
[[nodiscard]] std::string to_utf8(std::string_view bytes);
/// Lone surrogates become U+FFFD.
[[nodiscard]] std::string from_utf16(std::string_view bytes, bool big_endian);

[[nodiscard]] constexpr bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
[[nodiscard]] constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
[[nodiscard]] constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
[[nodiscard]] constexpr bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
[[nodiscard]] bool is_number(std::string_view digits);  // one or more digits and nothing else

/// ASCII letters only.
[[nodiscard]] std::string lower(std::string_view text);
[[nodiscard]] std::string_view trimmed(std::string_view text);
[[nodiscard]] bool starts_with(std::string_view text, std::string_view beginning);
[[nodiscard]] bool starts_with_in_any_case(std::string_view text, std::string_view beginning);
/// At most `most` bytes of a UTF-8 text, cut between two characters, at a space when one is near; " ..." says so.
[[nodiscard]] std::string shortened(std::string_view text, std::size_t most);
/// One line for a note: control characters become spaces.
[[nodiscard]] std::string quoted(std::string_view text);

constexpr std::size_t uuid_length = 36;
[[nodiscard]] bool is_uuid(std::string_view text);
/// Where the last UUID begins that is not part of a longer run of letters and digits.
[[nodiscard]] std::optional<std::size_t> last_uuid(std::string_view text);

/// "Thu, 11 Sep 2025 09:48:26 GMT" (RFC 1123) or ISO 8601 with a zone as "2025-09-11T09:48:26Z".
[[nodiscard]] std::optional<std::string> rfc3339_of(std::string_view time);

/// FNV-1a, as 16 hexadecimal digits: the same on every machine.
[[nodiscard]] std::string stable_key(std::string_view text);

}  // namespace midjourney
