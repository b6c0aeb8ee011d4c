#include "samples.hpp"

#include <algorithm>
#include <cstring>
#include <limits>

namespace burnish::tiff {
namespace {

/// Where the samples of one channel are: every `step`-th from `first`.
struct Channel {
  const uint8_t* row;
  std::size_t first, step;
};

template <class T>
T load(const Channel& c, std::size_t i) {
  T v;
  std::memcpy(&v, c.row + (c.first + i * c.step) * sizeof(T), sizeof v);
  return v;
}

uint32_t load_packed(const Channel& c, std::size_t i, uint32_t bits) {
  std::size_t at = (c.first + i * c.step) * bits;
  uint32_t v = 0;
  for (uint32_t left = bits; left > 0;) {
    const uint32_t here = std::min(left, static_cast<uint32_t>(8 - at % 8));
    v = v << here | (static_cast<uint32_t>(c.row[at / 8]) >> (8 - at % 8 - here) & ((1U << here) - 1));
    at += here;
    left -= here;
  }
  return v;
}

template <class Out, class Read>
void store(uint8_t* to, std::size_t first, std::size_t step, std::size_t n, Read read) {
  for (std::size_t i = 0; i < n; ++i) {
    const Out v = read(i);
    std::memcpy(to + (first + i * step) * sizeof(Out), &v, sizeof v);
  }
}

float narrowed(double v) {
  constexpr double most = std::numeric_limits<float>::max();
  return static_cast<float>(v > most ? most : v < -most ? -most : v);
}

void convert_channel(const Page& page, const Channel& c, uint8_t* to, std::size_t first, std::size_t step,
                     std::size_t n) {
  const bool invert = page.white_is_zero;
  const uint32_t bits = page.bits, most = bits < 32 ? (1U << bits) - 1 : UINT32_MAX;
  switch (page.samples) {
    case Samples::U8:
      return store<uint8_t>(to, first, step, n, [&](std::size_t i) {
        const auto v = load<uint8_t>(c, i);
        return static_cast<uint8_t>(invert ? 255 - v : v);
      });
    case Samples::U16:
      return store<uint16_t>(to, first, step, n, [&](std::size_t i) {
        const auto v = load<uint16_t>(c, i);
        return static_cast<uint16_t>(invert ? 65535 - v : v);
      });
    case Samples::Packed:
      if (bits < 8)
        return store<uint8_t>(to, first, step, n, [&](std::size_t i) {
          const uint32_t v = load_packed(c, i, bits);
          // NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult): packed samples have bits
          return static_cast<uint8_t>(((invert ? most - v : v) * 255 + most / 2) / most);
        });
      return store<uint16_t>(to, first, step, n, [&](std::size_t i) {
        const uint32_t v = load_packed(c, i, bits);
        return static_cast<uint16_t>(((invert ? most - v : v) * 65535 + most / 2) / most);
      });
    case Samples::U32:
      return store<float>(to, first, step, n, [&](std::size_t i) {
        const auto v = load<uint32_t>(c, i);
        return static_cast<float>((invert ? UINT32_MAX - v : v) / 4294967295.0);
      });
    case Samples::F16:
      return store<uint16_t>(to, first, step, n, [&](std::size_t i) { return load<uint16_t>(c, i); });
    case Samples::F32:
      return store<float>(to, first, step, n, [&](std::size_t i) { return load<float>(c, i); });
    case Samples::F64:
      return store<float>(to, first, step, n, [&](std::size_t i) { return narrowed(load<double>(c, i)); });
  }
}

void convert_palette(const Page& page, const uint8_t* stored, std::size_t n, uint8_t* to) {
  const Channel c{stored, 0, 1};
  const std::size_t colours = page.color_map.size() / 3;
  for (std::size_t i = 0; i < n; ++i, to += 3) {
    const std::size_t index = page.samples == Samples::U8    ? load<uint8_t>(c, i)
                              : page.samples == Samples::U16 ? load<uint16_t>(c, i)
                                                             : load_packed(c, i, page.bits);
    for (std::size_t k = 0; k < 3; ++k) to[k] = static_cast<uint8_t>(page.color_map[k * colours + index]);
  }
}

}  // namespace

bool stored_as_wanted(const Page& page) {
  const bool same_samples = page.samples == Samples::U8 || page.samples == Samples::U16 ||
                            page.samples == Samples::F16 || page.samples == Samples::F32;
  return same_samples && !page.white_is_zero && page.color_map.empty() && !page.separate &&
         static_cast<uint32_t>(page.channels()) == page.stored_channels;
}

void convert_row(const Page& page, const uint8_t* stored, int32_t plane, int32_t columns, uint8_t* to) {
  const auto n = static_cast<std::size_t>(columns), step = static_cast<std::size_t>(page.channels());
  if (stored_as_wanted(page)) {
    std::memcpy(to, stored, n * page.pixel_bytes());
  } else if (!page.color_map.empty()) {
    convert_palette(page, stored, n, to);
  } else if (page.separate) {
    if (plane < page.channels()) convert_channel(page, {stored, 0, 1}, to, static_cast<std::size_t>(plane), step, n);
  } else {
    for (std::size_t k = 0; k < step; ++k) convert_channel(page, {stored, k, page.stored_channels}, to, k, step, n);
  }
}

}  // namespace burnish::tiff
