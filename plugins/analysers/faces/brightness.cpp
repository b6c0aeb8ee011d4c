#include "brightness.hpp"

#include <algorithm>
#include <cmath>

namespace burnish_faces {
namespace {
constexpr int32_t spare_columns = 32;  // whole vectors may be read past the last window
}

std::vector<Shrinker::Tap> Shrinker::taps(int32_t from, int32_t to) {
  std::vector<Tap> all;
  const double ratio = static_cast<double>(from) / to;
  for (int32_t i = 0; i < to; ++i) {
    Tap t;
    if (ratio >= 1) {
      const double begin = i * ratio, end = std::min<double>((i + 1) * ratio, from);
      t.first = std::min(static_cast<int32_t>(begin), from - 1);
      for (int32_t k = t.first; k < from && k < end; ++k)
        t.weights.push_back(static_cast<float>((std::min<double>(k + 1, end) - std::max<double>(k, begin)) / ratio));
    } else {
      const double at = std::clamp((i + 0.5) * ratio - 0.5, 0.0, static_cast<double>(from - 1));
      t.first = std::min(static_cast<int32_t>(at), std::max(0, from - 2));
      const auto part = static_cast<float>(at - t.first);
      t.weights.push_back(1 - part);
      if (from > 1) t.weights.push_back(part);
    }
    all.push_back(std::move(t));
  }
  return all;
}

Shrinker::Shrinker(int32_t from_width, int32_t from_height, int32_t width, int32_t height)
    : across_(taps(from_width, width)), down_(taps(from_height, height)) {
  narrowed_.reserve(static_cast<std::size_t>(from_height) * static_cast<std::size_t>(width));
}

void Shrinker::add(const float* row) {
  for (const Tap& t : across_) {
    float sum = 0;
    for (std::size_t k = 0; k < t.weights.size(); ++k) sum += t.weights[k] * row[t.first + static_cast<int32_t>(k)];
    narrowed_.push_back(sum);
  }
}

Brightness Shrinker::finish() const {
  const std::size_t width = across_.size();
  Brightness b{static_cast<int32_t>(width), static_cast<int32_t>(down_.size()), {}};
  b.pixels.resize(width * down_.size());
  std::vector<float> line(width);
  for (std::size_t y = 0; y < down_.size(); ++y) {
    std::fill(line.begin(), line.end(), 0.0F);
    for (std::size_t k = 0; k < down_[y].weights.size(); ++k) {
      const float weight = down_[y].weights[k] * 255;
      const float* from = narrowed_.data() + (static_cast<std::size_t>(down_[y].first) + k) * width;
      for (std::size_t x = 0; x < width; ++x) line[x] += weight * from[x];
    }
    for (std::size_t x = 0; x < width; ++x)
      b.pixels[y * width + x] = static_cast<uint8_t>(std::clamp(line[x] + 0.5F, 0.0F, 255.0F));
  }
  return b;
}

Brightness halved(const Brightness& from) {
  Brightness b{from.width / 2, from.height / 2, {}};
  b.pixels.resize(static_cast<std::size_t>(b.width) * static_cast<std::size_t>(b.height));
  for (int32_t y = 0; y < b.height; ++y) {
    const uint8_t *upper = from.row(2 * y), *lower = from.row(2 * y + 1);
    uint8_t* out = b.row(y);
    for (int32_t x = 0; x < b.width; ++x)
      out[x] = static_cast<uint8_t>((upper[2 * x] + upper[2 * x + 1] + lower[2 * x] + lower[2 * x + 1] + 2) / 4);
  }
  return b;
}

Brightness scaled(const Brightness& from, int32_t width, int32_t height) {
  struct Place {
    int32_t at, part;  // the pixel, and 256ths towards the next
  };
  const auto place = [](int32_t i, int32_t from_size, int32_t size) {
    const double v = std::clamp((i + 0.5) * from_size / size - 0.5, 0.0, static_cast<double>(from_size - 1));
    const int32_t at = std::min(static_cast<int32_t>(v), std::max(0, from_size - 2));
    return Place{at, static_cast<int32_t>((v - at) * 256 + 0.5)};
  };
  Brightness b{width, height, {}};
  b.pixels.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  std::vector<Place> columns;
  for (int32_t x = 0; x < width; ++x) columns.push_back(place(x, from.width, width));
  const int32_t next_column = from.width > 1 ? 1 : 0;
  for (int32_t y = 0; y < height; ++y) {
    const Place p = place(y, from.height, height);
    const uint8_t *upper = from.row(p.at), *lower = from.row(std::min(p.at + 1, from.height - 1));
    uint8_t* out = b.row(y);
    for (int32_t x = 0; x < width; ++x) {
      const auto [at, part] = columns[static_cast<std::size_t>(x)];
      const int32_t above = upper[at] * (256 - part) + upper[at + next_column] * part;
      const int32_t under = lower[at] * (256 - part) + lower[at + next_column] * part;
      out[x] = static_cast<uint8_t>((above * (256 - p.part) + under * p.part + 32768) >> 16);
    }
  }
  return b;
}

int32_t sums_stride(int32_t width) { return width / 2 + 1 + spare_columns; }

Sums sums_of(const Brightness& b, int32_t stride) {
  Sums s{b.width, b.height, stride, {}, {}};
  const std::size_t size = static_cast<std::size_t>(s.stride) * 2 * static_cast<std::size_t>(b.height + 1);
  s.values.assign(size, 0);
  s.squares.assign(size, 0);
  std::vector<int32_t> sums(static_cast<std::size_t>(b.width) + 1);
  std::vector<uint32_t> squares(sums.size());
  for (int32_t y = 0; y < b.height; ++y) {
    const uint8_t* row = b.row(y);
    int32_t sum = 0;
    uint32_t square = 0;
    for (std::size_t x = 0; x < static_cast<std::size_t>(b.width); ++x) {
      sum += row[x];
      square += static_cast<uint32_t>(row[x]) * row[x];
      sums[x + 1] += sum;
      squares[x + 1] += square;
    }
    for (int32_t parity = 0; parity < 2; ++parity) {
      const std::ptrdiff_t start = static_cast<std::ptrdiff_t>((y + 1) * 2 + parity) * s.stride;
      int32_t *value = s.values.data() + start, *squared = s.squares.data() + start;
      for (auto x = static_cast<std::size_t>(parity); x < sums.size(); x += 2) {
        *value++ = sums[x];
        *squared++ = static_cast<int32_t>(squares[x]);
      }
    }
  }
  return s;
}
}  // namespace burnish_faces
