// Formats by name, pictures by pattern, and how far two pictures are apart.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <stdexcept>

#include "burnish/picture.hpp"
#include "kit/picture.hpp"

namespace burnish::kit {
namespace {

/// With premultiplied alpha a colour cannot exceed it.
Picture premultiplied(Picture p) {
  if (p.format().alpha != BURNISH_ALPHA_PREMUL) return p;
  const Picture straight = p;
  const int alpha = p.channels() - 1;
  p.fill([&](int32_t x, int32_t y, int c) {
    const double a = straight.nominal(x, y, alpha);
    return c == alpha ? a : a * straight.nominal(x, y, c);
  });
  return p;
}

template <class F>
void each_sample(const Picture& p, F f) {
  for (int32_t y = p.rect().y0; y < p.rect().y1; ++y)
    for (int32_t x = p.rect().x0; x < p.rect().x1; ++x)
      for (int c = 0; c < p.channels(); ++c) f(x, y, c);
}

bool same_rect(const Picture& a, const Picture& b) {
  return a.rect().x0 == b.rect().x0 && a.rect().y0 == b.rect().y0 && a.rect().x1 == b.rect().x1 &&
         a.rect().y1 == b.rect().y1;
}

/// Of pictures of one size and format.
bool same_bytes(const Picture& a, const Picture& b) {
  const burnish_tile s = a.whole_tile(), t = b.whole_tile();
  const auto n = static_cast<std::size_t>(a.width()) * static_cast<std::size_t>(samples_per_pixel(a.format())) *
                 sample_bytes(a.format());
  for (int p = 0; p < planes(a.format()); ++p)
    for (int32_t y = s.rect.y0; y < s.rect.y1; ++y)
      if (std::memcmp(row<std::byte>(s, p, s.rect.x0, y), row<std::byte>(t, p, t.rect.x0, y), n) != 0) return false;
  return true;
}

}  // namespace

bool same_format(const burnish_format& a, const burnish_format& b) {
  return a.sample == b.sample && a.model == b.model && a.alpha == b.alpha && a.layout == b.layout && a.light == b.light;
}

bool matches(const burnish_format& a, const burnish_format& f) {
  const auto ok = [](uint8_t accepted, uint8_t v) { return accepted == BURNISH_ANY || accepted == v; };
  return ok(a.sample, f.sample) && ok(a.model, f.model) && ok(a.alpha, f.alpha) && ok(a.layout, f.layout) &&
         ok(a.light, f.light);
}

std::string format_text(const burnish_format& f) {
  static constexpr const char *samples[] = {"any", "u8", "u16", "f16", "f32"},
                              *models[] = {"any", "gray", "?", "rgb", "cmyk"},
                              *alphas[] = {"any", "no-alpha", "straight", "premul"},
                              *layouts[] = {"any", "interleaved", "planar"}, *lights[] = {"any", "linear", "encoded"};
  const auto word = [](const auto& words, uint8_t i) {
    return i < std::size(words) ? std::string(words[i]) : "?" + std::to_string(i);
  };
  return word(samples, f.sample) + " " + word(models, f.model) + " " + word(alphas, f.alpha) + " " +
         word(layouts, f.layout) + " " + word(lights, f.light);
}

std::vector<burnish_format> concrete_formats(const burnish_format& accepted) {
  std::vector<burnish_format> r;
  for (const int sample : {BURNISH_U8, BURNISH_U16, BURNISH_F16, BURNISH_F32})
    for (const int model : {BURNISH_GRAY, BURNISH_RGB, BURNISH_CMYK})
      for (const int alpha : {BURNISH_ALPHA_NONE, BURNISH_ALPHA_STRAIGHT, BURNISH_ALPHA_PREMUL})
        for (const int layout : {BURNISH_INTERLEAVED, BURNISH_PLANAR})
          for (const int light : {BURNISH_LIGHT_LINEAR, BURNISH_LIGHT_ENCODED})
            if (const burnish_format f = format(sample, model, alpha, layout, light); matches(accepted, f))
              r.push_back(f);
  return r;
}

double hash01(uint64_t seed, uint64_t a, uint64_t b, uint64_t c) {
  uint64_t h = seed;
  for (const uint64_t v : {a, b, c}) {  // splitmix64's finaliser, once per word
    h += v + 0x9e3779b97f4a7c15U;
    h = (h ^ (h >> 30)) * 0xbf58476d1ce4e5b9U;
    h = (h ^ (h >> 27)) * 0x94d049bb133111ebU;
    h ^= h >> 31;
  }
  return static_cast<double>(h >> 11) / 9007199254740992.0;
}

Picture constant(int32_t width, int32_t height, const burnish_format& f, double v) {
  return constant(width, height, f, std::vector<double>(5, v));
}

Picture constant(int32_t width, int32_t height, const burnish_format& f, const std::vector<double>& v) {
  Picture p(width, height, f);
  p.fill([&](int32_t, int32_t, int c) { return v.at(static_cast<std::size_t>(c)); });
  return p;
}

Picture ramp(int32_t width, int32_t height, const burnish_format& f) {
  Picture p(width, height, f);
  p.fill([&](int32_t x, int32_t y, int c) {
    const double across = (x + 0.5) / width, down = (y + 0.5) / height;
    return (0.7 - 0.1 * c) * across + 0.2 * down + 0.05 * c;
  });
  return premultiplied(std::move(p));
}

Picture noise(int32_t width, int32_t height, const burnish_format& f, uint64_t seed) {
  Picture p(width, height, f);
  p.fill([&](int32_t x, int32_t y, int c) {
    return hash01(seed, static_cast<uint64_t>(x), static_cast<uint64_t>(y), static_cast<uint64_t>(c));
  });
  return premultiplied(std::move(p));
}

Picture impulse(int32_t width, int32_t height, const burnish_format& f, int32_t x0, int32_t y0, double v) {
  Picture p(width, height, f);
  p.fill([&](int32_t x, int32_t y, int c) { return c == f.model ? 1.0 : x == x0 && y == y0 ? v : 0.0; });
  return p;
}

Picture scene(int32_t width, int32_t height, const burnish_format& f, uint64_t seed) {
  Picture p(width, height, f);
  p.fill([&](int32_t x, int32_t y, int c) {
    const double side = std::max(width, height), u = (x + 0.5) / side, v = (y + 0.5) / side;
    const double disc = std::hypot(u - 0.4, v - 0.55) < 0.25 ? 0.3 : 0;
    const double sky = 0.45 + 0.25 * std::sin(3 * u + 2 * v + 0.7 * c);
    const double grain =
        0.02 * (hash01(seed, static_cast<uint64_t>(x), static_cast<uint64_t>(y), static_cast<uint64_t>(c)) - 0.5);
    return std::clamp(sky + (c == 1 ? -disc : disc) + grain, 0.0, 1.0);
  });
  return premultiplied(std::move(p));
}

std::string difference(const Picture& a, const Picture& b) {
  if (!same_format(a.format(), b.format()))
    return "the formats differ: " + format_text(a.format()) + " and " + format_text(b.format());
  if (!same_rect(a, b))
    return "the sizes differ: " + std::to_string(a.width()) + "x" + std::to_string(a.height()) + " and " +
           std::to_string(b.width()) + "x" + std::to_string(b.height());
  if (same_bytes(a, b)) return {};
  std::string first;
  std::size_t count = 0;
  each_sample(a, [&](int32_t x, int32_t y, int c) {
    const double u = a.at(x, y, c), v = b.at(x, y, c);
    if ((u == v && std::signbit(u) == std::signbit(v)) || (std::isnan(u) && std::isnan(v))) return;
    if (count++ == 0)
      first = "at (" + std::to_string(x) + ", " + std::to_string(y) + ") channel " + std::to_string(c) + ": " +
              std::to_string(u) + " and " + std::to_string(v) + " (difference " + std::to_string(std::fabs(u - v)) +
              ")";
  });
  return count == 0 ? std::string() : std::to_string(count) + " samples differ, first " + first;
}

double worst_difference(const Picture& a, const Picture& b) {
  if (!same_rect(a, b) || a.channels() != b.channels()) return std::numeric_limits<double>::infinity();
  double worst = 0;
  each_sample(a, [&](int32_t x, int32_t y, int c) {
    const double u = a.nominal(x, y, c), v = b.nominal(x, y, c);
    if (u == v || (std::isnan(u) && std::isnan(v))) return;
    const double d = std::fabs(u - v);
    worst = std::isnan(d) ? std::numeric_limits<double>::infinity() : std::max(worst, d);
  });
  return worst;
}

double psnr(const Picture& a, const Picture& b) {
  if (!same_rect(a, b)) throw std::invalid_argument("psnr: the sizes differ");
  double sum = 0;
  std::size_t count = 0;
  each_sample(a, [&](int32_t x, int32_t y, int c) {
    if (c >= b.channels()) return;
    const double d = a.nominal(x, y, c) - b.nominal(x, y, c);
    sum += d * d;
    ++count;
  });
  return sum == 0 ? std::numeric_limits<double>::infinity() : 10 * std::log10(static_cast<double>(count) / sum);
}

Picture converted(const Picture& p, const burnish_format& f) {
  Picture r(p.rect(), f);
  if (r.channels() != p.channels()) throw std::invalid_argument("converted: the channels differ");
  r.fill([&](int32_t x, int32_t y, int c) { return p.nominal(x, y, c); });
  return r;
}

}  // namespace burnish::kit
