// XMP packets (ISO 16684-1).
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "burnish/core/run.hpp"
#include "metadata/exif.hpp"

namespace burnish {

/// The packet with what `truth` says, without thumbnails, gain maps, depth maps and directories of secondary pictures;
/// the very bytes when nothing of that is in it. Nothing when it is no XML, or larger or deeper than any honest packet.
[[nodiscard]] std::optional<std::string> mend_xmp(std::string_view packet, const ExifTruth& truth);

/// "xmp:PREFIX:NAME" with '/' between the levels of a structure; false when the packet cannot be read.
[[nodiscard]] bool describe_xmp(std::string_view packet, std::vector<MetadataEntry>& entries);

}  // namespace burnish
