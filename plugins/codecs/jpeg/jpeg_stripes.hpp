// A baseline JPEG encoded in horizontal stripes on several threads.
//
// The stripes share their Huffman tables, which are made from a sample of the picture's rows, and are joined by
// restart markers. The pixels are those of a plain encode; the bytes do not depend on the number of threads.
#pragma once
#include "jpeg_writer.hpp"

namespace burnish {

/// From this many pixels on stripes are worth their start.
inline constexpr int64_t stripes_from_pixels = 1'000'000;

/// settings.tables: Optimised or Standard; settings.progressive must be false. settings.restart_rows 0: chosen here.
void write_stripes(const encode_call& call, const JpegSettings& settings, const JpegRows& picture,
                   const std::vector<JpegSegment>& metadata);

}  // namespace burnish
