#include "jpeg_stripes.hpp"

#include <algorithm>
#include <array>
#include <memory>

#include "jpeg_huffman.hpp"

namespace burnish {
namespace {

constexpr std::size_t stripe_pixels = 256 * 1024;
/// One row of MCUs in this many is looked at when the Huffman tables are made.
constexpr std::size_t sample_step = 8;
/// Restart markers count modulo this.
constexpr std::size_t restart_numbers = 8;

/// What a DRI segment can state.
constexpr std::size_t max_restart_mcus = 65535;

struct Division {
  std::size_t restart_rows;  // of MCUs; what the file states
  std::size_t intervals;     // in a stripe: one, or eight so that every stripe numbers its own from 0
  std::size_t stripe_rows;   // of pixels
};

Division divide(const JpegSettings& settings, const JpegRows& picture) {
  const auto wide = static_cast<std::size_t>(mcu_width(picture.channels, settings.chroma));
  const auto high = static_cast<std::size_t>(mcu_height(picture.channels, settings.chroma));
  const auto width = static_cast<std::size_t>(picture.width);
  const bool free = settings.restart_rows == 0;
  const std::size_t asked = free ? stripe_pixels / (width * high) : static_cast<std::size_t>(settings.restart_rows);
  const std::size_t rows = std::clamp<std::size_t>(asked, 1, max_restart_mcus / ((width + wide - 1) / wide));
  const std::size_t intervals = free || rows >= restart_numbers ? 1 : restart_numbers;
  return {rows, intervals, rows * intervals * high};
}

HuffmanTables sampled_tables(const burnish_call* call, const JpegSettings& settings, const JpegRows& picture) {
  const auto mcu_rows = static_cast<std::size_t>(mcu_height(picture.channels, settings.chroma));
  std::vector<const JSAMPLE*> rows;
  for (std::size_t y = sample_step / 2 * mcu_rows; y + mcu_rows <= picture.rows.size(); y += sample_step * mcu_rows)
    rows.insert(rows.end(), picture.rows.begin() + static_cast<std::ptrdiff_t>(y),
                picture.rows.begin() + static_cast<std::ptrdiff_t>(y + mcu_rows));
  if (rows.empty()) rows.assign(picture.rows.begin(), picture.rows.end());
  JpegSettings how = settings;
  how.tables = Tables::Optimised;
  how.restart_rows = 0;
  JpegWriter sample(nullptr);
  sample.write(call, how, {picture.width, picture.channels, rows}, {});
  HuffmanTables tables = sample.tables();
  for (std::size_t i = 0; i < 2; ++i) {
    tables.dc[i] = complete_table(tables.dc[i], SymbolClass::Dc);
    tables.ac[i] = complete_table(tables.ac[i], SymbolClass::Ac);
  }
  return tables;
}

struct Stream {
  std::span<JOCTET> head;  // up to the end of the SOS segment
  std::span<JOCTET> scan;  // entropy-coded data without the end-of-image marker
  JOCTET* height;          // in SOF0
};

/// Cuts up what libjpeg wrote: our own bytes, so their form is known.
Stream cut(std::span<JOCTET> bytes) {
  Stream stream{};
  std::size_t at = 2;
  for (int marker = 0; marker != 0xDA;) {
    if (at + 4 > bytes.size()) throw error("libjpeg wrote no scan");
    marker = bytes[at + 1];
    if (marker == 0xC0) stream.height = &bytes[at + 5];
    at += 2 + static_cast<std::size_t>(bytes[at + 2] << 8 | bytes[at + 3]);
  }
  if (stream.height == nullptr || at + 2 > bytes.size()) throw error("libjpeg wrote no baseline JPEG");
  stream.head = bytes.first(at);
  stream.scan = bytes.subspan(at, bytes.size() - at - 2);
  return stream;
}

void write_joined(const encode_call& call, const std::vector<std::unique_ptr<JpegWriter>>& stripes, std::size_t height,
                  std::size_t intervals) {
  for (std::size_t i = 0; i < stripes.size(); ++i) {
    const Stream stream = cut(stripes[i]->bytes());
    if (i == 0) {
      stream.height[0] = static_cast<JOCTET>(height >> 8);
      stream.height[1] = static_cast<JOCTET>(height & 0xFF);
      call.write(stream.head.data(), stream.head.size());
    } else {
      const JOCTET restart[] = {0xFF, static_cast<JOCTET>(JPEG_RST0 + (i * intervals - 1) % restart_numbers)};
      call.write(restart, sizeof restart);
    }
    call.write(stream.scan.data(), stream.scan.size());
  }
  const JOCTET end[] = {0xFF, JPEG_EOI};
  call.write(end, sizeof end);
}

}  // namespace

void write_stripes(const encode_call& call, const JpegSettings& settings, const JpegRows& picture,
                   const std::vector<JpegSegment>& metadata) {
  const Division division = divide(settings, picture);
  JpegSettings how = settings;
  how.restart_rows = static_cast<int>(division.restart_rows);
  HuffmanTables tables;
  if (settings.tables == Tables::Optimised) {
    tables = sampled_tables(call.call, settings, picture);
    how.tables = Tables::Given;
    how.given = &tables;
  }
  const std::size_t height = picture.rows.size();
  std::vector<std::unique_ptr<JpegWriter>> stripes((height + division.stripe_rows - 1) / division.stripe_rows);
  run_parallel(call.call, static_cast<uint32_t>(stripes.size()), [&](const burnish_call* c, uint32_t index) {
    const std::size_t y = index * division.stripe_rows;
    const auto rows = picture.rows.subspan(y, std::min(division.stripe_rows, height - y));
    stripes[index] = std::make_unique<JpegWriter>(nullptr);
    stripes[index]->write(c, how, {picture.width, picture.channels, rows},
                          index == 0 ? metadata : std::vector<JpegSegment>{});
  });
  write_joined(call, stripes, height, division.intervals);
}

}  // namespace burnish
