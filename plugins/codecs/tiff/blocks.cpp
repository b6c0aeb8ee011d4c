#include "blocks.hpp"

#include <algorithm>
#include <cstring>

#include "samples.hpp"

namespace burnish::tiff {
namespace {

constexpr std::size_t kept_bytes = 32U << 20;
constexpr std::size_t min_ways = 2, max_ways = 16;

int32_t divided_up(int32_t a, int32_t b) { return static_cast<int32_t>((int64_t{a} + b - 1) / b); }

}  // namespace

Blocks::Blocks(Handle& handle, const Page& page)
    : handle_(handle),
      page_(page),
      columns_(divided_up(page.width, page.block_width)),
      rows_(divided_up(page.height, page.block_height)) {
  TIFF* t = handle.get();
  handle.select(page.directory);
  if (page.compression == COMPRESSION_JPEG && page.photometric == PHOTOMETRIC_YCBCR && page.way != Way::Colour)
    TIFFSetField(t, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
  uint32_t w = 0, h = 0;
  TIFFGetField(t, TIFFTAG_IMAGEWIDTH, &w);
  TIFFGetField(t, TIFFTAG_IMAGELENGTH, &h);
  const auto expected = static_cast<tmsize_t>(page.stored_row_bytes(page.block_width));
  if (w != static_cast<uint32_t>(page.width) || h != static_cast<uint32_t>(page.height) ||
      (TIFFIsTiled(t) != 0) != page.tiled ||
      (page.way != Way::Colour && (page.tiled ? TIFFTileRowSize(t) : TIFFScanlineSize(t)) != expected))
    throw handle.failure("the directory contradicts itself");
  const std::size_t row_of_blocks = page.pixel_bytes() * static_cast<std::size_t>(page.block_width) *
                                    static_cast<std::size_t>(page.block_height) * static_cast<std::size_t>(columns_);
  ways_ = std::clamp(kept_bytes / std::max<std::size_t>(row_of_blocks, 1), min_ways, max_ways);
  if (row_of_blocks > kept_bytes) ways_ = 1;
  if (page.way != Way::Rows) kept_.resize(ways_ * static_cast<std::size_t>(columns_));
}

const Blocks::Kept& Blocks::block(int32_t column, int32_t row) {
  Kept* const first = kept_.data() + static_cast<std::size_t>(column) * ways_;
  Kept* slot = std::find_if(first, first + ways_, [=](const Kept& k) { return k.row == row; });
  if (slot == first + ways_) {
    slot = std::min_element(first, first + ways_, [](const Kept& a, const Kept& b) { return a.used < b.used; });
    slot->row = -1;
    decode(column, row, slot->pixels);
    slot->row = row;
  }
  slot->used = ++clock_;
  return *slot;
}

void Blocks::decode(int32_t column, int32_t row, Bytes& pixels) {
  const int32_t rows =
      page_.tiled ? page_.block_height : std::min(page_.block_height, page_.height - row * page_.block_height);
  pixels.resize(page_.pixel_bytes() * static_cast<std::size_t>(page_.block_width) * static_cast<std::size_t>(rows));
  if (page_.way == Way::Colour)
    decode_colour(column, row, rows, pixels);
  else
    decode_planes(column, row, rows, pixels);
}

void Blocks::decode_planes(int32_t column, int32_t row, int32_t rows, Bytes& pixels) {
  TIFF* t = handle_.get();
  const std::size_t row_bytes = page_.stored_row_bytes(page_.block_width);
  const std::size_t wanted_row = page_.pixel_bytes() * static_cast<std::size_t>(page_.block_width);
  const auto bytes = static_cast<tmsize_t>(row_bytes * static_cast<std::size_t>(rows));
  const auto x = static_cast<uint32_t>(column * page_.block_width), y = static_cast<uint32_t>(row * page_.block_height);
  const bool in_place = stored_as_wanted(page_);
  if (!in_place) stored_.resize(static_cast<std::size_t>(bytes));
  uint8_t* to = in_place ? pixels.data() : stored_.data();
  for (int32_t plane = 0; plane < page_.planes(); ++plane) {
    if (plane >= page_.channels() && page_.separate) break;
    const auto p = static_cast<uint16_t>(plane);
    const tmsize_t got = page_.tiled ? TIFFReadEncodedTile(t, TIFFComputeTile(t, x, y, 0, p), to, bytes)
                                     : TIFFReadEncodedStrip(t, TIFFComputeStrip(t, y, p), to, bytes);
    if (got != bytes)
      throw handle_.failure((page_.tiled ? "the tile at " + std::to_string(x) + "," : "the strip at row ") +
                            std::to_string(y) + " is damaged or ends early");
    if (in_place) continue;
    for (int32_t i = 0; i < rows; ++i)
      convert_row(page_, to + static_cast<std::size_t>(i) * row_bytes, plane, page_.block_width,
                  pixels.data() + static_cast<std::size_t>(i) * wanted_row);
  }
}

void Blocks::decode_colour(int32_t column, int32_t row, int32_t rows, Bytes& pixels) {
  TIFF* t = handle_.get();
  TIFFSetField(t, TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT);  // the host turns the picture, libtiff shall not
  char reason[1024] = "";
  if (TIFFRGBAImageOK(t, reason) == 0)
    throw error(std::string("the colours of this picture are not supported: ") + reason, BURNISH_UNSUPPORTED);
  const auto w = static_cast<std::size_t>(page_.block_width), h = static_cast<std::size_t>(rows);
  std::vector<uint32_t> raster(w * h);
  const auto x = static_cast<uint32_t>(column * page_.block_width), y = static_cast<uint32_t>(row * page_.block_height);
  const int done =
      page_.tiled ? TIFFReadRGBATileExt(t, x, y, raster.data(), 1) : TIFFReadRGBAStripExt(t, y, raster.data(), 1);
  if (done == 0) throw handle_.failure("the pixels from row " + std::to_string(y) + " on are damaged or end early");
  for (std::size_t i = 0; i < h; ++i) {
    const uint32_t* from = raster.data() + (h - 1 - i) * w;  // libtiff's raster stands on its head
    uint8_t* to = pixels.data() + i * w * 3;
    for (std::size_t k = 0; k < w; ++k, to += 3) {
      to[0] = static_cast<uint8_t>(TIFFGetR(from[k]));
      to[1] = static_cast<uint8_t>(TIFFGetG(from[k]));
      to[2] = static_cast<uint8_t>(TIFFGetB(from[k]));
    }
  }
}

void Blocks::read(const burnish_call* call, burnish_tile& out) {
  if (page_.way == Way::Rows) return read_rows(call, out);
  const burnish_rect& r = out.rect;
  const std::size_t pixel = page_.pixel_bytes();
  for (int32_t by = r.y0 / page_.block_height; by < rows_ && by * page_.block_height < r.y1; ++by) {
    throw_if_cancelled(call);
    const int32_t y0 = std::max(r.y0, by * page_.block_height);
    const auto y1 = static_cast<int32_t>(std::min(int64_t{r.y1}, (int64_t{by} + 1) * page_.block_height));
    for (int32_t bx = r.x0 / page_.block_width; bx < columns_ && bx * page_.block_width < r.x1; ++bx) {
      const Kept& b = block(bx, by);
      const int32_t left = bx * page_.block_width, x0 = std::max(r.x0, left);
      const auto x1 = static_cast<int32_t>(std::min(int64_t{r.x1}, int64_t{left} + page_.block_width));
      for (int32_t y = y0; y < y1; ++y) {
        const std::size_t at =
            static_cast<std::size_t>(y - by * page_.block_height) * static_cast<std::size_t>(page_.block_width) +
            static_cast<std::size_t>(x0 - left);
        std::memcpy(row<uint8_t>(out, 0, out.rect.x0, y) + static_cast<std::size_t>(x0 - r.x0) * pixel,
                    b.pixels.data() + at * pixel, static_cast<std::size_t>(x1 - x0) * pixel);
      }
    }
  }
}

/// Within a strip libtiff only goes forward, row by row.
void Blocks::read_rows(const burnish_call* call, burnish_tile& out) {
  const std::size_t pixel = page_.pixel_bytes();
  stored_.resize(page_.stored_row_bytes(page_.width));
  Bytes wanted(pixel * static_cast<std::size_t>(page_.width));
  const int32_t strip_start = out.rect.y0 / page_.block_height * page_.block_height;
  if (next_row_ > out.rect.y0 || next_row_ < strip_start) next_row_ = strip_start;
  while (next_row_ < out.rect.y1) {
    if (next_row_ % 64 == 0) throw_if_cancelled(call);
    const int32_t y = next_row_;
    next_row_ = INT32_MAX;  // a failure leaves libtiff somewhere; the next read starts the strip again
    if (TIFFReadScanline(handle_.get(), stored_.data(), static_cast<uint32_t>(y), 0) != 1)
      throw handle_.failure("row " + std::to_string(y) + " is damaged or the file ends early");
    next_row_ = y + 1;
    if (y < out.rect.y0) continue;
    convert_row(page_, stored_.data(), 0, page_.width, wanted.data());
    std::memcpy(row<uint8_t>(out, 0, out.rect.x0, y), wanted.data() + static_cast<std::size_t>(out.rect.x0) * pixel,
                static_cast<std::size_t>(width(out.rect)) * pixel);
  }
}

}  // namespace burnish::tiff
