// Base64 (RFC 4648, section 4): bytes in XMP.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace burnish {

[[nodiscard]] std::string base64_of(std::string_view bytes);
/// Nothing when it is not whole; white space is skipped.
[[nodiscard]] std::optional<std::string> bytes_of_base64(std::string_view text);

}  // namespace burnish
