#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "kit/plugin_file.hpp"
#include "kit/run.hpp"

using namespace burnish::kit;

namespace {
const burnish_pixel& resize() { return operation(BURNISH_PLUGIN_FILE, "burnish.resize"); }

constexpr const char* filters[] = {"lanczos3", "mitchell", "catmull_rom", "bilinear", "nearest", "box"};
constexpr burnish_format linear_f32 =
    format(BURNISH_F32, BURNISH_RGB, BURNISH_ALPHA_NONE, BURNISH_PLANAR, BURNISH_LIGHT_LINEAR);

TextValues to_size(int32_t width, int32_t height, const char* filter = "lanczos3") {
  return {{"width", std::to_string(width)}, {"height", std::to_string(height)}, {"filter", filter}};
}

struct Size {
  int32_t width, height;
};
bool operator==(const Size& a, const Size& b) { return a.width == b.width && a.height == b.height; }
std::ostream& operator<<(std::ostream& to, const Size& s) { return to << s.width << 'x' << s.height; }

Size size_of(const TextValues& values, int32_t width, int32_t height) {
  const Call call;
  burnish_image_info info = Picture(1, 1, rgb_f32).info();
  info.width = width, info.height = height, info.view[2] = width, info.view[3] = height;
  const Plan plan(resize(), Values(*resize().desc, values), {info}, {0, 0}, call);
  return {plan.width(), plan.height()};
}

/// Past a factor of 64 the operation asks for floats.
bool too_small_for_bytes(const Size& from, const Size& to) {
  return from.width > 64 * to.width || from.height > 64 * to.height;
}

double lanczos(double x) {
  const auto sinc = [](double t) { return t == 0 ? 1 : std::sin(std::numbers::pi * t) / (std::numbers::pi * t); };
  return std::abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0;
}

/// Plans made while it lives use this version of the kernels.
class OnlyInstructions {
 public:
  explicit OnlyInstructions(const char* name) { setenv("BURNISH_INSTRUCTIONS", name, 1); }
  ~OnlyInstructions() { unsetenv("BURNISH_INSTRUCTIONS"); }
  OnlyInstructions(const OnlyInstructions&) = delete;
  OnlyInstructions& operator=(const OnlyInstructions&) = delete;
};
}  // namespace

TEST(Resize, SizesFollowTheRequest) {
  EXPECT_EQ(size_of({{"width", "300"}}, 1000, 600), (Size{300, 180}));
  EXPECT_EQ(size_of({{"height", "300"}}, 1000, 600), (Size{500, 300}));
  EXPECT_EQ(size_of({{"width", "300"}, {"height", "300"}}, 1000, 600), (Size{300, 300}));
  EXPECT_EQ(size_of({{"width", "300"}, {"height", "300"}, {"fit", "contain"}}, 1000, 600), (Size{300, 180}));
  EXPECT_EQ(size_of({{"width", "300"}, {"height", "300"}, {"fit", "cover"}}, 1000, 600), (Size{500, 300}));
  EXPECT_EQ(size_of({{"width", "300"}, {"height", "300"}, {"fit", "limit"}}, 1000, 600), (Size{300, 180}));
  EXPECT_EQ(size_of({{"width", "3000"}, {"height", "3000"}, {"fit", "limit"}}, 1000, 600), (Size{1000, 600}));
  EXPECT_EQ(size_of({{"width", "3000"}, {"height", "3000"}, {"fit", "contain"}}, 1000, 600), (Size{3000, 1800}));
  EXPECT_EQ(size_of({{"width", "3000"}, {"fit", "limit"}}, 1000, 600), (Size{1000, 600}));
  EXPECT_EQ(size_of({{"width", "3000"}, {"height", "30"}, {"fit", "limit"}}, 1000, 600), (Size{50, 30}));
  EXPECT_EQ(size_of({{"scale", "0.5"}}, 1000, 600), (Size{500, 300}));
  EXPECT_EQ(size_of({{"scale", "2"}, {"width", "100"}}, 1000, 600), (Size{200, 120}));
}
TEST(Resize, SizesRoundHalfUpAndAreAtLeastOne) {
  EXPECT_EQ(size_of({{"scale", "0.5"}}, 5, 7), (Size{3, 4}));
  EXPECT_EQ(size_of({{"scale", "0.29"}}, 50, 150), (Size{15, 44}));  // 14.5 and 43.5
  EXPECT_EQ(size_of({{"scale", "0.001"}}, 5, 3), (Size{1, 1}));
  EXPECT_EQ(size_of({{"width", "1"}}, 5000, 7), (Size{1, 1}));
  EXPECT_EQ(size_of({{"width", "400"}}, 6000, 3647), (Size{400, 243}));
}
TEST(Resize, SaysWhatIsMissingOrTooMuch) {
  const Failure none = failure_of(resize(), {}, {Picture(5, 5, rgb_u8)});
  EXPECT_EQ(none.code, BURNISH_BAD_PARAM);
  EXPECT_EQ(none.param, "width");
  const Failure much = failure_of(resize(), {{"scale", "300000"}}, {Picture(5, 5, rgb_u8)});
  EXPECT_EQ(much.code, BURNISH_BAD_PARAM);
  EXPECT_EQ(much.param, "scale");
  EXPECT_NE(much.message.find("1500000"), std::string::npos) << much.message;
}
TEST(Resize, TheSameSizeIsAnIdentity) {
  const Picture p = noise(31, 17, rgb_u8);
  const Outcome same = try_run(resize(), to_size(31, 17), {p});
  EXPECT_TRUE(same.flags & BURNISH_IDENTITY);
  EXPECT_EQ(difference(same.picture, p), "");
  EXPECT_FALSE(try_run(resize(), to_size(31, 18), {p}).flags & BURNISH_IDENTITY);
}

TEST(Resize, AConstantStaysConstant) {
  for (const char* filter : filters)
    for (const Size to : {Size{1, 1}, Size{13, 29}, Size{97, 5}, Size{200, 300}})
      for (const burnish_format& f : {rgb_u8, gray_u8, rgb_u16, rgb_f32, premul_f32}) {
        const double v = f.sample == BURNISH_U8 ? 201.0 / 255 : f.sample == BURNISH_U16 ? 51111.0 / 65535 : 0.7;
        const Picture p = run(resize(), to_size(to.width, to.height, filter), constant(61, 47, f, v));
        const double tolerance = f.sample == BURNISH_F32 ? 1e-6 : 1e-9;
        ASSERT_LT(worst_difference(p, constant(to.width, to.height, f, v)), tolerance)
            << filter << ' ' << to << ' ' << format_text(f);
      }
}

TEST(Resize, ARampKeepsItsPlaceToTheHundredthOfAPixel) {
  constexpr int32_t from = 997;
  Picture ramp_across(from, 1, gray_f32), ramp_down(1, from, gray_f32);
  for (int32_t i = 0; i < from; ++i) {
    ramp_across.set(i, 0, 0, i + 0.5);
    ramp_down.set(0, i, 0, i + 0.5);
  }
  for (const char* filter : filters)
    for (const int32_t to : {40, 71, 200, 333, 400, 498, 499, 600, 766, 907, 996, 998, 1100, 1500, 2500, 4001}) {
      const Picture a = run(resize(), to_size(to, 1, filter), ramp_across);
      const Picture b = run(resize(), to_size(1, to, filter), ramp_down);
      const bool picks = filter == std::string("nearest") || filter == std::string("box");
      const double step = static_cast<double>(from) / to;
      // Away from the border, whose pixels repeat. "nearest" and "box" are right on average, the others everywhere.
      const auto margin = static_cast<int32_t>(std::ceil(4 * std::max(1.0, step) / step)) + 1;
      double mean_across = 0, mean_down = 0;
      for (int32_t i = margin; i < to - margin; ++i) {
        const double x = a.at(i, 0, 0) - (i + 0.5) * step, y = b.at(0, i, 0) - (i + 0.5) * step;
        if (!picks) {
          ASSERT_LT(std::abs(x), 0.01) << filter << " to " << to << " at " << i;
          ASSERT_LT(std::abs(y), 0.01) << filter << " to " << to << " at " << i;
        }
        mean_across += x / (to - 2 * margin);
        mean_down += y / (to - 2 * margin);
      }
      ASSERT_LT(std::abs(mean_across), 0.01) << filter << " to " << to;
      ASSERT_LT(std::abs(mean_down), 0.01) << filter << " to " << to;
    }
}

TEST(Resize, AnImpulseGivesTheWeightsOfLanczos) {
  // Halved: output x has its centre at input 2x + 0.5, between two pixels.
  const Picture p = run(resize(), to_size(32, 32), impulse(64, 64, gray_f32, 30, 31));
  double sum = 0;
  for (int i = -6; i < 6; ++i) sum += lanczos((i + 0.5) / 2);
  for (int32_t y = 0; y < 32; ++y)
    for (int32_t x = 0; x < 32; ++x) {
      const double expected = lanczos((30 - 2 * x - 0.5) / 2) * lanczos((31 - 2 * y - 0.5) / 2) / sum / sum;
      ASSERT_NEAR(p.at(x, y, 0), expected, 1e-6) << x << ' ' << y;
    }
}
TEST(Resize, AHalvingBoxIsTheMeanOfFour) {
  const Picture p = noise(38, 26, rgb_f32, 3), half = run(resize(), to_size(19, 13, "box"), p);
  const Picture bytes = noise(38, 26, rgb_u8, 4), half_bytes = run(resize(), to_size(19, 13, "box"), bytes);
  for (int32_t y = 0; y < 13; ++y)
    for (int32_t x = 0; x < 19; ++x)
      for (int c = 0; c < 3; ++c) {
        const auto mean = [&](const Picture& q) {
          return (q.at(2 * x, 2 * y, c) + q.at(2 * x + 1, 2 * y, c) + q.at(2 * x, 2 * y + 1, c) +
                  q.at(2 * x + 1, 2 * y + 1, c)) /
                 4;
        };
        ASSERT_NEAR(half.at(x, y, c), mean(p), 1e-6);
        ASSERT_EQ(half_bytes.at(x, y, c), std::floor(mean(bytes) + 0.5));
      }
}
TEST(Resize, ABoxWeighsPartsOfPixels) {
  Picture p(3, 1, gray_f32);
  p.set(0, 0, 0, 1), p.set(1, 0, 0, 10), p.set(2, 0, 0, 100);
  const Picture two = run(resize(), to_size(2, 1, "box"), p);  // one and a half pixels each
  EXPECT_NEAR(two.at(0, 0, 0), (1 + 5) / 1.5, 1e-5);
  EXPECT_NEAR(two.at(1, 0, 0), (5 + 100) / 1.5, 1e-4);
}
TEST(Resize, NearestPicksPixels) {
  for (const burnish_format& f : {rgb_u8, gray_u8, rgb_u16, rgb_f32})
    for (const Size to : {Size{7, 5}, Size{20, 14}, Size{60, 42}, Size{1, 1}, Size{211, 3}}) {
      const Picture p = noise(20, 14, f, 9), q = run(resize(), to_size(to.width, to.height, "nearest"), p);
      for (int32_t y = 0; y < to.height; ++y)
        for (int32_t x = 0; x < to.width; ++x)
          ASSERT_EQ(q.at(x, y, 0), p.at(static_cast<int32_t>((x + 0.5) * 20 / to.width),
                                        static_cast<int32_t>((y + 0.5) * 14 / to.height), 0))
              << format_text(f) << ' ' << to;
    }
}
TEST(Resize, BilinearDoublesWithQuarters) {
  Picture p(2, 1, gray_f32);
  p.set(1, 0, 0, 1);
  const Picture q = run(resize(), to_size(4, 1, "bilinear"), p);
  EXPECT_FLOAT_EQ(static_cast<float>(q.at(0, 0, 0)), 0);
  EXPECT_FLOAT_EQ(static_cast<float>(q.at(1, 0, 0)), 0.25F);
  EXPECT_FLOAT_EQ(static_cast<float>(q.at(2, 0, 0)), 0.75F);
  EXPECT_FLOAT_EQ(static_cast<float>(q.at(3, 0, 0)), 1);
}

TEST(Resize, BytesAndWordsAgreeWithFloats) {
  for (const char* filter : filters)
    for (const Size from : {Size{301, 211}, Size{1, 97}, Size{640, 40}})
      for (const Size to : {Size{10, 2}, Size{33, 44}, Size{299, 212}, Size{500, 300}}) {
        for (const int model : {BURNISH_RGB, BURNISH_GRAY}) {
          if (too_small_for_bytes(from, to)) continue;
          const burnish_format byte = format(BURNISH_U8, model, BURNISH_ALPHA_NONE, BURNISH_INTERLEAVED);
          const Picture p = noise(from.width, from.height, byte, 5);
          Picture exact = run(resize(), to_size(to.width, to.height, filter), converted(p, format(BURNISH_F32, model)));
          exact.fill([&, e = exact](int32_t x, int32_t y, int c) { return std::clamp(e.at(x, y, c), 0.0, 1.0); });
          const Picture result = run(resize(), to_size(to.width, to.height, filter), p);
          ASSERT_LT(worst_difference(result, exact) * 255, 1) << filter << ' ' << from << " to " << to;
          const burnish_format word = format(BURNISH_U16, model, BURNISH_ALPHA_NONE, BURNISH_INTERLEAVED);
          const Picture words = run(resize(), to_size(to.width, to.height, filter), converted(p, word));
          ASSERT_LT(worst_difference(words, exact) * 65535, 1) << filter << ' ' << from << " to " << to;
        }
      }
}
TEST(Resize, HardEdgesInBytesAgreeWithFloats) {
  Picture p(257, 129, rgb_u8);
  p.fill([](int32_t x, int32_t y, int c) { return ((x / 5 + y / 3 + c) % 2) == 0 ? 1.0 : 0.0; });
  for (const Size to : {Size{9, 5}, Size{120, 60}, Size{500, 300}}) {
    Picture exact = run(resize(), to_size(to.width, to.height), converted(p, rgb_f32));
    exact.fill([&, e = exact](int32_t x, int32_t y, int c) { return std::clamp(e.at(x, y, c), 0.0, 1.0); });
    ASSERT_LT(worst_difference(run(resize(), to_size(to.width, to.height), p), exact) * 255, 1) << to;
  }
}
TEST(Resize, HugeFactorsStayExact) {
  const burnish_format gray = format(BURNISH_F32, BURNISH_GRAY);
  const Picture p = noise(20011, 3, gray, 8);
  const Picture one = run(resize(), to_size(1, 1, "box"), p);
  double mean = 0;
  for (int32_t y = 0; y < 3; ++y)
    for (int32_t x = 0; x < 20011; ++x) mean += p.at(x, y, 0) / 20011 / 3;
  EXPECT_NEAR(one.at(0, 0, 0), mean, 0.1 / 255);
  // Past a factor of 64 bytes are refused in favour of floats; below it they are right.
  EXPECT_TRUE(try_run(resize(), to_size(1, 3), {noise(20011, 3, gray_u8, 8)}).format_refused);
  const Picture bytes = noise(6300, 3, gray_u8, 8);
  EXPECT_LT(
      worst_difference(run(resize(), to_size(100, 1), bytes), run(resize(), to_size(100, 1), converted(bytes, gray))) *
          255,
      1);
}

TEST(Resize, EveryTilingGivesTheSameBytes) {
  const burnish_format cmyk_alpha = format(BURNISH_F32, BURNISH_CMYK, BURNISH_ALPHA_PREMUL);
  const burnish_format cmyk_words = format(BURNISH_U16, BURNISH_CMYK, BURNISH_ALPHA_NONE, BURNISH_INTERLEAVED);
  const burnish_format gray_alpha = format(BURNISH_F32, BURNISH_GRAY, BURNISH_ALPHA_PREMUL);
  uint64_t seed = 1;
  for (const burnish_format& f :
       {rgb_u8, gray_u8, rgb_f32, gray_f32, premul_f32, rgb_u16, cmyk_alpha, cmyk_words, gray_alpha})
    for (const char* filter : {"lanczos3", "box", "nearest"})
      for (const Size to : {Size{1, 1}, Size{113, 71}, Size{150, 100}, Size{431, 311}, Size{17, 400}}) {
        if (f.sample == BURNISH_U8 && too_small_for_bytes({307, 203}, to)) continue;
        const Picture p = noise(307, 203, f, 3);
        const TextValues values = to_size(to.width, to.height, filter);
        const Picture whole = run(resize(), values, p);
        for (const RunOptions& options :
             {RunOptions{.tile_width = to.width, .tile_height = 8}, RunOptions{.tile_width = 64, .tile_height = 64},
              RunOptions{.random_tiling = ++seed, .poison_nan = true},
              RunOptions{.random_tiling = ++seed, .exact_windows = true}})
          ASSERT_EQ(difference(run(resize(), values, p, options), whole), "")
              << format_text(f) << ' ' << filter << ' ' << to;
      }
}
TEST(Resize, InfinitySpreadsTheSameWayInEveryTiling) {
  Picture p = noise(90, 80, rgb_f32, 6);
  p.set(40, 33, 1, std::numeric_limits<double>::infinity());
  for (const Size to : {Size{45, 40}, Size{37, 29}, Size{200, 170}}) {
    const Picture whole = run(resize(), to_size(to.width, to.height), p);
    EXPECT_TRUE(std::isfinite(whole.at(0, 0, 1)));
    for (uint64_t seed = 1; seed < 6; ++seed)
      ASSERT_EQ(difference(run(resize(), to_size(to.width, to.height), p, {.random_tiling = seed}), whole), "") << to;
  }
}
TEST(Resize, BytesAreTheSameFromEveryInstructionSet) {
  for (const burnish_format& f : {rgb_u8, gray_u8})
    for (const Size to : {Size{5, 4}, Size{61, 43}, Size{149, 97}, Size{401, 303}, Size{7, 500}})
      for (const char* filter : {"lanczos3", "mitchell", "box"}) {
        const Picture p = noise(301, 197, f, 12);
        const Picture best = run(resize(), to_size(to.width, to.height, filter), p);
        for (const char* version : {"sse4", "baseline"}) {
          const OnlyInstructions only(version);
          ASSERT_EQ(difference(run(resize(), to_size(to.width, to.height, filter), p, {.random_tiling = 5}), best), "")
              << to << ' ' << filter << ' ' << version;
        }
      }
}
TEST(Resize, FloatsAreNearlyTheSameFromEveryInstructionSet) {
  const Picture p = noise(301, 197, premul_f32, 12), words = noise(301, 197, rgb_u16, 13);
  const Picture best = run(resize(), to_size(149, 97), p), best_words = run(resize(), to_size(149, 97), words);
  for (const char* version : {"sse4", "baseline"}) {
    const OnlyInstructions only(version);
    EXPECT_LT(worst_difference(run(resize(), to_size(149, 97), p, {.random_tiling = 5}), best), 1e-5);
    EXPECT_LE(worst_difference(run(resize(), to_size(149, 97), words), best_words) * 65535, 1.001);
  }
}

TEST(Resize, SmallPicturesAndPrimes) {
  for (const burnish_format& f : {rgb_u8, gray_u8, rgb_f32, rgb_u16})
    for (const Size from : {Size{1, 1}, Size{1, 31}, Size{31, 1}, Size{2, 2}, Size{13, 7}})
      for (const Size to : {Size{1, 1}, Size{1, 37}, Size{41, 1}, Size{3, 2}, Size{101, 53}})
        for (const char* filter : filters) {
          const Outcome o = try_run(resize(), to_size(to.width, to.height, filter), {noise(from.width, from.height, f)},
                                    {.random_tiling = 3});
          ASSERT_TRUE(o.ok()) << o.text();
        }
}

TEST(Resize, AsksForTheFormatsItServes) {
  EXPECT_FALSE(try_run(resize(), {{"width", "5"}}, {Picture(9, 9, rgb_u8)}).format_refused);
  EXPECT_TRUE(try_run(resize(), {{"width", "5"}, {"linear", "true"}}, {Picture(9, 9, rgb_u8)}).format_refused);
  EXPECT_FALSE(try_run(resize(), {{"width", "5"}, {"linear", "true"}}, {Picture(9, 9, linear_f32)}).format_refused);
  EXPECT_TRUE(try_run(resize(), {{"width", "5"}}, {Picture(9, 9, linear_f32)}).format_refused);
}
TEST(Resize, LeavesHalfAsMuchAgainAfterShrinkingOnLoad) {
  const auto shrink = [](const TextValues& values, int32_t width, int32_t height, double already = 1) {
    burnish_image_info info = Picture(1, 1, rgb_u8).info();
    info.width = width, info.height = height, info.view[2] = width, info.view[3] = height;
    info.shrink = already;
    const Call call;
    return Plan(resize(), Values(*resize().desc, values), {info}, {0, 0}, call)->max_preshrink;
  };
  EXPECT_EQ(shrink({{"width", "400"}}, 6000, 4000), 8);
  EXPECT_EQ(shrink({{"width", "600"}}, 6000, 4000), 4);
  EXPECT_EQ(shrink({{"width", "600"}}, 1500, 1000, 4), 4);  // asked again with the shrunk picture
  EXPECT_EQ(shrink({{"width", "300"}}, 6000, 4000), 8);
  EXPECT_EQ(shrink({{"width", "2000"}}, 6000, 4000), 2);
  EXPECT_EQ(shrink({{"width", "2400"}}, 6000, 4000), 1);
  EXPECT_EQ(shrink({{"width", "100"}, {"height", "3000"}}, 6000, 4000), 1);
  EXPECT_EQ(shrink({{"width", "400"}, {"linear", "true"}}, 6000, 4000), 1);
  EXPECT_EQ(shrink({{"width", "400"}, {"filter", "nearest"}}, 6000, 4000), 1);
}
TEST(Resize, StartsFromTheView) {
  // A picture of 403 x 301 decoded at 1/4: 101 x 76 pixels, of which 100.75 x 75.25 are the picture.
  Picture p({0, 0, 101, 76}, gray_f32);
  for (int32_t y = 0; y < 76; ++y)
    for (int32_t x = 0; x < 101; ++x) p.set(x, y, 0, 4 * (x + 0.5));
  burnish_image_info info = p.info();
  info.view[2] = 100.75, info.view[3] = 75.25, info.shrink = 4;
  const Call call;
  const Values values(*resize().desc, {{"width", "50"}});
  const Plan plan(resize(), values, {info}, {0, 0}, call);
  ASSERT_TRUE(plan.ok());
  EXPECT_EQ(plan.width(), 50);
  EXPECT_EQ(plan.height(), 37);  // 301 * 50 / 403 = 37.3
  EXPECT_EQ(plan.output.view[2], 50);
  EXPECT_EQ(plan.output.shrink, 1);
  Picture out(50, 37, gray_f32);
  std::vector<burnish_tile> in{p.whole_tile()};
  std::vector<double> scratch(plan->scratch_bytes / 8 + 9);
  auto at = (reinterpret_cast<std::uintptr_t>(scratch.data()) + 63) / 64 * 64;
  burnish_task task{};
  task.struct_size = sizeof task, task.call = call.get(), task.in = in.data(), task.in_count = 1;
  task.out = out.whole_tile(), task.scratch = reinterpret_cast<void*>(at);
  ASSERT_EQ(resize().process(plan->state, &task), BURNISH_OK);
  for (int32_t x = 5; x < 45; ++x) EXPECT_NEAR(out.at(x, 10, 0), (x + 0.5) * 403 / 50, 0.04);  // 0.01 px of the shrunk
}
TEST(Resize, APreviewGetsItsShareOfTheSize) {
  burnish_image_info info = Picture(250, 150, rgb_u8).info();
  info.scale = 0.25F;  // of 1000 x 600
  const auto size = [&](const TextValues& values) {
    const Call call;
    const Plan plan(resize(), Values(*resize().desc, values, 0.25), {info}, {0, 0}, call);
    return Size{plan.width(), plan.height()};
  };
  EXPECT_EQ(size({{"width", "400"}}), (Size{100, 60}));
  EXPECT_EQ(size({{"scale", "0.5"}}), (Size{125, 75}));
  EXPECT_EQ(size({{"width", "2000"}, {"fit", "limit"}}), (Size{250, 150}));
}
