// What a picture is, without its pixels: size, format, and how it sits in what it came from.
#pragma once
#include <burnish/pixel.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <string>

namespace burnish {

struct Size {
  int32_t width = 0, height = 0;
  friend bool operator==(const Size&, const Size&) = default;
};

/// burnish_image_info without the pointers; the fields mean the same (pixel.h).
struct Shape {
  int32_t width = 0, height = 0;
  burnish_format format{};
  std::array<double, 4> view{};
  double shrink = 1;
  float scale = 1;
  int32_t orientation = 1;

  [[nodiscard]] Size size() const { return {width, height}; }
  [[nodiscard]] burnish_rect rect() const { return {0, 0, width, height}; }
};

[[nodiscard]] burnish_image_info to_info(const Shape&);
[[nodiscard]] Shape to_shape(const burnish_image_info&);

inline bool same_format(const burnish_format& a, const burnish_format& b) { return std::memcmp(&a, &b, sizeof a) == 0; }
/// `accepted` may hold BURNISH_ANY in any field.
[[nodiscard]] bool accepts(const burnish_format& accepted, const burnish_format& f);
[[nodiscard]] std::string format_text(const burnish_format&);  // "u8 rgb", "f32 rgb+premul linear planar"

[[nodiscard]] inline int channel_count(const burnish_format& f) {
  return f.model + (f.alpha > BURNISH_ALPHA_NONE ? 1 : 0);
}
[[nodiscard]] inline bool has_alpha(const Shape& s) { return s.format.alpha > BURNISH_ALPHA_NONE; }
[[nodiscard]] inline int64_t sample_size(const burnish_format& f) {
  return f.sample == BURNISH_U8 ? 1 : f.sample == BURNISH_F32 ? 4 : 2;
}
[[nodiscard]] inline int64_t pixel_bytes(const burnish_format& f) { return sample_size(f) * channel_count(f); }
[[nodiscard]] inline bool is_empty(const burnish_rect& r) { return r.x1 <= r.x0 || r.y1 <= r.y0; }
[[nodiscard]] burnish_rect intersect(const burnish_rect&, const burnish_rect&);
[[nodiscard]] burnish_rect unite(const burnish_rect&, const burnish_rect&);  // an empty one counts for nothing
[[nodiscard]] inline bool contains(const burnish_rect& outer, const burnish_rect& inner) {
  return inner.x0 >= outer.x0 && inner.y0 >= outer.y0 && inner.x1 <= outer.x1 && inner.y1 <= outer.y1;
}

}  // namespace burnish
