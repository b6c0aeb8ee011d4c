// The contract tests can fail: every fault of tests/bad_plugins/contract_*.cpp is found, by its name.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "contract/codec_checks.hpp"
#include "contract/description_checks.hpp"
#include "contract/discover.hpp"
#include "contract/module_checks.hpp"
#include "contract/operation_checks.hpp"

namespace burnish::contract {
namespace {

using testing::AllOf;
using testing::HasSubstr;

std::filesystem::path bad_plugin(const std::string& name) {
  return std::filesystem::path(BURNISH_BUILD_DIR) / "tests" / "bad_plugins" / (name + ".burnish");
}

const burnish_pixel& bad_operation(const std::string& file, const std::string& id) {
  return kit::operation(bad_plugin(file), id);
}

Case example(const burnish_pixel& op, int32_t width = 31, int32_t height = 23) {
  const std::vector<burnish_format> formats = formats_of(op);
  return {&op, {}, pictures_for(op, formats[formats.size() - 1], width, height)};
}

std::string found(const std::string& file, const std::string& id) {
  return check_case(example(bad_operation(file, id))).problems.text();
}

TEST(BadPixels, UnderDeclaredHaloIsFound) {
  EXPECT_THAT(found("contract_pixels", "bad.short_halo"), HasSubstr("differs from the whole"));
}
TEST(BadPixels, DependenceOnTheTilingIsFound) {
  EXPECT_THAT(found("contract_pixels", "bad.tile_dependent"), HasSubstr("differs from the whole"));
}
TEST(BadPixels, ReadingBesideTheInputIsFound) {
  EXPECT_THAT(found("contract_pixels", "bad.reads_outside"), HasSubstr("depends on what lies around the pixels"));
}
TEST(BadPixels, WritingOutsideTheTileIsFound) {
  EXPECT_THAT(found("contract_pixels", "bad.writes_outside"),
              HasSubstr("wrote outside its output tile: byte -4 from data[0]"));
}
TEST(BadPixels, WritingIntoTheInputIsFound) {
  EXPECT_THAT(found("contract_pixels", "bad.writes_input"), HasSubstr("wrote into input 0"));
}
TEST(BadPixels, UnwrittenPixelsAreFound) {
  EXPECT_THAT(found("contract_pixels", "bad.forgets_pixels"), HasSubstr("depends on what lies around the pixels"));
}
TEST(BadPixels, FalseInPlaceIsFound) {
  EXPECT_THAT(found("contract_pixels", "bad.false_in_place"), HasSubstr("in place differs from out of place"));
}
TEST(BadPixels, ScratchOverflowIsFound) {
  EXPECT_THAT(found("contract_pixels", "bad.scratch_overflow"), HasSubstr("wrote outside its 8 bytes of scratch"));
}
TEST(BadPixels, ChangingResultsAreFound) {
  EXPECT_THAT(found("contract_pixels", "bad.changes_its_mind"), HasSubstr("differs from run to run"));
}
TEST(BadPixels, NonMonotonicRegionIsFound) {
  EXPECT_THAT(found("contract_pixels", "bad.not_monotonic"), HasSubstr("not monotonic"));
}
TEST(BadPixels, ReductionThatDependsOnTheOrderIsFound) {
  EXPECT_THAT(found("contract_pixels", "bad.reduction_order"), HasSubstr("differs from the whole"));
}
TEST(BadPixelsDeathTest, DyingOfNanIsFound) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const Case c = example(bad_operation("contract_pixels", "bad.dies_of_nan"));
  EXPECT_DEATH(static_cast<void>(check_wild_samples(c)), "");
}

TEST(BadWords, FalseKeepsAlphaIsFound) {
  EXPECT_THAT(found("contract_words", "bad.false_keeps_alpha"), HasSubstr("KEEPS_ALPHA: alpha changes"));
}
TEST(BadWords, FalseIdentityIsFound) {
  EXPECT_THAT(found("contract_words", "bad.false_identity"), HasSubstr("IDENTITY: the result is not the input"));
}
TEST(BadWords, FalseColourOnlyIsFound) {
  EXPECT_THAT(found("contract_words", "bad.false_colour_only"), HasSubstr("COLOR_ONLY: equal pixels in other places"));
}
TEST(BadWords, FalsePerChannelIsFound) {
  EXPECT_THAT(found("contract_words", "bad.false_per_channel"), HasSubstr("PER_CHANNEL: channel 0 depends on another"));
}
TEST(BadWords, FailureWithoutMessageIsFound) {
  EXPECT_THAT(found("contract_words", "bad.speechless"), HasSubstr("gave no message"));
}
TEST(BadWords, PointOperationThatChangesTheSizeIsFound) {
  EXPECT_THAT(found("contract_words", "bad.resized_point"), HasSubstr("changed the size to 32x23"));
}

TEST(BadWords, FaultsOfTheDescriptionAreFound) {
  const std::string text = check_table(bad_operation("contract_words", "Bad Words")).text();
  EXPECT_THAT(text,
              AllOf(HasSubstr("not a reverse domain"), HasSubstr("version 0"), HasSubstr("its summary is missing"),
                    HasSubstr("Amount: the id must be"), HasSubstr("Amount: the default does not parse"),
                    HasSubstr("unknown unit 'miles'"), HasSubstr("upside_down: min is not below max")));
  // The list above is full; the other parameters alone:
  const burnish_desc& d = *bad_operation("contract_words", "Bad Words").desc;
  EXPECT_THAT(check_parameters(d.params + 2, 2, "t").text(),
              AllOf(HasSubstr("choice 'one' twice"), HasSubstr("is not one of the choices"), HasSubstr("used twice"),
                    HasSubstr("its doc is missing"), HasSubstr("SPATIAL, but its unit is not px")));
}

TEST(BadWords, SecondExportIsFound) {
  EXPECT_THAT(check_file(bad_plugin("contract_words")).text(), HasSubstr("exports leaked_helper_function"));
}

TEST(BadWords, AnsweringEveryKindIsFound) {
  const kit::PluginFile plugin(bad_plugin("contract_words"));
  EXPECT_THAT(check_module(plugin.module()).text(), HasSubstr("takes burnish.pixel/1x for a kind"));
}

class BadCodecs : public testing::Test {
 protected:
  [[nodiscard]] static const burnish_encoder& encoder(const std::string& id) {
    return kit::encoder(bad_plugin("contract_codecs"), id);
  }
  [[nodiscard]] static const burnish_decoder& decoder() { return kit::decoder(bad_plugin("contract_codecs")); }
  const kit::Picture picture_ = kit::noise(31, 23, kit::rgb_u8);
};

TEST_F(BadCodecs, TheGoodEncoderPasses) {
  EXPECT_EQ(check_round_trip({&encoder("bad.good_encoder"), &decoder()}, {}, picture_).text(), "");
  EXPECT_EQ(check_failing_world(encoder("bad.good_encoder"), picture_).text(), "");
}
TEST_F(BadCodecs, LossIsFound) {
  EXPECT_THAT(check_round_trip({&encoder("bad.drops_bits"), &decoder()}, {}, picture_).text(),
              HasSubstr("lossless, but read back with a difference"));
}
TEST_F(BadCodecs, FilesThatDifferAreFound) {
  EXPECT_THAT(check_round_trip({&encoder("bad.counts"), &decoder()}, {}, picture_).text(),
              HasSubstr("encoded twice, two different files"));
}
TEST_F(BadCodecs, IgnoringTheSinkIsFound) {
  EXPECT_THAT(check_failing_world(encoder("bad.ignores_sink"), picture_).text(),
              HasSubstr("encode succeeded although the sink failed"));
}
TEST_F(BadCodecs, QualityUpsideDownIsFound) {
  EXPECT_THAT(check_quality(encoder("bad.shrinks"), picture_).text(), HasSubstr("MONOTONIC, but"));
}
TEST_F(BadCodecs, IgnoredLimitsAndMisreadPartsAreFound) {
  const kit::Bytes file = kit::encode(encoder("bad.good_encoder"), {}, picture_);
  EXPECT_THAT(check_reading(decoder(), file).text(),
              AllOf(HasSubstr("one pixel more than max_pixels"), HasSubstr("a part: differs from reading all")));
}

}  // namespace
}  // namespace burnish::contract
