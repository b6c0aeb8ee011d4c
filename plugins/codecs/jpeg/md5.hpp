// MD5 (RFC 1321), which extended XMP names its packets by. Not for security.
#pragma once
#include <string>
#include <string_view>

namespace burnish {

/// 32 upper-case hexadecimal digits.
std::string md5_hex(std::string_view bytes);

}  // namespace burnish
