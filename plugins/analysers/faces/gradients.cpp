#include "gradients.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace burnish_faces {
namespace {

/// The square as count x count samples, each the mean of four interpolated ones.
std::vector<float> sampled(const Brightness& picture, const Square& square, int32_t count) {
  struct Place {
    int32_t at, next;
    float part;
  };
  const auto places = [&](float centre, int32_t size) {
    std::vector<Place> all;
    for (int32_t i = 0; i < 2 * count; ++i) {
      const float offset = (static_cast<float>(i) + 0.5F) / static_cast<float>(2 * count) - 0.5F;
      const float v = std::clamp(centre - 0.5F + offset * square.side, 0.0F, static_cast<float>(size - 1));
      const auto at = static_cast<int32_t>(v);
      all.push_back({at, std::min(at + 1, size - 1), v - static_cast<float>(at)});
    }
    return all;
  };
  const auto columns = places(square.x, picture.width), rows = places(square.y, picture.height);
  std::vector<float> out(static_cast<std::size_t>(count) * static_cast<std::size_t>(count));
  for (std::size_t y = 0; y < rows.size(); ++y) {
    const uint8_t *upper = picture.row(rows[y].at), *lower = picture.row(rows[y].next);
    for (std::size_t x = 0; x < columns.size(); ++x) {
      const auto [at, next, part] = columns[x];
      const float above = static_cast<float>(upper[at]) * (1 - part) + static_cast<float>(upper[next]) * part;
      const float under = static_cast<float>(lower[at]) * (1 - part) + static_cast<float>(lower[next]) * part;
      out[y / 2 * static_cast<std::size_t>(count) + x / 2] += (above * (1 - rows[y].part) + under * rows[y].part) / 4;
    }
  }
  return out;
}

/// A gradient's share in every direction: its length in its own, falling to nothing at the neighbours'.
std::array<float, directions> shares(float dx, float dy) {
  // Cosines of 11.25, 33.75, 56.25 and 78.75 degrees: directions lie mirrored about both axes.
  constexpr std::array<float, 4> c{0.98078528F, 0.83146961F, 0.55557023F, 0.19509032F};
  constexpr float neighbour = 0.92387953F;  // cosine of 22.5 degrees
  std::array<float, directions> out{};
  const float length = std::sqrt(dx * dx + dy * dy);
  for (std::size_t i = 0; i < 4; ++i) {
    const float along = dx * c[i], up = dy * c[3 - i];
    out[i] = std::max(0.0F, std::abs(along + up) - neighbour * length);
    out[directions - 1 - i] = std::max(0.0F, std::abs(along - up) - neighbour * length);
  }
  return out;
}

struct Cells {
  int32_t count;
  std::vector<float> values;
  float* at(int32_t x, int32_t y) { return values.data() + static_cast<std::ptrdiff_t>(y * count + x) * directions; }
};

/// Every sample's gradient goes to the four cells around it, by nearness.
Cells collect(const std::vector<float>& samples, int32_t cells) {
  const int32_t count = cells * cell_samples;
  Cells out{cells, std::vector<float>(static_cast<std::size_t>(cells * cells * directions))};
  const auto sample = [&](int32_t x, int32_t y) {
    return samples[static_cast<std::size_t>(std::clamp(y, 0, count - 1)) * static_cast<std::size_t>(count) +
                   static_cast<std::size_t>(std::clamp(x, 0, count - 1))];
  };
  for (int32_t y = 0; y < count; ++y)
    for (int32_t x = 0; x < count; ++x) {
      const auto parts = shares(sample(x + 1, y) - sample(x - 1, y), sample(x, y + 1) - sample(x, y - 1));
      const float cx = (static_cast<float>(x) + 0.5F) / cell_samples - 0.5F;
      const float cy = (static_cast<float>(y) + 0.5F) / cell_samples - 0.5F;
      const auto left = static_cast<int32_t>(std::floor(cx)), top = static_cast<int32_t>(std::floor(cy));
      for (int32_t v = std::max(top, 0); v <= std::min(top + 1, cells - 1); ++v)
        for (int32_t u = std::max(left, 0); u <= std::min(left + 1, cells - 1); ++u) {
          const float weight = (1 - std::abs(cx - static_cast<float>(u))) * (1 - std::abs(cy - static_cast<float>(v)));
          float* cell = out.at(u, v);
          for (std::size_t d = 0; d < directions; ++d) cell[d] += weight * parts[d];
        }
    }
  return out;
}
}  // namespace

void append_gradients(const Brightness& picture, const Square& square, int32_t cells, std::vector<float>& out) {
  Cells collected = collect(sampled(picture, square, cells * cell_samples), cells);
  std::vector<float> energy(static_cast<std::size_t>(cells * cells));
  float all = 0;
  for (std::size_t i = 0; i < energy.size(); ++i) {
    for (std::size_t d = 0; d < directions; ++d) {
      const float v = collected.values[i * directions + d];
      energy[i] += v * v;
    }
    all += energy[i];
  }
  // Against the contrast of the surroundings; the mean keeps empty cells empty, the constant flat squares.
  const float floor = all / static_cast<float>(energy.size()) / 2 + 1;
  for (int32_t y = 0; y < cells; ++y)
    for (int32_t x = 0; x < cells; ++x) {
      float around = floor;
      for (int32_t v = std::max(y - 1, 0); v <= std::min(y + 1, cells - 1); ++v)
        for (int32_t u = std::max(x - 1, 0); u <= std::min(x + 1, cells - 1); ++u)
          around += energy[static_cast<std::size_t>(v) * static_cast<std::size_t>(cells) + static_cast<std::size_t>(u)];
      const float scale = 1 / std::sqrt(around);
      for (std::size_t d = 0; d < directions; ++d) out.push_back(std::min(1.0F, 2 * collected.at(x, y)[d] * scale));
    }
}
}  // namespace burnish_faces
