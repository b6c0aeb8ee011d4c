#include "image/colour.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "core/image/made_profiles.hpp"
#include "image/cmyk_model.hpp"
#include "image/icc_profile.hpp"
#include "image/image.hpp"
#include "kit/picture.hpp"

namespace burnish::testing_image {
namespace {

using kit::format;
using testing::HasSubstr;

constexpr burnish_format pixels(int sample, int model, int alpha = BURNISH_ALPHA_NONE) {
  return format(sample, model, alpha, BURNISH_INTERLEAVED);
}

// Nominal values of one pixel through a transform.
std::vector<double> through(const ColourTransform& t, const std::vector<double>& in) {
  kit::Picture from(1, 1, t.from()), to(1, 1, t.to());
  for (std::size_t c = 0; c < in.size(); ++c) from.set_nominal(0, 0, static_cast<int>(c), in[c]);
  burnish_tile out = to.whole_tile();
  t(from.whole_tile(), out);
  EXPECT_EQ(to.damage(true), "");
  std::vector<double> result;
  for (int c = 0; c < to.channels(); ++c) result.push_back(to.nominal(0, 0, c));
  return result;
}

ColourTransform to_srgb(const std::string& icc, const burnish_format& from) {
  auto t = ColourTransform::to_srgb(icc, from);
  EXPECT_TRUE(t.ok()) << (t.ok() ? "" : t.error().message());
  return std::move(*t);
}

void expect_near(const std::vector<double>& got, const std::vector<double>& want, double tolerance) {
  ASSERT_EQ(got.size(), want.size());
  for (std::size_t i = 0; i < got.size(); ++i) EXPECT_NEAR(got[i], want[i], tolerance) << i;
}

TEST(ClassifyProfile, RecognisesSrgb) {
  EXPECT_EQ(classify_profile(made_profile(srgb_primaries, Curve::Parametric), pixels(BURNISH_U8, BURNISH_RGB)),
            ProfileKind::Srgb);
  EXPECT_EQ(classify_profile(made_profile(srgb_primaries, Curve::Table), pixels(BURNISH_U16, BURNISH_RGB)),
            ProfileKind::Srgb);
  EXPECT_EQ(classify_profile(made_profile(srgb_primaries, Curve::Table), pixels(BURNISH_U8, BURNISH_GRAY)),
            ProfileKind::Srgb);
  EXPECT_EQ(classify_profile(made_gray_profile(Curve::Parametric), pixels(BURNISH_U8, BURNISH_GRAY)),
            ProfileKind::Srgb);
}

TEST(ClassifyProfile, KnowsOthersFromSrgb) {
  EXPECT_EQ(classify_profile(made_profile(p3_primaries, Curve::Parametric), pixels(BURNISH_U8, BURNISH_RGB)),
            ProfileKind::Other);
  EXPECT_EQ(classify_profile(made_profile(srgb_primaries, Curve::Gamma22), pixels(BURNISH_U8, BURNISH_RGB)),
            ProfileKind::Other);
  EXPECT_EQ(classify_profile(made_gray_profile(Curve::Gamma22), pixels(BURNISH_U8, BURNISH_GRAY)), ProfileKind::Other);
}

TEST(ClassifyProfile, IgnoresWhatCannotBeUsed) {
  std::string note;
  const std::string p3 = made_profile(p3_primaries, Curve::Parametric);
  EXPECT_EQ(classify_profile(p3, pixels(BURNISH_U8, BURNISH_CMYK), &note), ProfileKind::None);
  EXPECT_EQ(note, "the colour profile is ignored: it is for RGB pixels, and these are CMYK");
  EXPECT_EQ(classify_profile(p3, pixels(BURNISH_U8, BURNISH_GRAY), &note), ProfileKind::None);
  EXPECT_EQ(classify_profile(p3.substr(0, 100), pixels(BURNISH_U8, BURNISH_RGB), &note), ProfileKind::None);
  EXPECT_THAT(note, HasSubstr("damaged"));
  note.clear();
  EXPECT_EQ(classify_profile("", pixels(BURNISH_U8, BURNISH_RGB), &note), ProfileKind::None);
  EXPECT_EQ(note, "");
}

TEST(ProfileName, IsReadInBothForms) {
  EXPECT_EQ(profile_name(made_profile(p3_primaries, Curve::Parametric)), "Made for tests");
  EXPECT_EQ(profile_name(made_gray_profile(Curve::Table)), "Gr\xC3\xA4y");
  EXPECT_EQ(profile_name("nonsense"), "");
}

TEST(ColourTransform, TurnsDisplayP3IntoSrgb) {
  const std::string p3 = made_profile(p3_primaries, Curve::Parametric);
  for (const int sample : {BURNISH_U8, BURNISH_U16, BURNISH_F32}) {
    const ColourTransform t = to_srgb(p3, pixels(sample, BURNISH_RGB));
    const double tolerance = sample == BURNISH_U8 ? 1.01 / 255 : 2e-4;
    expect_near(through(t, {0, 0, 0}), {0, 0, 0}, tolerance);
    expect_near(through(t, {1, 1, 1}), {1, 1, 1}, tolerance);
    expect_near(through(t, {0.5, 0.5, 0.5}), {0.5, 0.5, 0.5}, tolerance);
    expect_near(through(t, {0.6, 0.4, 0.2}), expected_p3_to_srgb({0.6, 0.4, 0.2}),
                sample == BURNISH_U8 ? 1.01 / 255 : 1e-3);
  }
}

TEST(ColourTransform, KeepsFloatsBeyondTheGamut) {
  const auto out =
      through(to_srgb(made_profile(p3_primaries, Curve::Parametric), pixels(BURNISH_F32, BURNISH_RGB)), {1, 0, 0});
  EXPECT_NEAR(out[0], 1.093, 2e-3);  // color(srgb 1.093 -0.227 -0.150), CSS Color 4
  EXPECT_NEAR(out[1], -0.227, 2e-3);
}

TEST(ColourTransform, CopiesAlpha) {
  const std::string p3 = made_profile(p3_primaries, Curve::Parametric);
  for (const int sample : {BURNISH_U8, BURNISH_U16, BURNISH_F32}) {
    const ColourTransform t = to_srgb(p3, pixels(sample, BURNISH_RGB, BURNISH_ALPHA_STRAIGHT));
    EXPECT_NEAR(through(t, {0.6, 0.4, 0.2, 0.2})[3], 0.2, 1e-6);
  }
  const ColourTransform cmyk = to_srgb("", pixels(BURNISH_U8, BURNISH_CMYK, BURNISH_ALPHA_STRAIGHT));
  EXPECT_NEAR(through(cmyk, {0, 0, 0, 0, 0.6})[3], 0.6, 1e-6);
}

TEST(ColourTransform, KeepsGrayGray) {
  const ColourTransform t = to_srgb(made_gray_profile(Curve::Gamma22), pixels(BURNISH_U8, BURNISH_GRAY));
  EXPECT_EQ(t.to().model, BURNISH_GRAY);
  const double light = std::pow(0.2, 2.2);
  expect_near(through(t, {0.2}), {1.055 * std::pow(light, 1 / 2.4) - 0.055}, 1.01 / 255);
}

TEST(ColourTransform, GoesThereAndBack) {
  const std::string p3 = made_profile(p3_primaries, Curve::Table);
  const auto there = ColourTransform::from_srgb(p3, pixels(BURNISH_F32, BURNISH_RGB));
  ASSERT_TRUE(there.ok());
  const ColourTransform back = to_srgb(p3, pixels(BURNISH_F32, BURNISH_RGB));
  expect_near(through(back, through(*there, {0.8, 0.3, 0.1})), {0.8, 0.3, 0.1}, 1e-3);
  const auto gray = ColourTransform::from_srgb(made_gray_profile(Curve::Gamma22), pixels(BURNISH_U8, BURNISH_RGB));
  ASSERT_TRUE(gray.ok());
  EXPECT_EQ(gray->to().model, BURNISH_GRAY);
  const auto rgb = ColourTransform::from_srgb(p3, pixels(BURNISH_U8, BURNISH_GRAY));
  ASSERT_TRUE(rgb.ok());
  expect_near(through(*rgb, {0.5}), {0.5, 0.5, 0.5}, 1.01 / 255);
}

TEST(ColourTransform, PrintsCmykWithoutAProfile) {
  for (const int sample : {BURNISH_U8, BURNISH_U16, BURNISH_F32}) {
    const ColourTransform t = to_srgb("", pixels(sample, BURNISH_CMYK));
    EXPECT_EQ(t.to().model, BURNISH_RGB);
    expect_near(through(t, {0, 0, 0, 0}), {1, 1, 1}, 1e-6);
    expect_near(through(t, {1, 1, 1, 1}), {0, 0, 0}, 0.01);
    expect_near(through(t, {1, 0, 0, 0}), {0, 160 / 255.0, 226 / 255.0}, 0.02);
    expect_near(through(t, {0, 1, 1, 0}), {228 / 255.0, 10 / 255.0, 22 / 255.0}, 0.02);
    EXPECT_LT(through(t, {0, 0, 0, 1})[1], 0.15);
  }
}

TEST(ColourTransform, NeverGetsLighterWithMoreInk) {
  const ColourTransform t = to_srgb("", pixels(BURNISH_U8, BURNISH_CMYK));
  for (std::size_t ink = 0; ink < 4; ++ink) {
    double before = 4;
    for (int v = 0; v <= 255; ++v) {
      std::vector<double> cmyk(4, 0.1);
      cmyk[ink] = v / 255.0;
      const auto rgb = through(t, cmyk);
      const double light = rgb[0] + rgb[1] + rgb[2];
      EXPECT_LE(light, before + 1e-9) << ink << " " << v;
      before = light;
    }
  }
}

TEST(ColourTransform, SurvivesStrangeFloats) {
  const float nan = std::nanf("");
  for (const burnish_format& f : {pixels(BURNISH_F32, BURNISH_CMYK), pixels(BURNISH_F32, BURNISH_RGB)}) {
    const ColourTransform t =
        f.model == BURNISH_CMYK ? to_srgb("", f) : to_srgb(made_profile(p3_primaries, Curve::Table), f);
    for (const double v : {static_cast<double>(nan), 1e30, -1e30, static_cast<double>(INFINITY)})
      (void)through(t, std::vector<double>(static_cast<std::size_t>(channel_count(f)), v));
  }
}

TEST(ColourTransform, IsTheSameInAnyTilingAndThread) {
  const burnish_format f = pixels(BURNISH_U8, BURNISH_RGB);
  const ColourTransform t = to_srgb(made_profile(p3_primaries, Curve::Parametric), f);
  const kit::Picture in = kit::noise(97, 40, f);
  kit::Picture whole(97, 40, f), tiled(97, 40, f);
  burnish_tile out = whole.whole_tile();
  t(in.whole_tile(), out);
  std::vector<std::thread> threads;
  for (int32_t y = 0; y < 40; y += 5)
    threads.emplace_back([&, y] {
      for (int32_t x = 0; x < 97; x += 13) {
        burnish_tile part = sub_tile(tiled.whole_tile(), {x, y, std::min(x + 13, 97), y + 5});
        t(in.whole_tile(), part);
      }
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(kit::difference(whole, tiled), "");
}

TEST(ColourTransform, RefusesWhatItCannotDo) {
  const std::string p3 = made_profile(p3_primaries, Curve::Parametric);
  EXPECT_EQ(ColourTransform::to_srgb(p3, pixels(BURNISH_U8, BURNISH_CMYK)).error().code, Code::BadData);
  EXPECT_EQ(ColourTransform::to_srgb("", pixels(BURNISH_U8, BURNISH_RGB)).error().code, Code::BadData);
  EXPECT_EQ(ColourTransform::to_srgb(p3, format(BURNISH_F32, BURNISH_RGB)).error().code, Code::Internal);
  EXPECT_EQ(ColourTransform::to_srgb(p3, pixels(BURNISH_U8, BURNISH_RGB, BURNISH_ALPHA_PREMUL)).error().code,
            Code::Internal);
}

// Every prefix and many single-byte changes: nothing may crash or hang (the sanitizers look).
TEST(ColourTransform, SurvivesDamagedProfiles) {
  for (const std::string& whole :
       {made_profile(p3_primaries, Curve::Parametric), made_profile(srgb_primaries, Curve::Table)}) {
    const burnish_format f = pixels(BURNISH_U8, BURNISH_RGB);
    for (std::size_t n = 0; n < whole.size(); n += 29) {
      const std::string cut(whole.data(), n);
      (void)classify_profile(cut, f);
      (void)profile_name(cut);
      (void)ColourTransform::to_srgb(cut, f);
    }
    for (std::size_t at = 0; at < whole.size(); at += at < 256 ? 1 : 131) {
      std::string bent = whole;
      bent[at] = static_cast<char>(at % 2 == 0 ? 0xFF : bent[at] ^ 0x40);
      (void)classify_profile(bent, f);
      (void)profile_name(bent);
      if (const auto t = ColourTransform::to_srgb(bent, f); t.ok()) (void)through(*t, {0.5, 0.2, 0.9});
    }
  }
}

std::filesystem::path shared_image(const std::string& name) {
  const char* named = std::getenv("BURNISH_SHARED");
  const std::filesystem::path shared = named != nullptr
                                           ? std::filesystem::path(named)
                                           : std::filesystem::path(BURNISH_SOURCE_DIR).parent_path() / "shared";
  return shared / "data/images" / name;
}

// The ICC segments of a JPEG, put together (ICC.1 annex B.4); parts come in order in all our files.
std::string profile_of(const std::filesystem::path& jpeg) {
  std::ifstream in(jpeg, std::ios::binary);
  const std::string file{std::istreambuf_iterator<char>(in), {}};
  const auto byte = [&](std::size_t i) { return static_cast<uint8_t>(file[i]); };
  std::string icc;
  for (std::size_t at = 2; at + 18 < file.size() && byte(at) == 0xFF && byte(at + 1) != 0xDA;) {
    const std::size_t size = static_cast<std::size_t>(byte(at + 2)) << 8U | byte(at + 3);
    if (byte(at + 1) == 0xE2 && file.compare(at + 4, 11, "ICC_PROFILE") == 0) icc += file.substr(at + 18, size - 16);
    at += 2 + size;
  }
  return icc;
}

TEST(ColourTransform, ReadsTheProfilesOfRealPictures) {
  if (!std::filesystem::exists(shared_image("cmyk-profile.jpg")))
    GTEST_SKIP() << "no test pictures; set BURNISH_SHARED";
  const std::string phone = profile_of(shared_image("phone-ultrahdr-12mp.jpg"));
  EXPECT_EQ(profile_name(phone), "Display P3");
  EXPECT_EQ(classify_profile(phone, pixels(BURNISH_U8, BURNISH_RGB)), ProfileKind::Other);
  expect_near(through(to_srgb(phone, pixels(BURNISH_U8, BURNISH_RGB)), {0.6, 0.4, 0.2}),
              expected_p3_to_srgb({0.6, 0.4, 0.2}), 1.01 / 255);
  EXPECT_EQ(classify_profile(profile_of(shared_image("canyon-14mp.jpg")), pixels(BURNISH_U8, BURNISH_RGB)),
            ProfileKind::Srgb);

  const std::string swop = profile_of(shared_image("cmyk-profile.jpg"));
  EXPECT_EQ(profile_name(swop), "U.S. Web Coated (SWOP) v2");
  ASSERT_EQ(classify_profile(swop, pixels(BURNISH_U8, BURNISH_CMYK)), ProfileKind::Other);
  for (const int sample : {BURNISH_U8, BURNISH_U16, BURNISH_F32}) {
    const ColourTransform t = to_srgb(swop, pixels(sample, BURNISH_CMYK));
    expect_near(through(t, {0, 0, 0, 0}), {1, 1, 1}, 0.01);
    EXPECT_LT(through(t, {1, 1, 1, 1})[0], 0.03);
    auto cyan = through(t, {1, 0, 0, 0});  // #00AEEF; outside of sRGB, which floats show
    cyan[0] = std::max(cyan[0], 0.0);
    expect_near(cyan, {0, 174 / 255.0, 239 / 255.0}, 0.03);
    expect_near(through(t, {0, 1, 1, 0}), {237 / 255.0, 28 / 255.0, 36 / 255.0}, 0.03);  // #ED1C24
  }
}

}  // namespace
}  // namespace burnish::testing_image
