#include "grid.hpp"

#include <algorithm>
#include <cmath>

#include "burnish/picture.hpp"
#include "burnish/plugin.hpp"
#include "seam.hpp"

namespace midjourney {
namespace {

constexpr int reach = Seam::reach;
constexpr int32_t least_size = 64, rows_at_once = 64;

class LentTile {
 public:
  LentTile(const burnish_call* call, const burnish_reader& reader, const burnish_rect& rect)
      : call_(call), reader_(reader) {
    burnish::check(reader_.acquire(&reader_, call_, rect, &tile_), "the picture cannot be read");
  }
  LentTile(const LentTile&) = delete;
  LentTile& operator=(const LentTile&) = delete;
  ~LentTile() { reader_.release(&reader_, tile_); }
  [[nodiscard]] const burnish_tile& operator*() const { return *tile_; }

 private:
  const burnish_call* call_;
  const burnish_reader& reader_;
  const burnish_tile* tile_ = nullptr;
};

/// One sample on the scale 0..255.
float sample_at(const burnish_tile& t, int32_t x, int32_t y, int channel) {
  const bool planar = burnish::planes(t.format) > 1;
  const int plane = planar ? channel : 0, offset = planar ? 0 : channel;
  switch (t.format.sample) {
    case BURNISH_U8:
      return static_cast<float>(burnish::row<uint8_t>(t, plane, x, y)[offset]);
    case BURNISH_U16:
      return static_cast<float>(burnish::row<uint16_t>(t, plane, x, y)[offset]) / 257.0F;
    default:
      return burnish::row<float>(t, plane, x, y)[offset] * 255.0F;
  }
}

/// Goes down the picture once: the columns beside the middle one of every row, and whole rows around the middle one.
class Look {
 public:
  Look(const burnish_call* call, const burnish_reader& reader)
      : call_(call),
        reader_(reader),
        width_(reader.info->width),
        height_(reader.info->height),
        channels_(burnish::colour_channels(reader.info->format)),
        upright_(height_, channels_),
        level_(width_, channels_) {}

  GridFinding find() {
    const int32_t top = height_ / 2 - reach, bottom = height_ / 2 + reach;
    columns(0, top);
    rows(top, bottom);
    columns(bottom, height_);
    return upright_.measure().is_seam() && level_.measure().is_seam() ? GridFinding::Grid : GridFinding::NoGrid;
  }

 private:
  void take_columns(const burnish_tile& tile) {
    for (int32_t y = tile.rect.y0; y < tile.rect.y1; ++y)
      for (int across = 0; across < 2 * reach; ++across)
        for (int c = 0; c < channels_; ++c)
          upright_.set(y, across, c, sample_at(tile, width_ / 2 - reach + across, y, c));
  }
  void columns(int32_t from, int32_t to) {
    for (int32_t y = from; y < to; y += rows_at_once) {
      burnish::throw_if_cancelled(call_);
      const burnish_rect rect{width_ / 2 - reach, y, width_ / 2 + reach, std::min(to, y + rows_at_once)};
      const LentTile tile(call_, reader_, rect);
      take_columns(*tile);
    }
  }
  void rows(int32_t from, int32_t to) {
    const LentTile tile(call_, reader_, {0, from, width_, to});
    take_columns(*tile);
    for (int32_t x = 0; x < width_; ++x)
      for (int across = 0; across < 2 * reach; ++across)
        for (int c = 0; c < channels_; ++c) level_.set(x, across, c, sample_at(*tile, x, from + across, c));
  }

  const burnish_call* call_;
  const burnish_reader& reader_;
  int32_t width_, height_;
  int channels_;
  Seam upright_, level_;
};

}  // namespace

bool may_be_grid(const PictureFacts& p) {
  const std::string& source = p.facts.value("source");
  if (p.name.index || p.name.upscale || p.name.thumbnail > 0 || (!source.empty() && source != "midjourney"))
    return false;
  if (p.width % 2 != 0 || p.height % 2 != 0 || p.width < least_size || p.height < least_size) return false;
  const double aspect = static_cast<double>(p.width) / p.height;
  return p.aspect == 0 || std::abs(aspect / p.aspect - 1) <= 0.01;
}

GridFinding look_for_grid(const burnish_call* call, const burnish_reader& reader) {
  const burnish_image_info& info = *reader.info;
  if (info.width % 2 != 0 || info.height % 2 != 0 || info.width < least_size || info.height < least_size ||
      info.format.sample == BURNISH_F16)
    return GridFinding::CannotTell;
  return Look(call, reader).find();
}

}  // namespace midjourney
