#include "jpeg_encoder.hpp"

#include <vector>

#include "jpeg_segments.hpp"
#include "jpeg_stripes.hpp"

namespace burnish {
namespace {

std::vector<const JSAMPLE*> row_pointers(const burnish_tile& tile) {
  std::vector<const JSAMPLE*> rows;
  rows.reserve(static_cast<std::size_t>(height(tile.rect)));
  for (int32_t y = tile.rect.y0; y < tile.rect.y1; ++y) rows.push_back(row<JSAMPLE>(tile, 0, tile.rect.x0, y));
  return rows;
}

}  // namespace

void JpegEncoder::encode(const encode_call& call) const {
  const burnish_image_info& picture = call.info();
  if (picture.width > max_width || picture.height > max_height)
    throw error("the picture is " + std::to_string(picture.width) + "x" + std::to_string(picture.height) +
                    " pixels; a JPEG holds at most " + std::to_string(max_width) + " on a side",
                BURNISH_LIMIT);
  const acquired pixels(call, {0, 0, picture.width, picture.height});
  const auto rows = row_pointers(*pixels);
  const JpegRows input{picture.width, channels(picture.format), rows};
  const JpegSettings settings{.quality = quality_value,
                              .chroma = chroma,
                              .tables = optimise || progressive ? Tables::Optimised : Tables::Standard,
                              .given = nullptr,
                              .progressive = progressive,
                              .restart_rows = restart_interval};
  const auto metadata = metadata_segments(call);
  if (!progressive && int64_t{picture.width} * picture.height >= stripes_from_pixels)
    write_stripes(call, settings, input, metadata);
  else
    JpegWriter(&call.sink).write(call.call, settings, input, metadata);
}

}  // namespace burnish
