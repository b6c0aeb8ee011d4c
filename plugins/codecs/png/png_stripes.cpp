#include "png_stripes.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include <zlib.h>

#include "png_chunks.hpp"

namespace burnish {
namespace {

constexpr std::size_t stripe_bytes = 256 * 1024;
constexpr uint32_t most_stripes_held = 32;
constexpr std::size_t chunk_head_bytes = 8;  // length and type

/// zlib's header (RFC 1950): deflate with a window of 32 KiB, and how hard it was tried.
std::array<unsigned char, 2> zlib_header(int level) {
  const unsigned effort = level < 2 ? 0 : level < 6 ? 1 : level == 6 ? 2 : 3;
  constexpr unsigned method = 0x78;
  const unsigned flags = effort << 6, check = 31 - (method * 256 + flags) % 31;
  return {static_cast<unsigned char>(method), static_cast<unsigned char>(flags + check)};
}

void put_big_endian_32(unsigned char* to, uint32_t value) {
  for (int i = 0; i < 4; ++i) to[i] = static_cast<unsigned char>(value >> (24 - 8 * i) & 0xFF);
}

void begin_chunk(std::vector<unsigned char>& chunk) {
  constexpr std::array<unsigned char, chunk_head_bytes> head{0, 0, 0, 0, 'I', 'D', 'A', 'T'};
  chunk.assign(head.begin(), head.end());
}

void end_chunk(std::vector<unsigned char>& chunk) {
  put_big_endian_32(chunk.data(), static_cast<uint32_t>(chunk.size() - chunk_head_bytes));
  const uLong crc = crc32_z(0, chunk.data() + 4, chunk.size() - 4);  // of type and content
  chunk.resize(chunk.size() + 4);
  put_big_endian_32(chunk.data() + chunk.size() - 4, static_cast<uint32_t>(crc));
}

}  // namespace

PngStripes::PngStripes(const encode_call& call, const PngSettings& settings) : call_(call), settings_(settings) {
  const burnish_image_info& picture = call.info();
  pixel_bytes_ = sample_bytes(picture.format) * static_cast<std::size_t>(channels(picture.format));
  row_bytes_ = pixel_bytes_ * static_cast<std::size_t>(picture.width);
  stripe_rows_ = static_cast<int32_t>(std::max<std::size_t>(stripe_bytes / (row_bytes_ + 1), 1));
  row_above_.resize(row_bytes_);
}

void PngStripes::write() {
  const int32_t height = call_.info().height;
  const int64_t stripes = (int64_t{height} + stripe_rows_ - 1) / stripe_rows_;
  const int64_t held = std::min<int64_t>({stripes, most_stripes_held, int64_t{2} * parallel_width(call_.call)});
  for (int64_t i = 0; i < held; ++i) stripes_.push_back(std::make_unique<Stripe>(settings_.compression));
  for (int64_t y = 0; y < height; y += held * stripe_rows_) {
    throw_if_cancelled(call_.call);
    write_batch(static_cast<int32_t>(y), static_cast<int32_t>(std::min<int64_t>(y + held * stripe_rows_, height)));
  }
  std::vector<unsigned char> last;
  begin_chunk(last);
  last.insert(last.end(), std::begin(deflate_end), std::end(deflate_end));
  last.resize(last.size() + 4);
  put_big_endian_32(last.data() + last.size() - 4, adler_);
  end_chunk(last);
  call_.write(last.data(), last.size());
}

void PngStripes::write_batch(int32_t y0, int32_t y1) {
  uint32_t count = 0;
  for (int32_t y = y0; y < y1; y += std::min(stripe_rows_, y1 - y), ++count) {
    stripes_[count]->y0 = y;
    stripes_[count]->y1 = y + std::min(stripe_rows_, y1 - y);
  }
  {
    const acquired tile(call_, {0, y0, call_.info().width, y1});
    run_parallel(call_.call, count, [&](const burnish_call*, uint32_t i) { filter(*stripes_[i], *tile); });
    copy_row(*tile, y1 - 1, row_above_.data());
  }
  run_parallel(call_.call, count, [this](const burnish_call*, uint32_t i) { compress(*stripes_[i], i); });
  for (uint32_t i = 0; i < count; ++i) {
    const Stripe& stripe = *stripes_[i];
    call_.write(stripe.chunk.data(), stripe.chunk.size());
    adler_ = static_cast<uint32_t>(adler32_combine(adler_, stripe.adler, static_cast<z_off_t>(stripe.filtered.size())));
  }
  const auto& bytes = stripes_[count - 1]->filtered;
  window_.assign(bytes.end() - static_cast<std::ptrdiff_t>(std::min(bytes.size(), deflate_window)), bytes.end());
  first_ = false;
}

void PngStripes::copy_row(const burnish_tile& tile, int32_t y, unsigned char* to) const {
  const auto* from = row<unsigned char>(tile, 0, tile.rect.x0, y);
  if (sample_bytes(tile.format) == 1 || std::endian::native == std::endian::big) {
    std::memcpy(to, from, row_bytes_);
    return;
  }
  for (std::size_t i = 0; i < row_bytes_; i += 2) {
    to[i] = from[i + 1];
    to[i + 1] = from[i];
  }
}

void PngStripes::filter(Stripe& stripe, const burnish_tile& tile) const {
  FilterRows rows(row_bytes_, pixel_bytes_, settings_.filter);
  stripe.filtered.resize((row_bytes_ + 1) * static_cast<std::size_t>(stripe.y1 - stripe.y0));
  if (stripe.y0 > tile.rect.y0)
    copy_row(tile, stripe.y0 - 1, rows.above());
  else
    std::memcpy(rows.above(), row_above_.data(), row_bytes_);
  unsigned char* out = stripe.filtered.data();
  for (int32_t y = stripe.y0; y < stripe.y1; ++y, out += row_bytes_ + 1) {
    copy_row(tile, y, rows.current());
    rows.filter_to(out);
  }
}

void PngStripes::compress(Stripe& stripe, std::size_t index) {
  begin_chunk(stripe.chunk);
  if (first_ && index == 0) {
    const auto header = zlib_header(settings_.compression);
    stripe.chunk.insert(stripe.chunk.end(), header.begin(), header.end());
  }
  stripe.deflater.append(index == 0 ? window_ : stripes_[index - 1]->filtered, stripe.filtered, stripe.chunk);
  stripe.adler = static_cast<uint32_t>(adler32_z(1, stripe.filtered.data(), stripe.filtered.size()));
  end_chunk(stripe.chunk);
}

}  // namespace burnish
