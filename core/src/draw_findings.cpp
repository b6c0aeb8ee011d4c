#include "draw_findings.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace burnish {
namespace {

using Colour = std::array<int, 3>;

constexpr Colour window_colour{255, 255, 255}, second_colour{255, 200, 0}, face_colour{0, 255, 120},
    box_colour{0, 200, 255}, dark{0, 0, 0};

struct Pixels {
  burnish_tile tile;
  int32_t width, height;

  /// Mixes `amount` (0..256) of the colour in.
  void mix(int32_t x, int32_t y, const Colour& c, int amount) const {
    if (x < 0 || y < 0 || x >= width || y >= height) return;
    auto* p = static_cast<uint8_t*>(tile.data[0]) + y * tile.stride[0] + std::ptrdiff_t{3} * x;
    for (std::size_t k = 0; k < 3; ++k)
      p[k] = static_cast<uint8_t>((p[k] * (256 - amount) + c[k] * amount + 128) / 256);
  }
};

struct Box {
  double x0, y0, x1, y1;
};

burnish_rect in_pixels(const Pixels& p, const Box& b) {
  const auto at = [](double v, int32_t side) { return static_cast<int32_t>(std::lround(v * side)); };
  return {at(b.x0, p.width), at(b.y0, p.height), at(b.x1, p.width), at(b.y1, p.height)};
}

/// A frame inside the box, with a dark line around it so that it shows on any ground.
void frame(const Pixels& p, const Box& b, const Colour& colour, int32_t thick) {
  const burnish_rect r = in_pixels(p, b);
  for (int32_t y = r.y0; y < r.y1; ++y)
    for (int32_t x = r.x0; x < r.x1; ++x) {
      const int32_t from_edge = std::min({x - r.x0, y - r.y0, r.x1 - 1 - x, r.y1 - 1 - y});
      if (from_edge < thick) p.mix(x, y, colour, 256);
      if (from_edge == thick) p.mix(x, y, dark, 160);
      if (from_edge > thick && y > r.y0 + thick && y < r.y1 - 1 - thick)
        x = std::max(x, r.x1 - 2 - thick);  // nothing to draw until the other side
    }
}

double sample_at(const burnish_tile& t, int32_t x, int32_t y) {
  const auto* row = static_cast<const std::byte*>(t.data[0]) + y * t.stride[0];
  switch (t.format.sample) {
    case BURNISH_U8:
      return static_cast<double>(reinterpret_cast<const uint8_t*>(row)[x]) / 255;
    case BURNISH_U16:
      return static_cast<double>(reinterpret_cast<const uint16_t*>(row)[x]) / 65535;
    default:
      return static_cast<double>(reinterpret_cast<const float*>(row)[x]);
  }
}

/// Between the middles of four pixels of the map.
double interpolated(const burnish_tile& t, double u, double v) {
  const int32_t w = t.rect.x1, h = t.rect.y1;
  const double x = std::clamp(u * w - 0.5, 0.0, w - 1.0), y = std::clamp(v * h - 0.5, 0.0, h - 1.0);
  const auto x0 = static_cast<int32_t>(x), y0 = static_cast<int32_t>(y);
  const int32_t x1 = std::min(x0 + 1, w - 1), y1 = std::min(y0 + 1, h - 1);
  const double fx = x - x0, fy = y - y0;
  return (sample_at(t, x0, y0) * (1 - fx) + sample_at(t, x1, y0) * fx) * (1 - fy) +
         (sample_at(t, x0, y1) * (1 - fx) + sample_at(t, x1, y1) * fx) * fy;
}

Colour heat(double v) {
  const auto part = [](double x) { return static_cast<int>(std::lround(255 * std::clamp(x, 0.0, 1.0))); };
  return {part(2 * v - 0.4), part(1.6 - std::abs(3.2 * v - 1.9)), part(1 - 1.8 * v)};
}

void tint(const Pixels& p, const burnish_tile& map) {
  constexpr int least = 40, most = 150;  // of 256: the picture stays visible everywhere
  for (int32_t y = 0; y < p.height; ++y)
    for (int32_t x = 0; x < p.width; ++x) {
      const double v = interpolated(map, (x + 0.5) / p.width, (y + 0.5) / p.height);
      p.mix(x, y, heat(v), least + static_cast<int>((most - least) * v));
    }
}

void darken_outside(const Pixels& p, const Box& b) {
  constexpr int amount = 110;
  const burnish_rect r = in_pixels(p, b);
  for (int32_t y = 0; y < p.height; ++y)
    for (int32_t x = 0; x < p.width; ++x)
      if (x < r.x0 || x >= r.x1 || y < r.y0 || y >= r.y1) p.mix(x, y, dark, amount);
}

}  // namespace

void draw_findings(Image& picture, const settle::Findings& findings, const std::vector<settle::Window>& windows) {
  const Pixels p{picture.tile(), picture.rect().x1, picture.rect().y1};
  const auto& maps = findings.maps();
  const auto attention = maps.find("attention");
  const auto map = attention == maps.end() ? maps.begin() : attention;
  if (map != maps.end()) tint(p, map->second.tile);
  const auto box_of = [](const settle::Window& w) { return Box{w.x0, w.y0, w.x1, w.y1}; };
  if (!windows.empty()) darken_outside(p, box_of(windows.front()));
  for (const auto& f : findings.all()) {
    const auto& t = f.table;
    frame(p,
          {static_cast<double>(t.x0), static_cast<double>(t.y0), static_cast<double>(t.x1), static_cast<double>(t.y1)},
          f.label == "face" ? face_colour : box_colour, 2);
  }
  constexpr std::size_t most_windows = 3;
  for (std::size_t i = std::min(windows.size(), most_windows); i-- > 0;)
    frame(p, box_of(windows[i]), i == 0 ? window_colour : second_colour, i == 0 ? 4 : 1);
}

}  // namespace burnish
