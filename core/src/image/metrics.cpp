#include "image/metrics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace burnish {
namespace {

constexpr double sigma = 1.5;
// The constants of the paper for samples of 0..1.
constexpr float c1 = 0.01F * 0.01F, c2 = 0.03F * 0.03F;

const std::array<float, SsimSum::window>& weights() {
  static const std::array<float, SsimSum::window> table = [] {
    std::array<double, SsimSum::window> w{};
    double sum = 0;
    for (std::size_t i = 0; i < w.size(); ++i) {
      constexpr int middle = SsimSum::window / 2;
      const double d = static_cast<double>(i) - middle;
      sum += w[i] = std::exp(-d * d / (2 * sigma * sigma));
    }
    std::array<float, SsimSum::window> out{};
    for (std::size_t i = 0; i < w.size(); ++i) out[i] = static_cast<float>(w[i] / sum);
    return out;
  }();
  return table;
}

void blur_row(const std::vector<float>& in, std::vector<float>& out) {
  const auto& w = weights();
  std::fill(out.begin(), out.end(), 0.0F);
  for (std::size_t k = 0; k < w.size(); ++k)
    for (std::size_t x = 0; x < out.size(); ++x) out[x] += w[k] * in[x + k];
}

void extend(const float* row, std::size_t n, std::size_t pad, std::vector<float>& out) {
  std::fill_n(out.begin(), pad, row[0]);
  std::copy_n(row, n, out.begin() + static_cast<std::ptrdiff_t>(pad));
  std::fill(out.begin() + static_cast<std::ptrdiff_t>(pad + n), out.end(), row[n - 1]);
}

int pad_of(int32_t side) { return side < SsimSum::window ? SsimSum::window / 2 : 0; }

}  // namespace

void PsnrSum::add(const float* a, const float* b, std::size_t n) {
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const double d = static_cast<double>(a[i]) - static_cast<double>(b[i]);
    sum += d * d;
  }
  squares_ += sum;
  count_ += static_cast<double>(n);
}

double PsnrSum::decibels() const {
  return squares_ > 0 ? 10 * std::log10(count_ / squares_) : std::numeric_limits<double>::infinity();
}

SsimSum::SsimSum(Size size) : size_(size), pad_x_(pad_of(size.width)), pad_y_(pad_of(size.height)) {
  const auto width = static_cast<std::size_t>(size.width) + 2 * static_cast<std::size_t>(pad_x_);
  columns_ = width - (window - 1);
  for (std::vector<float>* v : {&a_, &b_, &products_}) v->resize(width);
  for (Row& row : ring_)
    for (auto& map : row) map.resize(columns_);
}

void SsimSum::push(const float* a, const float* b) {
  const auto n = static_cast<std::size_t>(size_.width), pad = static_cast<std::size_t>(pad_x_);
  extend(a, n, pad, a_);
  extend(b, n, pad, b_);
  Row& row = ring_[static_cast<std::size_t>(pushed_ % window)];
  const auto product = [&](const std::vector<float>& x, const std::vector<float>& y, std::vector<float>& out) {
    for (std::size_t i = 0; i < products_.size(); ++i) products_[i] = x[i] * y[i];
    blur_row(products_, out);
  };
  blur_row(a_, row[0]);
  blur_row(b_, row[1]);
  product(a_, a_, row[2]);
  product(b_, b_, row[3]);
  product(a_, b_, row[4]);
  if (++pushed_ >= window) score_row();
}

void SsimSum::score_row() {
  const auto& w = weights();
  double sum = 0;
  for (std::size_t x = 0; x < columns_; ++x) {
    std::array<float, maps> m{};
    for (std::size_t k = 0; k < window; ++k) {
      const Row& row = ring_[(static_cast<std::size_t>(pushed_) + k) % window];
      for (std::size_t i = 0; i < maps; ++i) m[i] += w[k] * row[i][x];
    }
    const float ab = m[0] * m[1], aa = m[0] * m[0], bb = m[1] * m[1];
    const float score = (2 * ab + c1) * (2 * (m[4] - ab) + c2) / ((aa + bb + c1) * ((m[2] - aa) + (m[3] - bb) + c2));
    sum += static_cast<double>(score);
  }
  sum_ += sum;
  count_ += static_cast<double>(columns_);
}

void SsimSum::add_row(const float* a, const float* b) {
  const bool first = seen_ == 0, last = ++seen_ == size_.height;
  for (int i = 0; first && i < pad_y_; ++i) push(a, b);
  push(a, b);
  for (int i = 0; last && i < pad_y_; ++i) push(a, b);
}

double SsimSum::mean() const { return count_ > 0 ? sum_ / count_ : 1; }

}  // namespace burnish
