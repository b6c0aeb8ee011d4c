#pragma once
#include "handle.hpp"
#include "page.hpp"

namespace burnish::tiff {

/// Pixels of one page through libtiff, for every way but Direct. Decoded blocks are kept for the next reads nearby.
class Blocks {
 public:
  /// All outlive this. Throws bad_data when libtiff sees another picture than `page`.
  Blocks(Handle& handle, const Page& page);
  void read(const burnish_call* call, burnish_tile& out);

 private:
  struct Kept {
    int32_t row = -1;  // of blocks; -1: nothing
    uint64_t used = 0;
    Bytes pixels;  // interleaved, block_width wide
  };

  const Kept& block(int32_t column, int32_t row);
  void decode(int32_t column, int32_t row, Bytes& pixels);
  void decode_planes(int32_t column, int32_t row, int32_t rows, Bytes& pixels);
  void decode_colour(int32_t column, int32_t row, int32_t rows, Bytes& pixels);
  void read_rows(const burnish_call* call, burnish_tile& out);

  Handle& handle_;
  const Page& page_;
  int32_t columns_, rows_;  // of blocks
  std::size_t ways_;        // blocks kept for each column
  std::vector<Kept> kept_;
  uint64_t clock_ = 0;
  Bytes stored_;
  int32_t next_row_ = 0;  // Way::Rows: what libtiff decodes next
};

}  // namespace burnish::tiff
