// The test kit itself: what the other tests rely on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "kit/codec.hpp"
#include "kit/half.hpp"
#include "kit/run.hpp"

namespace burnish::kit {
namespace {

using testing::HasSubstr;

TEST(Half, EveryNumberSurvivesARoundTrip) {
  for (uint32_t bits = 0; bits < 0x10000; ++bits) {
    const auto half = static_cast<uint16_t>(bits);
    if (std::isnan(from_half(half))) continue;
    ASSERT_EQ(to_half(from_half(half)), half) << bits;
  }
}

TEST(Half, RoundsToNearestEven) {
  EXPECT_EQ(to_half(1.0F + 1.0F / 2048), 0x3c00);  // halfway to the next: the even one below
  EXPECT_EQ(to_half(1.0F + 3.0F / 2048), 0x3c02);
  EXPECT_EQ(to_half(65519.0F), 0x7bff);
  EXPECT_EQ(to_half(65520.0F), 0x7c00);
  EXPECT_EQ(to_half(0x1p-25F), 0x0000);
  EXPECT_EQ(to_half(0x1.8p-25F), 0x0001);
}

TEST(Window, PadsByEachEdgeMode) {
  Picture p(3, 1, gray_f32);
  p.fill([](int32_t x, int32_t, int) { return x + 1; });
  const auto row = [&](int32_t edge) {
    const Picture w = p.window({-2, 0, 5, 1}, edge);
    std::vector<double> r;
    for (int32_t x = -2; x < 5; ++x) r.push_back(w.at(x, 0, 0));
    return r;
  };
  EXPECT_THAT(row(BURNISH_EDGE_CLAMP), testing::ElementsAre(1, 1, 1, 2, 3, 3, 3));
  EXPECT_THAT(row(BURNISH_EDGE_MIRROR), testing::ElementsAre(2, 1, 1, 2, 3, 3, 2));
  EXPECT_THAT(row(BURNISH_EDGE_ZERO), testing::ElementsAre(0, 0, 1, 2, 3, 0, 0));
  EXPECT_THAT(row(BURNISH_EDGE_WRAP), testing::ElementsAre(2, 3, 1, 2, 3, 1, 2));
}

TEST(Guards, SeeAByteOnEverySide) {
  const Picture clean({0, 0, 5, 4}, rgb_f32, {false, 3}, 7);
  const burnish_tile t = clean.whole_tile();
  EXPECT_EQ(clean.damage(true), "");
  for (const std::ptrdiff_t at : {std::ptrdiff_t{-1}, std::ptrdiff_t{64}, t.stride[1] - 1, 4 * t.stride[1]}) {
    Picture p = clean;
    static_cast<std::byte*>(p.whole_tile().data[1])[at] ^= std::byte{1};
    EXPECT_THAT(p.damage(), HasSubstr("byte " + std::to_string(at) + " from data[1]"));
  }
  Picture padding = clean;
  static_cast<std::byte*>(padding.whole_tile().data[0])[63] ^= std::byte{1};
  EXPECT_EQ(padding.damage(), "");  // up to the next multiple of 64 an output may be written
  EXPECT_NE(padding.damage(true), "");
}

TEST(Tiles, CoverThePictureOnceWhateverTheCuts) {
  for (uint64_t seed = 1; seed < 50; ++seed) {
    Picture count(37, 29, gray_f32);
    for (const burnish_rect& r : tiles_of(count.rect(), {.random_tiling = seed}, 3, 2)) {
      EXPECT_EQ(r.x0 % 3, 0);
      EXPECT_EQ(r.y0 % 2, 0);
      for (int32_t y = r.y0; y < r.y1; ++y)
        for (int32_t x = r.x0; x < r.x1; ++x) count.set(x, y, 0, count.at(x, y, 0) + 1);
    }
    ASSERT_EQ(difference(count, constant(37, 29, gray_f32, 1)), "") << seed;
  }
}

TEST(Difference, FindsOneSampleAndKnowsNan) {
  Picture a = noise(9, 7, rgba_u8), b = a;
  EXPECT_EQ(difference(a, b), "");
  b.set(8, 6, 3, a.at(8, 6, 3) > 0 ? a.at(8, 6, 3) - 1 : 1);
  EXPECT_THAT(difference(a, b), HasSubstr("1 samples differ, first at (8, 6) channel 3"));
  Picture nan = constant(2, 2, gray_f32, NAN), other = nan;
  other.set(1, 1, 0, -NAN);
  EXPECT_EQ(difference(nan, other), "");
}

burnish_param parameter(int32_t type, const char* def, double min = 0, double max = 0, uint32_t flags = 0) {
  burnish_param p{};
  p.struct_size = sizeof p;
  p.type = type;
  p.id = "p";
  p.def = def;
  p.min = min;
  p.max = max;
  p.flags = flags;
  return p;
}

burnish_value value_of(const burnish_param& p, const std::string& text, double scale = 1) {
  return Values(&p, 1, {{"p", text}}, scale)[0];
}

TEST(Values, ParseAsTheHostDoes) {
  EXPECT_EQ(value_of(parameter(BURNISH_P_REAL, "0", 0, 5), "2.5").r[0], 2.5);
  EXPECT_EQ(value_of(parameter(BURNISH_P_REAL, "0", 0, 500, BURNISH_PF_SPATIAL), "10", 0.25).r[0], 2.5);
  EXPECT_EQ(value_of(parameter(BURNISH_P_REAL, "auto", 0, 5, BURNISH_PF_AUTO), "auto").state,
            uint32_t{BURNISH_VALUE_AUTO});
  const burnish_value c = value_of(parameter(BURNISH_P_COLOR, "white"), "#ff000080");
  EXPECT_EQ(c.r[0], 1.0);
  EXPECT_EQ(c.r[1], 0.0);
  EXPECT_DOUBLE_EQ(c.r[3], 128.0 / 255);
  burnish_param ratio = parameter(BURNISH_P_REAL, "1");
  ratio.unit = "ratio";
  EXPECT_EQ(value_of(ratio, "16:9").r[2], 9.0);
  const burnish_param defaulted = parameter(BURNISH_P_INT, "7");
  EXPECT_EQ(Values(&defaulted, 1, {})[0].i, 7);
  EXPECT_EQ(Values(&defaulted, 1, {})[0].state, uint32_t{BURNISH_VALUE_DEFAULT});
}

TEST(Values, RefuseWhatTheHostWould) {
  EXPECT_THROW(value_of(parameter(BURNISH_P_REAL, "0", 0, 5), "5.1"), std::invalid_argument);
  EXPECT_THROW(value_of(parameter(BURNISH_P_REAL, "0", 0, 5), "two"), std::invalid_argument);
  EXPECT_THROW(value_of(parameter(BURNISH_P_INT, "0"), "1.5"), std::invalid_argument);
  EXPECT_THROW(value_of(parameter(BURNISH_P_BOOL, "false"), "maybe"), std::invalid_argument);
  EXPECT_THROW(value_of(parameter(BURNISH_P_COLOR, "white"), "#12"), std::invalid_argument);
  const burnish_param p = parameter(BURNISH_P_INT, "0");
  EXPECT_THROW(Values(&p, 1, {{"q", "1"}}), std::invalid_argument);
}

TEST(Sink, FailsAtItsByteAndStaysFailed) {
  Sink sink;
  sink.fail_after(3);
  EXPECT_EQ(sink.get()->write(sink.get(), "ab", 2), BURNISH_OK);
  EXPECT_EQ(sink.get()->write(sink.get(), "cd", 2), BURNISH_IO);
  EXPECT_EQ(sink.get()->write(sink.get(), "e", 1), BURNISH_IO);
  EXPECT_EQ(sink.bytes(), (Bytes{'a', 'b', 'c'}));
}

TEST(Reader, ReportsBrokenPromisesOfRows) {
  const Picture p = noise(4, 8, rgb_u8);
  const Call call;
  Reader reader(p, true);
  const burnish_tile *a = nullptr, *b = nullptr;
  EXPECT_EQ(reader.get()->acquire(reader.get(), call.get(), {0, 4, 4, 6}, &a), BURNISH_OK);
  EXPECT_EQ(reader.get()->acquire(reader.get(), call.get(), {0, 0, 4, 2}, &b), BURNISH_OK);
  reader.get()->release(reader.get(), a);
  EXPECT_THAT(reader.breaches(), testing::ElementsAre(HasSubstr("goes upward"), HasSubstr("before the one before"),
                                                      HasSubstr("1 tiles were never released")));
}

}  // namespace
}  // namespace burnish::kit
