// burnish analyse, and pipelines that depend on what is in a picture, as a user runs them; with the stand-in analyser.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/settle/red_square.hpp"
#include "json_text.hpp"
#include "samples.hpp"

namespace burnish::hosts {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing_settle::red_square;
using testing_settle::standin;

class Analyse : public testing::Test {
 protected:
  void SetUp() override { s_.write("in.png", red_square(512, 256, {352, 64, 64})); }
  Outcome burnish(const Words& words, const std::string& variant = "good") {
    return burnish_in(s_, words, {.environment = {{"BURNISH_PLUGIN_PATH", standin(variant).string()}}});
  }
  Scratch s_;
};

TEST_F(Analyse, PrintsTheWindowAndWhy) {
  const Outcome o = burnish({"analyse", "smart_crop", "in.png", "-p", "aspect=1:1"});
  ASSERT_EQ(o.status, 0) << o.err;
  EXPECT_THAT(o.out,
              AllOf(HasSubstr("in.png, 512x256\n  window 256x256 at 256,0, score 0.75\n    Keeps what is red.\n"),
                    HasSubstr("terms: redness 0.5, distance 0.25"), HasSubstr("subject 64x64 at 352,64"),
                    HasSubstr("confidence: 0.75")));
}

TEST_F(Analyse, PrintsJsonForScripts) {
  const Outcome o = burnish({"analyse", "smart_crop", "in.png", "-p", "aspect=1:1", "--json"});
  ASSERT_EQ(o.status, 0) << o.err;
  EXPECT_THAT(o.out, testing::StartsWith(R"({"x":256,"y":0,"width":256,"height":256,"score":0.75,"reasons":["Keeps)"));
  const Json j = read_json(o.out);
  EXPECT_EQ(j["terms"]["redness"].number, 0.5);
  EXPECT_EQ(j["confidence"].number, 0.75);
  ASSERT_EQ(j["windows"].elements.size(), 2U);
  EXPECT_EQ(j["windows"][std::size_t{1}]["x"].number, 0);
  ASSERT_EQ(j["findings"].elements.size(), 1U);
  EXPECT_EQ(j["findings"][std::size_t{0}]["label"].text, "subject");
}

TEST_F(Analyse, ReadsStandardInput) {
  const Outcome o =
      burnish_in(s_, {"analyse", "smart_crop", "-", "-p", "width=64", "-p", "height=64", "--json"},
                 {.input = s_.read("in.png"), .environment = {{"BURNISH_PLUGIN_PATH", standin("good").string()}}});
  ASSERT_EQ(o.status, 0) << o.err;
  EXPECT_THAT(o.out, testing::StartsWith(R"({"x":352,"y":64,"width":64,"height":64)"));
}

TEST_F(Analyse, DrawsWhatItFound) {
  const Outcome o = burnish({"analyse", "smart_crop", "in.png", "-p", "aspect=1:1", "--overlay", "seen.png"});
  ASSERT_EQ(o.status, 0) << o.err;
  const kit::Picture seen = decoded(s_ / "seen.png");
  ASSERT_EQ(seen.width(), 512);
  ASSERT_EQ(seen.height(), 256);
  for (int c = 0; c < 3; ++c) {
    EXPECT_EQ(seen.at(256, 128, c), 255) << "the best window's frame is white";
    EXPECT_LT(seen.at(30, 30, c), seen.at(300, 30, c)) << "outside it is darker";
  }
  EXPECT_GT(seen.at(384, 96, 0), 200) << "what drew attention is red";
  EXPECT_LT(seen.at(384, 96, 2), 60);
}

TEST_F(Analyse, FitsTheOverlayToAScreen) {
  s_.write("big.png", red_square(3000, 600, {100, 100, 64}));
  ASSERT_EQ(burnish({"analyse", "smart_crop", "big.png", "--overlay", "seen.jpg"}).status, 0);
  const kit::Picture seen = decoded(s_ / "seen.jpg", "jpeg");
  EXPECT_EQ(seen.width(), 1024);
  EXPECT_EQ(seen.height(), 205);
}

TEST_F(Analyse, TellsWhatIsWrongInOneLine) {
  struct Case {
    Words words;
    int status;
    const char* says;
  };
  const Case cases[] = {
      {{"analyse"}, 2, "no ID given (burnish analyse)"},
      {{"analyse", "smart_crop"}, 2, "no INPUT given"},
      {{"analyse", "smart_crpo", "in.png"}, 2, "did you mean 'smart_crop'?"},
      {{"analyse", "smart_crop", "none.png"}, 3, "cannot read none.png"},
      {{"analyse", "smart_crop", "in.png", "-p", "aspect"}, 2, "NAME=VALUE is wanted"},
      {{"analyse", "smart_crop", "in.png", "-p", "aspct=1:1"}, 2, "unknown parameter 'aspct'"},
      {{"analyse", "smart_crop", "in.png", "-p", "aspect=wide"}, 2, "must be a ratio"},
      {{"analyse", "smart_crop", "in.png", "--overlay", "seen.xyz"}, 2, "no installed plugin writes '.xyz'"},
      {{"analyse", "smart_crop", "in.png", "--overlay", "-"}, 2, "name a file"},
  };
  for (const Case& c : cases) {
    const Outcome o = burnish(c.words);
    EXPECT_EQ(o.status, c.status) << c.says;
    EXPECT_THAT(o.err, HasSubstr(c.says));
    EXPECT_EQ(std::count(o.err.begin(), o.err.end(), '\n'), 1) << o.err;
    EXPECT_EQ(o.out, "");
  }
  const Outcome o = burnish({"analyse", "smart_crop", "in.png"}, "nan");
  EXPECT_EQ(o.status, 4);
  EXPECT_THAT(o.err, HasSubstr("broke its contract"));
}

TEST_F(Analyse, ExplainAndDryRunShowTheNumbers) {
  const Outcome plan = burnish({"transform", "c_fill,w_100,h_100,g_auto", "in.png", "--explain"});
  EXPECT_THAT(plan.out,
              HasSubstr("settled: crop x=256 y=0 width=256 height=256 gravity=north_west: Keeps what is red."));
  const Outcome dry = burnish({"transform", "c_fill,w_100,h_100,g_auto", "in.png", "--dry-run", "-o", "out/"});
  EXPECT_THAT(dry.err, HasSubstr("settled: crop x=256 "));
  EXPECT_EQ(s_.files(), Words{"in.png"});
}

TEST_F(Analyse, StandsInHelpAndDescriptions) {
  EXPECT_THAT(burnish({"--help"}).out, HasSubstr("analyse"));
  EXPECT_THAT(burnish({"completion", "bash"}).out, HasSubstr("\"burnish analyse\") words=\""));
  const Outcome o = burnish({"plugin", "describe", "smart_crop"});
  EXPECT_THAT(o.out, AllOf(HasSubstr("(analyser, version 1)"), HasSubstr("aspect"), HasSubstr("burnish.regions")));
  EXPECT_THAT(burnish({"plugin", "describe", "smart_crop", "--json"}).out,
              HasSubstr("\"requests\":[{\"id\":\"aspect\""));
}

}  // namespace
}  // namespace burnish::hosts
