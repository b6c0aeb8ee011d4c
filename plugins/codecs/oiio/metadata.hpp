#pragma once
#include <OpenImageIO/imageio.h>

#include "burnish/decoder.hpp"

namespace burnish::oiio {

/// The attribute's bytes; empty when absent or not bytes.
std::vector<char> profile_of(const OIIO::ImageSpec& spec);

/// Hands over profile, EXIF and IPTC as OpenImageIO understood them, and the XMP packet as it stands in the file.
void hand_over_blocks(const decode_call& call, const OIIO::ImageSpec& spec, const std::string& reader);

/// Pictures in the file, at most `max`. OpenImageIO tells for few formats; for GIF and ICO the file is asked.
uint32_t count_frames(const burnish_source& source, const OIIO::ImageSpec& spec, const std::string& reader,
                      uint32_t max);

}  // namespace burnish::oiio
