#include "import/content.hpp"

#include <algorithm>
#include <array>
#include <bitset>
#include <cmath>
#include <numbers>
#include <vector>

#include "import/look.hpp"
#include "load/sha256.hpp"

namespace burnish::imports {
namespace {

constexpr int side = 32;        // of the picture that is transformed
constexpr int kept = 8;         // frequencies per axis, from 1 on: 0 is brightness
constexpr int32_t enough = 64;  // pixels of the long side, to average from

using Grey = std::array<double, side * side>;

/// How much of pixel i of n lies in cell c of `side`, for the cells that it touches.
template <class Visit>
void spread(int32_t i, int32_t n, Visit visit) {
  const double from = static_cast<double>(i) * side / n, to = static_cast<double>(i + 1) * side / n;
  for (int c = static_cast<int>(from); c < side && c < to; ++c) {
    const double part = std::min<double>(to, c + 1) - std::max<double>(from, c);
    if (part > 0) visit(c, part);
  }
}

/// Luma (ITU-R BT.601), averaged over the area of each cell; 0..255.
Grey shrunk(const burnish_tile& rgb) {
  const int32_t width = rgb.rect.x1 - rgb.rect.x0, height = rgb.rect.y1 - rgb.rect.y0;
  Grey grey{};
  std::vector<double> row(side);
  for (int32_t y = 0; y < height; ++y) {
    std::fill(row.begin(), row.end(), 0.0);
    const auto* p = reinterpret_cast<const uint8_t*>(static_cast<const std::byte*>(rgb.data[0]) + y * rgb.stride[0]);
    for (int32_t x = 0; x < width; ++x, p += 3) {
      const double luma = 0.299 * p[0] + 0.587 * p[1] + 0.114 * p[2];
      spread(x, width, [&](int c, double part) { row[static_cast<std::size_t>(c)] += luma * part; });
    }
    spread(y, height, [&](int c, double part) {
      for (std::size_t x = 0; x < side; ++x) grey[static_cast<std::size_t>(c) * side + x] += row[x] * part;
    });
  }
  return grey;
}

/// Cosines of the DCT-II for the frequencies 1 to `kept`.
std::array<std::array<double, side>, kept> cosines() {
  std::array<std::array<double, side>, kept> table{};
  for (std::size_t u = 0; u < kept; ++u)
    for (std::size_t x = 0; x < side; ++x)
      table[u][x] =
          std::cos(std::numbers::pi * (2.0 * static_cast<double>(x) + 1) * static_cast<double>(u + 1) / (2.0 * side));
  return table;
}

std::array<double, kept * kept> low_frequencies(const Grey& grey) {
  const auto table = cosines();
  std::array<std::array<double, kept>, side> rows{};
  for (std::size_t y = 0; y < side; ++y)
    for (std::size_t u = 0; u < kept; ++u)
      for (std::size_t x = 0; x < side; ++x) rows[y][u] += grey[y * side + x] * table[u][x];
  std::array<double, kept * kept> low{};
  for (std::size_t v = 0; v < kept; ++v)
    for (std::size_t u = 0; u < kept; ++u)
      for (std::size_t y = 0; y < side; ++y) low[v * kept + u] += rows[y][u] * table[v][y];
  return low;
}

}  // namespace

Result<std::string> content_hash(const Source& source) {
  Sha256 hash;
  std::vector<char> block(std::size_t{256} << 10);
  for (uint64_t at = 0; at < source.size();) {
    std::size_t got = 0;
    const burnish_status status = source.get()->read(source.get(), at, block.data(), block.size(), &got);
    if (status < 0 || got == 0)
      return Error{Code::Unreadable,
                   "cannot read " + source.name(),
                   {},
                   status < 0 ? "reading failed at byte " + std::to_string(at)
                              : "it ended at byte " + std::to_string(at) + " of " + std::to_string(source.size()),
                   {}};
    hash.add(block.data(), got);
    at += got;
  }
  return hash.hex();
}

uint64_t perceptual_hash(const generate::Picture& picture) {
  burnish_format rgb{};
  rgb.sample = BURNISH_U8;
  rgb.model = BURNISH_RGB;
  rgb.alpha = BURNISH_ALPHA_NONE;
  rgb.layout = BURNISH_INTERLEAVED;
  rgb.light = BURNISH_LIGHT_ENCODED;
  const generate::Picture plain = generate::in_format(picture, rgb, {0.5F, 0.5F, 0.5F});
  if (!plain.image) return 0;
  const auto low = low_frequencies(shrunk(plain.image.tile()));
  auto sorted = low;
  std::nth_element(sorted.begin(), sorted.begin() + sorted.size() / 2, sorted.end());
  // Rounding errors of a picture of one colour are no picture.
  const double threshold = sorted[sorted.size() / 2] + 1e-6;
  uint64_t hash = 0;
  for (std::size_t i = 0; i < low.size(); ++i)
    if (low[i] > threshold) hash |= uint64_t{1} << i;
  return hash;
}

Result<uint64_t> perceptual_hash(const Catalogue& catalogue, std::unique_ptr<Source> source,
                                 const CallContext& context) {
  BURNISH_TRY(const Look look, look_at(catalogue, std::move(source), enough, context));
  return perceptual_hash(look.picture);
}

int distance(uint64_t a, uint64_t b) { return static_cast<int>(std::bitset<64>(a ^ b).count()); }

}  // namespace burnish::imports
