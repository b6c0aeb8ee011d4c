#include "jpeg_markers.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

namespace burnish {
namespace {

constexpr int app1 = JPEG_APP0 + 1, app2 = JPEG_APP0 + 2, app13 = JPEG_APP0 + 13;
/// A main packet and its extension together; more is taken for an attack.
constexpr std::size_t max_xmp_bytes = 32 * 1024 * 1024;

bool starts_with(std::string_view text, std::string_view prefix) { return text.substr(0, prefix.size()) == prefix; }

uint32_t big_endian(std::string_view bytes, std::size_t at, std::size_t count) {
  uint32_t value = 0;
  for (std::size_t i = 0; i < count; ++i) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

/// The IPTC resource among Photoshop's image resources: "8BIM", number, Pascal name and data, both padded to even.
std::string_view find_iptc(std::string_view resources) {
  std::size_t at = 0;
  while (at + 12 <= resources.size() && resources.substr(at, 4) == "8BIM") {
    const uint32_t number = big_endian(resources, at + 4, 2);
    const auto name = static_cast<std::size_t>(big_endian(resources, at + 6, 1)) + 1;
    at += 6 + name + (name & 1);
    if (at + 4 > resources.size()) return {};
    const std::size_t size = big_endian(resources, at, 4);
    at += 4;
    if (size > resources.size() - at) return {};
    if (number == iptc_resource) return resources.substr(at, size);
    at += size + (size & 1);
  }
  return {};
}

/// One part of an extended XMP packet (Adobe, XMP part 3, 1.1.3.1), after its signature.
struct ExtendedPart {
  std::string_view digest, bytes;
  uint32_t whole, at;
};
std::optional<ExtendedPart> read_extended_part(std::string_view payload) {
  constexpr std::size_t digest_bytes = 32, head_bytes = digest_bytes + 8;
  if (payload.size() < head_bytes) return std::nullopt;
  return ExtendedPart{payload.substr(0, digest_bytes), payload.substr(head_bytes), big_endian(payload, digest_bytes, 4),
                      big_endian(payload, digest_bytes + 4, 4)};
}

/// The property of the main packet that names its extension: xmpNote:HasExtendedXMP="..." or as an element.
struct Mention {
  std::size_t at, size;  // of all of it
  std::string digest;
};
std::optional<Mention> find_mention(const std::string& packet) {
  constexpr std::string_view name = "xmpNote:HasExtendedXMP";
  const std::size_t at = packet.find(name);
  if (at == std::string::npos || at + name.size() + 2 > packet.size()) return std::nullopt;
  std::size_t from = at + name.size();
  if (packet[from] == '>') {
    const std::size_t end = packet.find('<', from), close = packet.find('>', end == std::string::npos ? from : end);
    if (at == 0 || end == std::string::npos || close == std::string::npos) return std::nullopt;
    return Mention{at - 1, close + 2 - at, packet.substr(from + 1, end - from - 1)};
  }
  if (packet[from] != '=') return std::nullopt;
  const char quote = packet[++from];
  const std::size_t end = packet.find(quote, from + 1);
  if ((quote != '"' && quote != '\'') || end == std::string::npos) return std::nullopt;
  return Mention{at, end + 1 - at, packet.substr(from + 1, end - from - 1)};
}

/// What stands inside <rdf:RDF ...> ... </rdf:RDF>.
std::string_view rdf_content(std::string_view packet) {
  const std::size_t open = packet.find("<rdf:RDF"), close = packet.rfind("</rdf:RDF>");
  if (open == std::string_view::npos || close == std::string_view::npos) return {};
  const std::size_t from = packet.find('>', open);
  return from == std::string_view::npos || from + 1 > close ? std::string_view{}
                                                            : packet.substr(from + 1, close - from - 1);
}

class Collector {
 public:
  JpegMetadata result;

  void take(int marker, std::string_view payload) {
    if (marker == JPEG_COM && result.comment.empty()) result.comment = payload.substr(0, payload.find('\0'));
    if (marker == app13 && starts_with(payload, signature::photoshop))
      resources_.append(payload.substr(signature::photoshop.size()));
    if (marker == app2 && starts_with(payload, signature::icc)) icc_.push_back(payload.substr(signature::icc.size()));
    if (marker == app1) take_app1(payload);
  }

  void finish() {
    result.iptc = find_iptc(resources_);
    while (!result.xmp.empty() && result.xmp.back() == '\0') result.xmp.pop_back();
    join_icc();
    if (!extended_.empty()) join_xmp();
  }

 private:
  void take_app1(std::string_view payload) {
    if (starts_with(payload, signature::exif.substr(0, 5)) && payload.size() > signature::exif.size()) {
      if (result.exif.empty()) result.exif = payload.substr(signature::exif.size());
    } else if (starts_with(payload, signature::xmp)) {
      if (result.xmp.empty()) result.xmp = payload.substr(signature::xmp.size());
    } else if (starts_with(payload, signature::extended_xmp)) {
      if (const auto part = read_extended_part(payload.substr(signature::extended_xmp.size())))
        extended_.push_back(*part);
    }
  }

  /// Chunks carry their number, from 1, and how many there are (ICC.1, B.4).
  void join_icc() {
    if (icc_.empty()) return;
    std::array<std::string_view, 256> chunks{};
    std::size_t total = 0;
    for (const std::string_view chunk : icc_) {
      if (chunk.size() < 3) return refuse_icc();
      const auto number = static_cast<std::size_t>(big_endian(chunk, 0, 1)),
                 count = static_cast<std::size_t>(big_endian(chunk, 1, 1));
      if (number == 0 || number > count || (total != 0 && count != total) || !chunks[number].empty())
        return refuse_icc();
      total = count;
      chunks[number] = chunk.substr(2);
    }
    for (std::size_t i = 1; i <= total; ++i) {
      if (chunks[i].empty()) return refuse_icc();
      result.icc.append(chunks[i]);
    }
  }
  void refuse_icc() {
    result.icc.clear();
    result.notes.emplace_back("the ICC profile is ignored: its chunks are damaged, missing or repeated");
  }

  void join_xmp() {
    const auto mention = find_mention(result.xmp);
    std::string whole;
    std::size_t filled = 0;
    for (const ExtendedPart& part : extended_) {
      if (!mention || part.digest != mention->digest || part.whole > max_xmp_bytes) continue;
      if (whole.empty()) whole.resize(part.whole);
      if (part.whole != whole.size() || part.at != filled || part.bytes.size() > whole.size() - filled) break;
      whole.replace(filled, part.bytes.size(), part.bytes);
      filled += part.bytes.size();
    }
    const std::string_view more = filled == whole.size() ? rdf_content(whole) : std::string_view{};
    const std::size_t close = result.xmp.rfind("</rdf:RDF>");
    if (!mention || more.empty() || close == std::string::npos || mention->at > close) {
      result.notes.emplace_back("the extended XMP packet is ignored: its parts are damaged or missing");
      return;
    }
    result.xmp.insert(close, more);
    result.xmp.erase(mention->at, mention->size);
  }

  std::string resources_;
  std::vector<std::string_view> icc_;
  std::vector<ExtendedPart> extended_;
};

}  // namespace

void keep_metadata(jpeg_decompress_struct& codec, bool keep) {
  const unsigned limit = keep ? 0xFFFF : 0;
  for (const int marker : {int{JPEG_COM}, app1, app2, app13}) jpeg_save_markers(&codec, marker, limit);
}

JpegMetadata read_metadata(const jpeg_decompress_struct& codec) {
  Collector collector;
  for (const jpeg_marker_struct* m = codec.marker_list; m != nullptr; m = m->next)
    collector.take(m->marker, {reinterpret_cast<const char*>(m->data), m->data_length});
  collector.finish();
  return std::move(collector.result);
}

}  // namespace burnish
