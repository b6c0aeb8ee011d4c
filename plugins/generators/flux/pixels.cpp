#include "pixels.hpp"

#include <burnish/picture.hpp>
#include <burnish/plugin.hpp>

#include <algorithm>

namespace flux {
namespace {

template <class T>
void gather(const burnish_tile& tile, int32_t y, float scale, std::vector<float>& samples) {
  const int channels = burnish::channels(tile.format), step = burnish::samples_per_pixel(tile.format);
  const int32_t width = burnish::width(tile.rect);
  for (int c = 0; c < channels; ++c) {
    const bool planar = burnish::planes(tile.format) > 1 || channels == 1;
    const T* from = burnish::row<T>(tile, planar ? c : 0, tile.rect.x0, y) + (planar ? 0 : c);
    for (int32_t x = 0; x < width; ++x)
      samples[static_cast<std::size_t>(x) * static_cast<std::size_t>(channels) + static_cast<std::size_t>(c)] =
          static_cast<float>(from[static_cast<std::ptrdiff_t>(x) * step]) * scale;
  }
}

}  // namespace

Pixels::Pixels(Extent size, int model, bool alpha, const burnish_color& color)
    : size_(size),
      channels_(model + (alpha ? 1 : 0)),
      stride_((static_cast<std::size_t>(size.width) * static_cast<std::size_t>(channels_) + 63) / 64 * 64),
      bytes_(stride_ * static_cast<std::size_t>(size.height)) {
  info_.struct_size = sizeof info_;
  info_.width = size.width;
  info_.height = size.height;
  info_.format = {BURNISH_U8,
                  static_cast<uint8_t>(model),
                  static_cast<uint8_t>(alpha ? BURNISH_ALPHA_STRAIGHT : BURNISH_ALPHA_NONE),
                  BURNISH_INTERLEAVED,
                  BURNISH_LIGHT_ENCODED,
                  {}};
  info_.color = color;
  info_.scale = 1;
  info_.view[2] = size.width;
  info_.view[3] = size.height;
  info_.shrink = 1;
  info_.orientation = 1;
  reader_.struct_size = sizeof reader_;
  reader_.impl = this;
  reader_.info = &info_;
  reader_.acquire = [](const burnish_reader* r, const burnish_call*, burnish_rect rect,
                       const burnish_tile** tile) noexcept -> burnish_status {
    return static_cast<Pixels*>(r->impl)->acquire(rect, tile);
  };
  reader_.release = [](const burnish_reader* r, const burnish_tile* tile) noexcept {
    static_cast<Pixels*>(r->impl)->release(tile);
  };
}

burnish_status Pixels::acquire(burnish_rect r, const burnish_tile** tile) {
  if (burnish::empty(r) || r.x0 < 0 || r.y0 < 0 || r.x1 > size_.width || r.y1 > size_.height) return BURNISH_ERROR;
  burnish_tile& t = tiles_.emplace_back();
  t = {};
  t.rect = r;
  t.format = info_.format;
  t.data[0] = row(r.y0) + static_cast<std::ptrdiff_t>(r.x0) * channels_;
  t.stride[0] = static_cast<std::ptrdiff_t>(stride_);
  *tile = &t;
  return BURNISH_OK;
}

void Pixels::release(const burnish_tile* tile) {
  // Elements of a deque stay where they are only while others go from its ends, so the last goes when all are back.
  const auto found = std::find_if(tiles_.begin(), tiles_.end(), [&](const burnish_tile& t) { return &t == tile; });
  if (found != tiles_.end()) found->data[0] = nullptr;
  while (!tiles_.empty() && tiles_.front().data[0] == nullptr) tiles_.pop_front();
}

void read_rows(const burnish_call* call, const burnish_reader& reader,
               const std::function<void(int32_t, const std::vector<float>&)>& row) {
  constexpr int32_t rows_at_once = 64;
  const burnish_image_info& info = *reader.info;
  std::vector<float> samples(static_cast<std::size_t>(info.width) *
                             static_cast<std::size_t>(burnish::channels(info.format)));
  for (int32_t top = 0; top < info.height; top += rows_at_once) {
    burnish::throw_if_cancelled(call);
    const burnish_rect rect{0, top, info.width, std::min(info.height, top + rows_at_once)};
    const burnish_tile* tile = nullptr;
    burnish::check(reader.acquire(&reader, call, rect, &tile), "a picture could not be read");
    struct Lent {
      const burnish_reader& reader;
      const burnish_tile* tile;
      ~Lent() { reader.release(&reader, tile); }
    } const lent{reader, tile};
    for (int32_t y = rect.y0; y < rect.y1; ++y) {
      if (tile->format.sample == BURNISH_U8)
        gather<uint8_t>(*tile, y, 1, samples);
      else if (tile->format.sample == BURNISH_U16)
        gather<uint16_t>(*tile, y, 1.0F / 257, samples);
      else if (tile->format.sample == BURNISH_F32)
        gather<float>(*tile, y, 255, samples);
      else
        throw burnish::error("pictures of 16-bit floats cannot be sent", BURNISH_UNSUPPORTED);
      row(y, samples);
    }
  }
}

}  // namespace flux
