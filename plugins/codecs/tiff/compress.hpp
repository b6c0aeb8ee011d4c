// One strip or tile as the file holds it.
#pragma once
#include <libdeflate.h>

#include <memory>

#include "structure.hpp"

namespace burnish::tiff {

enum class Compression : uint8_t { None, Lzw, Zip };

/// Replaces samples by differences to the left neighbour, row by row, so that smooth pictures compress well: TIFF 6.0
/// section 14 for integers of 1 or 2 bytes, Adobe's TIFF Technical Note 3 for floats of 4.
void predict(uint8_t* rows, std::size_t row_count, std::size_t row_bytes, std::size_t channels,
             std::size_t sample_bytes);

struct DeflateDelete {
  void operator()(libdeflate_compressor* c) const { libdeflate_free_compressor(c); }
};

/// Reusable for one block after another; one thread at a time.
class Compressor {
 public:
  Compressor(Compression kind, int level);
  /// Appends to `out`.
  void run(const uint8_t* p, std::size_t n, Bytes& out);

 private:
  void zip(const uint8_t* p, std::size_t n, Bytes& out);

  Compression kind_;
  std::unique_ptr<libdeflate_compressor, DeflateDelete> deflate_;
};

/// TIFF 6.0 section 13. Appends to `out`.
void lzw_encode(const uint8_t* p, std::size_t n, Bytes& out);

}  // namespace burnish::tiff
