// Which of OpenImageIO's readers a file is for. Only the readers named here are ever used: none that plays films, none
// for formats that have a plugin of their own.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace burnish::oiio {

/// As many bytes as tell() wants to see.
inline constexpr std::size_t head_bytes = 160;

/// The reader's name by the file's first bytes, else by its name; empty when neither says.
std::string tell(std::string_view head, std::string_view path);

/// Whether the first bytes could be a Targa file, which has no signature.
bool may_be_targa(std::string_view head);

}  // namespace burnish::oiio
