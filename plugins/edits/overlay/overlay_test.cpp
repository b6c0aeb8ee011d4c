#include <gtest/gtest.h>

#include "kit/plugin_file.hpp"
#include "kit/run.hpp"

using namespace burnish::kit;

namespace {
const burnish_pixel& overlay() { return operation(BURNISH_PLUGIN_FILE, "burnish.overlay"); }

struct Place {
  int32_t x, y;
};

/// A white 7 by 4 picture on a black one of 20 by 11 is at (x, y), as far as there is a place.
void expect_at(const TextValues& values, const Place& at) {
  const std::vector<Picture> inputs{constant(20, 11, rgb_f32, 0), constant(7, 4, rgb_f32, 1)};
  const Picture p = run(overlay(), values, inputs, {.random_tiling = 2});
  ASSERT_EQ(p.width(), 20);
  ASSERT_EQ(p.height(), 11);
  for (int32_t y = 0; y < 11; ++y)
    for (int32_t x = 0; x < 20; ++x) {
      const bool over = x >= at.x && x < at.x + 7 && y >= at.y && y < at.y + 4;
      for (int c = 0; c < 3; ++c) ASSERT_EQ(p.at(x, y, c), over ? 1 : 0) << x << ' ' << y;
    }
}
}  // namespace

TEST(Overlay, PlacesTheSecondByEachGravity) {
  const auto at = [](const char* gravity, int32_t x, int32_t y) {
    SCOPED_TRACE(gravity);
    expect_at({{"gravity", gravity}}, {x, y});
  };
  at("north_west", 0, 0), at("north", 6, 0), at("north_east", 13, 0);
  at("west", 0, 3), at("center", 6, 3), at("east", 13, 3);
  at("south_west", 0, 7), at("south", 6, 7), at("south_east", 13, 7);
  expect_at({}, {0, 0});
}

TEST(Overlay, MovesTheSecondInwardFromItsSide) {
  const auto at = [](const char* gravity, int32_t x, int32_t y) {
    SCOPED_TRACE(gravity);
    expect_at({{"gravity", gravity}, {"x", "2"}, {"y", "1"}}, {x, y});
  };
  at("north_west", 2, 1), at("north", 8, 1), at("north_east", 11, 1);
  at("west", 2, 4), at("center", 8, 4), at("east", 11, 4);
  at("south_west", 2, 6), at("south", 8, 6), at("south_east", 11, 6);
}

TEST(Overlay, CutsOffWhatLiesOutside) {
  expect_at({{"x", "-3"}, {"y", "9"}}, {-3, 9});
  expect_at({{"gravity", "south_east"}, {"x", "-5"}, {"y", "-2"}}, {18, 9});
}

TEST(Overlay, ShowsTheMiddleOfALargerSecond) {
  Picture second(9, 6, gray_f32);
  second.fill([](int32_t x, int32_t y, int) { return (10 * x + y) / 100.0; });
  const Picture p = run(overlay(), {{"gravity", "center"}}, {constant(4, 3, gray_f32, 0), second});
  EXPECT_FLOAT_EQ(static_cast<float>(p.at(0, 0, 0)), 0.32F) << "floor(-5 / 2) = -3, floor(-3 / 2) = -2";
}

TEST(Overlay, ComposesPremultipliedAlpha) {
  const Picture first = constant(19, 1, premul_f32, {0.2, 0.1, 0.4, 0.5});
  const Picture second = constant(19, 1, premul_f32, {0.3, 0, 0.1, 0.6});
  const Picture p = run(overlay(), {{"opacity", "0.5"}}, {first, second});
  for (int32_t x = 0; x < 19; ++x) {
    EXPECT_NEAR(p.at(x, 0, 0), 0.15 + 0.7 * 0.2, 1e-6);
    EXPECT_NEAR(p.at(x, 0, 1), 0.7 * 0.1, 1e-6);
    EXPECT_NEAR(p.at(x, 0, 2), 0.05 + 0.7 * 0.4, 1e-6);
    EXPECT_NEAR(p.at(x, 0, 3), 0.3 + 0.7 * 0.5, 1e-6);
  }
}

TEST(Overlay, MixesPicturesWithAndWithoutAlpha) {
  const Picture p =
      run(overlay(), {}, {constant(1, 1, rgb_f32, 0.8), constant(1, 1, premul_f32, {0.1, 0.1, 0.1, 0.25})});
  EXPECT_TRUE(same_format(p.format(), rgb_f32));
  EXPECT_NEAR(p.at(0, 0, 0), 0.1 + 0.75 * 0.8, 1e-6);
  const Picture q = run(overlay(), {{"opacity", "0.25"}},
                        {constant(1, 1, premul_f32, {0.2, 0.2, 0.2, 0.5}), constant(1, 1, rgb_f32, 0.8)});
  EXPECT_NEAR(q.at(0, 0, 0), 0.25 * 0.8 + 0.75 * 0.2, 1e-6);
  EXPECT_NEAR(q.at(0, 0, 3), 0.25 + 0.75 * 0.5, 1e-6);
}

TEST(Overlay, IsAnIdentityWhenNothingShows) {
  const std::vector<Picture> inputs{noise(20, 11, rgb_f32), noise(7, 4, rgb_f32)};
  EXPECT_TRUE(try_run(overlay(), {{"opacity", "0"}}, inputs).flags & BURNISH_IDENTITY);
  EXPECT_TRUE(try_run(overlay(), {{"x", "20"}}, inputs).flags & BURNISH_IDENTITY);
  EXPECT_TRUE(try_run(overlay(), {{"y", "-4"}}, inputs).flags & BURNISH_IDENTITY);
  EXPECT_FALSE(try_run(overlay(), {{"x", "19"}}, inputs).flags & BURNISH_IDENTITY);
}

TEST(Overlay, FollowsThePreviewScale) {
  const Picture p =
      run(overlay(), {{"x", "8"}}, {constant(8, 1, gray_f32, 0), constant(1, 1, gray_f32, 1)}, {.scale = 0.5});
  EXPECT_EQ(p.at(4, 0, 0), 1);
}

TEST(Overlay, DoesNotDependOnTilesOrPlace) {
  const std::vector<Picture> inputs{noise(131, 37, premul_f32, 1), noise(61, 50, premul_f32, 2)};
  const TextValues v{{"gravity", "center"}, {"opacity", "0.7"}};
  const Picture whole = run(overlay(), v, inputs);
  EXPECT_EQ(difference(whole, run(overlay(), v, inputs, {.random_tiling = 3, .poison_nan = true})), "");
  EXPECT_EQ(difference(whole, run(overlay(), v, inputs, {.tile_width = 7, .tile_height = 5, .in_place = true})), "");
}
