// Row kernels of conversions (Highway, chosen at run time). Not for use outside image/.
#pragma once
#include <cstddef>
#include <cstdint>

namespace burnish::rows {

inline constexpr std::size_t max_channels = 5;

/// Every plane pointer may be read and written up to the next multiple of 16 floats past n.
/// Interleaved integers with `channels` samples per pixel to planes of 0..1.
void load_u8(const uint8_t* in, std::size_t n, int channels, float* const* out);
void load_u16(const uint16_t* in, std::size_t n, int channels, float* const* out);
/// The same through sRGB's curve for the first `colours` channels; the rest stay plain.
void load_u8_linear(const uint8_t* in, std::size_t n, int channels, int colours, float* const* out);
/// Planes to interleaved integers: clamped, halves up. Writes exactly n pixels.
void store_u8(const float* const* in, std::size_t n, int channels, uint8_t* out);
void store_u16(const float* const* in, std::size_t n, int channels, uint16_t* out);
void interleave_f32(const float* const* in, std::size_t n, int channels, float* out);
void deinterleave_f32(const float* in, std::size_t n, int channels, float* const* out);

/// In place, n rounded up to 16.
void to_linear(float* v, std::size_t n);
void to_encoded(float* v, std::size_t n);
void premultiply(float* v, const float* alpha, std::size_t n);
void unpremultiply(float* v, const float* alpha, std::size_t n);
/// v (premultiplied) over the constant background.
void composite(float* v, const float* alpha, float background, std::size_t n);

}  // namespace burnish::rows
