#include "jpeg_segments.hpp"

#include <algorithm>
#include <string_view>

#include "jpeg_markers.hpp"
#include "jpeg_xmp.hpp"

namespace burnish {
namespace {

constexpr int app1 = JPEG_APP0 + 1, app2 = JPEG_APP0 + 2, app13 = JPEG_APP0 + 13;

std::string big_endian(uint64_t value, int count) {
  std::string bytes;
  for (int shift = (count - 1) * 8; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift & 0xFF);
  return bytes;
}

std::string joined(std::string_view a, std::string_view b) { return std::string(a).append(b); }

/// An extension goes into segments of its own after the main packet (Adobe, XMP part 3, 1.1.3.1).
void add_xmp(std::vector<JpegSegment>& out, std::string_view packet, const encode_call& call) {
  constexpr std::size_t most = 0xFFFFFFFF;
  if (packet.empty()) return;
  if (packet.size() > most) return call.note("the XMP packet is left out: it is larger than a JPEG can hold");
  const SplitXmp parts = split_xmp(packet, max_segment_bytes - signature::xmp.size());
  out.push_back({app1, joined(signature::xmp, parts.main)});
  const std::size_t part_bytes = max_segment_bytes - signature::extended_xmp.size() - parts.digest.size() - 8;
  for (std::size_t at = 0; at < parts.extension.size(); at += part_bytes)
    out.push_back({app1, joined(signature::extended_xmp, parts.digest) + big_endian(parts.extension.size(), 4) +
                             big_endian(at, 4) + parts.extension.substr(at, part_bytes)});
}

void add_icc(std::vector<JpegSegment>& out, std::string_view profile, const encode_call& call) {
  constexpr std::size_t chunk_bytes = max_segment_bytes - signature::icc.size() - 2, most_chunks = 255;
  const std::size_t count = (profile.size() + chunk_bytes - 1) / chunk_bytes;
  if (count > most_chunks) return call.note("the ICC profile is left out: it is larger than a JPEG can hold");
  for (std::size_t i = 0; i < count; ++i)
    out.push_back({app2, std::string(signature::icc) + big_endian(i + 1, 1) + big_endian(count, 1) +
                             std::string(profile.substr(i * chunk_bytes, chunk_bytes))});
}

/// Image resources of Photoshop's: IPTC as "8BIM", number, empty name, size, data padded to even; then `others`. What
/// is larger than a segment goes on in the next, as Photoshop does it.
void add_resources(std::vector<JpegSegment>& out, std::string_view iptc, std::string_view others) {
  constexpr std::size_t part_bytes = max_segment_bytes - signature::photoshop.size();
  std::string bytes;
  if (!iptc.empty()) {
    bytes = "8BIM" + big_endian(iptc_resource, 2) + big_endian(0, 2) + big_endian(iptc.size(), 4);
    bytes.append(iptc);
    if (iptc.size() % 2 != 0) bytes += '\0';
  }
  bytes.append(others);
  for (std::size_t at = 0; at < bytes.size(); at += part_bytes)
    out.push_back({app13, joined(signature::photoshop, std::string_view(bytes).substr(at, part_bytes))});
}

void add(std::vector<JpegSegment>& out, const encode_call& call, int marker, std::string payload, const char* what) {
  if (payload.size() <= max_segment_bytes)
    out.push_back({marker, std::move(payload)});
  else
    call.note(std::string("the ") + what + " is left out: a JPEG holds at most " + std::to_string(max_segment_bytes) +
              " bytes of it");
}

}  // namespace

std::vector<JpegSegment> metadata_segments(const encode_call& call) {
  std::vector<JpegSegment> out;
  if (const auto exif = call.block("block:exif"); !exif.empty())
    add(out, call, app1, joined(signature::exif, exif), "EXIF block");
  add_xmp(out, call.block("block:xmp"), call);
  const std::string iptc(call.block("block:iptc"));  // a block lives until the next one is asked for
  add_resources(out, iptc, call.block("block:photoshop"));
  add_icc(out, call.block("block:icc"), call);
  // A number behind two spaces tells several comments apart; "Comment" is what PNG calls it.
  call.each("text:", [&](const std::string& key, std::string_view comment) {
    const std::string keyword = key.substr(0, key.find("  "));
    if ((keyword == "comment" || keyword == "Comment") && !comment.empty())
      add(out, call, JPEG_COM, std::string(comment), "comment");
  });
  return out;
}

}  // namespace burnish
