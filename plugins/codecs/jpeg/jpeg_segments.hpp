// Metadata as JPEG segments.
#pragma once
#include <string>
#include <vector>

#include <burnish/encoder.hpp>

namespace burnish {

struct JpegSegment {
  int marker;  // such as JPEG_APP0 + 1
  std::string payload;
};

/// The blocks of the call in the order EXIF, XMP, IPTC, ICC, comment. What cannot be held is left out with a note.
std::vector<JpegSegment> metadata_segments(const encode_call& call);

}  // namespace burnish
