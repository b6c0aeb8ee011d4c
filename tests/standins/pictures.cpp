#include "standins/pictures.hpp"

#include <algorithm>
#include <cmath>

namespace burnish::standins {
namespace {

// FNV-1a, so that pictures are the same on every machine.
uint64_t hash_of(std::string_view text, uint64_t seed) {
  uint64_t h = 14695981039346656037ULL ^ seed;
  for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return h;
}

// splitmix64
uint64_t next(uint64_t& state) {
  uint64_t z = state += 0x9e3779b97f4a7c15ULL;
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31U);
}

int up_to(uint64_t& state, int most) { return static_cast<int>(next(state) % static_cast<uint64_t>(most)); }

struct Disc {
  int x, y, radius;
  uint8_t colour[3];
};

void draw(Picture& picture, const Disc& disc) {
  const int top = std::max(0, disc.y - disc.radius), bottom = std::min(picture.height, disc.y + disc.radius + 1);
  for (int y = top; y < bottom; ++y) {
    const int dy = y - disc.y;
    const int half = static_cast<int>(std::sqrt(static_cast<double>(disc.radius) * disc.radius - dy * dy));
    const int left = std::max(0, disc.x - half), right = std::min(picture.width, disc.x + half + 1);
    for (int x = left; x < right; ++x) std::copy_n(disc.colour, 3, picture.at(x, y));
  }
}

int luma(const uint8_t* pixel) { return (54 * pixel[0] + 183 * pixel[1] + 19 * pixel[2]) >> 8; }

}  // namespace

bool Picture::transparent_somewhere() const {
  for (std::size_t i = 3; i < pixels.size(); i += 4)
    if (pixels[i] != 255) return true;
  return false;
}

Picture render(int width, int height, std::string_view prompt, int64_t seed) {
  uint64_t state = hash_of(prompt, static_cast<uint64_t>(seed));
  uint8_t corner[3];
  for (uint8_t& c : corner) c = static_cast<uint8_t>(up_to(state, 160));
  Picture picture(width, height);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      uint8_t* p = picture.at(x, y);
      p[0] = static_cast<uint8_t>(corner[0] + 90 * x / width);
      p[1] = static_cast<uint8_t>(corner[1] + 90 * y / height);
      p[2] = static_cast<uint8_t>(corner[2] + 45 * x / width + 45 * y / height);
      p[3] = 255;
    }
  }
  for (int i = 0; i < 12; ++i) {
    Disc disc{
        up_to(state, width), up_to(state, height), 2 + up_to(state, std::max(1, std::min(width, height) / 6)), {}};
    for (uint8_t& c : disc.colour) c = static_cast<uint8_t>(up_to(state, 256));
    draw(picture, disc);
  }
  return picture;
}

Picture repainted(const Picture& source) {
  Picture out = source;
  uint64_t state = 1;
  for (std::size_t i = 0; i < out.pixels.size(); ++i) {
    if (i % 4 == 3) {
      out.pixels[i] = 255;
      continue;
    }
    const int step = 1 + up_to(state, 3);
    out.pixels[i] = static_cast<uint8_t>(out.pixels[i] < 128 ? out.pixels[i] + step : out.pixels[i] - step);
  }
  return out;
}

Picture filled(const Picture& source, const Picture& mask, const Picture& fresh) {
  Picture out = repainted(source);
  for (int y = 0; y < out.height; ++y)
    for (int x = 0; x < out.width; ++x)
      if (luma(mask.at(x, y)) >= 128) std::copy_n(fresh.at(x, y), 4, out.at(x, y));
  return out;
}

void place(Picture& canvas, const Picture& source, int x, int y) {
  const Picture painted = repainted(source);
  for (int sy = 0; sy < source.height; ++sy)
    for (int sx = 0; sx < source.width; ++sx) {
      const int cx = x + sx, cy = y + sy;
      if (cx < 0 || cy < 0 || cx >= canvas.width || cy >= canvas.height) continue;
      std::copy_n(painted.at(sx, sy), 4, canvas.at(cx, cy));
    }
}

Picture scaled(const Picture& source, int width, int height) {
  Picture out(width, height);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      std::copy_n(source.at(static_cast<int>(int64_t{x} * source.width / width),
                            static_cast<int>(int64_t{y} * source.height / height)),
                  4, out.at(x, y));
  return out;
}

}  // namespace burnish::standins
