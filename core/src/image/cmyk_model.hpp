// CMYK without a profile: a model of offset print on coated paper.
#pragma once
#include <burnish/pixel.h>

#include <array>
#include <cstdint>
#include <vector>

namespace burnish {

/// The Neugebauer equations with the Yule-Nielsen correction over the sixteen overprints of ISO 12647-2 (coated paper),
/// relative to the paper, with black point compensation. White paper is exactly white.
class CmykModel {
 public:
  CmykModel();
  /// n interleaved pixels of U8, U16 or F32 (0 is no ink, the top is full ink), alpha copied when `alpha`.
  void convert(const void* cmyk, void* rgb, std::size_t n, uint8_t sample, bool alpha) const noexcept;

 private:
  using Triple = std::array<float, 3>;
  [[nodiscard]] Triple encoded(const std::array<float, 4>& ink) const noexcept;
  template <class T>
  void rows(const T* in, T* out, std::size_t n, bool alpha) const noexcept;

  std::array<Triple, 16> primaries_{};  // square roots of linear sRGB; bit 0 cyan, 1 magenta, 2 yellow, 3 black
  std::vector<float> coverage_;         // dot area on paper for ink in 1/1024
  std::vector<float> encode_;           // sRGB for square roots of light in 1/4096
};

}  // namespace burnish
