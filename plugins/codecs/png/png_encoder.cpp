#include "png_encoder.hpp"

#include <string>

#include "png_chunks.hpp"
#include "png_stripes.hpp"
#include "png_text.hpp"

namespace burnish {
namespace {

std::string header_chunk(const burnish_image_info& picture) {
  constexpr int colour = 2, alpha = 4;  // bits of the colour type
  const int type = (picture.format.model == BURNISH_RGB ? colour : 0) | (has_alpha(picture.format) ? alpha : 0);
  std::string content =
      big_endian_32(static_cast<uint32_t>(picture.width)) + big_endian_32(static_cast<uint32_t>(picture.height));
  content += static_cast<char>(sample_bytes(picture.format) * 8);
  content += static_cast<char>(type);
  content.append(3, '\0');  // compression, filter method, not interlaced
  return make_chunk("IHDR", content);
}

std::string profile_chunk(std::string_view profile) {
  return make_chunk("iCCP", std::string("ICC profile").append(2, '\0') + deflate(profile));
}

/// What the code points say, when there is no profile: sRGB in the form that every reader knows, the rest as cICP.
std::string colour_chunk(const burnish_color& colour) {
  constexpr uint8_t unspecified = 2, bt709 = 1, srgb = 13;
  const auto stated = [](uint8_t code) { return code != 0 && code != unspecified; };
  if (!stated(colour.primaries) || !stated(colour.transfer)) return {};
  if (colour.primaries == bt709 && colour.transfer == srgb) return make_chunk("sRGB", std::string_view("\0", 1));
  const char content[] = {static_cast<char>(colour.primaries), static_cast<char>(colour.transfer), 0, 1};
  return make_chunk("cICP", {content, sizeof content});
}

/// "comment" is what other formats call PNG's registered keyword; a number behind two spaces tells texts of one keyword
/// apart.
std::string text_chunk(const std::string& key, std::string text, std::string_view language) {
  const std::string keyword = key.substr(0, key.find("  "));
  return write_text({keyword == "comment" ? "Comment" : keyword, std::move(text), std::string(language)});
}

/// All chunks between header and pixels.
std::string metadata_chunks(const encode_call& call) {
  const auto icc = call.block("block:icc");
  std::string chunks = icc.empty() ? colour_chunk(call.info().color) : profile_chunk(icc);
  if (const auto exif = call.block("block:exif"); !exif.empty()) chunks += make_chunk("eXIf", exif);
  if (const auto xmp = call.block("block:xmp"); !xmp.empty()) chunks += write_xmp(xmp);
  if (const auto c2pa = call.block("block:c2pa"); !c2pa.empty()) chunks += make_chunk("caBX", c2pa);
  const std::string iptc(call.block("block:iptc")), photoshop(call.block("block:photoshop"));
  if (!iptc.empty() || !photoshop.empty()) chunks += write_resources(iptc, photoshop);
  call.each("text:", [&](const std::string& key, std::string_view value) {
    std::string text(value);  // a value lives until the next one is asked for
    const std::string chunk = text_chunk(key, std::move(text), call.block(("lang:" + key).c_str()));
    if (chunk.empty()) call.note("the text \"" + key + "\" is left out: PNG does not allow such a keyword or text");
    chunks += chunk;
  });
  return chunks;
}

}  // namespace

void PngEncoder::encode(const encode_call& call) const {
  std::string head(reinterpret_cast<const char*>(png_signature.data()), png_signature.size());
  head += header_chunk(call.info());
  head += metadata_chunks(call);
  call.write(head.data(), head.size());
  PngStripes(call, {.compression = compression, .filter = filter}).write();
  const std::string end = make_chunk("IEND", {});
  call.write(end.data(), end.size());
}

}  // namespace burnish
