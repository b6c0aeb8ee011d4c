// The executors against each other: the reference computes whole images, the others rows and bands; the files they
// write must be the same bytes for every operation, odd size, band height and number of threads.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "burnish/core/run.hpp"
#include "kit/codec.hpp"
#include "kit/picture.hpp"
#include "kit/plugin_file.hpp"
#include "kit/temporary_folder.hpp"

namespace burnish {
namespace {
namespace fs = std::filesystem;

fs::path plugin_folder() { return fs::path(BURNISH_BUILD_DIR) / "lib/burnish/1"; }

const Catalogue& catalogue() {
  static const auto opened = [] {
    CatalogueOptions options;
    options.folders = {plugin_folder()};
    options.cache = fs::path(BURNISH_BUILD_DIR) / "tests-cache/execute-registry";  // stays for the next process
    options.worker = fs::path(BURNISH_BUILD_DIR) / "libexec/burnish/burnish-worker";
    return Catalogue::open(options);
  }();
  return opened.value();
}

class Executors : public testing::Test {
 protected:
  fs::path picture(const std::string& name, int32_t width, int32_t height, const burnish_format& format) {
    const auto& png = kit::encoder((plugin_folder() / "png.burnish").string(), "burnish.png");
    const kit::Bytes bytes = kit::encode(png, {}, kit::scene(width, height, format, 7));
    const fs::path path = folder_ / name;
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    return path;
  }

  /// Output name -> bytes.
  std::map<std::string, std::string> outputs(const std::string& json, const fs::path& input, RunOptions options) {
    options.output = folder_ / ("out" + std::to_string(++runs_));
    const auto pipeline = parse_pipeline(json, "test", catalogue(), {{}, folder_});
    if (!pipeline) {
      ADD_FAILURE() << pipeline.error().message();
      return {};
    }
    const Input inputs[] = {{input, {}}};
    const auto report = run(catalogue(), *pipeline, inputs, options, {});
    if (!report) {
      ADD_FAILURE() << report.error().message();
      return {};
    }
    for (const FailureReport& f : report->failed) ADD_FAILURE() << f.error.message();
    std::map<std::string, std::string> files;
    for (const OutputReport& o : report->outputs) {
      std::ostringstream text;
      text << std::ifstream(o.path, std::ios::binary).rdbuf();
      files[o.name] = text.str();
    }
    return files;
  }

  /// Every way of running gives the bytes of the reference.
  void expect_same(const std::string& json, const fs::path& input) {
    RunOptions reference;
    reference.simple = true;
    const auto want = outputs(json, input, reference);
    ASSERT_FALSE(want.empty());
    for (const auto& [name, bytes] : want) ASSERT_FALSE(bytes.empty()) << name;
    RunOptions stream;
    stream.threads = 1;
    EXPECT_EQ(outputs(json, input, stream), want) << "stream: " << json;
    for (const int rows : {8, 13, 64, 500}) {
      RunOptions tiled;
      tiled.threads = rows == 64 ? 4 : 2;
      tiled.band_rows = rows;
      EXPECT_EQ(outputs(json, input, tiled), want) << "bands of " << rows << ": " << json;
    }
  }

  static std::string one(const std::string& steps, const std::string& write = "o.png") {
    return R"({"burnish":1,"outputs":[{"name":"o","steps":[)" + steps + R"(],"write":")" + write + R"("}]})";
  }

  kit::TemporaryFolder temporary_{"burnish-executors"};
  const fs::path folder_ = temporary_.path();
  int runs_ = 0;
};

const std::vector<std::string> steps{
    R"({"op":"resize","width":71})",
    R"({"op":"resize","width":400,"filter":"mitchell"})",
    R"({"op":"resize","scale":0.37,"linear":true})",
    R"({"op":"resize","width":64,"height":64,"filter":"box"})",
    R"({"op":"resize","width":9,"height":301,"filter":"nearest"})",
    R"({"op":"crop","x":11,"y":7,"width":53,"height":41})",
    R"({"op":"crop","aspect":"3:1","gravity":"south_east"})",
    R"({"op":"blur","sigma":3.3})",
    R"({"op":"unsharp","sigma":1.2,"amount":0.7})",
    R"({"op":"blur","sigma":20})",
    R"({"op":"flip","direction":"vertical"})",
    R"({"op":"flip"})",
    R"({"op":"rotate","angle":90})",
    R"({"op":"rotate","angle":180})",
    R"({"op":"rotate","angle":17.5})",
    R"({"op":"pad","aspect":"1:1","background":"#336699"})",
    R"({"op":"exposure","ev":0.7})",
    R"({"op":"contrast","amount":1.3},{"op":"gamma","gamma":1.4},{"op":"brightness","amount":-0.1})",
    R"({"op":"saturation","amount":1.6})",
    R"({"op":"flatten","background":"red"})",
    R"({"op":"resize","scale":0.5,"linear":true},{"op":"blur","sigma":3},{"op":"unsharp","sigma":1},{"op":"contrast","amount":1.1},{"op":"saturation","amount":1.2})",
    R"({"op":"rotate","angle":270},{"op":"blur","sigma":2},{"op":"flip","direction":"vertical"},{"op":"resize","height":50})",
    R"("c_fill,w_60,h_90,g_east")",
    R"("c_pad,w_200,h_90/c_crop,w_100,h_80")"};

class EveryStep : public Executors, public testing::WithParamInterface<std::size_t> {};
TEST_P(EveryStep, GivesTheSameBytesInAnyExecutor) {
  const burnish_format rgb{BURNISH_U8, BURNISH_RGB, BURNISH_ALPHA_NONE, BURNISH_INTERLEAVED, BURNISH_LIGHT_ENCODED, {}};
  burnish_format rgba = rgb, deep = rgb, gray = rgb;
  rgba.alpha = BURNISH_ALPHA_STRAIGHT;
  deep.sample = BURNISH_U16;
  gray.model = BURNISH_GRAY;
  expect_same(one(steps[GetParam()]), picture("rgb.png", 211, 157, rgb));
  expect_same(one(steps[GetParam()]), picture("rgba.png", 127, 89, rgba));
  expect_same(one(steps[GetParam()]), picture("deep.png", 97, 103, deep));
  expect_same(one(steps[GetParam()]), picture("gray.png", 113, 91, gray));
}
INSTANTIATE_TEST_SUITE_P(Steps, EveryStep, testing::Range(std::size_t{0}, steps.size()));

TEST_F(Executors, ShareStepsAndInputsBetweenOutputs) {
  const burnish_format rgb{BURNISH_U8, BURNISH_RGB, BURNISH_ALPHA_NONE, BURNISH_INTERLEAVED, BURNISH_LIGHT_ENCODED, {}};
  burnish_format rgba = rgb;
  rgba.alpha = BURNISH_ALPHA_STRAIGHT;
  picture("logo.png", 40, 30, rgba);
  const std::string json = R"({"burnish":1,"nodes":{
      "photo":{"read":"{input}"},"logo":{"read":"logo.png"},
      "soft":{"from":"photo","steps":[{"op":"blur","sigma":2}]},
      "marked":{"op":"overlay","from":["soft","logo"],"gravity":"south_east","x":5,"y":7,"opacity":0.7}},
    "outputs":[
      {"name":"a","from":"marked","steps":["c_fill,w_80,h_60"],"write":"a.png"},
      {"name":"b","from":"marked","steps":[{"op":"rotate","angle":90}],"write":"b.png"},
      {"name":"c","from":"soft","write":"c.tif"},
      {"name":"d","from":"photo","steps":["c_scale,w_33"],"write":"d.jpg"},
      {"name":"e","from":"photo","write":"e.webp","encode":{"lossless":true}}]})";
  expect_same(json, picture("photo.png", 301, 199, rgb));
}

TEST_F(Executors, AgreeOnTheSmallestPictures) {
  const burnish_format rgb{BURNISH_U8, BURNISH_RGB, BURNISH_ALPHA_NONE, BURNISH_INTERLEAVED, BURNISH_LIGHT_ENCODED, {}};
  for (const auto& [w, h] : {std::pair{1, 1}, {1, 97}, {101, 1}}) {
    const fs::path input = picture("small.png", w, h, rgb);
    expect_same(one(R"({"op":"blur","sigma":4},{"op":"resize","width":7,"height":5},{"op":"unsharp"})"), input);
    expect_same(one(R"({"op":"rotate","angle":30},{"op":"resize","scale":3})"), input);
  }
}

}  // namespace
}  // namespace burnish
