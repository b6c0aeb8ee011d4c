#include <gtest/gtest.h>

#include "kit/plugin_file.hpp"
#include "kit/run.hpp"

using namespace burnish::kit;

namespace {
const burnish_pixel& auto_orient() { return operation(BURNISH_PLUGIN_FILE, "burnish.auto_orient"); }

/// What comes of 10 by 6 pixels, of which those from (1, 2) to (7, 5) are the picture.
void expect_view(int32_t orientation, const burnish_rect& view) {
  burnish_image_info from = Picture(10, 6, rgb_u8).info();
  from.orientation = orientation;
  from.view[0] = 1, from.view[1] = 2, from.view[2] = 7, from.view[3] = 5;
  const Call call;
  const Plan plan(auto_orient(), Values(*auto_orient().desc, {}), {from}, {0, 0}, call);
  ASSERT_TRUE(plan.ok());
  EXPECT_EQ(plan.output.orientation, 1);
  EXPECT_EQ(plan.has(BURNISH_IDENTITY), orientation == 1);
  EXPECT_EQ(plan.width(), orientation >= 5 ? 6 : 10);
  EXPECT_EQ(plan.height(), orientation >= 5 ? 10 : 6);
  const auto& v = plan.output.view;
  EXPECT_TRUE(v[0] == view.x0 && v[1] == view.y0 && v[2] == view.x1 && v[3] == view.y1)
      << "orientation " << orientation << ": " << v[0] << ' ' << v[1] << ' ' << v[2] << ' ' << v[3];
}
}  // namespace

TEST(AutoOrient, TurnsSizeAndViewUpright) {
  expect_view(1, {1, 2, 7, 5});
  expect_view(2, {3, 2, 9, 5});  // mirrored
  expect_view(3, {3, 1, 9, 4});  // upside down
  expect_view(4, {1, 1, 7, 4});
  expect_view(5, {2, 1, 5, 7});  // transposed
  expect_view(6, {1, 1, 4, 7});  // turned clockwise to be upright
  expect_view(7, {1, 3, 4, 9});
  expect_view(8, {2, 3, 5, 9});  // turned anticlockwise
}

TEST(AutoOrient, LeavesThePixelsToTheHost) { EXPECT_EQ(auto_orient().process, nullptr); }
