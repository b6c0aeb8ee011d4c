#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <thread>

#include "kit/findings.hpp"
#include "kit/plugin_file.hpp"
#include "kit/temporary_folder.hpp"

namespace burnish {
namespace {
namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// ---- ONNX models as protobuf text, written here: no file of anybody else's is needed

std::string varint(uint64_t v) {
  std::string out;
  for (; v >= 128; v >>= 7U) out += static_cast<char>(v | 128U);
  return out + static_cast<char>(v);
}
std::string number(uint64_t field, uint64_t v) { return varint(field << 3U) + varint(v); }
std::string bytes(uint64_t field, const std::string& v) { return varint(field << 3U | 2U) + varint(v.size()) + v; }

using Shape = std::vector<uint64_t>;

std::string tensor(const std::string& name, const Shape& shape, uint64_t type, const std::string& raw) {
  std::string t;
  for (const uint64_t d : shape) t += number(1, d);
  return bytes(5, t + number(2, type) + bytes(8, name) + bytes(9, raw));
}
std::string floats(const std::string& name, const Shape& shape, const std::vector<float>& v) {
  std::string raw(v.size() * sizeof(float), '\0');
  std::memcpy(raw.data(), v.data(), raw.size());
  return tensor(name, shape, 1, raw);
}
std::string integers(const std::string& name, const std::vector<int64_t>& v) {
  std::string raw(v.size() * sizeof(int64_t), '\0');
  std::memcpy(raw.data(), v.data(), raw.size());
  return tensor(name, {v.size()}, 7, raw);
}
/// A dimension of 0 is any size.
std::string value(uint64_t field, const std::string& name, const Shape& shape) {
  std::string dims;
  for (const uint64_t d : shape) dims += bytes(1, d == 0 ? bytes(2, "any") : number(1, d));
  return bytes(field, bytes(1, name) + bytes(2, bytes(1, number(1, 1) + bytes(2, dims))));
}
std::string attribute(const std::string& name, const std::vector<uint64_t>& list) {
  std::string a = bytes(1, name) + number(20, 7);
  for (const uint64_t v : list) a += number(8, v);
  return bytes(5, a);
}
std::string attribute(const std::string& name, uint64_t v) {
  return bytes(5, bytes(1, name) + number(3, v) + number(20, 2));
}
std::string node(const std::string& type, const std::vector<std::string>& inputs, const std::string& output,
                 const std::string& attributes = {}) {
  std::string n;
  for (const auto& i : inputs) n += bytes(1, i);
  return bytes(1, n + bytes(2, output) + bytes(3, output) + bytes(4, type) + attributes);
}
std::string model(const std::string& graph) {
  return number(1, 7) + bytes(8, bytes(1, "") + number(2, 11)) + bytes(7, bytes(2, "test") + graph);
}

/// One map: red minus green, in the network's normalised numbers.
std::string saliency_model(uint64_t size) {
  return model(node("Conv", {"picture", "weights"}, "map", attribute("kernel_shape", Shape{1, 1})) +
               floats("weights", {1, 3, 1, 1}, {0.229F, -0.224F, 0}) + value(11, "picture", {1, 3, size, size}) +
               value(12, "map", {1, 1, size, size}));
}
/// The same two rows whatever the picture shows.
std::string face_model(const std::vector<float>& rows) {
  const uint64_t count = rows.size();
  return model(node("GlobalAveragePool", {"picture"}, "mean") + node("Flatten", {"mean"}, "flat") +
               node("Gemm", {"flat", "zero", "rows"}, "row", attribute("transB", 1)) +
               node("Reshape", {"row", "shape"}, "faces") + floats("zero", {count, 3}, std::vector<float>(3 * count)) +
               floats("rows", {count}, rows) + integers("shape", {2, static_cast<int64_t>(count) / 2}) +
               value(11, "picture", {1, 3, 32, 32}) + value(12, "faces", {2, count / 2}));
}

/// YuNet's twelve outputs for 32 x 32, all zero but for the cell in column 2, row 1 of stride 8.
std::string yunet_model() {
  std::string graph = node("GlobalAveragePool", {"input"}, "mean") + node("Flatten", {"mean"}, "flat") +
                      value(11, "input", {1, 3, 32, 32});
  const std::vector<std::pair<std::string, std::vector<float>>> cell{
      {"cls", {0.81F}},
      {"obj", {1}},
      {"bbox", {0.5F, 0.25F, std::log(1.5F), std::log(1.25F)}},
      {"kps", {0, 0, 1, 0, 0.5F, 0.5F, 0, 1, 1, 1}}};
  for (const auto& [what, numbers] : cell)
    for (const uint64_t stride : {8U, 16U, 32U}) {
      const uint64_t cells = 32 / stride * (32 / stride), count = cells * numbers.size();
      std::vector<float> all(count);
      if (stride == 8)
        std::copy(numbers.begin(), numbers.end(), all.begin() + static_cast<std::ptrdiff_t>(6 * numbers.size()));
      const std::string name = what + "_" + std::to_string(stride);
      graph += node("Gemm", {"flat", "zero_" + name, "rows_" + name}, name, attribute("transB", 1)) +
               floats("zero_" + name, {count, 3}, std::vector<float>(3 * count)) +
               floats("rows_" + name, {count}, all) + value(12, name, {1, count});
    }
  return model(graph);
}

class Networks : public testing::Test {
 protected:
  std::string written(const std::string& name, const std::string& contents) {
    const fs::path file = folder_.path() / name;
    std::ofstream(file, std::ios::binary) << contents;
    return file.string();
  }
  [[nodiscard]] const burnish_analyser& saliency() const { return plugin_.analyser("burnish.saliency"); }
  [[nodiscard]] const burnish_analyser& faces() const { return plugin_.analyser("burnish.face_network"); }

  std::string failure(const burnish_analyser& analyser, const std::string& param, const std::string& file) {
    kit::Findings findings(&analyser);
    testing::internal::CaptureStderr();
    testing::internal::CaptureStdout();
    std::string text = "no failure";
    try {
      kit::analyse(analyser, {{param, file}}, kit::scene(60, 40, kit::rgb_f32), findings);
    } catch (const kit::RunFailure& e) {
      EXPECT_EQ(e.failure.code, BURNISH_BAD_PARAM);
      EXPECT_EQ(e.failure.param, param);
      text = e.what();
    }
    EXPECT_EQ(testing::internal::GetCapturedStderr() + testing::internal::GetCapturedStdout(), "");
    return text;
  }

  const kit::TemporaryFolder folder_{"burnish-networks"};
  const kit::PluginFile plugin_{BURNISH_PLUGIN_FILE};
};

/// Green, but for a red square.
kit::Picture red_on_green(int32_t width, int32_t height, const burnish_format& f = kit::rgb_f32) {
  kit::Picture p(width, height, f);
  p.fill([&](int32_t x, int32_t y, int c) {
    const bool inside = x >= width / 2 && x < width * 3 / 4 && y < height / 2;
    return c == 3 ? 1.0 : c == (inside ? 0 : 1) ? 0.8 : 0.2;
  });
  return p;
}

TEST_F(Networks, SaliencyIsTheModelsMap) {
  const std::string file = written("saliency.onnx", saliency_model(16));
  for (const auto& format : {kit::rgb_f32, kit::rgba_f32}) {
    kit::Findings findings(&saliency());
    kit::analyse(saliency(), {{"saliency_model", file}}, red_on_green(64, 32, format), findings);
    EXPECT_THAT(findings.breaches(), IsEmpty());
    const kit::Picture* map = findings.map("saliency");
    ASSERT_NE(map, nullptr);
    EXPECT_EQ(map->width(), 16);
    EXPECT_EQ(map->height(), 16);
    EXPECT_NEAR(map->at(10, 4, 0), 1, 1e-4);
    EXPECT_NEAR(map->at(3, 4, 0), 0, 1e-4);
    EXPECT_NEAR(map->at(10, 12, 0), 0, 1e-4);
  }
}

TEST_F(Networks, AnySizeIsAskedAt320) {
  kit::Findings findings(&saliency());
  kit::analyse(saliency(), {{"saliency_model", written("any.onnx", saliency_model(0))}}, red_on_green(64, 32),
               findings);
  ASSERT_NE(findings.map("saliency"), nullptr);
  EXPECT_EQ(findings.map("saliency")->width(), 320);
}

TEST_F(Networks, FacesAreTheModelsRows) {
  const std::string file =
      written("faces.onnx",
              face_model({0.1F, 0.2F, 0.3F, 0.6F, 0.9F, 0.15F, 0.25F, -0.5F, 0.5F, 1.5F, 0.75F, 0.5F, 0.6F, 0.7F}));
  kit::Findings findings(&faces());
  kit::analyse(faces(), {{"face_model", file}}, red_on_green(64, 32), findings);
  EXPECT_THAT(findings.breaches(), IsEmpty());
  const auto found = findings.all();
  ASSERT_THAT(found, SizeIs(2));
  EXPECT_NEAR(found[0].score, 0.9, 1e-4);
  EXPECT_NEAR(found[0].x0, 0.1, 1e-4);
  EXPECT_NEAR(found[0].y1, 0.6, 1e-4);
  ASSERT_THAT(found[0].points, SizeIs(2));
  EXPECT_NEAR(static_cast<double>(found[0].points[1]), 0.25, 1e-4);
  EXPECT_EQ(found[1].x0, 0);
  EXPECT_EQ(found[1].x1, 1);
}

TEST_F(Networks, YunetsCellsAreFaces) {
  kit::Findings findings(&faces());
  // Half as high as wide: shown in the upper half of the input.
  kit::analyse(faces(), {{"face_model", written("yunet.onnx", yunet_model())}}, red_on_green(64, 32), findings);
  EXPECT_THAT(findings.breaches(), IsEmpty());
  const auto found = findings.all();
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_NEAR(found[0].score, 0.9, 1e-4);
  EXPECT_NEAR((found[0].x0 + found[0].x1) / 2, 2.5 * 8 / 32, 1e-4);
  EXPECT_NEAR((found[0].y0 + found[0].y1) / 2, 1.25 * 8 / 16, 1e-4);
  EXPECT_NEAR(found[0].x1 - found[0].x0, 1.5 * 8 / 32, 1e-4);
  EXPECT_NEAR(found[0].y1, (1.25 + 1.25 / 2) * 8 / 16, 1e-4);
  ASSERT_THAT(found[0].points, SizeIs(10));
  EXPECT_NEAR(static_cast<double>(found[0].points[2]), 3 * 8 / 32.0, 1e-4);
  EXPECT_NEAR(static_cast<double>(found[0].points[3]), 1 * 8 / 16.0, 1e-4);
}

TEST_F(Networks, LowAndImpossibleRowsAreLeftOut) {
  kit::Findings findings(&faces());
  const std::string file =
      written("low.onnx", face_model({0.1F, 0.2F, 0.3F, 0.6F, 0.1F, 0.5F, 0.5F, 0.4F, 0.9F, 0.9F}));
  kit::analyse(faces(), {{"face_model", file}}, red_on_green(64, 32), findings);
  EXPECT_THAT(findings.all(), IsEmpty());
}

TEST_F(Networks, WithoutAModelFindNothing) {
  kit::Findings maps(&saliency()), boxes(&faces());
  kit::analyse(saliency(), {}, red_on_green(64, 32), maps);
  EXPECT_EQ(maps.map("saliency"), nullptr);
  kit::analyse(faces(), {}, red_on_green(64, 32), boxes);
  EXPECT_THAT(boxes.all(), IsEmpty());
}

TEST_F(Networks, DamagedModelsAreNamedAndNothingIsPrinted) {
  const std::string good = saliency_model(16);
  const std::vector<std::string> broken{
      "",
      "this is text, not a network",
      good.substr(0, good.size() / 2),
      model(node("NoSuchLayer", {"picture"}, "map") + value(11, "picture", {1, 3, 8, 8}) + value(12, "map", {1})),
      model(node("Add", {"a", "b"}, "map") + value(11, "a", {1, 3, 8, 8}) + value(11, "b", {1}) +
            value(12, "map", {1})),
      model(node("Relu", {"picture"}, "map") + value(11, "picture", {1, 5, 8, 8}) + value(12, "map", {1, 5, 8, 8})),
      model(node("Relu", {"picture"}, "map") + value(11, "picture", {1, 3, 8, 8}) + value(12, "map", {1, 3, 8, 8})),
      std::string(1000, '\xff'),
  };
  for (std::size_t i = 0; i < broken.size(); ++i) {
    const std::string name = "broken" + std::to_string(i) + ".onnx", file = written(name, broken[i]);
    EXPECT_THAT(failure(saliency(), "saliency_model", file), HasSubstr(name)) << i;
    if (i == 6) continue;  // three rows of maps are a list too
    EXPECT_THAT(failure(faces(), "face_model", file), HasSubstr(name)) << i;
  }
  EXPECT_THAT(failure(saliency(), "saliency_model", "/nowhere/m.onnx"), HasSubstr("/nowhere/m.onnx is not there"));
}

TEST_F(Networks, EveryTruncationIsAnError) {
  const std::string good = saliency_model(16);
  for (std::size_t length = 0; length < good.size(); length += 3)
    EXPECT_THAT(failure(saliency(), "saliency_model", written("cut.onnx", good.substr(0, length))),
                HasSubstr("cut.onnx"))
        << length;
}

TEST_F(Networks, AChangedFileIsReadAgain) {
  const std::string file = written("m.onnx", saliency_model(16));
  kit::Findings first(&saliency()), second(&saliency());
  kit::analyse(saliency(), {{"saliency_model", file}}, red_on_green(64, 32), first);
  fs::remove(file);
  written("m.onnx", saliency_model(160));
  kit::analyse(saliency(), {{"saliency_model", file}}, red_on_green(64, 32), second);
  EXPECT_EQ(first.map("saliency")->width(), 16);
  EXPECT_EQ(second.map("saliency")->width(), 160);
}

TEST_F(Networks, ServeSeveralThreads) {
  const std::string file = written("m.onnx", saliency_model(64));
  std::vector<std::thread> threads;
  std::vector<double> values(4);
  for (std::size_t i = 0; i < values.size(); ++i)
    threads.emplace_back([&, i] {
      for (int k = 0; k < 20; ++k) {
        kit::Findings findings(&saliency());
        kit::analyse(saliency(), {{"saliency_model", file}}, red_on_green(64, 32), findings);
        values[i] += findings.map("saliency")->at(40, 16, 0);
      }
    });
  for (auto& t : threads) t.join();
  for (const double v : values) EXPECT_NEAR(v, 20, 1e-3);
}

TEST_F(Networks, TakeOddPictures) {
  const std::string map = written("m.onnx", saliency_model(16));
  const std::string rows = written("f.onnx", face_model({0.1F, 0.2F, 0.3F, 0.6F, 0.9F, 0.5F, 0.5F, 0.7F, 0.9F, 0.9F}));
  for (const auto& [width, height] : {std::pair{1, 1}, std::pair{1, 5000}, std::pair{5000, 1}}) {
    for (const double v : {0.5, static_cast<double>(NAN), static_cast<double>(INFINITY)}) {
      kit::Findings maps(&saliency()), boxes(&faces());
      kit::analyse(saliency(), {{"saliency_model", map}}, kit::constant(width, height, kit::rgba_f32, v), maps);
      kit::analyse(faces(), {{"face_model", rows}}, kit::constant(width, height, kit::rgb_f32, v), boxes);
      EXPECT_NE(maps.map("saliency"), nullptr);
      EXPECT_THAT(boxes.all(), SizeIs(2));
    }
  }
}

}  // namespace
}  // namespace burnish
