#include <gtest/gtest.h>

#include "kit/plugin_file.hpp"
#include "kit/run.hpp"

using namespace burnish::kit;

namespace {
const burnish_pixel& flatten() { return operation(BURNISH_PLUGIN_FILE, "burnish.flatten"); }
}  // namespace

TEST(Flatten, StatesAnOutputWithoutAlphaAndLeavesThePixelsToTheHost) {
  EXPECT_EQ(flatten().process, nullptr);
  const Call call;
  const Plan plan(flatten(), Values(*flatten().desc, {}), {Picture(5, 4, rgba_u8).info()}, {0, 0}, call);
  ASSERT_TRUE(plan.ok());
  EXPECT_TRUE(same_format(plan.output.format, rgb_u8));
  EXPECT_EQ(plan.width(), 5);
  EXPECT_FALSE(plan.has(BURNISH_IDENTITY));
}

TEST(Flatten, DefaultsToWhite) {
  const Values v(*flatten().desc, {});
  ASSERT_STREQ(flatten().desc->params[0].id, "background");
  for (const double channel : v[0].r) EXPECT_EQ(channel, 1);
}

TEST(Flatten, IsAnIdentityWithoutAlpha) {
  const Call call;
  const Plan plan(flatten(), Values(*flatten().desc, {}), {Picture(5, 4, gray_u8).info()}, {0, 0}, call);
  EXPECT_TRUE(plan.has(BURNISH_IDENTITY));
}

TEST(Flatten, RefusesATranslucentBackground) {
  const Call call;
  const Plan plan(flatten(), Values(*flatten().desc, {{"background", "#ffffff80"}}), {Picture(5, 4, rgba_u8).info()},
                  {0, 0}, call);
  EXPECT_EQ(plan.status, BURNISH_BAD_PARAM);
  EXPECT_EQ(call.failure().param, "background");
}
