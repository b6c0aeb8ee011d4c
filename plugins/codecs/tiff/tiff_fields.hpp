#pragma once
#include "burnish/encoder.hpp"
#include "fields.hpp"

namespace burnish::tiff {

/// How the pixels are stored. A strip is a block as wide as the picture.
struct Storage {
  burnish_format format;
  int32_t width, height, block_width, block_height;
  bool tiled;
  uint16_t compression, predictor;  // as TIFF numbers them
  int32_t orientation;
};
/// The fields of the first directory that say so, without the places of the blocks.
std::vector<Field> storage_fields(const Storage& storage);

/// Profile, XMP, IPTC and EXIF that the host gave; `main` goes to the first directory. A damaged EXIF block is left out
/// with a note.
Exif metadata_fields(const encode_call& call);

}  // namespace burnish::tiff
