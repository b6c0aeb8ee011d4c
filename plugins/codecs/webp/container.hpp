// What a WebP file holds besides pixels: the RIFF container, read chunk by chunk from its headers alone.
// Layout: https://developers.google.com/speed/webp/docs/riff_container
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "burnish/decoder.hpp"

namespace burnish::webp {

using Bytes = std::vector<uint8_t>;

struct Container {
  int32_t width = 0, height = 0;  // of the canvas
  bool alpha = false;
  bool animated = false;
  uint32_t frames = 1;
  uint64_t end = 0;  // bytes of the file that belong to the container
  Bytes icc, exif, xmp, c2pa;
  std::vector<std::string> notes;
};

/// Throws bad_data for what is not WebP, for a size that does not fit its frame and for pixels that end early. Frames
/// above `max_frames` are not counted.
Container read_container(const burnish_source& source, uint32_t max_frames);

/// The Orientation of an EXIF block (from the TIFF header on); 1 when it is absent or not 1..8.
int32_t exif_orientation(const Bytes& exif);

/// Pictures without animation: the encoder's file with metadata added, as a sequence of pieces to write.
struct Blocks {
  std::string_view icc, exif, xmp, c2pa;
  [[nodiscard]] bool empty() const { return icc.empty() && exif.empty() && xmp.empty() && c2pa.empty(); }
};
struct Extended {
  Bytes head;             // RIFF header, VP8X and ICCP
  const uint8_t* pixels;  // ALPH, VP8 or VP8L chunks of the encoder's file
  std::size_t pixel_bytes;
  Bytes tail;  // EXIF, XMP, C2PA
};
Extended add_blocks(const uint8_t* file, std::size_t size, int32_t width, int32_t height, const Blocks& blocks);

}  // namespace burnish::webp
