// Steps that depend on what is in the picture, from the pipeline to the pixels.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/settle/pictures.hpp"
#include "image/shape.hpp"

namespace burnish::testing_settle {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

class Settle : public WithStandin {
 protected:
  void SetUp() override {
    WithStandin::SetUp();
    if (!IsSkipped()) scratch_.write("in.png", red_square(512, 256, {352, 64, 64}));
  }
};

TEST_F(Settle, PutsNumbersInThePlaceOfAWindow) {
  EXPECT_THAT(settled(R"([{"steps": [{"op": "crop", "aspect": "1:1", "gravity": "auto"}]}])"),
              ElementsAre("crop ($.outputs[0].steps[0]) x=256 y=0 width=256 height=256 gravity=north_west: Keeps what "
                          "is red."));
}

TEST_F(Settle, WritesTheWindowThatItFound) {
  const auto pipeline = parse(R"([{"steps": [{"op": "crop", "width": 64, "height": 64, "gravity": "auto"}],
                                   "write": "out.png"}])");
  ASSERT_TRUE(pipeline.ok()) << pipeline.error().message();
  const auto report = run_pipeline(*pipeline);
  ASSERT_TRUE(report.ok()) << report.error().message();
  ASSERT_THAT(report->failed, IsEmpty());
  const kit::Picture out =
      kit::decode(kit::decoder(plugins / "png.burnish"), kit::read_file((scratch_ / "out/out.png").string()));
  ASSERT_EQ(out.width(), 64);
  for (const auto& [x, y] : {std::pair{0, 0}, {63, 0}, {0, 63}, {63, 63}}) EXPECT_EQ(out.at(x, y, 1), 0) << x << y;
}

TEST_F(Settle, OneAnalysisServesAllAspects) {
  log_analyses();
  const auto lines = settled(R"([
    {"name": "a", "steps": [{"op": "crop", "aspect": "1:1", "gravity": "auto"}]},
    {"name": "b", "steps": [{"op": "crop", "aspect": "1:2", "gravity": "auto"}, {"op": "resize", "width": 20}]},
    {"name": "c", "from": "n", "steps": [{"op": "crop", "aspect": "4:1", "gravity": "auto"}]}])",
                             R"({"n": {"from": "photo", "steps": []}, "photo": {"read": "{input}"}})");
  EXPECT_THAT(lines, SizeIs(3));
  EXPECT_THAT(analyses(), SizeIs(2)) << "the input, and a file that a node reads";
}

TEST_F(Settle, OneLookServesOutputsOfANode) {
  log_analyses();
  EXPECT_THAT(settled(R"([{"name": "a", "from": "n", "steps": [{"op": "crop", "aspect": "1:1", "gravity": "auto"}]},
              {"name": "b", "from": "n", "steps": [{"op": "crop", "aspect": "1:2", "gravity": "auto"}]}])",
                      R"({"n": {"from": "photo", "steps": [{"op": "flip"}]}, "photo": {"read": "{input}"}})"),
              SizeIs(2));
  EXPECT_THAT(analyses(), ElementsAre("analyse 64x32"));
}

TEST_F(Settle, LooksAtThePictureAsItStandsBeforeTheStep) {
  EXPECT_THAT(settled(R"([{"steps": [{"op": "flip"}, {"op": "crop", "width": 64, "height": 64, "gravity": "auto"}]}])"),
              ElementsAre(HasSubstr(" x=96 y=64 width=64")));
  EXPECT_THAT(settled(R"([{"steps": [{"op": "resize", "width": 1024},
                                     {"op": "crop", "width": 128, "height": 128, "gravity": "auto"}]}])"),
              ElementsAre(HasSubstr(" x=704 y=128 width=128")));
  EXPECT_THAT(settled(R"([{"steps": [{"op": "crop", "x": 256, "y": 0, "width": 256, "height": 256},
                                     {"op": "crop", "width": 64, "height": 64, "gravity": "auto"}]}])"),
              ElementsAre(HasSubstr(" x=96 y=64 width=64")));
  EXPECT_THAT(settled(R"([{"steps": [{"op": "crop", "aspect": "1:1", "gravity": "auto"},
                                     {"op": "crop", "width": 64, "height": 64, "gravity": "auto"}]}])"),
              ElementsAre(HasSubstr(" x=256 y=0 width=256"), HasSubstr(" x=96 y=64 width=64")));
}

TEST_F(Settle, SettlesStepsOfNodes) {
  EXPECT_THAT(settled(R"([{"from": "n", "steps": [{"op": "resize", "width": 10}]}])",
                      R"({"photo": {"read": "{input}"},
                          "n": {"from": "photo", "steps": [{"op": "crop", "aspect": "1:1", "gravity": "auto"}]}})"),
              ElementsAre(StartsWith("crop ($.nodes.n.steps[0]) x=256 ")));
}

TEST_F(Settle, TheUsersWordsReachTheAnalyser) {
  EXPECT_THAT(settled(R"([{"steps": [{"op": "crop", "aspect": "1:1", "focal": [100, 20]}]}])"),
              ElementsAre(HasSubstr(" x=0 y=0 width=256 height=256 gravity=north_west: Around the focal point.")));
  EXPECT_THAT(
      settled(R"([{"steps": [{"op": "crop", "width": 64, "height": 64, "protect": [[0, 0, 64, 64], [9, 9, 1, 1]]}]}])"),
      ElementsAre(HasSubstr(" x=0 y=0 width=64 height=64")));
  EXPECT_THAT(settled(R"([{"steps": [{"op": "crop", "aspect": "1:1", "mode": "thumb", "gravity": "face"}]}])"),
              ElementsAre(HasSubstr(" x=320 y=32 width=128 height=128")));
  EXPECT_THAT(settled(R"([{"steps": [{"op": "crop", "aspect": "1:1", "gravity": "auto", "zoom": 2}]}])"),
              ElementsAre(HasSubstr(" x=320 y=32 width=128 height=128")));
}

TEST_F(Settle, LeavesOtherPipelinesAlone) {
  log_analyses();
  EXPECT_THAT(settled(R"([{"steps": [{"op": "crop", "aspect": "1:1"}, {"op": "resize", "width": 9}]}])"), IsEmpty());
  EXPECT_THAT(
      settled(R"([{"steps": [{"op": "crop", "width": 9, "height": 9, "gravity": "xy_center", "x": 9, "y": 9}]}])"),
      IsEmpty());
  EXPECT_THAT(analyses(), IsEmpty());
}

TEST_F(Settle, ExpandsTheNotation) {
  EXPECT_THAT(settled_notation("c_fill,w_100,h_100,g_auto"), ElementsAre(HasSubstr(" x=256 y=0 width=256 height=256")));
  EXPECT_THAT(settled_notation("c_crop,w_64,h_64,g_faces"), ElementsAre(HasSubstr(" x=352 y=64 width=64 height=64")));
  EXPECT_THAT(settled_notation("c_thumb,w_50,h_50,g_face"), ElementsAre(HasSubstr(" x=320 y=32 width=128 height=128")));
  EXPECT_THAT(settled_notation("c_thumb,w_50,h_50,g_face,z_2"),
              ElementsAre(HasSubstr(" x=352 y=64 width=64 height=64")));
  EXPECT_THAT(settled_notation("w_256/c_crop,w_32,h_32,g_auto"), ElementsAre(HasSubstr(" x=176 y=32 width=32")));
  EXPECT_THAT(settled_notation("c_fill,w_100,h_50,g_auto"), IsEmpty()) << "the whole picture has that ratio";
}

TEST_F(Settle, GivesTheSizeThatTheNotationAsksFor) {
  struct Case {
    const char* text;
    Size size;
  };
  for (const auto& [text, size] :
       {Case{"c_fill,g_auto,h_400,w_400", {400, 400}},  // of the collected vectors
        Case{"c_thumb,g_face,h_150,w_150", {150, 150}}, Case{"c_auto,g_auto,w_800,h_600", {800, 600}},
        Case{"c_fill,w_100,h_77,g_auto", {100, 77}}, Case{"c_fill,w_0.5,ar_1:1,g_auto", {256, 256}},
        Case{"c_fill,w_100,h_77,g_auto/dpr_2", {200, 154}}, Case{"c_thumb,w_100,h_77,g_auto", {100, 77}},
        Case{"c_auto,w_100,h_77,g_faces", {100, 77}}, Case{"c_fill_pad,w_100,h_77,g_auto,b_white", {100, 77}},
        Case{"c_crop,w_100,h_77,g_auto:classic", {100, 77}},
        Case{"c_scale,w_256/c_crop,w_100,h_77,g_auto/c_fit,w_50", {50, 39}}}) {
    const auto pipeline = parse_notation(text, *catalogue_);
    ASSERT_TRUE(pipeline.ok()) << pipeline.error().message();
    RunOptions dry;
    dry.dry_run = true;
    const auto report = run_pipeline(*pipeline, dry);
    ASSERT_TRUE(report.ok() && report->failed.empty()) << text;
    EXPECT_EQ(report->outputs.at(0).width, size.width) << text;
    EXPECT_EQ(report->outputs.at(0).height, size.height) << text;
    EXPECT_THAT(report->notes, testing::Contains(HasSubstr("settled: crop ")));
  }
}

TEST_F(Settle, RecordsTheNumbersInTheHistory) {
  scratch_.write("in.png", red_square(512, 256, {352, 64, 64}, {{"block:xmp", generated_packet()}}));
  const auto pipeline = parse(R"([{"steps": [{"op": "crop", "aspect": "1:1", "gravity": "auto"}], "write": "o.png"}])");
  ASSERT_TRUE(pipeline.ok() && run_pipeline(*pipeline).ok());
  const auto facts = inspect(*catalogue_, scratch_ / "out/o.png", {}, {});
  ASSERT_TRUE(facts.ok());
  ASSERT_FALSE(facts->provenance.history.empty());
  EXPECT_EQ(facts->provenance.history.front().parameters, "crop x=256 y=0 width=256 height=256 gravity=north_west");
}

TEST_F(Settle, FacesOfTheMetadataCountBeforeAnything) {
  const auto crop = R"([{"steps": [{"op": "crop", "width": 64, "height": 64, "gravity": "auto"}]}])";
  const auto around = [&](int32_t x, int32_t y) { return " x=" + std::to_string(x) + " y=" + std::to_string(y) + " "; };
  // The face's middle is at 1/4 of the width and half of the height.
  const std::string packet = face_packet(R"(stArea:x="0.25" stArea:y="0.5" stArea:w="0.1" stArea:h="0.1")");
  scratch_.write("in.png", red_square(512, 256, {352, 64, 64}, {{"block:xmp", packet}}));
  EXPECT_THAT(settled(crop), ElementsAre(testing::AllOf(HasSubstr(around(96, 96)), HasSubstr("Keeps the face."))));
  EXPECT_THAT(settled(R"([{"steps": [{"op": "flip"}, {"op": "resize", "scale": 2},
                                     {"op": "crop", "width": 64, "height": 64, "gravity": "auto"}]}])"),
              ElementsAre(testing::ContainsRegex(" x=73[567] y=22[345] ")));
  EXPECT_THAT(settled(R"([{"steps": [{"op": "crop", "x": 64, "y": 32, "width": 300, "height": 200},
                                     {"op": "crop", "width": 64, "height": 64, "gravity": "auto"}]}])"),
              ElementsAre(HasSubstr(around(32, 64))));
  EXPECT_THAT(settled(R"([{"steps": [{"op": "crop", "x": 300, "width": 200},
                                     {"op": "crop", "width": 64, "height": 64, "gravity": "auto"}]}])"),
              ElementsAre(HasSubstr("Keeps what is red.")))
      << "the face was cut away";
  // Stored sideways: what is at (1/4, 1/2) of the pixels is at (1/2, 1/4) of the upright picture.
  scratch_.write("in.png",
                 red_square(512, 256, {352, 64, 64}, {{"block:xmp", packet}, {"block:exif", orientation_exif(6)}}));
  EXPECT_THAT(settled(crop), ElementsAre(HasSubstr(around(96, 96))));
}

TEST_F(Settle, SaysHowToGetAnAnalyserThatIsMissing) {
  const auto without = scratch_ / "without";
  std::filesystem::create_directory(without);
  for (const char* plugin : {"crop.burnish", "resize.burnish", "png.burnish"})
    std::filesystem::copy_file(plugins / plugin, without / plugin);
  install({without});
  for (const auto& pipeline : {parse(R"([{"steps": [{"op": "crop", "aspect": "1:1", "gravity": "auto"}]}])"),
                               parse_notation("c_fill,w_9,h_9,g_auto", *catalogue_)}) {
    ASSERT_TRUE(pipeline.ok()) << pipeline.error().message();
    const auto report = run_pipeline(*pipeline);
    ASSERT_FALSE(report.ok());
    EXPECT_EQ(exit_status(report.error().code), 2);
    EXPECT_THAT(report.error().message(), HasSubstr("'burnish.smart_crop'"));
    EXPECT_THAT(report.error().message(), HasSubstr("install its plugin"));
  }
}

TEST_F(Settle, RefusesContradictionsInTheNameOfTheStep) {
  const auto failure = [&](const std::string& step) -> std::string {
    const auto pipeline = parse(R"([{"steps": [{"op": "crop", )" + step + "}]}]");
    if (!pipeline.ok()) return pipeline.error().message();
    const auto report = run_pipeline(*pipeline);
    return report.ok() && !report->failed.empty() ? report->failed[0].error.message() : "no failure";
  };
  EXPECT_THAT(failure(R"("aspect": "1:1", "mode": "fill_pad", "gravity": "north")"),
              testing::AllOf(HasSubstr("$.outputs[0].steps[0].mode"), HasSubstr("leave gravity out, or use auto")));
  EXPECT_THAT(failure(R"("aspect": "1:1", "focal": [1, 2], "gravity": "east")"), HasSubstr("leave gravity out"));
  EXPECT_THAT(failure(R"("aspect": "1:1", "gravity": "auto", "x": 4)"), HasSubstr("steps[0].x"));
  EXPECT_THAT(failure(R"("gravity": "auto")"), HasSubstr("the size of the window is missing"));
  EXPECT_THAT(failure(R"("aspect": "1:1", "protect": [1, 2, 3])"), HasSubstr("4 numbers for each"));
}

TEST_F(Settle, StopsWhenItIsCancelled) {
  const auto pipeline = parse(R"([{"steps": [{"op": "crop", "aspect": "1:1", "gravity": "auto"}], "write": "o.png"}])");
  ASSERT_TRUE(pipeline.ok());
  Cancellation cancel;
  cancel.cancel();
  Services services;
  services.cancel = &cancel;
  const auto text = explain(*catalogue_, *pipeline, std::vector<Input>{{scratch_ / "in.png", {}}}, {}, services);
  ASSERT_FALSE(text.ok());
  EXPECT_EQ(text.error().code, Code::Cancelled);
}

struct Breach {
  const char* variant;
  const char* says;
};
void PrintTo(const Breach& b, std::ostream* out) { *out << b.variant; }
class Breaches : public Settle, public testing::WithParamInterface<Breach> {};

TEST_P(Breaches, AreThePluginsFault) {
  install({standin(GetParam().variant), plugins});
  const auto pipeline = parse(R"([{"steps": [{"op": "crop", "aspect": "1:1", "gravity": "auto"}], "write": "o.png"}])");
  ASSERT_TRUE(pipeline.ok());
  const auto report = run_pipeline(*pipeline);
  ASSERT_TRUE(report.ok());
  ASSERT_THAT(report->failed, SizeIs(1));
  EXPECT_THAT(report->failed[0].error.message(), HasSubstr(GetParam().says));
  EXPECT_EQ(report->exit_status(), 4);
  EXPECT_FALSE(fs::exists(scratch_ / "out/o.png"));
}
INSTANTIATE_TEST_SUITE_P(All, Breaches,
                         testing::Values(Breach{"nan", "it emits a 'subject' whose box is not within 0 and 1"},
                                         Breach{"endless", "it emits more than 10000 findings"},
                                         Breach{"words", "it emits a finding labelled 'unheard_of', not declared"},
                                         Breach{"outside", "it offers a window that is not within the picture"},
                                         Breach{"cycle", "it needs itself, or too many others behind each other"},
                                         Breach{"fails", "the moon is in the wrong house"}),
                         [](const auto& each) { return std::string(each.param.variant); });

TEST_F(Settle, KeepsTheMiddleWhenNothingIsOffered) {
  install({standin("silent"), plugins});
  EXPECT_THAT(settled(R"([{"steps": [{"op": "crop", "aspect": "1:1", "gravity": "auto"}]}])"),
              ElementsAre(HasSubstr(" x=128 y=0 width=256 height=256")));
}

TEST_F(Settle, NeverFailsOnOddPictures) {
  for (const auto& [w, h] : {std::pair{1, 1}, {1, 5000}, {5000, 1}, {3, 2}, {65, 64}}) {
    scratch_.write("in.png", red_square(w, h, {0, 0, 0}));
    for (const char* step : {R"("aspect": "1:1")", R"("aspect": "16:9")", R"("width": 2, "height": 2)",
                             R"("aspect": "1:1", "mode": "thumb")", R"("aspect": "2:1", "mode": "fill_pad")"}) {
      const std::string text = std::string(R"([{"steps": [{"op": "crop", "gravity": "auto", )") + step + "}]}]";
      EXPECT_THAT(settled(text), SizeIs(1)) << w << "x" << h << " " << step;
    }
  }
}

}  // namespace
}  // namespace burnish::testing_settle
