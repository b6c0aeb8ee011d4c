// 8-bit pixels in memory, made from a reader, shown to "burnish.encode/1" as a reader again.
#pragma once
#include <burnish/stream.h>

#include <deque>
#include <functional>
#include <vector>

#include "request.hpp"

namespace flux {

/// Interleaved, rows a multiple of 64 bytes apart.
class Pixels {
 public:
  /// model: BURNISH_GRAY or BURNISH_RGB.
  Pixels(Extent size, int model, bool alpha, const burnish_color& color);
  Pixels(const Pixels&) = delete;
  Pixels& operator=(const Pixels&) = delete;

  [[nodiscard]] Extent size() const { return size_; }
  [[nodiscard]] int channels() const { return channels_; }
  [[nodiscard]] uint8_t* row(int32_t y) { return bytes_.data() + static_cast<std::size_t>(y) * stride_; }
  /// Lives as long as this.
  [[nodiscard]] const burnish_reader& reader() const { return reader_; }

 private:
  burnish_status acquire(burnish_rect r, const burnish_tile** tile);
  void release(const burnish_tile* tile);

  Extent size_;
  int channels_;
  std::size_t stride_;
  std::vector<uint8_t> bytes_;
  std::deque<burnish_tile> tiles_;  // those that are lent
  burnish_image_info info_{};
  burnish_reader reader_{};
};

/// Calls `row(y, samples)` for every row from the top; samples are the channels of the picture's format, interleaved,
/// 0..255. Throws when the reader fails or the samples are of a kind that cannot be read.
void read_rows(const burnish_call* call, const burnish_reader& reader,
               const std::function<void(int32_t, const std::vector<float>&)>& row);

}  // namespace flux
