#include <algorithm>
#include <cstring>

#include "webp_encoder.hpp"

namespace burnish::webp {
namespace {

constexpr int32_t rows_at_once = 128;  // even: chroma is made from pairs of rows

void copy_rows(uint8_t* to, int to_stride, const uint8_t* from, int from_stride, int width, int rows) {
  for (int y = 0; y < rows; ++y)
    std::memcpy(to + std::ptrdiff_t{y} * to_stride, from + std::ptrdiff_t{y} * from_stride,
                static_cast<std::size_t>(width));
}

}  // namespace

RawPicture::RawPicture() : WebPPicture{} {
  if (WebPPictureInit(this) == 0) throw error("libwebp has another version than its headers");
}

Picture::Picture(const encode_call& call, Samples samples) : samples_(samples) {
  raw.width = call.info().width;
  raw.height = call.info().height;
  raw.use_argb = samples == Samples::Yuv ? 0 : 1;
  raw.colorspace = has_alpha(call.info().format) ? WEBP_YUV420A : WEBP_YUV420;
  if (WebPPictureAlloc(&raw) == 0) throw std::bad_alloc();
  fill(call);
}

void Picture::fill(const encode_call& call) {
  for (int32_t y = 0; y < raw.height; y += rows_at_once) {
    throw_if_cancelled(call.call);
    const acquired tile(call, {0, y, raw.width, std::min(raw.height, y + rows_at_once)});
    if (samples_ == Samples::Yuv)
      import_yuv(*tile);
    else
      import_argb(*tile);
  }
  if (samples_ == Samples::Yuv && !any_alpha_) {
    raw.colorspace = WEBP_YUV420;
    raw.a = nullptr;  // part of the one block that the picture owns
    raw.a_stride = 0;
  }
}

/// libwebp converts pairs of rows on their own, so a picture converted in strips of even height equals one converted
/// at once.
void Picture::import_yuv(const burnish_tile& tile) {
  RawPicture strip;
  strip.width = raw.width;
  strip.height = height(tile.rect);
  const auto* pixels = static_cast<const uint8_t*>(tile.data[0]);
  const int stride = static_cast<int>(tile.stride[0]);
  const int done = has_alpha(tile.format) ? WebPPictureImportRGBA(&strip, pixels, stride)
                                          : WebPPictureImportRGB(&strip, pixels, stride);
  if (done == 0) throw std::bad_alloc();

  const int y = tile.rect.y0, rows = strip.height;
  const int half_width = (raw.width + 1) / 2, half_rows = (rows + 1) / 2;
  const std::ptrdiff_t chroma_at = std::ptrdiff_t{y} / 2 * raw.uv_stride;
  copy_rows(raw.y + std::ptrdiff_t{y} * raw.y_stride, raw.y_stride, strip.y, strip.y_stride, raw.width, rows);
  copy_rows(raw.u + chroma_at, raw.uv_stride, strip.u, strip.uv_stride, half_width, half_rows);
  copy_rows(raw.v + chroma_at, raw.uv_stride, strip.v, strip.uv_stride, half_width, half_rows);
  if (raw.a == nullptr) return;
  uint8_t* alpha = raw.a + std::ptrdiff_t{y} * raw.a_stride;
  if (strip.a != nullptr) {
    any_alpha_ = true;
    copy_rows(alpha, raw.a_stride, strip.a, strip.a_stride, raw.width, rows);
  } else {
    for (int i = 0; i < rows; ++i)
      std::memset(alpha + std::ptrdiff_t{i} * raw.a_stride, 255, static_cast<std::size_t>(raw.width));
  }
}

void Picture::import_argb(const burnish_tile& tile) {
  for (int32_t y = tile.rect.y0; y < tile.rect.y1; ++y) {
    const auto* from = row<uint8_t>(tile, 0, 0, y);
    uint32_t* to = raw.argb + std::ptrdiff_t{y} * raw.argb_stride;
    if (has_alpha(tile.format)) {
      for (int32_t x = 0; x < raw.width; ++x, from += 4)
        to[x] = uint32_t{from[3]} << 24 | uint32_t{from[0]} << 16 | uint32_t{from[1]} << 8 | from[2];
    } else {
      for (int32_t x = 0; x < raw.width; ++x, from += 3)
        to[x] = 0xff000000U | uint32_t{from[0]} << 16 | uint32_t{from[1]} << 8 | from[2];
    }
  }
}

}  // namespace burnish::webp
