// Regions of a picture that its metadata names: faces that people confirmed, crops that an editor recommends.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "image/shape.hpp"

namespace burnish {

/// In 0..1 of the picture as it is stored, before its EXIF orientation.
struct Region {
  std::string label;  // "face" "pet" "focus" "barcode" "crop" "subject" "region"
  double x0 = 0, y0 = 0, x1 = 0, y1 = 0;
};

/// Of an XMP packet: the Metadata Working Group's regions (mwg-rs) and IPTC's image regions. `stored` is for those in
/// pixels. What has no extent within the picture is left out; at most 1000.
[[nodiscard]] std::vector<Region> read_regions(std::string_view packet, const Size& stored);

}  // namespace burnish
