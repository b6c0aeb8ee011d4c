// What one directory says about its picture, and how Burnish shows it.
#pragma once
#include "structure.hpp"

namespace burnish::tiff {

enum class Samples { Packed, U8, U16, U32, F16, F32, F64 };  // as stored; Packed: 1..7 and 9..15 bits
enum class Way {
  Direct,  // rows lie in the file as they are wanted
  Blocks,  // strips or tiles through libtiff
  Rows,    // strips too large to hold: row after row through libtiff
  Colour,  // libtiff converts to 8-bit RGB: subsampled YCbCr, CIE L*a*b*, LogLuv
};

struct Run {  // of rows that follow one another in the file
  int32_t row;
  uint64_t at;
};

struct Page {
  uint64_t directory = 0;
  int32_t width = 0, height = 0;
  uint32_t bits = 1, stored_channels = 1;
  Samples samples = Samples::U8;
  uint16_t compression = 1, photometric = 0;
  bool separate = false;  // one plane after another
  bool white_is_zero = false;
  bool tiled = false;
  int32_t block_width = 0, block_height = 0;  // of a tile, or the width and the rows of a strip
  int32_t orientation = 1;
  burnish_format format{};
  Way way = Way::Blocks;
  std::vector<Run> runs;            // Direct
  std::vector<uint16_t> color_map;  // red, green, blue halves of a palette, else empty
  Bytes icc;
  std::vector<std::string> notes;

  [[nodiscard]] int channels() const { return burnish::channels(format); }
  [[nodiscard]] std::size_t pixel_bytes() const { return static_cast<std::size_t>(channels()) * sample_bytes(format); }
  /// A stored row of `columns` pixels: of one plane when separate.
  [[nodiscard]] std::size_t stored_row_bytes(int32_t columns) const {
    return (static_cast<std::size_t>(columns) * (separate ? 1 : stored_channels) * bits + 7) / 8;
  }
  [[nodiscard]] int32_t planes() const { return separate ? static_cast<int32_t>(stored_channels) : 1; }
};

/// Throws BURNISH_LIMIT, bad_data or UNSUPPORTED, saying what is in the way.
Page read_page(const Structure& structure, uint64_t directory, const burnish_limits& limits);

/// Offsets of the directories that are pictures of their own (no thumbnails, pyramid levels and masks, except when
/// they come first), at most `max`.
std::vector<uint64_t> find_pages(const Structure& structure, std::size_t max, std::vector<std::string>& notes);

}  // namespace burnish::tiff
