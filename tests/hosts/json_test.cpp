// --json is one valid document on standard output and nothing else there, in the forms that scripts depend on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "json_text.hpp"
#include "samples.hpp"

namespace burnish::hosts {
namespace {

using testing::ElementsAre;

TEST(JsonReader, IsStrict) {
  for (const char* good : {"{}", "[1, -0.5e+3, \"\\u00e9\\n\", null, true]", " {\"a\":{\"b\":[]}} "})
    EXPECT_TRUE(read_json(good).valid()) << good;
  for (const char* bad : {"", "{}{}", "[1,]", "{\"a\":1,\"a\":2}", "01", "1.", "\"\n\"", "\"\xE9\"", "nul", "[", "'a'",
                          "{a:1}", "\"\\x\"", "NaN", "{} x"})
    EXPECT_FALSE(read_json(bad).valid()) << bad;
}

TEST(Json, OfEveryCommandIsOneDocument) {
  const Scratch s;
  s.write("a.png", encoded("png", 64, 32));
  s.write("p.json", R"({"burnish": 1, "outputs": [{"steps": ["c_fit,w_8"]}]})");
  const std::vector<Words> all{{"run", "p.json", "a.png", "-o", "out/"},
                               {"run", "p.json", "a.png", "-o", "out/", "--dry-run"},
                               {"run", "p.json", "a.png", "-o", "out/", "--explain"},
                               {"transform", "c_fit,w_8", "a.png", "-o", "out/", "--progress", "bar"},
                               {"transform", "c_fit,w_8", "a.png", "-o", "out/", "--log-level", "debug"},
                               {"info", "a.png"},
                               {"info", "none.png", "a.png"},
                               {"compare", "a.png", "a.png"},
                               {"compare", "a.png", "none.png"},
                               {"plugin", "list"},
                               {"plugin", "list", "--broken"},
                               {"plugin", "describe", "jpeg"},
                               {"plugin", "paths"},
                               {"schema"},
                               {"schema", "--out", "schema.json"},
                               {"doctor"},
                               {"completion", "fish"},
                               {"nonsense"},
                               {"run", "none.json"},
                               {"info", "--nonsense"},
                               {}};
  for (Words words : all) {
    words.push_back("--json");
    const Outcome o = burnish_in(s, words);
    EXPECT_EQ(read_json(o.out).type, Json::Type::Object) << words[0] << ": " << o.out;
    EXPECT_EQ(o.out.back(), '\n');
  }
}

TEST(Json, OfARunHasTheDocumentedKeysInTheOrderOfTheInputs) {
  const Scratch s;
  for (const char* name : {"c.png", "a.png", "b.png"}) s.write(name, encoded("png", 64, 32));
  const Outcome o = burnish_in(
      s, {"transform", "c_fit,w_8/f_jpg", "c.png", "x.png", "a.png", "y.png", "b.png", "-o", "out", "--json"});
  EXPECT_EQ(o.status, 3);
  const Json d = read_json(o.out);
  EXPECT_THAT(d.keys(), ElementsAre("outputs", "failed", "ms"));
  EXPECT_THAT(d["outputs"][0].keys(),
              ElementsAre("input", "name", "path", "width", "height", "format", "bytes", "quality", "score", "ms"));
  Words inputs;
  for (const Json& output : d["outputs"].elements) inputs.push_back(output["input"].text);
  EXPECT_THAT(inputs, ElementsAre("c.png", "a.png", "b.png"));
  EXPECT_THAT(d["failed"][0].keys(), ElementsAre("input", "name", "code", "message"));
  EXPECT_EQ(d["failed"][0]["input"].text, "x.png");
  EXPECT_EQ(d["failed"][1]["input"].text, "y.png");
  EXPECT_EQ(d["failed"][0]["code"].text, "missing");
  EXPECT_EQ(d["outputs"][0]["path"].text, "out/c.jpg");
  EXPECT_EQ(d["outputs"][0]["format"].text, "jpeg");
  EXPECT_EQ(d["outputs"][0]["quality"].number, 80);
  EXPECT_EQ(d["outputs"][0]["bytes"].number, static_cast<double>(fs::file_size(s / "out/c.jpg")));
  EXPECT_EQ(d["outputs"][0]["score"].type, Json::Type::Null);
}

TEST(Json, OfInfoHasTheDocumentedKeys) {
  const Scratch s;
  s.write("a.png", encoded("png", 64, 32, kit::rgba_u8));
  const Json d = read_json(burnish_in(s, {"info", "a.png", "none", "--json"}).out);
  EXPECT_THAT(d.keys(), ElementsAre("files", "failed"));
  EXPECT_THAT(d["files"][0].keys(),
              ElementsAre("path", "format", "width", "height", "frames", "bits", "channels", "alpha", "orientation",
                          "profile", "bytes", "metadata", "provenance", "warnings", "marks", "history"));
  EXPECT_EQ(d["files"][0]["width"].number, 64);
  EXPECT_TRUE(d["files"][0]["alpha"].boolean);
  EXPECT_EQ(d["failed"][0]["input"].text, "none");
}

TEST(Json, OfCompareHasMetricAndScore) {
  const Scratch s;
  s.write("a.png", encoded("png", 64, 32));
  const Json d = read_json(burnish_in(s, {"compare", "a.png", "a.png", "--json"}).out);
  EXPECT_THAT(d.keys(), ElementsAre("metric", "score"));
  EXPECT_EQ(d["metric"].text, "ssim");
  EXPECT_EQ(d["score"].number, 1);
}

TEST(Json, OfAWrongPipelineNamesThePlace) {
  const Scratch s;
  s.write("p.json", R"({"burnish": 1, "outputs": [{"steps": [{"op": "resize", "widht": 8}]}]})");
  const Outcome o = burnish_in(s, {"run", "p.json", "a.png", "--json"});
  EXPECT_EQ(o.status, 2);
  const Json e = read_json(o.out)["error"];
  EXPECT_THAT(e.keys(), ElementsAre("code", "where", "message", "hint"));
  EXPECT_EQ(e["where"].text, "$.outputs[0].steps[0].widht");
  EXPECT_EQ(e["hint"].text, "did you mean 'width'?");
}

TEST(Json, SurvivesNamesThatAreNoUtf8) {
  const Scratch s;
  const std::string name = "caf\xE9 \"x\"\n\x01.png";
  s.write(name, encoded("png", 64, 32));
  const Outcome o = burnish_in(s, {"transform", "c_fit,w_8", name, "none\xFF", "-o", "out", "--json"});
  EXPECT_EQ(o.status, 3);
  const Json d = read_json(o.out);
  ASSERT_TRUE(d.valid()) << o.out;
  EXPECT_EQ(d["outputs"].elements.size(), 1U);
  EXPECT_TRUE(s.has("out/" + name));
  EXPECT_EQ(std::count(o.err.begin(), o.err.end(), '\n'), 1) << "a message is one line: " << o.err;
}

TEST(Json, OfDescribeHasEveryItemOfThatName) {
  const Json d = read_json(burnish({"plugin", "describe", "jpeg", "--json"}).out);
  ASSERT_EQ(d["items"].elements.size(), 2U);
  EXPECT_EQ(d["items"][0]["kind"].text, "decoder");
  EXPECT_EQ(d["items"][1]["kind"].text, "encoder");
  EXPECT_EQ(d["items"][1]["parameters"][0]["id"].text, "quality");
}

}  // namespace
}  // namespace burnish::hosts
