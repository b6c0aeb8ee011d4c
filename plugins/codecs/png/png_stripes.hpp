// The pixels of a PNG file: filtered and compressed in stripes, several at a time.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "png_deflate.hpp"
#include "png_filters.hpp"

#include <burnish/encoder.hpp>

namespace burnish {

struct PngSettings {
  int compression = 6;  // 0..9
  PngFilter filter = PngFilter::Auto;
};

/// Writes the IDAT chunks of the call's picture. Where stripes are cut depends on the width alone, so that the bytes do
/// not depend on the number of threads; a few stripes are held in memory at a time.
class PngStripes {
 public:
  PngStripes(const encode_call& call, const PngSettings& settings);
  void write();

 private:
  struct Stripe {
    explicit Stripe(int level) : deflater(level) {}
    int32_t y0 = 0, y1 = 0;
    std::vector<unsigned char> filtered, chunk;
    uint32_t adler = 0;
    PieceDeflater deflater;
  };

  void write_batch(int32_t y0, int32_t y1);
  void filter(Stripe& stripe, const burnish_tile& tile) const;
  void compress(Stripe& stripe, std::size_t index);
  /// A row as the file holds it: samples of 16 bits are big-endian.
  void copy_row(const burnish_tile& tile, int32_t y, unsigned char* to) const;

  const encode_call& call_;
  PngSettings settings_;
  std::size_t row_bytes_, pixel_bytes_;
  int32_t stripe_rows_;
  std::vector<std::unique_ptr<Stripe>> stripes_;
  std::vector<unsigned char> row_above_;  // the last row of the batch before, or zero
  std::vector<unsigned char> window_;     // the last filtered bytes of the batch before
  uint32_t adler_ = 1;
  bool first_ = true;
};

}  // namespace burnish
