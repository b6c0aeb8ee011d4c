#include "jpeg_markers.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "jpeg_xmp.hpp"

namespace burnish {
namespace {

constexpr int app1 = JPEG_APP0 + 1, app2 = JPEG_APP0 + 2, app11 = JPEG_APP0 + 11, app13 = JPEG_APP0 + 13;
constexpr std::size_t max_comments = 100;
/// A main packet and its extension together, and a box; more is taken for an attack.
constexpr std::size_t max_xmp_bytes = 32 * 1024 * 1024, max_box_bytes = 16 * 1024 * 1024;

bool starts_with(std::string_view text, std::string_view prefix) { return text.substr(0, prefix.size()) == prefix; }

uint32_t big_endian(std::string_view bytes, std::size_t at, std::size_t count) {
  uint32_t value = 0;
  for (std::size_t i = 0; i < count; ++i) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

/// Photoshop's image resources: signature, number, Pascal name and data, both padded to even. The first that holds IPTC
/// has a block of its own, the host judges the rest.
struct Resources {
  std::string iptc, others;
};
Resources split_resources(std::string_view bytes) {
  constexpr std::size_t head = 6, size_bytes = 4;
  Resources all;
  std::size_t at = 0;
  while (at + head + 2 + size_bytes <= bytes.size()) {
    const auto name = static_cast<std::size_t>(big_endian(bytes, at + head, 1)) + 1;
    const std::size_t size_at = at + head + name + (name & 1);
    if (size_at + size_bytes > bytes.size()) break;
    const std::size_t size = big_endian(bytes, size_at, size_bytes), data = size_at + size_bytes;
    if (size > bytes.size() - data) break;
    const std::size_t end = std::min(data + size + (size & 1), bytes.size());
    if (bytes.substr(at, 4) == "8BIM" && big_endian(bytes, at + 4, 2) == iptc_resource && all.iptc.empty())
      all.iptc = bytes.substr(data, size);
    else
      all.others.append(bytes.substr(at, end - at));
    at = end;
  }
  all.others.append(bytes.substr(at));
  return all;
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

/// A part of a JUMBF box (ISO/IEC 19566-5, D.2), after its signature: number of the box, from which of its parts on,
/// and in every part the head of the box again.
struct BoxPart {
  uint32_t box, number;
  std::string_view head, bytes;
};
std::optional<BoxPart> read_box_part(std::string_view payload) {
  constexpr std::size_t numbers = 6, plain_head = 8, long_head = 16;
  if (payload.size() < numbers + plain_head) return std::nullopt;
  const std::size_t head = big_endian(payload, numbers, 4) == 1 ? long_head : plain_head;
  if (payload.size() < numbers + head) return std::nullopt;
  return BoxPart{big_endian(payload, 0, 2), big_endian(payload, 2, 4), payload.substr(numbers, head),
                 payload.substr(numbers + head)};
}

/// A superbox whose description box, its first, has the type of C2PA's store of manifests.
bool is_manifest_store(std::string_view head, std::string_view content) {
  constexpr std::string_view store("c2pa\x00\x11\x00\x10\x80\x00\x00\xAA\x00\x38\x9B\x71", 16);
  return head.substr(4, 4) == "jumb" && content.size() >= 24 && content.substr(4, 4) == "jumd" &&
         content.substr(8, store.size()) == store;
}

class Collector {
 public:
  JpegMetadata result;

  void take(int marker, std::string_view payload) {
    if (marker == JPEG_COM && !payload.empty() && payload.front() != '\0' && result.comments.size() < max_comments)
      result.comments.emplace_back(payload.substr(0, payload.find('\0')));
    if (marker == app13 && starts_with(payload, signature::photoshop))
      resources_.append(payload.substr(signature::photoshop.size()));
    if (marker == app2 && starts_with(payload, signature::icc)) icc_.push_back(payload.substr(signature::icc.size()));
    if (marker == app1) take_app1(payload);
    if (marker == app11 && starts_with(payload, signature::box))
      if (const auto part = read_box_part(payload.substr(signature::box.size()))) boxes_.push_back(*part);
  }

  void finish() {
    Resources resources = split_resources(resources_);
    result.iptc = std::move(resources.iptc);
    result.photoshop = std::move(resources.others);
    while (!result.xmp.empty() && result.xmp.back() == '\0') result.xmp.pop_back();
    join_icc();
    if (!extended_.empty()) join_extension();
    join_boxes();
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

  void join_extension() {
    const auto digest = extension_digest(result.xmp);
    std::erase_if(extended_, [&](const ExtendedPart& part) { return part.digest != digest; });
    std::stable_sort(extended_.begin(), extended_.end(),
                     [](const ExtendedPart& a, const ExtendedPart& b) { return a.at < b.at; });
    std::string whole;
    for (const ExtendedPart& part : extended_)
      if (part.at == whole.size() && whole.size() + part.bytes.size() <= max_xmp_bytes) whole.append(part.bytes);
    const bool complete = !extended_.empty() && whole.size() == extended_.front().whole;
    auto joined = complete ? join_xmp(result.xmp, whole) : std::nullopt;
    if (joined)
      result.xmp = *std::move(joined);
    else
      result.notes.emplace_back("the extended XMP packet is ignored: its parts are damaged or missing");
  }

  void join_boxes() {
    std::stable_sort(boxes_.begin(), boxes_.end(), [](const BoxPart& a, const BoxPart& b) {
      return a.box != b.box ? a.box < b.box : a.number < b.number;
    });
    for (auto first = boxes_.begin(); first != boxes_.end() && result.c2pa.empty();) {
      const auto end = std::find_if(first, boxes_.end(), [&](const BoxPart& p) { return p.box != first->box; });
      if (is_manifest_store(first->head, first->bytes)) {
        result.c2pa = first->head;
        for (auto part = first; part != end && result.c2pa.size() <= max_box_bytes; ++part)
          result.c2pa.append(part->bytes);
      }
      first = end;
    }
  }

  std::string resources_;
  std::vector<std::string_view> icc_;
  std::vector<ExtendedPart> extended_;
  std::vector<BoxPart> boxes_;
};

}  // namespace

void keep_metadata(jpeg_decompress_struct& codec, bool keep) {
  const unsigned limit = keep ? 0xFFFF : 0;
  for (const int marker : {int{JPEG_COM}, app1, app2, app11, app13}) jpeg_save_markers(&codec, marker, limit);
}

JpegMetadata read_metadata(const jpeg_decompress_struct& codec) {
  Collector collector;
  for (const jpeg_marker_struct* m = codec.marker_list; m != nullptr; m = m->next)
    collector.take(m->marker, {reinterpret_cast<const char*>(m->data), m->data_length});
  collector.finish();
  return std::move(collector.result);
}

}  // namespace burnish
