// burnish/picture.hpp - views of tiles and formats, for plugins that work on pixels.
#pragma once
#include <array>
#include <cstddef>
#include <span>

#include "pixel.h"

namespace burnish {
inline namespace v1 {

inline bool empty(const burnish_rect& r) { return r.x1 <= r.x0 || r.y1 <= r.y0; }
inline int32_t width(const burnish_rect& r) { return r.x1 - r.x0; }
inline int32_t height(const burnish_rect& r) { return r.y1 - r.y0; }

inline std::size_t sample_bytes(const burnish_format& f) {
  return f.sample == BURNISH_U8 ? 1 : f.sample == BURNISH_F32 ? 4 : 2;
}
inline int colour_channels(const burnish_format& f) { return f.model; }
inline bool has_alpha(const burnish_format& f) { return f.alpha > BURNISH_ALPHA_NONE; }
inline int channels(const burnish_format& f) { return f.model + (has_alpha(f) ? 1 : 0); }

/// Planes of a tile, and samples from one sample of a row to the next pixel's.
inline int planes(const burnish_format& f) { return f.layout == BURNISH_PLANAR ? channels(f) : 1; }
inline int samples_per_pixel(const burnish_format& f) { return f.layout == BURNISH_PLANAR ? 1 : channels(f); }

/// Format lists most operations want. Without alpha comes first: it costs less when the picture has none.
namespace formats {
inline constexpr std::array straight_encoded{
    burnish_format{BURNISH_F32, BURNISH_ANY, BURNISH_ALPHA_NONE, BURNISH_PLANAR, BURNISH_LIGHT_ENCODED, {}},
    burnish_format{BURNISH_F32, BURNISH_ANY, BURNISH_ALPHA_STRAIGHT, BURNISH_PLANAR, BURNISH_LIGHT_ENCODED, {}}};
inline constexpr std::array straight_linear{
    burnish_format{BURNISH_F32, BURNISH_ANY, BURNISH_ALPHA_NONE, BURNISH_PLANAR, BURNISH_LIGHT_LINEAR, {}},
    burnish_format{BURNISH_F32, BURNISH_ANY, BURNISH_ALPHA_STRAIGHT, BURNISH_PLANAR, BURNISH_LIGHT_LINEAR, {}}};
inline constexpr std::array rgb_straight_encoded{
    burnish_format{BURNISH_F32, BURNISH_RGB, BURNISH_ALPHA_NONE, BURNISH_PLANAR, BURNISH_LIGHT_ENCODED, {}},
    burnish_format{BURNISH_F32, BURNISH_RGB, BURNISH_ALPHA_STRAIGHT, BURNISH_PLANAR, BURNISH_LIGHT_ENCODED, {}}};
inline constexpr std::array rgb_straight_linear{
    burnish_format{BURNISH_F32, BURNISH_RGB, BURNISH_ALPHA_NONE, BURNISH_PLANAR, BURNISH_LIGHT_LINEAR, {}},
    burnish_format{BURNISH_F32, BURNISH_RGB, BURNISH_ALPHA_STRAIGHT, BURNISH_PLANAR, BURNISH_LIGHT_LINEAR, {}}};
inline constexpr std::array premul_encoded{
    burnish_format{BURNISH_F32, BURNISH_ANY, BURNISH_ALPHA_NONE, BURNISH_PLANAR, BURNISH_LIGHT_ENCODED, {}},
    burnish_format{BURNISH_F32, BURNISH_ANY, BURNISH_ALPHA_PREMUL, BURNISH_PLANAR, BURNISH_LIGHT_ENCODED, {}}};
/// Anything at all: for operations that only move pixels.
inline constexpr std::array anything{
    burnish_format{BURNISH_ANY, BURNISH_ANY, BURNISH_ANY, BURNISH_ANY, BURNISH_ANY, {}}};
}  // namespace formats

/// A row of samples of one plane: pointer to (x, y) of a tile. Reads and writes may run to the next multiple of 64
/// bytes past the row's end (see burnish_tile).
template <class T>
const T* row(const burnish_tile& t, int plane, int32_t x, int32_t y) {
  return reinterpret_cast<const T*>(static_cast<const std::byte*>(t.data[plane]) + (y - t.rect.y0) * t.stride[plane]) +
         static_cast<std::ptrdiff_t>(x - t.rect.x0) * samples_per_pixel(t.format);
}
template <class T>
T* row(burnish_tile& t, int plane, int32_t x, int32_t y) {
  return reinterpret_cast<T*>(static_cast<std::byte*>(t.data[plane]) + (y - t.rect.y0) * t.stride[plane]) +
         static_cast<std::ptrdiff_t>(x - t.rect.x0) * samples_per_pixel(t.format);
}
}  // namespace v1
}  // namespace burnish
