#include "jpeg_writer.hpp"

#include <algorithm>

namespace burnish {
namespace {

void set_table(j_compress_ptr codec, JHUFF_TBL*& slot, const JHUFF_TBL& table) {
  if (slot == nullptr) slot = jpeg_alloc_huff_table(reinterpret_cast<j_common_ptr>(codec));
  std::copy(std::begin(table.bits), std::end(table.bits), std::begin(slot->bits));
  std::copy(std::begin(table.huffval), std::end(table.huffval), std::begin(slot->huffval));
  slot->sent_table = FALSE;
}

/// Rows handed to libjpeg at once: enough for the tallest MCU.
constexpr JDIMENSION rows_per_call = 16;

}  // namespace

int32_t mcu_width(int channels, Chroma chroma) {
  return channels == 1 || chroma == Chroma::Full ? DCTSIZE : 2 * DCTSIZE;
}
int32_t mcu_height(int channels, Chroma chroma) {
  return channels == 1 || chroma != Chroma::Half ? DCTSIZE : 2 * DCTSIZE;
}

void JpegWriter::configure(const JpegSettings& settings, const JpegRows& picture) {
  codec_.image_width = static_cast<JDIMENSION>(picture.width);
  codec_.image_height = static_cast<JDIMENSION>(picture.rows.size());
  codec_.input_components = picture.channels;
  codec_.in_color_space = picture.channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults(&codec_);
  jpeg_set_quality(&codec_, settings.quality, TRUE);
  codec_.dct_method = JDCT_ISLOW;
  codec_.optimize_coding = settings.tables == Tables::Optimised;
  codec_.comp_info[0].h_samp_factor = mcu_width(picture.channels, settings.chroma) / DCTSIZE;
  codec_.comp_info[0].v_samp_factor = mcu_height(picture.channels, settings.chroma) / DCTSIZE;
  codec_.restart_in_rows = settings.restart_rows;
  if (settings.given != nullptr)
    for (int i = 0; i < 2; ++i) {
      set_table(&codec_, codec_.dc_huff_tbl_ptrs[i], settings.given->dc[i]);
      set_table(&codec_, codec_.ac_huff_tbl_ptrs[i], settings.given->ac[i]);
    }
  if (settings.progressive) jpeg_simple_progression(&codec_);
}

void JpegWriter::write(const burnish_call* call, const JpegSettings& settings, const JpegRows& picture,
                       const std::vector<JpegSegment>& metadata) {
  trap_.attach(codec_);
  const JpegSettings* const how = &settings;
  const JpegRows* const what = &picture;
  const std::vector<JpegSegment>* const segments = &metadata;
  trap_.run(call, [this, how, what, segments] {
    jpeg_create_compress(&codec_);
    codec_.dest = &output_;
    trap_.watch(reinterpret_cast<j_common_ptr>(&codec_));
    configure(*how, *what);
    jpeg_start_compress(&codec_, TRUE);
    for (const JpegSegment& segment : *segments)
      jpeg_write_marker(&codec_, segment.marker, reinterpret_cast<const JOCTET*>(segment.payload.data()),
                        static_cast<unsigned>(segment.payload.size()));
    while (codec_.next_scanline < codec_.image_height) {
      // libjpeg's array of rows is not const although it only reads them.
      auto* rows = const_cast<JSAMPARRAY>(&what->rows[codec_.next_scanline]);
      jpeg_write_scanlines(&codec_, rows, std::min(rows_per_call, codec_.image_height - codec_.next_scanline));
    }
    jpeg_finish_compress(&codec_);
  });
}

HuffmanTables JpegWriter::tables() const {
  HuffmanTables used;
  for (int i = 0; i < 2; ++i) {
    if (codec_.dc_huff_tbl_ptrs[i] != nullptr) used.dc[i] = *codec_.dc_huff_tbl_ptrs[i];
    if (codec_.ac_huff_tbl_ptrs[i] != nullptr) used.ac[i] = *codec_.ac_huff_tbl_ptrs[i];
  }
  return used;
}

}  // namespace burnish
