// The pixels of resize: one function for every kind of sample, and in it one for every instruction set, chosen at run
// time. All work on rectangles of any size in the task's scratch memory, with the same bytes whatever the rectangle.
#pragma once
#include <burnish/picture.hpp>

#include "weights.hpp"

namespace burnish_resize {

/// Planar F32, one to five planes.
void resample_floats(const FloatAxis& across, const FloatAxis& down, const burnish_tile& in, burnish_tile& out,
                     std::byte* scratch);
/// Interleaved U16, one to four channels; computed in floats.
void resample_words(const FloatAxis& across, const FloatAxis& down, const burnish_tile& in, burnish_tile& out,
                    std::byte* scratch);
/// What either needs.
[[nodiscard]] std::size_t float_scratch_bytes(const FloatAxis& across, const FloatAxis& down, int channels);

/// Interleaved U8 with one or three channels, in integers: the same bytes from every instruction set.
struct ByteAxes {
  const FixedAxis& across;
  const FixedAxis& down;
  const FloatAxis& needs_across;  // for what a rectangle reads
  const FloatAxis& needs_down;
};
void resample_bytes(const ByteAxes& axes, const burnish_tile& in, burnish_tile& out, std::byte* scratch);
[[nodiscard]] std::size_t byte_scratch_bytes(const ByteAxes& axes, int channels);

/// Bits that the sums between the two passes of resample_bytes keep below the sample's own.
inline constexpr int32_t spare_bits = 6;
/// Bounds of the weights' shift, so that 32-bit sums hold: 8 bits of sample down; 8 + 6 bits and a sign across.
inline constexpr int32_t largest_shift_down = 22, largest_shift_across = 15;

}  // namespace burnish_resize
