// Huffman tables that know every symbol a baseline JPEG can need.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <span>

#include <jpeglib.h>

namespace burnish {

enum class SymbolClass { Dc, Ac };

/// Code lengths, 1..16 bits, by symbol; 0 = has none.
using CodeLengths = std::array<uint8_t, 256>;

/// Optimal code lengths of at most 16 bits with the all-ones code left free, as JPEG asks (ITU-T T.81, annex K.2).
/// Symbols of frequency 0 get none.
CodeLengths code_lengths(std::span<const uint64_t, 256> frequencies);

/// A table made for a sample of a picture, with codes added for the symbols of 8-bit baseline JPEG that the sample did
/// not contain. The cost of what the sample did contain rises by very little.
JHUFF_TBL complete_table(const JHUFF_TBL& of_sample, SymbolClass symbols);

}  // namespace burnish
