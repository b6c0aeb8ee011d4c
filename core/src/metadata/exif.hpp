// EXIF: a TIFF structure of directories (Exif 2.32, TIFF 6.0), mended in place so that no offset moves.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "burnish/core/run.hpp"
#include "image/shape.hpp"

namespace burnish {

/// What is true of the output.
struct ExifTruth {
  Size size{};
  bool upright = false;      // orientation becomes 1
  bool srgb = false;         // colour space becomes sRGB
  bool same_places = false;  // every pixel is where it was
};

/// The block with orientation, sizes and colour space as `truth` says and without its thumbnail; nothing when it is too
/// damaged for that.
[[nodiscard]] std::optional<std::string> mend_exif(std::string_view block, const ExifTruth& truth);

/// Whether GeoTIFF's tags say where on the earth pixels lie; mend_exif() takes that out unless they stay in place.
[[nodiscard]] bool places_pixels_on_earth(std::string_view block);

/// A block of at most `most` bytes: the largest values are left out, and thumbnails. Values move; a maker note keeps
/// its bytes. Nothing when the block cannot be read, or that is not enough.
[[nodiscard]] std::optional<std::string> shrink_exif(std::string_view block, std::size_t most);

/// The values whose tags are known; false when some directory could not be read to its end.
[[nodiscard]] bool describe_exif(std::string_view block, std::vector<MetadataEntry>& entries);

}  // namespace burnish
