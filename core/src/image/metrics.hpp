// How far two pictures of one size differ. Both are fed their rows from the top; the sums do not depend on anything
// else.
#pragma once
#include <array>
#include <cstddef>
#include <vector>

#include "image/shape.hpp"

namespace burnish {

/// Peak signal to noise ratio over samples of 0..1.
class PsnrSum {
 public:
  void add(const float* a, const float* b, std::size_t n);
  /// In dB; infinity when all samples were equal.
  [[nodiscard]] double decibels() const;

 private:
  double squares_ = 0;
  double count_ = 0;
};

/// Structural similarity (Wang, Bovik, Sheikh, Simoncelli 2004) of luma in 0..1: Gaussian window of 11x11 with
/// sigma 1.5, K1 = 0.01, K2 = 0.03, mean over all places where the window lies inside. Sides below 11 are extended by
/// their edges.
class SsimSum {
 public:
  explicit SsimSum(Size size);
  void add_row(const float* a, const float* b);
  /// After the last row; -1..1.
  [[nodiscard]] double mean() const;

  static constexpr int window = 11;

 private:
  // Blurred a, b, a*a, b*b, a*b of one row.
  static constexpr std::size_t maps = 5;
  using Row = std::array<std::vector<float>, maps>;

  void push(const float* a, const float* b);
  void score_row();

  Size size_;
  int pad_x_, pad_y_;        // on each side
  std::size_t columns_ = 0;  // of scores
  std::vector<float> a_, b_, products_;
  std::array<Row, window> ring_;
  int pushed_ = 0, seen_ = 0;
  double sum_ = 0;
  double count_ = 0;
};

}  // namespace burnish
