#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <fstream>

#include "cascade.hpp"
#include "faces_of.hpp"
#include "kit/findings.hpp"
#include "kit/plugin_file.hpp"
#include "kit/temporary_folder.hpp"
#include "windows.hpp"

namespace burnish_faces {
namespace {
namespace fs = std::filesystem;
namespace kit = burnish::kit;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const fs::path cascade_folder = "/usr/share/opencv4/haarcascades";

const burnish_analyser& faces() {
  static const kit::PluginFile plugin(BURNISH_PLUGIN_FILE);
  return plugin.analyser();
}

std::vector<kit::Findings::Finding> found_in(const kit::Picture& p) {
  kit::Findings findings(&faces());
  kit::analyse(faces(), {}, p, findings);
  EXPECT_THAT(findings.breaches(), IsEmpty());
  return findings.all();
}

/// 1 inside an ellipse, falling to 0 over its border.
double ellipse(double x, double y, double cx, double cy, double rx, double ry) {
  const double d = std::hypot((x - cx) / rx, (y - cy) / ry);
  return std::clamp((1.12 - d) / 0.24, 0.0, 1.0);
}

/// A drawn head, `side` wide from ear to ear, lit evenly.
double drawn_face(double x, double y, double cx, double cy, double side) {
  const double u = (x - cx) / side, v = (y - cy) / side;
  double light = 0.5 + 0.1 * std::sin(u * 1.3) + 0.05 * v;
  const auto paint = [&](double amount, double value) { light += (value - light) * amount; };
  paint(ellipse(u, v, 0, -0.22, 0.56, 0.62), 0.16);  // hair
  paint(ellipse(u, v, 0, 0.95, 0.22, 0.5), 0.62);    // neck
  paint(ellipse(u, v, 0, 0.06, 0.44, 0.58), 0.8);    // face
  for (const double eye : {-0.19, 0.19}) {
    paint(ellipse(u, v, eye, -0.14, 0.13, 0.035), 0.3);       // brow
    paint(0.7 * ellipse(u, v, eye, -0.02, 0.14, 0.08), 0.5);  // socket
    paint(ellipse(u, v, eye, -0.02, 0.07, 0.045), 0.12);      // eye
    paint(0.5 * ellipse(u, v, 1.35 * eye, 0.2, 0.1, 0.1), 0.9);
  }
  paint(0.5 * ellipse(u, v, 0, 0.08, 0.05, 0.14), 0.95);  // nose
  paint(0.6 * ellipse(u, v, 0, 0.22, 0.1, 0.035), 0.4);
  paint(ellipse(u, v, 0, 0.36, 0.17, 0.05), 0.35);  // mouth
  return light;
}

constexpr double centre_x = 150, centre_y = 100, face_side = 80;

kit::Picture portrait(bool mirror = false, double zoom = 1, const burnish_format& format = kit::rgb_f32) {
  kit::Picture p(static_cast<int32_t>(400 * zoom), static_cast<int32_t>(300 * zoom), format);
  p.fill([&](int32_t x, int32_t y, int c) {
    if (c == 3) return 1.0;
    const double at = mirror ? p.width() - 1 - x : x;
    return drawn_face((at + 0.5) / zoom, (y + 0.5) / zoom, centre_x, centre_y, face_side);
  });
  return p;
}

void expect_the_face(const std::vector<kit::Findings::Finding>& found, double x) {
  ASSERT_THAT(found, testing::Not(IsEmpty()));
  const auto& f = found.front();
  EXPECT_EQ(f.label, "face");
  EXPECT_GT(f.score, 0.5);
  EXPECT_NEAR((f.x0 + f.x1) / 2, x / 400, 0.03);
  EXPECT_NEAR((f.y0 + f.y1) / 2, centre_y / 300, 0.06);
  EXPECT_NEAR(f.x1 - f.x0, face_side / 400, 0.06);
  for (std::size_t i = 1; i < found.size(); ++i) EXPECT_LT(found[i].score, 0.3) << i;
}

class Faces : public testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(cascade_folder)) GTEST_SKIP() << "no cascades in " << cascade_folder;
  }
};

TEST_F(Faces, ADrawnOneIsFound) { expect_the_face(found_in(portrait()), centre_x); }

TEST_F(Faces, AreFoundAtAnySizeOfThePicture) {
  for (const double zoom : {0.6, 1.37, 2.9}) expect_the_face(found_in(portrait(false, zoom)), centre_x);
}

TEST_F(Faces, OfAMirroredPictureAreMirrored) {
  const auto straight = found_in(portrait()), mirrored = found_in(portrait(true));
  ASSERT_FALSE(straight.empty() || mirrored.empty());
  EXPECT_NEAR(straight[0].score, mirrored[0].score, 1e-3);
  EXPECT_NEAR(straight[0].x0, 1 - mirrored[0].x1, 1e-3);
  EXPECT_NEAR(straight[0].x1, 1 - mirrored[0].x0, 1e-3);
  EXPECT_NEAR(straight[0].y0, mirrored[0].y0, 1e-3);
}

TEST_F(Faces, AreTheSameWithEveryInstructionSet) {
  const auto best = found_in(portrait());
  for (const char* set : {"baseline", "sse4"}) {
    setenv("BURNISH_INSTRUCTIONS", set, 1);
    const auto other = found_in(portrait());
    unsetenv("BURNISH_INSTRUCTIONS");
    ASSERT_EQ(best.size(), other.size()) << set;
    for (std::size_t i = 0; i < best.size(); ++i) {
      EXPECT_EQ(best[i].score, other[i].score) << set;
      EXPECT_EQ(best[i].x0, other[i].x0) << set;
      EXPECT_EQ(best[i].y1, other[i].y1) << set;
    }
  }
}

TEST_F(Faces, AreSeenOnGreyWhereAPictureIsTransparent) {
  expect_the_face(found_in(portrait(false, 1, kit::rgba_f32)), centre_x);
  kit::Picture hidden = portrait(false, 1, kit::rgba_f32);
  for (int32_t y = 0; y < hidden.height(); ++y)
    for (int32_t x = 0; x < hidden.width(); ++x) hidden.set(x, y, 3, 0);
  EXPECT_THAT(found_in(hidden), IsEmpty());
}

TEST_F(Faces, AreNotInOddPictures) {
  constexpr std::array<std::array<int32_t, 2>, 7> sizes{
      {{1, 1}, {1, 5000}, {5000, 1}, {2, 3}, {19, 19}, {20, 20}, {21, 900}}};
  for (const auto& [width, height] : sizes) {
    EXPECT_THAT(found_in(kit::constant(width, height, kit::rgb_f32, 0.4)), IsEmpty()) << width << " x " << height;
    EXPECT_THAT(found_in(kit::noise(width, height, kit::rgba_f32)), SizeIs(testing::Le(1U)))
        << width << " x " << height;
  }
  for (const uint64_t seed : {1U, 2U, 3U})
    for (const auto& f : found_in(kit::noise(400, 300, kit::rgb_f32, seed))) EXPECT_LT(f.score, 0.2);
  EXPECT_THAT(found_in(kit::constant(640, 480, kit::rgb_f32, NAN)), IsEmpty());
  EXPECT_THAT(found_in(kit::constant(640, 480, kit::rgb_f32, INFINITY)), IsEmpty());
}

TEST_F(Faces, WithAModelAreThoseOfTheNetwork) {
  kit::Findings findings(&faces()), none(&faces());
  const kit::TextValues values{{"face_model", "model.onnx"}};
  EXPECT_THROW(kit::analyse(faces(), values, portrait(), none), kit::RunFailure);
  kit::Findings network;
  const burnish_finding one{sizeof(burnish_finding), "face", 0.75F, 0.1F, 0.2F, 0.3F, 0.4F, nullptr, 0};
  ASSERT_EQ(network.get()->add(network.get(), &one), BURNISH_OK);
  findings.set_other("burnish.face_network", network);
  kit::analyse(faces(), values, portrait(), findings);
  ASSERT_THAT(findings.all(), SizeIs(1));
  EXPECT_FLOAT_EQ(static_cast<float>(findings.all()[0].score), 0.75F);
  EXPECT_FLOAT_EQ(static_cast<float>(findings.all()[0].y1), 0.4F);
}

// ---- the cascade's file

/// One stage of a stump and of a tree, on a window of 4 x 4: the right half brighter than the left.
std::string small_cascade(const std::string& replaced = {}, const std::string& by = {}) {
  std::string text =
      "<?xml version=\"1.0\"?><opencv_storage><cascade "
      "type_id=\"opencv-cascade-classifier\"><stageType>BOOST</stageType>"
      "<featureType>HAAR</featureType><height>4</height><width>4</width><stages><_><maxWeakCount>2</maxWeakCount>"
      "<stageThreshold>1.5</stageThreshold><weakClassifiers>"
      "<_><internalNodes>0 -1 0 0.5</internalNodes><leafValues>-1. 1.</leafValues></_>"
      "<_><internalNodes>0 1 0 0.25 -1 -2 0 0.75</internalNodes><leafValues>-2. 0.5 1.</leafValues></_>"
      "</weakClassifiers></_></stages><features><_><rects><_>0 0 4 4 -1.</_><_>2 0 2 4 2.</_></rects></_></features>"
      "</cascade></opencv_storage>";
  if (!replaced.empty()) text.replace(text.find(replaced), replaced.size(), by);
  return text;
}

class CascadeFile : public testing::Test {
 protected:
  Cascade read(const std::string& text) {
    std::ofstream(file_) << text;
    return read_cascade(file_);
  }
  const kit::TemporaryFolder folder_{"burnish-faces"};
  const fs::path file_ = folder_.path() / "small.xml";
};

TEST_F(CascadeFile, IsReadAndMirrored) {
  const Cascade c = read(small_cascade());
  EXPECT_EQ(c.width, 4);
  ASSERT_THAT(c.trees, SizeIs(2));
  EXPECT_FALSE(c.trees[0].has_child);
  EXPECT_EQ(c.trees[0].above, 1);
  EXPECT_TRUE(c.trees[1].has_child);
  EXPECT_FALSE(c.trees[1].child_is_below);
  EXPECT_EQ(c.trees[1].other, -2);
  EXPECT_EQ(mirrored(c).trees[0].root.feature.parts[1].x, 0);
}

TEST_F(CascadeFile, ThatIsDamagedIsNamed) {
  const auto message = [&](const std::string& text) -> std::string {
    try {
      static_cast<void>(read(text));
    } catch (const CascadeFileError& e) {
      return e.what();
    }
    return "no error";
  };
  const std::array<std::string, 9> broken{
      "",
      small_cascade().substr(0, 300),
      small_cascade("HAAR", "LBP"),
      small_cascade("2 0 2 4 2.", "2 0 3 4 2."),
      small_cascade("0 -1 0 0.5", "0 -1 7 0.5"),
      small_cascade("0 -1 0 0.5", "0 -1"),
      small_cascade("-1. 1.", "-1."),
      small_cascade("<width>4", "<width>4000"),
      small_cascade("1.5", "many"),
  };
  for (const std::string& text : broken) EXPECT_THAT(message(text), HasSubstr("small.xml")) << text;
}

TEST_F(CascadeFile, FindsWhatItDescribes) {
  const Cascade c = read(small_cascade()), twin = mirrored(c);
  Brightness picture{16, 8, std::vector<uint8_t>(16 * 8, 50)};
  for (int32_t y = 0; y < 8; ++y)
    for (int32_t x = 10; x < 16; ++x) picture.row(y)[x] = 200;  // an edge at 10
  const int32_t stride = sums_stride(picture.width);
  const Sums sums = sums_of(picture, stride);
  std::vector<Hit> hits;
  const WindowSearch search;
  search.run({c, stride}, sums, {0, 0, 100, 100}, {1, 0}, hits);
  ASSERT_THAT(hits, SizeIs(3));  // x 8, and y 0, 2 and 4
  for (const Hit& h : hits) EXPECT_EQ(h.x, 8);
  hits.clear();
  search.run({twin, stride}, sums, {0, 0, 100, 100}, {1, 0}, hits);
  EXPECT_THAT(hits, IsEmpty());
}

}  // namespace
}  // namespace burnish_faces
