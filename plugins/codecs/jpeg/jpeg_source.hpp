// Feeds libjpeg from a burnish_source, whole or with parts of the file left out.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <vector>

#include <jpeglib.h>

#include <burnish/stream.h>

namespace burnish {

/// Half-open, in bytes from the start of the file.
struct ByteRange {
  uint64_t begin = 0, end = 0;
};

class JpegSource : public jpeg_source_mgr {
 public:
  explicit JpegSource(const burnish_source& source);
  JpegSource(const JpegSource&) = delete;
  JpegSource& operator=(const JpegSource&) = delete;

  /// Starts again from the first byte and gives all of the file.
  void rewind() { rewind({ByteRange{0, UINT64_MAX}}); }
  /// Starts again and gives only these parts, which must be in order.
  void rewind(std::vector<ByteRange> ranges);
  /// Whether the file ended where libjpeg wanted more; it was then given an end-of-image marker.
  [[nodiscard]] bool ended_early() const { return ended_early_; }
  [[nodiscard]] const burnish_source& bytes() const { return source_; }

 private:
  static boolean fill(j_decompress_ptr codec);
  static void skip(j_decompress_ptr codec, long count);
  [[nodiscard]] bool give_mapped();
  [[nodiscard]] bool give_read(j_decompress_ptr codec);

  const burnish_source& source_;
  std::vector<ByteRange> ranges_;
  std::size_t range_ = 0;
  uint64_t at_ = 0;  // of the next byte that was not given yet
  bool ended_early_ = false;
  std::unique_ptr<JOCTET[]> buffer_;
};

}  // namespace burnish
