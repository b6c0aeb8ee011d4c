// Base64 (RFC 4648, with padding).
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace burnish::standins {

[[nodiscard]] std::string to_base64(std::string_view bytes);
/// Nothing when the text is not strictly base64: no white space, right padding, no stray bits.
[[nodiscard]] std::optional<std::string> from_base64(std::string_view text);

}  // namespace burnish::standins
