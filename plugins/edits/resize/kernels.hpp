// The pixels of resize: one version for every instruction set, chosen when a plan is made. All work on rectangles of
// any size in the task's scratch memory, with the same bytes whatever the rectangle.
#pragma once
#include <burnish/picture.hpp>

#include "weights.hpp"

namespace burnish_resize {

struct FloatKernels {
  /// Planar F32, one to five planes.
  void (*floats)(const FloatAxis& across, const FloatAxis& down, const burnish_tile& in, burnish_tile& out,
                 std::byte* scratch);
  /// Interleaved U16, one to four channels; computed in floats.
  void (*words)(const FloatAxis& across, const FloatAxis& down, const burnish_tile& in, burnish_tile& out,
                std::byte* scratch);
  std::size_t (*scratch_bytes)(const FloatAxis& across, const FloatAxis& down, int channels);
};
[[nodiscard]] const FloatKernels& best_float_kernels();

struct ByteAxes {
  const FixedAxis& across;
  const FixedAxis& down;
  const FloatAxis& needs_across;  // for what a rectangle reads
  const FloatAxis& needs_down;
};
struct ByteKernels {
  /// Interleaved U8 with one or three channels, in integers: the same bytes from every version.
  void (*bytes)(const ByteAxes& axes, const burnish_tile& in, burnish_tile& out, std::byte* scratch);
  std::size_t (*scratch_bytes)(const ByteAxes& axes, int channels);
};
[[nodiscard]] const ByteKernels& best_byte_kernels();

/// Bits that the sums between the two passes of the byte kernels keep below the sample's own.
inline constexpr int32_t spare_bits = 6;
/// Bounds of the weights' shift, so that 32-bit sums hold: 8 bits of sample down; 8 + 6 bits and a sign across.
inline constexpr int32_t largest_shift_down = 22, largest_shift_across = 15;

}  // namespace burnish_resize
