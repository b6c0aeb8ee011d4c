#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "burnish/core/pipeline.hpp"
#include "installed.hpp"

namespace burnish {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Pipeline parsed(std::string_view json, const ParseOptions& options = {}) {
  auto pipeline = parse_pipeline(json, "p.json", test::installed(), options);
  EXPECT_TRUE(pipeline.ok()) << (pipeline.ok() ? "" : pipeline.error().message());
  return pipeline.ok() ? std::move(pipeline).value() : Pipeline{};
}
Output output(std::string_view members, const ParseOptions& options = {}) {
  Pipeline pipeline = parsed(R"({"burnish": 1, "variables": {"q": 70, "e": "tif", "brand": "ac{{me", "half": 0.5},)"
                             R"( "outputs": [{)" +
                                 std::string(members) + "}]}",
                             options);
  return pipeline.outputs.empty() ? Output{} : std::move(pipeline.outputs[0]);
}
std::vector<std::string> texts(const std::vector<Argument>& arguments) {
  std::vector<std::string> all;
  for (const Argument& argument : arguments) all.push_back(argument.id + "=" + argument.text);
  return all;
}

constexpr const char* designed = R"json({
  "$schema": "./burnish-pipeline-1.schema.json",
  "burnish": 1,
  "description": "Channel variants for one approved picture",
  "variables": { "brand": "acme" },
  "nodes": {
    "photo":  { "read": "{input}" },
    "logo":   { "read": "logo.png" },
    "graded": { "from": "photo", "steps": [ { "op": "exposure", "ev": 0.3 } ] },
    "marked": { "op": "overlay", "from": ["graded", "logo"], "gravity": "south_east", "x": 24, "y": 24, "opacity": 0.6 }
  },
  "outputs": [
    { "name": "hero",  "from": "marked", "steps": [ { "op": "crop", "aspect": "1920:800", "gravity": "north" }, { "op": "resize", "width": 1920 } ],
      "write": "{stem}-hero.{ext}", "format": "jpeg", "quality": 80 },
    { "name": "card",  "from": "graded", "transform": "c_fill,w_600,h_600/f_webp,q_80", "write": "{stem}-card.{ext}" },
    { "name": "print", "from": "graded", "write": "print/{stem}.tif", "encode": { "compression": "zip", "bits": 16 } }
  ]
})json";

TEST(PipelineFile, ReadsTheDesignedForm) {
  const Pipeline pipeline = parsed(designed);
  EXPECT_EQ(pipeline.description, "Channel variants for one approved picture");
  ASSERT_EQ(pipeline.nodes.size(), 4U);
  ASSERT_NE(pipeline.node("photo"), nullptr);
  EXPECT_EQ(pipeline.node("photo")->read, "{input}");
  EXPECT_TRUE(pipeline.node("photo")->orient);
  EXPECT_EQ(pipeline.node("nothing"), nullptr);

  const Node& graded = *pipeline.node("graded");
  EXPECT_EQ(graded.from, "photo");
  ASSERT_EQ(graded.steps.size(), 1U);
  EXPECT_EQ(graded.steps[0].op->id, "burnish.exposure");
  EXPECT_EQ(graded.steps[0].arguments[0].where, "$.nodes.graded.steps[0].ev");

  const Node& marked = *pipeline.node("marked");
  EXPECT_EQ(marked.from, "graded");
  ASSERT_EQ(marked.steps.size(), 1U);
  EXPECT_THAT(marked.steps[0].with, ElementsAre("logo"));
  EXPECT_THAT(texts(marked.steps[0].arguments), ElementsAre("gravity=south_east", "x=24", "y=24", "opacity=0.6"));

  ASSERT_EQ(pipeline.outputs.size(), 3U);
  EXPECT_EQ(pipeline.outputs[0].format, "jpeg");
  EXPECT_EQ(pipeline.outputs[0].quality, 80);
  EXPECT_EQ(pipeline.outputs[0].steps.size(), 2U);
  EXPECT_EQ(pipeline.outputs[1].format, "webp");
  EXPECT_EQ(pipeline.outputs[1].quality, 80);
  ASSERT_TRUE(pipeline.outputs[1].steps[0].component.has_value());
  EXPECT_EQ(pipeline.outputs[1].steps[0].where, "$.outputs[1].transform, component 1");
  EXPECT_EQ(pipeline.outputs[2].format, "tiff") << "by the template's extension";
  EXPECT_FALSE(pipeline.outputs[2].quality.has_value());
  EXPECT_THAT(texts(pipeline.outputs[2].encode), ElementsAre("compression=zip", "bits=16"));
  EXPECT_THAT(pipeline.warnings, IsEmpty());
}

TEST(PipelineFile, NeedsNoMoreThanAnOutput) {
  const Pipeline pipeline = parsed(R"({"burnish": 1, "outputs": [{}, {}]})");
  ASSERT_EQ(pipeline.outputs.size(), 2U);
  EXPECT_EQ(pipeline.outputs[0].name, "1");
  EXPECT_EQ(pipeline.outputs[1].name, "2");
  EXPECT_EQ(pipeline.outputs[0].from, "");
  EXPECT_EQ(pipeline.outputs[0].write, "");
  EXPECT_EQ(pipeline.outputs[0].format, "");
}

TEST(PipelineFile, StepsMayMixObjectsAndNotation) {
  const Output o = output(R"("steps": ["c_fill,w_600,h_400/f_png,q_30", {"op": "burnish.blur", "sigma": 1.50}])");
  ASSERT_EQ(o.steps.size(), 2U);
  EXPECT_TRUE(o.steps[0].component.has_value());
  EXPECT_EQ(o.steps[1].op->id, "burnish.blur");
  EXPECT_THAT(texts(o.steps[1].arguments), ElementsAre("sigma=1.5"));
  EXPECT_EQ(o.format, "png");
  EXPECT_EQ(o.quality, 30);
}

TEST(PipelineFile, SecondInputComesFromWith) {
  const Pipeline pipeline = parsed(R"({"burnish": 1, "nodes": {"logo": {"read": "l.png"}}, "outputs": [
    {"steps": [{"op": "overlay", "with": "logo"}, {"op": "overlay", "with": ["logo"]}]}]})");
  EXPECT_THAT(pipeline.outputs[0].steps[0].with, ElementsAre("logo"));
  EXPECT_THAT(pipeline.outputs[0].steps[1].with, ElementsAre("logo"));
  EXPECT_THAT(pipeline.warnings, IsEmpty());
}

TEST(PipelineFile, OrderOfKeysDoesNotMatter) {
  const Pipeline pipeline = parsed(R"({"outputs": [{"from": "b"}], "nodes": {
    "b": {"with": "a", "opacity": 1, "from": "c", "op": "overlay"}, "c": {"steps": [], "from": "a"},
    "a": {"orient": false, "read": "x.png"}}, "burnish": 1})");
  EXPECT_EQ(pipeline.node("b")->from, "c");
  EXPECT_THAT(pipeline.node("b")->steps[0].with, ElementsAre("a"));
  EXPECT_FALSE(pipeline.node("a")->orient);
}

TEST(PipelineFile, ArgumentsTakeTheirCanonicalText) {
  const Output o = output(R"("steps": [{"op": "org.example.everything", "flag": true, "count": 4.0, "amount": 5e-1,
    "title": "a,b", "centre": [1, 2.5], "tone": [[0, 0], [1, 1]], "steps": [3, 4], "words": ["p,q", "r"],
    "radius": "7"}])");
  EXPECT_THAT(texts(o.steps[0].arguments),
              ElementsAre("flag=true", "count=4", "amount=0.5", "title=a,b", "centre=1,2.5", "tone=0,0,1,1",
                          "steps=3,4", R"(words=p\,q,r)", "reach=7"));
}

TEST(PipelineFile, VariablesStandInAnyString) {
  const Output o = output(R"("name": "{brand}-{half}", "quality": "{q}", "keep_profile": "true",
    "steps": [{"op": "exposure", "ev": "{half}"}, "w_{half}"], "write": "{brand}/{stem}.{e}")");
  EXPECT_EQ(o.name, "ac{me-0.5");
  EXPECT_EQ(o.quality, 70);
  EXPECT_TRUE(o.keep_profile);
  EXPECT_THAT(texts(o.steps[0].arguments), ElementsAre("ev=0.5"));
  EXPECT_EQ(o.steps[1].component->values.at("w"), "0.5");
  EXPECT_EQ(o.write, "ac{{me/{stem}.tif") << "the brace stays doubled for the template";
  EXPECT_EQ(o.format, "tiff");
}

TEST(PipelineFile, SetWinsOverTheFileAndIsTakenLiterally) {
  EXPECT_EQ(output(R"("quality": "{q}")", {{{"q", "55"}}, {}}).quality, 55);
  EXPECT_EQ(output(R"("name": "{brand}")", {{{"brand", "{q}"}}, {}}).name, "{q}");
}

TEST(PipelineFile, VariablesMayNameOtherVariables) {
  const Pipeline pipeline =
      parsed(R"({"burnish": 1, "variables": {"a": "{b}-{c}", "b": "{c}{c}", "c": 7}, "outputs": [{"name": "{a}"}]})");
  EXPECT_EQ(pipeline.outputs[0].name, "77-7");
  const Pipeline set = parsed(R"({"burnish": 1, "variables": {"a": "{b}", "b": "{a}"}, "outputs": [{"name": "{a}"}]})",
                              {{{"b", "x"}}, {}});
  EXPECT_EQ(set.outputs[0].name, "x") << "what --set gives breaks the cycle";
}

TEST(PipelineFile, RelativePathGivenWithSetIsOfTheCurrentFolder) {
  constexpr const char* json = R"({"burnish": 1, "variables": {"mark": "wm.png"},
    "nodes": {"m": {"read": "{mark}"}}, "outputs": [{"from": "m"}]})";
  EXPECT_EQ(parsed(json, {{}, "/files"}).nodes[0].read, "wm.png");
  EXPECT_EQ(parsed(json, {{}, "/files"}).folder, "/files");
  EXPECT_EQ(parsed(json, {{{"mark", "mine.png"}}, "/files"}).nodes[0].read,
            (std::filesystem::current_path() / "mine.png").string());
  EXPECT_EQ(parsed(json, {{{"mark", "/abs/mine.png"}}, "/files"}).nodes[0].read, "/abs/mine.png");
  EXPECT_EQ(parsed(json, {{{"mark", "-"}}, "/files"}).nodes[0].read, "-");
}

TEST(PipelineFile, WarnsOfUnusedNodesWithTheirPath) {
  const Pipeline pipeline = parsed(R"({"burnish": 1, "nodes": {"a": {"read": "a.png"}, "b": {"read": "b.png"},
    "my c": {"from": "b", "steps": []}}, "outputs": [{"from": "a"}]})");
  EXPECT_THAT(pipeline.warnings, ElementsAre("node 'b' ($.nodes.b) is not used by any output",
                                             R"(node 'my c' ($.nodes["my c"]) is not used by any output)"));
}

TEST(PipelineFile, WarningsOfTheNotationNameTheirPlace) {
  const Pipeline pipeline = parsed(R"({"burnish": 1, "outputs": [{"steps": ["w_9,h_9,ar_1"]}]})");
  EXPECT_THAT(pipeline.warnings,
              ElementsAre("'w_9,h_9,ar_1' ($.outputs[0].steps[0]): ar_ is ignored because w_ and h_ are given"));
}

TEST(PipelineFile, FormatMayAgreeWithExtensionAndNotation) {
  EXPECT_EQ(output(R"("format": "jpg", "write": "{stem}.jpeg", "transform": "w_9/f_jpeg")").format, "jpeg");
  EXPECT_EQ(output(R"("format": "jpeg", "write": "{stem}.v2")").format, "jpeg") << "no format has that extension";
  EXPECT_EQ(output(R"("quality": 80, "transform": "w_9/q_80")").quality, 80);
  EXPECT_EQ(output(R"("format": "png", "quality": 80)").quality, 80) << "a lossless encoder ignores it later";
}

TEST(PipelineFile, EncoderParametersOfAnUndecidedFormatAreAcceptedWhenSomeEncoderHasThem) {
  EXPECT_THAT(texts(output(R"("encode": {"subsampling": "444"})").encode), ElementsAre("subsampling=444"));
}

TEST(PipelineFile, DecoderParametersAreKept) {
  const Pipeline pipeline =
      parsed(R"({"burnish": 1, "nodes": {"a": {"read": "a.tif", "decode": {"page": 2}}}, "outputs": [{"from": "a"}]})");
  EXPECT_THAT(texts(pipeline.nodes[0].decode), ElementsAre("page=2"));
}

TEST(PipelineFile, ByteOrderMarkIsSkipped) { parsed("\xEF\xBB\xBF{\"burnish\": 1, \"outputs\": [{}]}"); }

TEST(PipelineFile, HashFollowsWhatDecidesTheBytes) {
  const auto hash = [](const char* json, const ParseOptions& options = {}) { return parsed(json, options).hash; };
  constexpr const char* file =
      R"({"burnish": 1, "variables": {"q": 80}, "outputs": [{"name": "a", "quality": "{q}"}]})";
  EXPECT_EQ(hash(file).size(), 64U);
  EXPECT_EQ(hash(file), hash(R"({"outputs":[{"quality":80,"name":"a"}],"burnish":1,"description":"other words"})"));
  EXPECT_NE(hash(file), hash(file, {{{"q", "81"}}, {}}));
  EXPECT_NE(hash(file), hash(R"({"burnish": 1, "outputs": [{"name": "b", "quality": 80}]})"));
}

TEST(PipelineFile, HashFollowsTheVersionsOfTheOperations) {
  const auto hash_with = [](uint32_t op_version, const char* module_version) {
    std::vector<Module> modules(test::installed().modules().begin(), test::installed().modules().end());
    modules[0].version = module_version;
    for (Item& item : modules[0].items) item.version = op_version;
    const Catalogue catalogue = Catalogue::from_modules(std::move(modules));
    const auto pipeline = parse_pipeline(R"({"burnish": 1, "outputs": [{"steps": [{"op": "blur"}]}]})", "p", catalogue);
    return pipeline.ok() ? pipeline->hash : pipeline.error().message();
  };
  EXPECT_EQ(hash_with(1, "1.0.0"), hash_with(1, "1.0.0"));
  EXPECT_NE(hash_with(1, "1.0.0"), hash_with(2, "1.0.0"));
  EXPECT_NE(hash_with(1, "1.0.0"), hash_with(1, "1.0.1"));
}

TEST(PipelineFile, ExamplesOfTheRepositoryAreGood) {
  CatalogueOptions built;
  built.folders = {BURNISH_BUILD_DIR "/lib/burnish/1"};
  built.cache = BURNISH_BUILD_DIR "/tests-cache/burnish/registry-1";
  built.worker = BURNISH_BUILD_DIR "/libexec/burnish/burnish-worker";
  const auto catalogue = Catalogue::open(built);
  ASSERT_TRUE(catalogue.ok());
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(BURNISH_SOURCE_DIR "/examples/pipelines")) {
    if (entry.path().extension() != ".json") continue;
    std::ifstream file(entry.path());
    std::stringstream text;
    text << file.rdbuf();
    const auto pipeline = parse_pipeline(text.str(), entry.path().filename().string(), *catalogue);
    EXPECT_TRUE(pipeline.ok()) << pipeline.error().message();
    ++count;
  }
  EXPECT_GE(count, 1);
}

}  // namespace
}  // namespace burnish
