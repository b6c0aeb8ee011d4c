// Pictures through ImageMagick and libvips, programs that share no code with Burnish but the codec libraries.
#pragma once
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "samples.hpp"

namespace burnish::hosts {

/// Debian's ImageMagick by the name that no other package uses.
inline const char* const magick = "convert-im6.q16";

inline bool installed(const char* program) { return run({program, "--version"}).status == 0; }

inline void expect_run(const Scratch& folder, Words command) {
  const Outcome o = run(command, {.folder = folder.path()});
  EXPECT_EQ(o.status, 0) << command[0] << ": " << o.err;
}
inline void expect_burnish(const Scratch& folder, const Words& arguments) {
  const Outcome o = burnish_in(folder, arguments);
  EXPECT_EQ(o.status, 0) << o.err;
}

/// What another program read from a file: RGB on a scale of 0 to 255, with fractions where the file is deeper.
struct Pixels {
  int width = 0, height = 0;
  std::vector<float> samples{};
};

/// A PPM of 8 or 16 bits without comments, as both programs write them; no pixels when it is none.
inline Pixels read_ppm(const Scratch& folder, const std::string& name) {
  const std::string bytes = folder.read(name);
  Pixels p;
  int most = 0, header = 0;
  if (std::sscanf(bytes.c_str(), "P6 %d %d %d%n", &p.width, &p.height, &most, &header) != 3) return {};
  const std::size_t size = most > 255 ? 2 : 1, count = std::size_t{3} * static_cast<std::size_t>(p.width * p.height);
  if (bytes.size() != static_cast<std::size_t>(header) + 1 + count * size) return {};
  p.samples.reserve(count);
  const auto* at = reinterpret_cast<const uint8_t*>(bytes.data()) + header + 1;
  for (std::size_t i = 0; i < count; ++i, at += size)
    p.samples.push_back(static_cast<float>(size == 1 ? *at : (at[0] << 8) + at[1]) * 255 / static_cast<float>(most));
  return p;
}

/// How far two pictures are apart, in steps of 8 bits.
struct Distance {
  double mean = 255, worst = 255;
};

/// Without `border` pixels on each side, where the programs extend pictures differently.
inline Distance distance(const Pixels& a, const Pixels& b, int border = 0) {
  if (a.samples.empty() || a.width != b.width || a.height != b.height) return {};
  Distance d{0, 0};
  for (int y = border; y < a.height - border; ++y)
    for (int i = (y * a.width + border) * 3; i < (y * a.width + a.width - border) * 3; ++i) {
      const double off = std::fabs(a.samples[static_cast<std::size_t>(i)] - b.samples[static_cast<std::size_t>(i)]);
      d.mean += off;
      d.worst = std::max(d.worst, off);
    }
  d.mean /= 3.0 * (a.width - 2 * border) * (a.height - 2 * border);
  return d;
}

}  // namespace burnish::hosts
