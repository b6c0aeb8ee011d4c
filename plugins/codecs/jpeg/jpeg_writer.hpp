// One JPEG stream written by libjpeg: a whole picture, a stripe of one or a sample of one.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <span>
#include <vector>

#include <jpeglib.h>

#include "jpeg_output.hpp"
#include "jpeg_segments.hpp"
#include "jpeg_trap.hpp"

#include <burnish/picture.hpp>

namespace burnish {

enum class Chroma { Half, HalfAcross, Full };  // 4:2:0, 4:2:2, 4:4:4; the order of the parameter's choices
enum class Tables { Standard, Optimised, Given };

/// Baseline tables for luma (or grey) and chroma.
struct HuffmanTables {
  JHUFF_TBL dc[2]{}, ac[2]{};
};

struct JpegSettings {
  int quality = 80;
  Chroma chroma = Chroma::Half;
  Tables tables = Tables::Optimised;
  const HuffmanTables* given = nullptr;  // with Tables::Given
  bool progressive = false;
  int restart_rows = 0;  // restart interval in rows of MCUs; 0 = none
};

/// Rows of U8 samples, grey or RGB.
struct JpegRows {
  int32_t width = 0;
  int channels = 0;
  std::span<const JSAMPLE* const> rows;
};

/// Width and height of an MCU in pixels.
int32_t mcu_width(int channels, Chroma chroma);
int32_t mcu_height(int channels, Chroma chroma);

class JpegWriter {
 public:
  explicit JpegWriter(const burnish_sink* sink) : output_(sink) {}
  ~JpegWriter() { jpeg_destroy_compress(&codec_); }
  JpegWriter(const JpegWriter&) = delete;
  JpegWriter& operator=(const JpegWriter&) = delete;

  void write(const burnish_call* call, const JpegSettings& settings, const JpegRows& picture,
             const std::vector<JpegSegment>& metadata);
  /// The stream, when there is no sink.
  [[nodiscard]] std::span<JOCTET> bytes() const { return output_.bytes(); }
  /// The tables that were used.
  [[nodiscard]] HuffmanTables tables() const;

 private:
  void configure(const JpegSettings& settings, const JpegRows& picture);

  Trap trap_;
  JpegOutput output_;
  jpeg_compress_struct codec_{};
};

}  // namespace burnish
