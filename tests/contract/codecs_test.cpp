// Every encoder with the decoder of its format, and every decoder on what the encoders write, damaged in every way.
#include <gtest/gtest.h>

#include <algorithm>

#include "contract/codec_checks.hpp"
#include "contract/discover.hpp"
#include "contract/variants.hpp"

namespace burnish::contract {
namespace {

class EveryEncoder : public testing::TestWithParam<Subject<burnish_encoder>> {
 protected:
  [[nodiscard]] const burnish_encoder& encoder() const { return *GetParam().table; }
  [[nodiscard]] CodecPair pair() const { return {&encoder(), decoder_of(encoder().format)}; }
};

TEST_P(EveryEncoder, RoundTripsEveryFormatAtOddSizes) {
  static constexpr std::pair<int32_t, int32_t> sizes[] = {{1, 1}, {1, 13}, {17, 1}, {31, 23}, {67, 41}};
  Problems problems;
  for (const burnish_format& format : formats_of(encoder()))
    for (const auto& [width, height] : sizes)
      problems.add_all(check_round_trip(pair(), {}, picture_for(encoder(), width, height, format)));
  EXPECT_EQ(problems.text(), "");
}

TEST_P(EveryEncoder, RoundTripsWithAllValues) {
  const std::vector<burnish_format> formats = formats_of(encoder());
  Problems problems;
  std::size_t turn = 0;
  for (const kit::TextValues& values : variants(*encoder().desc, 10)) {
    const burnish_format& format = formats[turn++ % formats.size()];
    // The smallest quality may look like anything: only that it works and repeats counts then.
    const bool judged = std::none_of(values.begin(), values.end(), [&](const auto& v) {
      return encoder().quality != nullptr && v.first == encoder().quality;
    });
    problems.add_all(check_round_trip(judged ? pair() : CodecPair{&encoder(), nullptr}, values,
                                      picture_for(encoder(), 37, 29, format)));
  }
  EXPECT_EQ(problems.text(), "");
}

TEST_P(EveryEncoder, RoundTripsAWidePicture) {
  if (encoder().max_width > 0 && encoder().max_width < 4097) GTEST_SKIP() << "narrower than 4097 by its own word";
  const Problems problems = check_round_trip(pair(), {}, picture_for(encoder(), 4097, 3, formats_of(encoder())[0]));
  EXPECT_EQ(problems.text(), "");
}

TEST_P(EveryEncoder, MoreQualityMakesNoSmallerFileWhereDeclared) {
  Problems problems;
  for (const auto& [width, height] : {std::pair{160, 120}, {64, 64}, {37, 211}})
    problems.add_all(check_quality(encoder(), kit::scene(width, height, formats_of(encoder())[0])));
  EXPECT_EQ(problems.text(), "");
}

TEST_P(EveryEncoder, FailsCleanlyWhenTheSinkFails) {
  Problems problems;
  for (const burnish_format& format : formats_of(encoder()))
    problems.add_all(check_failing_world(encoder(), picture_for(encoder(), 61, 47, format)));
  EXPECT_EQ(problems.text(), "");
}

TEST_P(EveryEncoder, DecoderReadsPartsAsTheWhole) {
  if (pair().decoder == nullptr) GTEST_SKIP() << "no decoder for " << encoder().format << " runs in this process";
  Problems problems;
  for (const burnish_format& format : formats_of(encoder())) {
    const kit::Encoded e = kit::try_encode(encoder(), {}, picture_for(encoder(), 83, 71, format));
    if (e.ok()) problems.add_all(check_reading(*pair().decoder, e.bytes));
  }
  EXPECT_EQ(problems.text(), "");
}

TEST_P(EveryEncoder, DecoderSurvivesDamagedFiles) {
  if (pair().decoder == nullptr) GTEST_SKIP() << "no decoder for " << encoder().format << " runs in this process";
  Problems problems;
  for (const burnish_format& format : formats_of(encoder())) {
    const kit::Encoded e = kit::try_encode(encoder(), {}, picture_for(encoder(), 53, 43, format));
    if (e.ok()) problems.add_all(check_damaged_files(*pair().decoder, e.bytes, 100));
  }
  EXPECT_EQ(problems.text(), "");
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(EveryEncoder);
INSTANTIATE_TEST_SUITE_P(Plugin, EveryEncoder, testing::ValuesIn(subjects<burnish_encoder>("burnish.encoder/1")),
                         [](const auto& i) { return i.param.name(); });

class EveryDecoder : public testing::TestWithParam<Subject<burnish_decoder>> {
 protected:
  [[nodiscard]] const burnish_decoder& decoder() const { return *GetParam().table; }
};

TEST_P(EveryDecoder, RefusesWhatIsNoPicture) {
  if ((decoder().desc->flags & BURNISH_DF_WORKER) != 0) GTEST_SKIP() << "runs in burnish-worker only";
  std::vector<kit::Bytes> files = {{}, {0}, kit::Bytes(10000, 0), kit::Bytes(5000, 255)};
  const std::string text = "This is not a picture; it only says so in several words.\n";
  files.emplace_back(text.begin(), text.end());
  kit::Bytes noise(4096);
  for (std::size_t i = 0; i < noise.size(); ++i) noise[i] = static_cast<uint8_t>(kit::hash01(1, i) * 256);
  files.push_back(noise);
  // Its own signature, and nothing behind it.
  for (uint32_t i = 0; i < decoder().magic_count; ++i) {
    const burnish_magic& m = decoder().magics[i];
    kit::Bytes f(m.at + m.n);
    std::copy_n(static_cast<const uint8_t*>(m.bytes), m.n, f.begin() + m.at);
    files.push_back(f);
    f.resize(f.size() + 3000);
    files.push_back(f);
  }
  for (const kit::Bytes& file : files) {
    for (const bool mapped : {true, false}) {
      const kit::Decoded d = kit::try_decode(decoder(), {}, file, {.mapped = mapped});
      EXPECT_NE(d.failure.code, BURNISH_OK) << "of " << file.size() << " bytes";
      EXPECT_NE(d.failure.message, "");
      EXPECT_EQ(d.breaches, std::vector<std::string>());
    }
  }
}

TEST_P(EveryDecoder, ProbesAnything) {
  if (decoder().probe == nullptr) GTEST_SKIP() << "has no probe";
  for (std::size_t n = 0; n < 300; ++n) {
    const kit::Bytes zeros(n);
    int32_t score = -1;
    const burnish_status s = decoder().probe(zeros.data(), n, &score);
    EXPECT_TRUE(s == BURNISH_OK || s == BURNISH_NOT_MINE);
    EXPECT_TRUE(s != BURNISH_OK || (score >= 0 && score <= 100)) << score;
  }
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(EveryDecoder);
INSTANTIATE_TEST_SUITE_P(Plugin, EveryDecoder, testing::ValuesIn(subjects<burnish_decoder>("burnish.decoder/1")),
                         [](const auto& i) { return i.param.name(); });

}  // namespace
}  // namespace burnish::contract
