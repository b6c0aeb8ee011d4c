#include <gmock/gmock.h>

#include <cmath>
#include <random>

#include "kit/findings.hpp"
#include "kit/plugin_file.hpp"

namespace {
namespace kit = burnish::kit;
using testing::AnyOf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const burnish_analyser& analyser() {
  static const kit::PluginFile plugin(BURNISH_PLUGIN_FILE);
  return plugin.analyser();
}

/// A picture and what was found in it.
struct Looked {
  int32_t width, height;
  kit::Findings findings{&analyser()};

  explicit Looked(const kit::Picture& p, const kit::Findings* faces = nullptr, const kit::Findings* regions = nullptr)
      : width(p.width()), height(p.height()) {
    if (faces != nullptr) findings.set_other("burnish.faces", *faces);
    if (regions != nullptr) findings.set_other("burnish.regions", *regions);
    kit::analyse(analyser(), {}, p, findings);
    EXPECT_THAT(findings.breaches(), IsEmpty());
  }
  [[nodiscard]] std::vector<kit::Window> windows(const kit::TextValues& request) const {
    return kit::choose(analyser(), request, findings, width, height);
  }
  [[nodiscard]] kit::Window best(const kit::TextValues& request) const { return windows(request).at(0); }
};

kit::Findings& face_at(kit::Findings& f, float x0, float y0, float x1, float y1, float score = 0.99F) {
  burnish_finding one{};
  one.struct_size = sizeof one;
  one.label = "face";
  one.score = score;
  one.x0 = x0, one.y0 = y0, one.x1 = x1, one.y1 = y1;
  EXPECT_EQ(f.get()->add(f.get(), &one), BURNISH_OK);
  return f;
}

/// A red disc on quiet grey.
kit::Picture disc(double x, double y, double radius = 0.12, int32_t width = 400, int32_t height = 300) {
  kit::Picture p(width, height);
  p.fill([&](int32_t i, int32_t j, int c) {
    const double dx = (i + 0.5) / width - x, dy = ((j + 0.5) / height - y) * height / width;
    const double ground = 0.55 + 0.05 * (j + 0.5) / height;
    return std::hypot(dx, dy) < radius ? (c == 0 ? 0.85 : 0.1) : ground;
  });
  return p;
}

kit::Picture flat(int32_t width, int32_t height, double v, const burnish_format& f = kit::rgb_f32) {
  kit::Picture p(width, height, f);
  p.fill([&](int32_t, int32_t, int) { return v; });
  return p;
}

double overlap(const kit::Window& a, const kit::Window& b) {
  const double w = std::max(0.0, std::min(a.x1, b.x1) - std::max(a.x0, b.x0));
  const double h = std::max(0.0, std::min(a.y1, b.y1) - std::max(a.y0, b.y0));
  const auto area = [](const kit::Window& v) { return (v.x1 - v.x0) * (v.y1 - v.y0); };
  return w * h / (area(a) + area(b) - w * h);
}

bool contains(const kit::Window& w, double x0, double y0, double x1, double y1) {
  constexpr double rounding = 1e-6;
  return w.x0 <= x0 + rounding && w.y0 <= y0 + rounding && w.x1 >= x1 - rounding && w.y1 >= y1 - rounding;
}

void expect_inside(const kit::Window& w) {
  EXPECT_GE(w.x0, 0);
  EXPECT_GE(w.y0, 0);
  EXPECT_LE(w.x1, 1 + 1e-9);
  EXPECT_LE(w.y1, 1 + 1e-9);
  EXPECT_LT(w.x0, w.x1);
  EXPECT_LT(w.y0, w.y1);
  EXPECT_TRUE(std::isfinite(w.score));
}

TEST(SmartCrop, GoesToWhatStandsOut) {
  for (const double x : {0.18, 0.82}) {
    const kit::Window w = Looked(disc(x, 0.5)).best({{"aspect", "9:16"}});
    EXPECT_TRUE(contains(w, x - 0.11, 0.36, x + 0.11, 0.64)) << w.x0 << " " << w.x1;
  }
}

TEST(SmartCrop, TheWindowHasTheSizeThatWasAskedFor) {
  const Looked seen(disc(0.7, 0.4));
  const kit::Window tall = seen.best({{"aspect", "9:16"}});
  EXPECT_NEAR((tall.x1 - tall.x0) * 400 / ((tall.y1 - tall.y0) * 300), 9.0 / 16, 1e-6);
  EXPECT_NEAR(tall.y1 - tall.y0, 1, 1e-9);
  const kit::Window exact = seen.best({{"width", "120"}, {"height", "90"}});
  EXPECT_NEAR(exact.x1 - exact.x0, 0.3, 1e-9);
  EXPECT_NEAR(exact.y1 - exact.y0, 0.3, 1e-9);
  const kit::Window tight = seen.best({{"aspect", "1:1"}, {"zoom", "2"}});
  EXPECT_NEAR(tight.y1 - tight.y0, 0.5, 1e-9);
}

TEST(SmartCrop, AMirroredPictureGivesTheMirroredWindow) {
  for (const double x : {0.15, 0.37, 0.6}) {
    const kit::Window w = Looked(disc(x, 0.4)).best({{"aspect", "2:3"}});
    const kit::Window m = Looked(disc(1 - x, 0.4)).best({{"aspect", "2:3"}});
    EXPECT_NEAR(w.x0, 1 - m.x1, 0.01) << x;
  }
}

TEST(SmartCrop, IsTheSameAtEverySizeOfThePicture) {
  const kit::Window w = Looked(disc(0.3, 0.5, 0.12, 400, 300)).best({{"aspect", "1:1"}});
  for (const int32_t width : {256, 513, 1200}) {
    const kit::Window other = Looked(disc(0.3, 0.5, 0.12, width, width * 3 / 4)).best({{"aspect", "1:1"}});
    EXPECT_GE(overlap(w, other), 0.95) << width;
  }
}

TEST(SmartCrop, KeepsFacesWhole) {
  kit::Findings faces;
  face_at(faces, 0.02F, 0.3F, 0.14F, 0.5F);
  const Looked seen(disc(0.6, 0.5, 0.1), &faces);
  const kit::Window w = seen.best({{"aspect", "1:1"}});
  EXPECT_TRUE(contains(w, 0.02, 0.3, 0.14, 0.5)) << w.x0;
  EXPECT_THAT(w.reasons, Contains(HasSubstr("1 of 1 face whole")));
}

TEST(SmartCrop, AFaceThatDoesNotFitIsKeptAroundItsMiddle) {
  kit::Findings faces;
  face_at(faces, 0.35F, 0.2F, 0.65F, 0.8F);
  const kit::Window w = Looked(flat(400, 300, 0.5), &faces).best({{"aspect", "4:1"}});
  EXPECT_NEAR((w.y0 + w.y1) / 2, 0.5, 0.05);
}

TEST(SmartCrop, ClassicDoesNotAskForFaces) {
  const kit::Values classic(*analyser().desc, {{"gravity", "auto:classic"}}), automatic(*analyser().desc, {});
  const auto wants_faces = [&](const kit::Values& values) {
    burnish_prepare p{};
    p.struct_size = sizeof p;
    p.values = values.data();
    std::size_t at = 0;
    while (std::string_view(analyser().needs[at]) != "burnish.faces") ++at;
    return analyser().wants(kit::Call().get(), &p, static_cast<uint32_t>(at)) != 0;
  };
  EXPECT_FALSE(wants_faces(classic));
  EXPECT_TRUE(wants_faces(automatic));
}

TEST(SmartCrop, AThumbnailFramesTheFaceWithAirAbove) {
  kit::Findings faces;
  face_at(faces, 0.6F, 0.3F, 0.7F, 0.45F);
  const kit::Window w =
      Looked(disc(0.2, 0.6), &faces).best({{"aspect", "1:1"}, {"mode", "thumb"}, {"gravity", "face"}});
  EXPECT_TRUE(contains(w, 0.58, 0.24, 0.72, 0.47));
  EXPECT_LT((w.x1 - w.x0) * (w.y1 - w.y0), 0.3);
  EXPECT_GT(0.3 - w.y0, 0.2 * (w.y1 - w.y0));
  EXPECT_NEAR((w.x0 + w.x1) / 2, 0.65, 0.01);
}

TEST(SmartCrop, TheLargestFaceIsFramedWhenOneIsAskedFor) {
  kit::Findings faces;
  face_at(face_at(faces, 0.05F, 0.4F, 0.1F, 0.48F), 0.7F, 0.3F, 0.85F, 0.55F);
  const kit::Window w = Looked(flat(400, 300, 0.5), &faces).best({{"aspect", "1:2"}, {"gravity", "face"}});
  EXPECT_TRUE(contains(w, 0.7, 0.3, 0.85, 0.55));
}

TEST(SmartCrop, FillPadKeepsAllFacesEvenWhereTheAspectIsNotMet) {
  kit::Findings faces;
  face_at(face_at(faces, 0.02F, 0.4F, 0.12F, 0.55F), 0.86F, 0.4F, 0.96F, 0.55F);
  const kit::Window w = Looked(flat(400, 300, 0.5), &faces).best({{"aspect", "9:16"}, {"mode", "fill_pad"}});
  EXPECT_TRUE(contains(w, 0.02, 0.4, 0.96, 0.55));
}

TEST(SmartCrop, RegionsOfTheMetadataComeBeforeWhatIsSeen) {
  kit::Findings regions;
  face_at(regions, 0.03F, 0.3F, 0.13F, 0.5F, 1);
  const kit::Window w = Looked(disc(0.85, 0.5), nullptr, &regions).best({{"aspect", "1:2"}});
  EXPECT_TRUE(contains(w, 0.03, 0.3, 0.13, 0.5));
}

TEST(SmartCrop, FocalPointProtectAndAvoidAreObeyed) {
  const Looked seen(disc(0.8, 0.5));
  const kit::Window focal = seen.best({{"aspect", "1:2"}, {"focal", "40,150"}});
  EXPECT_LE(focal.x0, 0.1);
  EXPECT_GE(focal.x1, 0.1);
  const kit::Window kept = seen.best({{"aspect", "1:2"}, {"protect", "20,100,60,60"}});
  EXPECT_TRUE(contains(kept, 0.05, 1.0 / 3, 0.2, 0.53));
  const kit::Window away = seen.best({{"aspect", "1:2"}, {"avoid", "240,0,160,300"}});
  EXPECT_LE(away.x1, 0.62);
}

/// Two discs far apart, the right one a little larger: a narrow window and a wider one prefer different places.
kit::Picture two_discs() {
  kit::Picture p = disc(0.08, 0.5, 0.07);
  const kit::Picture other = disc(0.9, 0.5, 0.085);
  for (int32_t y = 0; y < p.height(); ++y)
    for (int32_t x = p.width() / 2; x < p.width(); ++x)
      for (int c = 0; c < 3; ++c) p.set(x, y, c, other.at(x, y, c));
  return p;
}

TEST(SmartCrop, AspectsOfOnePictureDoNotFallApart) {
  const Looked seen(two_discs());
  const double x = *seen.findings.number("focal_x"), y = *seen.findings.number("focal_y");
  for (const char* aspect : {"1:1", "4:5", "9:16", "1:5", "3:1", "8:1"})
    for (const char* gravity : {"auto", "auto:subject", "auto:faces"})
      EXPECT_TRUE(contains(seen.best({{"aspect", aspect}, {"gravity", gravity}}), x, y, x, y)) << aspect << gravity;
}

TEST(SmartCrop, EveryAspectKeepsTheFocalPoint) {
  for (const double x : {0.1, 0.33, 0.75}) {
    const Looked seen(disc(x, 0.35, 0.08));
    const double fx = *seen.findings.number("focal_x"), fy = *seen.findings.number("focal_y");
    for (const char* aspect : {"1:1", "9:16", "16:9", "3:1", "1:5"}) {
      const kit::Window w = seen.best({{"aspect", aspect}});
      EXPECT_TRUE(contains(w, fx, fy, fx, fy)) << x << " " << aspect;
    }
  }
}

TEST(SmartCrop, SaysWhatTheScoreIsMadeOf) {
  const std::vector<kit::Window> all = Looked(disc(0.7, 0.5)).windows({{"aspect", "1:1"}});
  ASSERT_THAT(all, AnyOf(SizeIs(1), SizeIs(2), SizeIs(3)));
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_FALSE(all[i].reasons.empty());
    EXPECT_THAT(all[i].terms, SizeIs(8));
    if (i > 0) {
      EXPECT_LE(all[i].score, all[i - 1].score);
      EXPECT_LT(overlap(all[i], all[i - 1]), 0.8);
    }
  }
}

TEST(SmartCrop, AFlatPictureIsCutInTheMiddle) {
  for (const double v : {0.0, 0.5, 1.0})
    for (const char* aspect : {"1:1", "9:16", "3:1"}) {
      const kit::Window w = Looked(flat(400, 300, v)).best({{"aspect", aspect}});
      EXPECT_NEAR(w.x0 + w.x1, 1, 1e-9) << v << aspect;
      EXPECT_NEAR(w.y0 + w.y1, 1, 1e-9) << v << aspect;
    }
}

TEST(SmartCrop, NoiseIsCutNearTheMiddle) {
  kit::Picture p(400, 300);
  std::mt19937 random(3);
  p.fill([&](int32_t, int32_t, int) { return static_cast<double>(random() % 1000) / 999; });
  const kit::Window w = Looked(p).best({{"aspect", "1:1"}});
  EXPECT_NEAR((w.x0 + w.x1) / 2, 0.5, 0.06);
}

TEST(SmartCrop, OddPicturesGiveASaneWindow) {
  const int32_t sizes[][2] = {{1, 1}, {1, 5000}, {5000, 1}, {2, 3}, {7, 300}, {255, 257}};
  for (const auto& s : sizes)
    for (const char* aspect : {"1:1", "9:16", "100:1"}) {
      kit::Picture p(s[0], s[1]);
      p.fill([&](int32_t x, int32_t y, int c) { return (x * 7 + y * 3 + c) % 11 / 10.0; });
      const Looked seen(p);
      for (const char* mode : {"fill", "thumb", "auto", "fill_pad"}) {
        SCOPED_TRACE(std::to_string(s[0]) + "x" + std::to_string(s[1]) + " " + aspect + " " + mode);
        for (const kit::Window& w : seen.windows({{"aspect", aspect}, {"mode", mode}})) expect_inside(w);
      }
    }
}

TEST(SmartCrop, WhatIsOpaqueIsTheSubject) {
  kit::Picture p(400, 300, kit::rgba_f32);
  p.fill([](int32_t x, int32_t y, int c) {
    const bool inside = x > 280 && x < 380 && y > 60 && y < 240;
    return c == 3 ? (inside ? 1.0 : 0.0) : 0.5;
  });
  const kit::Window w = Looked(p).best({{"aspect", "1:1"}});
  EXPECT_TRUE(contains(w, 0.7, 0.2, 0.95, 0.8)) << w.x0;
  EXPECT_NEAR(Looked(flat(400, 300, 0, kit::rgba_f32)).best({{"aspect", "1:1"}}).x0, 0.125, 1e-9);
}

TEST(SmartCrop, SamplesThatAreNoNumbersDoNoHarm) {
  kit::Picture p = disc(0.3, 0.5);
  for (int32_t x = 0; x < 400; x += 3) p.set(x, 150, x % 3, x % 2 == 0 ? NAN : INFINITY);
  for (const kit::Window& w : Looked(p).windows({{"aspect", "1:1"}})) expect_inside(w);
}
}  // namespace
