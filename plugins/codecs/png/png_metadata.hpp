// Everything in a PNG file that is not pixels.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "png_text.hpp"

#include <burnish/decoder.hpp>

namespace burnish {

struct PngMetadata {
  burnish_color colour{};  // without icc
  std::string exif, xmp, iptc, photoshop, icc, c2pa;
  std::vector<PngText> texts;
  std::vector<std::string> notes;
};

/// Walks over all chunks, those after the pixels too, within fixed bounds of count and size. What is damaged or too
/// much is left out with a note.
PngMetadata read_metadata(const burnish_source& source);

}  // namespace burnish
