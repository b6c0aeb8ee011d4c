// kit/picture.hpp - pixels of any format for tests, between guard bytes.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "burnish/pixel.h"

namespace burnish::kit {

[[nodiscard]] constexpr burnish_format format(int sample, int model, int alpha = BURNISH_ALPHA_NONE,
                                              int layout = BURNISH_PLANAR, int light = BURNISH_LIGHT_ENCODED) {
  return {static_cast<uint8_t>(sample), static_cast<uint8_t>(model), static_cast<uint8_t>(alpha),
          static_cast<uint8_t>(layout), static_cast<uint8_t>(light), {}};
}
inline constexpr burnish_format rgb_f32 = format(BURNISH_F32, BURNISH_RGB);
inline constexpr burnish_format rgba_f32 = format(BURNISH_F32, BURNISH_RGB, BURNISH_ALPHA_STRAIGHT);
inline constexpr burnish_format premul_f32 = format(BURNISH_F32, BURNISH_RGB, BURNISH_ALPHA_PREMUL);
inline constexpr burnish_format gray_f32 = format(BURNISH_F32, BURNISH_GRAY);
inline constexpr burnish_format rgb_u8 = format(BURNISH_U8, BURNISH_RGB, BURNISH_ALPHA_NONE, BURNISH_INTERLEAVED);
inline constexpr burnish_format rgba_u8 = format(BURNISH_U8, BURNISH_RGB, BURNISH_ALPHA_STRAIGHT, BURNISH_INTERLEAVED);
inline constexpr burnish_format gray_u8 = format(BURNISH_U8, BURNISH_GRAY, BURNISH_ALPHA_NONE, BURNISH_INTERLEAVED);
inline constexpr burnish_format rgb_u16 = format(BURNISH_U16, BURNISH_RGB, BURNISH_ALPHA_NONE, BURNISH_INTERLEAVED);

[[nodiscard]] bool same_format(const burnish_format& a, const burnish_format& b);
/// Whether `accepted`, where 0 means any, takes `f`.
[[nodiscard]] bool matches(const burnish_format& accepted, const burnish_format& f);
/// "f32 rgb straight planar encoded"
[[nodiscard]] std::string format_text(const burnish_format& f);
/// Every concrete format that `accepted` stands for.
[[nodiscard]] std::vector<burnish_format> concrete_formats(const burnish_format& accepted);

/// What the bytes that carry no picture (guards, row padding) hold.
struct Fill {
  bool nan = false;  // all-ones bytes: a NaN in every float sample, the largest value in integers
  uint64_t seed = 0;
};

/// A rectangle of pixels in memory of its own. Rows are a multiple of 64 bytes apart; after the 64-byte multiple that
/// an operation may touch come 64 bytes more, which nobody may, as around every plane. `skew` moves the first sample
/// that many samples off its 64-byte alignment.
class Picture {
 public:
  Picture() = default;
  /// Zero everywhere.
  Picture(int32_t width, int32_t height, const burnish_format& f = rgb_f32) : Picture({0, 0, width, height}, f) {}
  Picture(const burnish_rect& rect, const burnish_format& f, Fill fill = {}, uint32_t skew = 0);

  [[nodiscard]] const burnish_rect& rect() const { return rect_; }
  [[nodiscard]] int32_t width() const { return rect_.x1 - rect_.x0; }
  [[nodiscard]] int32_t height() const { return rect_.y1 - rect_.y0; }
  [[nodiscard]] const burnish_format& format() const { return format_; }
  [[nodiscard]] int channels() const;  // alpha included

  /// A sample as it is stored: 0..255, 0..65535 or the float. (x, y) in the coordinates of rect().
  [[nodiscard]] double at(int32_t x, int32_t y, int c) const;
  void set(int32_t x, int32_t y, int c, double sample);
  /// The same on the nominal scale 0..1; integers are rounded and clamped.
  [[nodiscard]] double nominal(int32_t x, int32_t y, int c) const;
  void set_nominal(int32_t x, int32_t y, int c, double v);
  /// Every sample from a function of (x, y, c) on the nominal scale.
  void fill(const std::function<double(int32_t, int32_t, int)>& f);

  /// All of it as a tile that points into this picture (a const picture is not to be written through it).
  [[nodiscard]] burnish_tile whole_tile() const;
  /// A copy of `window` (which may reach outside, where `edge` decides) between guards of its own.
  [[nodiscard]] Picture window(const burnish_rect& window, int32_t edge = BURNISH_EDGE_CLAMP, Fill fill = {},
                               uint32_t skew = 0) const;
  /// Copies `part`'s pixels to its place here; what lies outside is left out.
  void paste(const Picture& part);
  void paste(const Picture& part, const burnish_rect& which);
  /// Overwrites every byte that carries no picture, and the pixels outside `keep`.
  void poison_outside(const burnish_rect& keep, Fill fill);
  /// Overwrites the pixels too.
  void poison_all(Fill fill);

  /// What nobody may write since construction (or poisoning) is as it was: empty; otherwise where it is not. With
  /// `padding` the bytes up to the next multiple of 64 after a row are checked as well.
  [[nodiscard]] std::string damage(bool padding = false) const;

  /// As the host describes it: sRGB, upright, full size. Valid while the picture lives; `meta` is null.
  [[nodiscard]] burnish_image_info info() const;

 private:
  struct Line {
    alignas(64) std::byte bytes[64];
  };
  [[nodiscard]] const std::byte* bytes() const { return lines_.empty() ? nullptr : lines_[0].bytes; }
  [[nodiscard]] std::byte* bytes() { return lines_.empty() ? nullptr : lines_[0].bytes; }
  [[nodiscard]] std::size_t plane_start(int plane) const;
  [[nodiscard]] std::size_t sample_offset(int32_t x, int32_t y, int c) const;
  [[nodiscard]] std::size_t row_bytes() const;
  /// The first byte of a stretch that is not as the fill made it, or `to`.
  [[nodiscard]] std::size_t first_change(std::size_t from, std::size_t to) const;

  burnish_rect rect_{0, 0, 0, 0};
  burnish_format format_ = rgb_f32;
  std::size_t stride_ = 0, plane_bytes_ = 0, skew_bytes_ = 0;
  Fill fill_;
  std::vector<Line> lines_;
};

[[nodiscard]] Picture constant(int32_t width, int32_t height, const burnish_format& f, double v);
/// One nominal value per channel.
[[nodiscard]] Picture constant(int32_t width, int32_t height, const burnish_format& f, const std::vector<double>& v);
/// Rises from left to right by channel-dependent slopes, and a little downward; alpha too.
[[nodiscard]] Picture ramp(int32_t width, int32_t height, const burnish_format& f);
/// Independent samples in 0..1; with premultiplied alpha no colour exceeds its alpha.
[[nodiscard]] Picture noise(int32_t width, int32_t height, const burnish_format& f, uint64_t seed = 1);
/// Zero but for `v` in every channel at one place; alpha, when there, is 1 everywhere.
[[nodiscard]] Picture impulse(int32_t width, int32_t height, const burnish_format& f, int32_t x, int32_t y,
                              double v = 1);
/// Something like a photograph: smooth areas, edges and a little grain.
[[nodiscard]] Picture scene(int32_t width, int32_t height, const burnish_format& f, uint64_t seed = 1);

/// Empty when size, format and every pixel's bytes are equal; otherwise a sentence with the first difference. Two NaN
/// of the same sample are equal whatever their bits.
[[nodiscard]] std::string difference(const Picture& a, const Picture& b);
/// The largest difference of two samples, on the nominal scale; infinite when sizes differ.
[[nodiscard]] double worst_difference(const Picture& a, const Picture& b);
/// In dB over the channels that both have, on the nominal scale; infinite when equal.
[[nodiscard]] double psnr(const Picture& a, const Picture& b);
/// The same nominal values in another sample type and layout (model and alpha must have the same channels).
[[nodiscard]] Picture converted(const Picture& p, const burnish_format& f);

/// A number in 0..1 from a place and a seed, the same everywhere.
[[nodiscard]] double hash01(uint64_t seed, uint64_t a, uint64_t b = 0, uint64_t c = 0);

}  // namespace burnish::kit
