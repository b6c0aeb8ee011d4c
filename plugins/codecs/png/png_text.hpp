// PNG's text: keywords with text in Latin-1 or UTF-8, plain or compressed (PNG specification, 11.3.3).
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace burnish {

inline constexpr std::string_view xmp_keyword = "XML:com.adobe.xmp";

struct PngText {
  std::string keyword, text;  // UTF-8
  std::string language = {};  // iTXt: "de Titel", a tag of RFC 3066 and the keyword in that language; or empty
};

/// A tEXt, zTXt or iTXt chunk's content; none when it is damaged or its text is longer than `most` bytes.
std::optional<PngText> read_text(std::string_view type, std::string_view content, std::size_t most);

/// A whole tEXt chunk, or iTXt when the text is not Latin-1 or has a language; empty when the keyword is none that PNG
/// allows.
std::string write_text(const PngText& text);
/// A whole iTXt chunk that holds an XMP packet.
std::string write_xmp(std::string_view packet);

/// The block inside the text of ImageMagick's "Raw profile type exif" and the like: a name, a length and hexadecimal
/// digits. None when it is damaged.
std::optional<std::string> read_raw_profile(std::string_view text);
/// What such a block holds: bare IPTC records, or Photoshop's image resources, some of which hold them.
struct PngResources {
  std::string iptc, others;
};
PngResources resources_of(std::string_view block);
/// A whole zTXt chunk "Raw profile type iptc", which exiftool, exiv2 and ImageMagick read: PNG has no place of its own
/// for IPTC and Photoshop's resources.
std::string write_resources(std::string_view iptc, std::string_view others);

}  // namespace burnish
