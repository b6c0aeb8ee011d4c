// Finds the scans of a JPEG file without decoding them.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "jpeg_source.hpp"

namespace burnish {

/// The file without the scans that hold only AC coefficients of the components marked in `dropped` (by component id).
/// A decoder that looks at nothing but the DC coefficients of those components gives the same pixels with and without.
/// Empty when the file cannot be followed to its end marker: then it is to be decoded as it is.
std::optional<std::vector<ByteRange>> without_ac_scans(const burnish_source& source,
                                                       const std::array<bool, 256>& dropped);

}  // namespace burnish
