#include "metadata.hpp"

#include <OpenImageIO/tiffutils.h>

#include <algorithm>
#include <cstring>

namespace burnish::oiio {
namespace {

using namespace std::string_view_literals;

constexpr uint64_t max_scanned_bytes = 256U << 20, max_packet_bytes = 16U << 20;
constexpr std::size_t scan_step = 1U << 20;

/// XMP packets are made to be found by programs that do not know the format around them (XMP specification part 1,
/// section 7.3).
class PacketSearch {
 public:
  explicit PacketSearch(const burnish_source& source) : source_(source) {}

  std::string run() const {
    const uint64_t begin = find("<x:xmpmeta"sv, 0, max_scanned_bytes);
    if (begin == UINT64_MAX) return {};
    constexpr std::string_view close = "</x:xmpmeta>";
    const uint64_t end = find(close, begin, begin + max_packet_bytes);
    if (end == UINT64_MAX) return {};
    std::string packet(static_cast<std::size_t>(end + close.size() - begin), '\0');
    read_exactly(source_, begin, packet.data(), packet.size());
    return packet;
  }

 private:
  [[nodiscard]] uint64_t find(std::string_view what, uint64_t from, uint64_t upto) const {
    std::vector<char> piece(scan_step + what.size());
    for (uint64_t at = from; at < upto; at += scan_step) {
      std::size_t got = 0;
      check(source_.read(&source_, at, piece.data(), piece.size(), &got), "cannot read");
      const std::size_t found = std::string_view(piece.data(), got).find(what);
      if (found != std::string_view::npos) return at + found;
      if (got < piece.size()) break;
    }
    return UINT64_MAX;
  }
  const burnish_source& source_;
};

bool carries_xmp(std::string_view reader) {
  constexpr std::string_view readers[] = {"gif", "psd", "heif", "jpeg2000", "raw"};
  return std::find(std::begin(readers), std::end(readers), reader) != std::end(readers);
}

/// GIF89a: after the screen come blocks; an image is 0x2C, an extension 0x21, both end in a chain of sub-blocks.
class GifWalk {
 public:
  GifWalk(const burnish_source& source, uint32_t max) : source_(source), max_(max) {}

  uint32_t count() {
    at_ = 10;
    const int screen = byte();
    at_ = 13 + colours(screen);
    uint32_t n = 0;
    for (int kind = byte(); n < max_ && (kind == 0x21 || kind == 0x2c); kind = byte()) {
      if (kind == 0x21) {
        at_ += 1;
      } else {
        ++n;
        at_ += 8;
        const int flags = byte();
        at_ += colours(flags) + 1;
      }
      for (int size = byte(); size > 0; size = byte()) at_ += static_cast<uint64_t>(size);
    }
    return n;
  }

 private:
  static uint64_t colours(int flags) { return (flags & 0x80) != 0 ? uint64_t{3} << ((flags & 7) + 1) : 0; }

  /// -1 past the end.
  int byte() {
    if (at_ < window_at_ || at_ >= window_at_ + filled_) {
      window_at_ = at_;
      if (source_.read(&source_, at_, window_.data(), window_.size(), &filled_) < 0) filled_ = 0;
      if (filled_ == 0) return -1;
    }
    return window_[static_cast<std::size_t>(at_++ - window_at_)];
  }

  const burnish_source& source_;
  uint32_t max_;
  uint64_t at_ = 0, window_at_ = 0;
  std::size_t filled_ = 0;
  std::array<uint8_t, 65536> window_{};
};

uint32_t icons(const burnish_source& source) {
  uint8_t head[6];
  read_exactly(source, 0, head, sizeof head);
  return head[4] + head[5] * 256U;
}

}  // namespace

std::vector<char> profile_of(const OIIO::ImageSpec& spec) {
  const OIIO::ParamValue* p = spec.find_attribute("ICCProfile");
  if (p == nullptr || p->type().basetype != OIIO::TypeDesc::UINT8) return {};
  const auto* bytes = static_cast<const char*>(p->data());
  return {bytes, bytes + p->datasize()};
}

void hand_over_blocks(const decode_call& call, const OIIO::ImageSpec& spec, const std::string& reader) {
  const std::vector<char> icc = profile_of(spec);
  call.set_block("block:icc", icc.data(), icc.size());
  const bool told = std::any_of(spec.extra_attribs.begin(), spec.extra_attribs.end(), [](const OIIO::ParamValue& p) {
    const std::string_view name(p.name().data(), p.name().size());
    return name.substr(0, 5) == "Exif:" || name.substr(0, 4) == "GPS:" || name == "Make" || name == "Model" ||
           name == "Artist" || name == "Copyright" || name == "DateTime" || name == "ImageDescription";
  });
  if (told) {
    std::vector<char> exif;
    OIIO::encode_exif(spec, exif);
    call.set_block("block:exif", exif.data(), exif.size());
  }
  std::vector<char> iptc;
  OIIO::encode_iptc_iim(spec, iptc);
  call.set_block("block:iptc", iptc.data(), iptc.size());
  if (!carries_xmp(reader)) return;
  const std::string xmp = PacketSearch(call.source).run();
  call.set_block("block:xmp", xmp.data(), xmp.size());
}

uint32_t count_frames(const burnish_source& source, const OIIO::ImageSpec& spec, const std::string& reader,
                      uint32_t max) {
  max = std::max(max, 1U);
  uint32_t n = 1;
  if (reader == "gif")
    n = GifWalk(source, max).count();
  else if (reader == "ico")
    n = icons(source);
  else if (reader == "openexr")
    n = static_cast<uint32_t>(std::max(spec.get_int_attribute("oiio:subimages", 1), 1));
  return std::clamp(n, 1U, max);
}

}  // namespace burnish::oiio
