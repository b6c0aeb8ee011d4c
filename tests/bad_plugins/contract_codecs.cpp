// A format of eight header bytes and plain samples, with coders that each break one rule.
#include <algorithm>
#include <cstring>
#include <vector>

#include "burnish/decoder.hpp"
#include "burnish/encoder.hpp"

namespace {

constexpr burnish_format rgb8{BURNISH_U8,          BURNISH_RGB,           BURNISH_ALPHA_NONE,
                              BURNISH_INTERLEAVED, BURNISH_LIGHT_ENCODED, {}};

enum class Fault { None, DropsBits, Counts, IgnoresSink, Shrinks };

template <class Self, Fault fault>
struct Encoder : burnish::encoder<Self> {
  static constexpr auto params = burnish::no_params<Self>;
  static constexpr const char* format = "bad";
  static constexpr std::array<const char*, 2> mime{"image/x-bad", nullptr}, extensions{"bad", nullptr};
  static constexpr std::array formats{rgb8};
  static constexpr uint32_t flags = BURNISH_EF_LOSSLESS;
  static void encode(const burnish::encode_call& c) {
    static uint8_t count = 0;
    const int32_t w = c.info().width, h = c.info().height;
    const uint8_t head[8] = {'B',
                             'A',
                             'D',
                             fault == Fault::Counts ? ++count : uint8_t{0},
                             static_cast<uint8_t>(w >> 8),
                             static_cast<uint8_t>(w),
                             static_cast<uint8_t>(h >> 8),
                             static_cast<uint8_t>(h)};
    put(c, head, sizeof head);
    const burnish::acquired all(c, {0, 0, w, h});
    for (int32_t y = 0; y < h; ++y) {
      std::vector<uint8_t> samples(static_cast<std::size_t>(w) * 3);
      std::memcpy(samples.data(), burnish::row<uint8_t>(*all, 0, 0, y), samples.size());
      if (fault == Fault::DropsBits)
        for (uint8_t& s : samples) s &= 0xfe;
      put(c, samples.data(), samples.size());
    }
  }

 private:
  static void put(const burnish::encode_call& c, const void* p, std::size_t n) {
    if (fault == Fault::IgnoresSink)
      static_cast<void>(c.sink.write(&c.sink, p, n));
    else
      c.write(p, n);
  }
};

struct Good : Encoder<Good, Fault::None> {
  static constexpr burnish::about info{"bad.good_encoder", 1, "Good", "The one without a fault."};
};
struct DropsBits : Encoder<DropsBits, Fault::DropsBits> {
  static constexpr burnish::about info{"bad.drops_bits", 1, "Bits", "Calls itself lossless and is not."};
};
struct Counts : Encoder<Counts, Fault::Counts> {
  static constexpr burnish::about info{"bad.counts", 1, "Count", "Numbers its files."};
};
struct IgnoresSink : Encoder<IgnoresSink, Fault::IgnoresSink> {
  static constexpr burnish::about info{"bad.ignores_sink", 1, "Deaf", "Does not look whether writing worked."};
};

struct Shrinks : Encoder<Shrinks, Fault::Shrinks> {
  static constexpr burnish::about info{"bad.shrinks", 1, "Shrinks", "Writes fewer bytes at a higher quality."};
  int level = 50;
  static constexpr auto params = std::array{burnish::integer<&Shrinks::level>(
      {.id = "quality", .label = "Quality", .def = "50", .min = 1, .max = 100, .doc = "Upside down."})};
  static constexpr uint32_t flags = BURNISH_EF_LOSSY | BURNISH_EF_MONOTONIC;
  static constexpr const char* quality = "quality";
  void encode(const burnish::encode_call& c) const {
    const std::vector<uint8_t> zeros(static_cast<std::size_t>(1100 - 10 * level));
    c.write(zeros.data(), zeros.size());
  }
};

/// Believes the header, whatever the host's limits are, and gives black for what the file does not hold; reads parts
/// from the first column.
struct Gullible : burnish::decoder<Gullible> {
  static constexpr burnish::about info{"bad.gullible", 1, "Gullible", "Ignores limits and misreads parts."};
  static constexpr auto params = burnish::no_params<Gullible>;
  static constexpr const char* format = "bad";
  static constexpr std::array<const char*, 2> mime{"image/x-bad", nullptr}, extensions{"bad", nullptr};
  static constexpr std::array magics{burnish_magic{0, 3, "BAD", nullptr}};
  const burnish_source* source = nullptr;
  burnish_image_info header{};
  void open(const burnish::decode_call& c) {
    uint8_t h[8];
    burnish::read_exactly(c.source, 0, h, sizeof h);
    if (std::memcmp(h, "BAD", 3) != 0) throw burnish::bad_data("no BAD file");
    if (h[4] + h[5] == 0 || h[6] + h[7] == 0) throw burnish::bad_data("the header says a size of zero");
    c.set_size(h[4] * 256 + h[5], h[6] * 256 + h[7]);
    c.info.format = rgb8;
    source = &c.source;
    header = c.info;
  }
  void layout(uint32_t, uint32_t, burnish_layout& out) const {
    out.access = BURNISH_RANDOM;
    *out.info = header;
  }
  void read(const burnish_call*, uint32_t, uint32_t, burnish_tile& out) const {
    for (int32_t y = out.rect.y0; y < out.rect.y1; ++y) {
      std::size_t got = 0;
      const auto n = static_cast<std::size_t>(burnish::width(out.rect)) * 3;
      auto* to = burnish::row<uint8_t>(out, 0, out.rect.x0, y);
      burnish::check(
          source->read(source, 8 + static_cast<uint64_t>(y) * static_cast<uint64_t>(header.width) * 3, to, n, &got),
          "cannot read");
      std::fill(to + got, to + n, uint8_t{0});
    }
  }
};

}  // namespace

BURNISH_MODULE("bad.codecs", "1", "Burnish tests", "Apache-2.0", Good, DropsBits, Counts, IgnoresSink, Shrinks,
               Gullible)
