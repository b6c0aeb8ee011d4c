// The metadata of a JPEG file, out of the APPn and COM segments that libjpeg kept.
#pragma once
#include <cstddef>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include <jpeglib.h>

namespace burnish {

/// What begins a segment, as the formats' own specifications spell it.
namespace signature {
using namespace std::string_view_literals;
inline constexpr auto exif = "Exif\0\0"sv;
inline constexpr auto xmp = "http://ns.adobe.com/xap/1.0/\0"sv;
inline constexpr auto extended_xmp = "http://ns.adobe.com/xmp/extension/\0"sv;
inline constexpr auto photoshop = "Photoshop 3.0\0"sv;
inline constexpr auto icc = "ICC_PROFILE\0"sv;
inline constexpr auto box = "JP"sv;  // JPEG systems (ISO/IEC 19566-5, D.2)
}  // namespace signature

/// Photoshop's number for the image resource that holds IPTC records.
inline constexpr int iptc_resource = 0x0404;
/// A segment's length field counts itself and must fit into 16 bits.
inline constexpr std::size_t max_segment_bytes = 65533;

struct JpegMetadata {
  std::string exif;       // from the TIFF header on
  std::string xmp;        // the packet; an extended one is merged into it
  std::string iptc;       // IIM records
  std::string photoshop;  // the other image resources
  std::string icc;
  std::string c2pa;                   // the JUMBF box of the manifests
  std::vector<std::string> comments;  // in whatever encoding
  std::vector<std::string> notes;
};

/// Asks libjpeg to keep the segments that read_metadata looks at, or no longer.
void keep_metadata(jpeg_decompress_struct& codec, bool keep);

/// Copies what is known out of the kept segments. Damaged blocks are left out with a note.
JpegMetadata read_metadata(const jpeg_decompress_struct& codec);

}  // namespace burnish
