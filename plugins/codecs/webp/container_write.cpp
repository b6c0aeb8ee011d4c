#include <cstring>

#include "container.hpp"

namespace burnish::webp {
namespace {

constexpr uint32_t flag_xmp = 0x04, flag_exif = 0x08, flag_alpha = 0x10, flag_icc = 0x20;

void put_le(Bytes& to, uint64_t v, int bytes) {
  for (int i = 0; i < bytes; ++i) to.push_back(static_cast<uint8_t>(v >> 8 * i));
}

void put_chunk(Bytes& to, const char* id, std::string_view payload) {
  if (payload.empty()) return;
  to.insert(to.end(), id, id + 4);
  put_le(to, payload.size(), 4);
  to.insert(to.end(), payload.begin(), payload.end());
  if (payload.size() % 2 != 0) to.push_back(0);
}

}  // namespace

Extended add_blocks(const uint8_t* file, std::size_t size, int32_t width, int32_t height, const Blocks& blocks) {
  std::size_t at = 12;  // after RIFF, size, WEBP
  bool alpha = false;
  if (size >= 30 && std::memcmp(file + at, "VP8X", 4) == 0) {
    alpha = (file[at + 8] & flag_alpha) != 0;
    at += 18;
  } else if (size >= 25 && std::memcmp(file + at, "VP8L", 4) == 0) {
    alpha = (file[at + 12] & 0x10) != 0;  // bit 28 of the header that follows the signature byte
  }
  Extended out{{}, file + at, size - at, {}};
  put_chunk(out.tail, "EXIF", blocks.exif);
  put_chunk(out.tail, "XMP ", blocks.xmp);
  put_chunk(out.tail, "C2PA", blocks.c2pa);

  Bytes body;
  body.insert(body.end(), {'W', 'E', 'B', 'P', 'V', 'P', '8', 'X'});
  put_le(body, 10, 4);
  put_le(body,
         (blocks.icc.empty() ? 0U : flag_icc) | (blocks.exif.empty() ? 0U : flag_exif) |
             (blocks.xmp.empty() ? 0U : flag_xmp) | (alpha ? flag_alpha : 0U),
         4);
  put_le(body, static_cast<uint64_t>(width) - 1, 3);
  put_le(body, static_cast<uint64_t>(height) - 1, 3);
  put_chunk(body, "ICCP", blocks.icc);

  const uint64_t riff_size = body.size() + out.pixel_bytes + out.tail.size();
  if (riff_size > 0xfffffff6U) throw error("the file would be larger than the 4 GiB that WebP allows", BURNISH_LIMIT);
  out.head.insert(out.head.end(), {'R', 'I', 'F', 'F'});
  put_le(out.head, riff_size, 4);
  out.head.insert(out.head.end(), body.begin(), body.end());
  return out;
}

}  // namespace burnish::webp
