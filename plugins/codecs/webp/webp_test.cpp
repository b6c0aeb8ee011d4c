#include <gtest/gtest.h>

#include <filesystem>

#include "kit/codec.hpp"
#include "kit/plugin_file.hpp"

namespace {

using namespace burnish::kit;

const burnish_decoder& the_decoder() { return decoder(BURNISH_PLUGIN_FILE); }
const burnish_encoder& the_encoder() { return encoder(BURNISH_PLUGIN_FILE); }

Picture decoded(const Bytes& file, const DecodeOptions& options = {}) { return decode(the_decoder(), file, options); }

EncodeOptions with(const Meta& meta) {
  EncodeOptions o;
  o.meta = &meta;
  return o;
}
EncodeOptions with_threads(unsigned threads) {
  EncodeOptions o;
  o.threads = threads;
  return o;
}
DecodeOptions frame_number(uint32_t frame) {
  DecodeOptions o;
  o.frame = frame;
  return o;
}
DecodeOptions shrunk(uint32_t shrink) {
  DecodeOptions o;
  o.shrink = shrink;
  return o;
}

Meta all_blocks() {
  const std::string exif("II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0", 26);
  return Meta({{"block:icc", std::string(129, 'i')},
               {"block:exif", exif},
               {"block:xmp", "<x:xmpmeta/>"},
               {"block:c2pa", "jumb!"}});
}

/// Frames of an animation are put together here: the encoder writes stills.
void put(Bytes& to, uint32_t v, int bytes) {
  for (int i = 0; i < bytes; ++i) to.push_back(static_cast<uint8_t>(v >> 8 * i));
}
void put(Bytes& to, const char* id) {
  for (; *id != 0; ++id) to.push_back(static_cast<uint8_t>(*id));
}

Bytes animation(int32_t width, int32_t height, const std::vector<Picture>& frames) {
  Bytes body;
  put(body, "WEBP");
  put(body, "VP8X");
  put(body, 10, 4);
  put(body, 0x12, 4);
  put(body, static_cast<uint32_t>(width) - 1, 3);
  put(body, static_cast<uint32_t>(height) - 1, 3);
  put(body, "ANIM");
  put(body, 6, 4);
  put(body, 0, 4);
  put(body, 0, 2);
  for (const Picture& frame : frames) {
    const Bytes still = encode(the_encoder(), {{"lossless", "true"}}, frame);
    put(body, "ANMF");
    put(body, static_cast<uint32_t>(16 + still.size() - 12), 4);
    put(body, 0, 3);
    put(body, 0, 3);
    put(body, static_cast<uint32_t>(frame.width()) - 1, 3);
    put(body, static_cast<uint32_t>(frame.height()) - 1, 3);
    put(body, 40, 3);
    put(body, 0, 1);
    body.insert(body.end(), still.begin() + 12, still.end());
  }
  Bytes file;
  put(file, "RIFF");
  put(file, static_cast<uint32_t>(body.size()), 4);
  file.insert(file.end(), body.begin(), body.end());
  return file;
}

TEST(WebP, LosslessKeepsEveryPixel) {
  for (const auto& f : {rgb_u8, rgba_u8})
    for (const int32_t width : {1, 2, 17, 300}) {
      const Picture picture = noise(width, 131, f);
      const Bytes file = encode(the_encoder(), {{"lossless", "true"}, {"exact", "true"}}, picture);
      EXPECT_EQ(difference(decoded(file), picture), "") << width;
    }
}

TEST(WebP, LossyStaysCloseAndBetterWithMoreQuality) {
  const Picture picture = scene(301, 199, rgb_u8);
  double last_psnr = 0;
  std::size_t last_bytes = 0;
  for (const char* quality : {"20", "60", "80", "95"}) {
    const Bytes file = encode(the_encoder(), {{"quality", quality}}, picture);
    const double now = psnr(decoded(file), picture);
    EXPECT_GT(now, last_psnr);
    EXPECT_GT(file.size(), last_bytes);
    last_psnr = now;
    last_bytes = file.size();
  }
  EXPECT_GT(last_psnr, 35);
}

TEST(WebP, LossyKeepsAlphaExactly) {
  const Picture picture = noise(67, 301, rgba_u8);
  const Picture got = decoded(encode(the_encoder(), {}, picture));
  ASSERT_TRUE(same_format(got.format(), rgba_u8));
  for (int32_t y = 0; y < got.height(); ++y)
    for (int32_t x = 0; x < got.width(); ++x) ASSERT_EQ(got.at(x, y, 3), picture.at(x, y, 3));
}

TEST(WebP, OpaqueAlphaIsNotWritten) {
  Picture picture = scene(40, 300, rgba_u8);
  for (int32_t y = 0; y < 300; ++y)
    for (int32_t x = 0; x < 40; ++x) picture.set(x, y, 3, 255);
  EXPECT_TRUE(same_format(decoded(encode(the_encoder(), {}, picture)).format(), rgb_u8));
}

TEST(WebP, BytesDoNotDependOnThreads) {
  const Picture picture = scene(900, 700, rgba_u8);
  for (const char* lossless : {"false", "true"}) {
    const TextValues values{{"lossless", lossless}};
    EXPECT_EQ(encode(the_encoder(), values, picture, with_threads(1)),
              encode(the_encoder(), values, picture, with_threads(4)));
  }
}

TEST(WebP, SecondTryOfASessionEqualsAFirst) {
  const burnish_encoder& e = the_encoder();
  const Picture picture = noise(130, 260, rgba_u8);
  const Call call;
  Reader reader(picture, true);
  void* session = nullptr;
  ASSERT_EQ(e.open(call.get(), nullptr, reader.get(), nullptr, &session), BURNISH_OK);
  for (const char* quality : {"90", "30"}) {
    const Values values(*e.desc, {{"quality", quality}});
    burnish_prepare prepare{};
    prepare.struct_size = sizeof prepare;
    prepare.values = values.data();
    Sink sink;
    ASSERT_EQ(e.encode(call.get(), session, &prepare, 0, sink.get()), BURNISH_OK);
    EXPECT_EQ(sink.bytes(), encode(e, {{"quality", quality}}, picture)) << quality;
  }
  e.close(session);
  EXPECT_TRUE(reader.breaches().empty());
}

TEST(WebP, BlocksComeBack) {
  const Meta meta = all_blocks();
  for (const auto& f : {rgb_u8, rgba_u8})
    for (const char* lossless : {"false", "true"}) {
      const Picture picture = noise(20, 10, f);
      const Bytes file = encode(the_encoder(), {{"lossless", lossless}, {"exact", "true"}}, picture, with(meta));
      const Decoded d = try_decode(the_decoder(), {}, file);
      ASSERT_TRUE(d.ok()) << d.text();
      EXPECT_EQ(d.meta, meta.entries());
      EXPECT_EQ(d.header.orientation, 6);
      EXPECT_EQ(std::string(d.icc.begin(), d.icc.end()), meta.value("block:icc"));
      if (lossless[0] == 't') {
        EXPECT_EQ(difference(d.picture, picture), "");
      }
    }
}

TEST(WebP, PartsEqualTheWhole) {
  const Bytes file = encode(the_encoder(), {}, scene(515, 333, rgb_u8));
  const Picture whole = decoded(file);
  DecodeOptions rows;
  rows.rows_per_read = 7;
  rows.mapped = false;
  EXPECT_EQ(difference(decoded(file, rows), whole), "");
  DecodeOptions part;
  part.part = {101, 50, 300, 260};
  EXPECT_EQ(difference(decoded(file, part), whole.window(*part.part)), "");
}

TEST(WebP, ShrinksWhenTheFactorDividesTheSides) {
  const Picture picture = scene(320, 240, rgb_u8);
  const Bytes file = encode(the_encoder(), {{"quality", "95"}}, picture);
  const Picture whole = decoded(file);
  for (uint32_t n = 1; n <= 3; ++n) {
    const Decoded d = try_decode(the_decoder(), {}, file, shrunk(n));
    ASSERT_TRUE(d.ok()) << d.text();
    EXPECT_EQ(d.shrinks, 15U);
    Picture boxed(320 >> n, 240 >> n, rgb_u8);
    boxed.fill([&](int32_t x, int32_t y, int c) {
      double sum = 0;
      for (int32_t i = 0; i < 1 << n; ++i)
        for (int32_t k = 0; k < 1 << n; ++k) sum += whole.nominal((x << n) + i, (y << n) + k, c);
      return sum / (1 << 2 * n);
    });
    EXPECT_GT(psnr(d.picture, boxed), 35) << n;
  }
  EXPECT_EQ(try_decode(the_decoder(), {}, encode(the_encoder(), {}, scene(18, 12, rgb_u8)), {}).shrinks, 3U);
  EXPECT_EQ(try_decode(the_decoder(), {}, encode(the_encoder(), {}, scene(17, 12, rgb_u8)), {}).shrinks, 1U);
}

TEST(WebP, FramesOfAnAnimationAreComposedOnTheCanvas) {
  const Picture first = constant(20, 10, rgba_u8, {1, 0, 0, 1}), second = constant(8, 4, rgba_u8, {0, 0, 1, 1});
  const Bytes file = animation(20, 10, {first, second});
  const Decoded d = try_decode(the_decoder(), {}, file, frame_number(1));
  ASSERT_TRUE(d.ok()) << d.text();
  EXPECT_EQ(d.frames, 2U);
  Picture both = first;
  both.paste(second);
  EXPECT_EQ(difference(d.picture, both), "");
  EXPECT_EQ(difference(decoded(file), first), "");
}

TEST(WebP, FramesAboveTheLimitAreNotCounted) {
  const Bytes file = animation(4, 4, std::vector<Picture>(5, constant(4, 4, rgb_u8, 0.5)));
  DecodeOptions options;
  options.limits.max_frames = 3;
  const Decoded d = try_decode(the_decoder(), {}, file, options);
  ASSERT_TRUE(d.ok()) << d.text();
  EXPECT_EQ(d.frames, 3U);
  EXPECT_EQ(d.notes.size(), 1U);
}

TEST(WebP, RefusesWhatIsAboveTheLimits) {
  DecodeOptions options;
  options.limits.max_pixels = 99;
  EXPECT_EQ(try_decode(the_decoder(), {}, encode(the_encoder(), {}, noise(10, 10, rgb_u8)), options).failure.code,
            BURNISH_LIMIT);
  const Encoded tall = try_encode(the_encoder(), {}, Picture(1, 16384, rgb_u8));
  EXPECT_EQ(tall.failure.code, BURNISH_LIMIT);
  EXPECT_NE(tall.failure.message.find("1x16384"), std::string::npos);
}

TEST(WebP, TruncatedFilesAreBadData) {
  for (const char* lossless : {"false", "true"}) {
    const Bytes file = encode(the_encoder(), {{"lossless", lossless}}, noise(120, 90, rgba_u8));
    for (std::size_t n = 0; n < file.size(); n += 1 + file.size() / 97) {
      const Decoded d = try_decode(the_decoder(), {}, Bytes(file.begin(), file.begin() + static_cast<long>(n)));
      EXPECT_EQ(d.failure.code, BURNISH_BAD_DATA) << n << " of " << file.size() << ": " << d.text();
    }
  }
}

TEST(WebP, DamagedFilesFailOrDecodeButNeverCrash) {
  const Meta meta = all_blocks();
  const std::vector<Bytes> seeds{
      encode(the_encoder(), {}, noise(64, 48, rgba_u8), with(meta)),
      encode(the_encoder(), {{"lossless", "true"}}, scene(64, 48, rgba_u8)),
      animation(16, 16, {noise(16, 16, rgba_u8), noise(9, 7, rgb_u8)}),
  };
  DecodeOptions options;
  options.limits.max_pixels = 1 << 20;
  for (std::size_t s = 0; s < seeds.size(); ++s)
    for (uint64_t i = 0; i < 1500; ++i) {
      Bytes file = seeds[s];
      const double reach = i % 2 == 0 ? 64 : static_cast<double>(file.size());  // half of the flips hit the headers
      for (uint64_t flip = 0; flip <= i % 4; ++flip)
        file[static_cast<std::size_t>(hash01(s, i, flip, 0) * reach)] ^=
            static_cast<uint8_t>(1 << static_cast<int>(hash01(s, i, flip, 1) * 8));
      options.mapped = i % 3 == 0;
      options.frame = s == 2 ? static_cast<uint32_t>(i % 2) : 0;
      const Decoded d = try_decode(the_decoder(), {}, file, options);
      EXPECT_TRUE(d.breaches.empty()) << d.text();
      EXPECT_TRUE(d.failure.code == BURNISH_OK || !d.failure.message.empty());
    }
}

TEST(WebP, HostileFilesFailOrDecode) {
  const char* named = std::getenv("BURNISH_SHARED");
  const std::filesystem::path folder =
      std::filesystem::path(named != nullptr ? named : BURNISH_SOURCE_DIR "/../shared") / "data/hostile";
  if (!std::filesystem::is_directory(folder)) GTEST_SKIP() << "no folder " << folder << "; set BURNISH_SHARED";
  int seen = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".webp") continue;
    ++seen;
    const Decoded d = try_decode(the_decoder(), {}, read_file(entry.path().string()));
    EXPECT_TRUE(d.breaches.empty()) << entry.path() << d.text();
  }
  EXPECT_GT(seen, 0);
}

TEST(WebP, SinkFailuresAreReported) {
  const Meta meta = all_blocks();
  const Picture picture = noise(30, 30, rgb_u8);
  const std::size_t size = encode(the_encoder(), {}, picture, with(meta)).size();
  for (const std::size_t n : {std::size_t{0}, std::size_t{1}, size / 2, size - 1}) {
    EncodeOptions options = with(meta);
    options.sink_fails_after = n;
    const Encoded e = try_encode(the_encoder(), {}, picture, options);
    EXPECT_LT(e.failure.code, 0) << n;
    EXPECT_TRUE(e.breaches.empty());
  }
}

}  // namespace
