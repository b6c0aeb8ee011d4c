// Pictures on their way out (shrunk, masks turned round, encoded) and in (checked).
#pragma once
#include <burnish/stream.h>

#include <string>
#include <string_view>

#include "request.hpp"

namespace flux {

[[nodiscard]] std::string to_base64(std::string_view bytes);
/// Empty when it is not base64; white space is skipped, padding may be missing.
[[nodiscard]] std::string from_base64(std::string_view text);

/// What a mask says where the picture is to change. White is this plugin's own way.
enum class MaskEdit : uint8_t { White, Black, Transparent };

/// A picture as a PNG file, or as JPEG where a PNG could exceed max_bytes; without metadata, 8 bits a sample.
/// `with_alpha`: transparency stays when there is some.
struct Sent {
  std::string bytes, mime;
};
[[nodiscard]] Sent encode_picture(const burnish_call* call, const burnish_reader& reader, Extent size, bool with_alpha,
                                  uint64_t max_bytes);
/// The first channel of a picture as a mask. Throws when it is black everywhere: nothing would change.
[[nodiscard]] Sent encode_mask(const burnish_call* call, const burnish_reader& reader, MaskEdit edit);
/// A mask from the transparent part of a picture.
[[nodiscard]] Sent encode_alpha_mask(const burnish_call* call, const burnish_reader& reader, MaskEdit edit);

/// Whether bytes are a whole PNG, JPEG or WebP file, as far as can be seen without decoding. Empty: they are; otherwise
/// what is wrong.
[[nodiscard]] std::string picture_problem(std::string_view bytes, std::string_view content_type);

}  // namespace flux
