#include "attention.hpp"

#include <algorithm>
#include <cmath>

#include "weights.hpp"

namespace {
constexpr std::size_t first_size = weights::first_size, second_size = weights::second_size;
constexpr std::array<double, 2> sigmas{1.5, 4.5};  // of the neighbourhoods, in cells
constexpr std::size_t parts = sigmas.size() + 2;   // here, the neighbourhoods, the whole picture

/// A matrix whose columns are the outputs.
template <std::size_t Rows, std::size_t Columns>
struct Matrix {
  float of[Rows][Columns];
  float bias[Columns];
};
struct Network {
  Matrix<feature_count, first_size> first;
  Matrix<first_size * parts, second_size> second;
  Matrix<second_size, 1> third;
};
constexpr std::size_t weights_of_one = feature_count * first_size + first_size * parts * second_size + second_size;
static_assert(std::size(weights::text) == weights::networks * weights_of_one + 1);
static_assert(std::size(weights::numbers) == weights::networks * 2 * (first_size + second_size + 1));

/// Reads the text of the weights from its beginning to its end.
class Reader {
 public:
  template <std::size_t Rows, std::size_t Columns>
  void read(Matrix<Rows, Columns>& to) {
    for (auto& row : to.of)
      for (std::size_t c = 0; c < Columns; ++c) row[c] = weights::numbers[number_ + c] * weight();
    number_ += Columns;
    for (float& b : to.bias) b = weights::numbers[number_++];
  }

 private:
  /// -45..45; the backslash, which is not used, lies within.
  float weight() {
    const int c = static_cast<unsigned char>(weights::text[letter_++]);
    return static_cast<float>(c - (c > '\\' ? 1 : 0) - 35 - 45);
  }
  std::size_t letter_ = 0, number_ = 0;
};

const std::array<Network, weights::networks>& networks() {
  static const auto all = [] {
    std::array<Network, weights::networks> n{};
    Reader reader;
    for (Network& net : n) reader.read(net.first), reader.read(net.second), reader.read(net.third);
    return n;
  }();
  return all;
}

float rectified(float v) { return std::max(v, 0.1F * v); }

/// Values of `count` channels for each cell.
struct Layer {
  int32_t width = 0, height = 0;
  std::size_t channels = 0;
  std::vector<float> values;
  Layer(int32_t w, int32_t h, std::size_t n)
      : width(w), height(h), channels(n), values(static_cast<std::size_t>(w) * static_cast<std::size_t>(h) * n) {}
  [[nodiscard]] std::size_t cells() const { return values.size() / channels; }
  [[nodiscard]] float* at(std::size_t i) { return values.data() + i * channels; }
  [[nodiscard]] const float* at(std::size_t i) const { return values.data() + i * channels; }
};

/// Row i: the shares that the values of an axis have in the mean around its place i.
std::vector<float> gaussian(int32_t count, double sigma) {
  const auto n = static_cast<std::size_t>(count);
  std::vector<float> matrix(n * n);
  for (std::size_t i = 0; i < n; ++i) {
    double sum = 0;
    std::vector<double> line(n);
    for (std::size_t j = 0; j < n; ++j) {
      const double d = static_cast<double>(i) - static_cast<double>(j);
      sum += line[j] = std::exp(-d * d / (2 * sigma * sigma));
    }
    for (std::size_t j = 0; j < n; ++j) matrix[i * n + j] = static_cast<float>(line[j] / sum);
  }
  return matrix;
}

Layer neighbourhood(const Layer& from, double sigma) {
  const auto w = static_cast<std::size_t>(from.width), h = static_cast<std::size_t>(from.height);
  const std::vector<float> across = gaussian(from.width, sigma), down = gaussian(from.height, sigma);
  Layer half(from.width, from.height, from.channels), to = half;
  for (std::size_t y = 0; y < h; ++y)
    for (std::size_t other = 0; other < h; ++other)
      for (std::size_t i = 0; i < w * from.channels; ++i)
        half.at(y * w)[i] += down[y * h + other] * from.at(other * w)[i];
  for (std::size_t y = 0; y < h; ++y)
    for (std::size_t x = 0; x < w; ++x)
      for (std::size_t other = 0; other < w; ++other)
        for (std::size_t c = 0; c < from.channels; ++c)
          to.at(y * w + x)[c] += across[x * w + other] * half.at(y * w + other)[c];
  return to;
}

Layer mean_everywhere(const Layer& from) {
  std::vector<double> sums(from.channels);
  for (std::size_t i = 0; i < from.cells(); ++i)
    for (std::size_t c = 0; c < from.channels; ++c) sums[c] += static_cast<double>(from.at(i)[c]);
  Layer to(from.width, from.height, from.channels);
  for (std::size_t i = 0; i < to.cells(); ++i)
    for (std::size_t c = 0; c < to.channels; ++c)
      to.at(i)[c] = static_cast<float>(sums[c] / static_cast<double>(from.cells()));
  return to;
}

Layer first_layer(const Network& net, const Features& features) {
  Layer to(features.width, features.height, first_size);
  for (std::size_t i = 0; i < to.cells(); ++i) {
    std::array<float, first_size> sums;
    std::copy_n(net.first.bias, first_size, sums.begin());
    for (std::size_t f = 0; f < feature_count; ++f) {
      const float v = features.values[i * feature_count + f];
      for (std::size_t c = 0; c < first_size; ++c) sums[c] += v * net.first.of[f][c];
    }
    for (std::size_t c = 0; c < first_size; ++c) to.at(i)[c] = rectified(sums[c]);
  }
  return to;
}

/// Of one cell, from the four parts of what the first layer says about it.
float logit(const Network& net, const std::array<const float*, parts>& seen) {
  std::array<float, second_size> sums;
  std::copy_n(net.second.bias, second_size, sums.begin());
  for (std::size_t part = 0; part < parts; ++part)
    for (std::size_t f = 0; f < first_size; ++f)
      for (std::size_t c = 0; c < second_size; ++c) sums[c] += seen[part][f] * net.second.of[part * first_size + f][c];
  float out = net.third.bias[0];
  for (std::size_t c = 0; c < second_size; ++c) out += rectified(sums[c]) * net.third.of[c][0];
  return out;
}
}  // namespace

Plane predict_attention(const Features& features) {
  Plane shares(features.width, features.height);
  for (const Network& net : networks()) {
    const Layer here = first_layer(net, features);
    const Layer near = neighbourhood(here, sigmas[0]), far = neighbourhood(here, sigmas[1]);
    const Layer whole = mean_everywhere(here);
    for (std::size_t i = 0; i < shares.size(); ++i)
      shares.values[i] += logit(net, {here.at(i), near.at(i), far.at(i), whole.at(i)}) / weights::networks;
  }
  const float most = *std::max_element(shares.values.begin(), shares.values.end());
  double sum = 0;
  for (float& v : shares.values) sum += static_cast<double>(v = std::exp(v - most));
  for (float& v : shares.values) v = static_cast<float>(static_cast<double>(v) / sum);
  return shares;
}

Plane attention_without_evidence(int32_t grid_width, int32_t grid_height) {
  Cues nothing;
  for (Plane& p : nothing.maps) p = Plane(grid_width * 2, grid_height * 2);
  return predict_attention(find_features(nothing, {}));
}
