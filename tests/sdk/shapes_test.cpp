// The C++ face of pixel operations: reductions, whole pictures, automatic values, and the same in plain C.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kit/plugin_file.hpp"
#include "kit/run.hpp"

namespace burnish {
namespace {

std::string sample(const std::string& name) {
  return std::string(BURNISH_BUILD_DIR) + "/tests/plugins/" + name + ".burnish";
}

TEST(Reduction, StretchesTheRangeOfTheWholePicture) {
  kit::Picture p = kit::constant(20, 10, kit::rgb_f32, 0.5);
  p.set(3, 4, 1, 0.25);
  p.set(19, 9, 2, 0.75);
  const kit::Picture out = kit::run(kit::operation(sample("sample_reduce")), {}, p);
  EXPECT_EQ(out.at(3, 4, 1), 0.0);
  EXPECT_EQ(out.at(19, 9, 2), 1.0);
  EXPECT_EQ(out.at(0, 0, 0), 0.5);
}

TEST(Reduction, DoesNotDependOnTilesOrThreads) {
  const burnish_pixel& op = kit::operation(sample("sample_reduce"));
  const kit::Picture p = kit::noise(61, 47, kit::rgba_f32);
  const kit::Picture whole = kit::run(op, {{"clip", "0.1"}}, p);
  for (uint64_t seed = 1; seed < 20; ++seed)
    EXPECT_EQ(kit::difference(whole, kit::run(op, {{"clip", "0.1"}}, p, {.random_tiling = seed, .threads = 4})), "");
}

TEST(Reduction, FinishSeesTheParameters) {
  const kit::Picture p = kit::ramp(64, 4, kit::gray_f32);
  const kit::Picture out = kit::run(kit::operation(sample("sample_reduce")), {{"clip", "0.25"}}, p);
  EXPECT_LT(out.at(0, 0, 0), -0.4);
  EXPECT_GT(out.at(63, 3, 0), 1.4);
}

TEST(WholeOperation, GetsEveryPixelInOneCall) {
  const burnish_pixel& op = kit::operation(sample("sample_whole"));
  const kit::Picture p = kit::noise(23, 11, kit::premul_f32);
  const kit::Picture out = kit::run(op, {}, p, {.tile_width = 4, .tile_height = 4, .threads = 4});
  ASSERT_EQ(out.width(), 11);
  ASSERT_EQ(out.height(), 23);
  for (int32_t y = 0; y < 23; ++y)
    for (int32_t x = 0; x < 11; ++x)
      for (int c = 0; c < 4; ++c) ASSERT_EQ(out.at(x, y, c), p.at(y, x, c));
}

TEST(WholeOperation, WorksForAHostWithoutThreads) {
  const burnish_pixel& op = kit::operation(sample("sample_whole"));
  const kit::Picture p = kit::noise(9, 5, kit::rgb_f32);
  EXPECT_EQ(kit::difference(kit::run(op, {}, p), kit::run(op, {}, p, {.threads = 4})), "");
}

TEST(AutomaticValue, ArrivesAsAnEmptyOptional) {
  const burnish_pixel& op = kit::operation(sample("sample_analyser"), "sample.levels");
  const kit::Picture p = kit::constant(2, 2, kit::gray_f32, 0.5);
  EXPECT_EQ(kit::run(op, {}, p).at(0, 0, 0), 0.5);
  EXPECT_EQ(kit::run(op, {{"black", "0.25"}}, p).at(1, 1, 0), float{0.25F * static_cast<float>(1 / 0.75)});
}

TEST(Failure, ArrivesWithItsParameterAndSentence) {
  const burnish_pixel& op = kit::operation(sample("sample_analyser"), "sample.levels");
  const kit::Failure f = kit::failure_of(op, {{"black", "0.5"}, {"white", "0.5"}}, {kit::ramp(4, 4, kit::gray_f32)});
  EXPECT_EQ(f.code, BURNISH_BAD_PARAM);
  EXPECT_EQ(f.param, "white");
  EXPECT_EQ(f.message, "white must be above black");
}

TEST(PlainC, InvertsWithoutAnyCpp) {
  const burnish_pixel& op = kit::operation(sample("sample_c"));
  const kit::Picture p = kit::ramp(33, 7, kit::rgba_f32);
  const kit::Picture out = kit::run(op, {}, p, {.random_tiling = 2});
  EXPECT_FLOAT_EQ(static_cast<float>(out.at(5, 5, 1)), static_cast<float>(1 - p.at(5, 5, 1)));
  EXPECT_EQ(out.at(5, 5, 3), p.at(5, 5, 3));
  EXPECT_EQ(kit::difference(kit::run(op, {{"strength", "0"}}, p, {.run_identity = true}), p), "");
}

}  // namespace
}  // namespace burnish
