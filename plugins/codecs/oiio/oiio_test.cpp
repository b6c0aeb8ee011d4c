// The plugin is meant for a child process. These tests read small, sound files here; hostile ones are for the tests of
// the worker.
#include <gtest/gtest.h>

#include <cstring>

#include "kit/codec.hpp"
#include "kit/plugin_file.hpp"

namespace {

using namespace burnish::kit;
using Samples = std::vector<double>;

const burnish_decoder& the_decoder() { return decoder(BURNISH_PLUGIN_FILE); }

Decoded read(const Bytes& file, const DecodeOptions& options = {}) {
  Decoded d = try_decode(the_decoder(), {}, file, options);
  EXPECT_TRUE(d.ok()) << d.text();
  return d;
}

Samples samples(const Picture& p) {
  Samples v;
  for (int32_t y = 0; y < p.height(); ++y)
    for (int32_t x = 0; x < p.width(); ++x)
      for (int c = 0; c < p.channels(); ++c) v.push_back(p.at(x, y, c));
  return v;
}

Bytes text(const char* head, const Bytes& pixels) {
  Bytes b(head, head + std::strlen(head));
  b.insert(b.end(), pixels.begin(), pixels.end());
  return b;
}

void put(Bytes& to, uint32_t v, int n) {
  for (int i = 0; i < n; ++i) to.push_back(static_cast<uint8_t>(v >> 8 * i));
}

/// 24 bits, from the lowest row up, rows padded to 4 bytes.
Bytes bmp(uint32_t width, uint32_t height, const Bytes& rows) {
  Bytes b{'B', 'M'};
  put(b, static_cast<uint32_t>(54 + rows.size()), 4);
  put(b, 0, 4);
  put(b, 54, 4);
  put(b, 40, 4);
  put(b, width, 4);
  put(b, height, 4);
  put(b, 1, 2);
  put(b, 24, 2);
  for (int i = 0; i < 6; ++i) put(b, 0, 4);
  b.insert(b.end(), rows.begin(), rows.end());
  return b;
}

/// Two frames of 2x1 with a palette of black, red, green, blue: "red red", then "blue blue".
Bytes gif() {
  Bytes b{'G', 'I', 'F', '8', '9', 'a', 2, 0, 1, 0, 0x81, 0, 0};
  b.insert(b.end(), {0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255});
  // Codes of 3 bits: clear (4), the pixel twice, end (5); low bits first.
  for (const uint32_t pixel : {1U, 3U}) {
    b.insert(b.end(), {0x21, 0xf9, 4, 0, 10, 0, 0, 0, 0x2c, 0, 0, 0, 0, 2, 0, 1, 0, 0, 2, 2});
    put(b, 4U | pixel << 3 | pixel << 6 | 5U << 9, 2);
    b.push_back(0);
  }
  b.push_back(0x3b);
  return b;
}

TEST(Oiio, RunsOnlyInTheWorkerAndYieldsToOthers) {
  EXPECT_NE(the_decoder().desc->flags & BURNISH_DF_WORKER, 0U);
  EXPECT_EQ(the_decoder().rank, 10);
}

TEST(Oiio, ReadsPnm) {
  EXPECT_EQ(samples(read(text("P6 2 1 255\n", {1, 2, 3, 250, 251, 252})).picture), (Samples{1, 2, 3, 250, 251, 252}));
  EXPECT_EQ(samples(read(text("P5 2 1 255\n", {7, 9})).picture), (Samples{7, 9}));
  EXPECT_EQ(samples(read(text("P5 1 1 65535\n", {1, 2})).picture), (Samples{258}));
  EXPECT_EQ(samples(read(text("P2 2 1 255\n", {'3', ' ', '4', '\n'})).picture), (Samples{3, 4}));
}

TEST(Oiio, ReadsFloats) {
  Bytes pixels(4);
  const float half = 0.5F;
  std::memcpy(pixels.data(), &half, 4);
  const Decoded d = read(text("Pf\n1 1\n-1.0\n", pixels));
  EXPECT_EQ(d.picture.format().sample, BURNISH_F32);
  EXPECT_EQ(samples(d.picture), (Samples{0.5}));
}

TEST(Oiio, ReadsBmpFromItsLowestRowUp) {
  const Decoded d = read(bmp(1, 2, {3, 2, 1, 0, 6, 5, 4, 0}));
  EXPECT_TRUE(same_format(d.picture.format(), rgb_u8));
  EXPECT_EQ(samples(d.picture), (Samples{4, 5, 6, 1, 2, 3}));
  EXPECT_EQ(d.frames, 1U);
}

TEST(Oiio, ReadsTargaWithoutASignature) {
  Bytes tga{0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 32, 0x28, 30, 20, 10, 128};
  const Decoded d = read(tga);
  EXPECT_EQ(samples(d.picture), (Samples{10, 20, 30, 128}));
  EXPECT_EQ(d.picture.format().alpha, BURNISH_ALPHA_STRAIGHT);
}

TEST(Oiio, ReadsTheFramesOfAGif) {
  const Decoded first = read(gif());
  EXPECT_EQ(first.frames, 2U);
  EXPECT_EQ(samples(first.picture), (Samples{255, 0, 0, 255, 255, 0, 0, 255}));
  EXPECT_EQ(first.picture.format().alpha, BURNISH_ALPHA_STRAIGHT);
  DecodeOptions second;
  second.frame = 1;
  EXPECT_EQ(read(gif(), second).picture.at(1, 0, 2), 255);
  DecodeOptions few;
  few.limits.max_frames = 1;
  EXPECT_EQ(read(gif(), few).frames, 1U);
}

TEST(Oiio, KeepsAnXmpPacket) {
  Bytes file = gif();
  const std::string packet = "<x:xmpmeta xmlns:x='adobe:ns:meta/'>hi</x:xmpmeta>";
  file.insert(file.end(), packet.begin(), packet.end());
  EXPECT_EQ(read(file).meta.at("block:xmp"), packet);
}

TEST(Oiio, PartsEqualTheWhole) {
  Bytes pixels(40 * 30 * 3);
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<uint8_t>(i * 7);
  const Bytes file = text("P6 40 30 255\n", pixels);
  const Picture whole = read(file).picture;
  DecodeOptions part, rows;
  part.part = burnish_rect{5, 11, 33, 29};
  rows.rows_per_read = 4;
  EXPECT_EQ(difference(read(file, part).picture, whole.window(*part.part)), "");
  EXPECT_EQ(difference(read(file, rows).picture, whole), "");
}

TEST(Oiio, RefusesWhatIsAboveTheLimitOrUnknownOrTruncated) {
  EXPECT_EQ(try_decode(the_decoder(), {}, text("P6 100000 100000 255\n", {1})).failure.code, BURNISH_LIMIT);
  EXPECT_EQ(try_decode(the_decoder(), {}, text("hello, world", {})).failure.code, BURNISH_UNSUPPORTED);
  const Decoded d = try_decode(the_decoder(), {}, text("P6 10 10 255\n", {1, 2, 3}));
  EXPECT_EQ(d.failure.code, BURNISH_BAD_DATA) << d.text();
  EXPECT_FALSE(d.failure.message.empty());
}

TEST(Oiio, EverySignatureIsOnItsOwn) {
  EXPECT_TRUE(matches_magic(the_decoder(), gif()));
  EXPECT_TRUE(matches_magic(the_decoder(), bmp(1, 1, {0, 0, 0, 0})));
  for (const Bytes& other : {Bytes{0xff, 0xd8, 0xff, 0xe0}, Bytes{0x89, 'P', 'N', 'G'}, Bytes{'I', 'I', 42, 0},
                             Bytes{'R', 'I', 'F', 'F', 0, 0, 0, 0, 'W', 'E', 'B', 'P'}})
    EXPECT_FALSE(matches_magic(the_decoder(), other));
}

}  // namespace
