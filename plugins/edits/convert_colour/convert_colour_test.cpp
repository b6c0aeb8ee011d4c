#include <gtest/gtest.h>

#include "kit/plugin_file.hpp"
#include "kit/run.hpp"

using namespace burnish::kit;

namespace {
const burnish_pixel& convert_colour() { return operation(BURNISH_PLUGIN_FILE, "burnish.convert_colour"); }

struct Described {
  burnish_image_info info;
  bool identity;
};
Described described(const TextValues& values, const burnish_image_info& from) {
  const Call call;
  const Plan plan(convert_colour(), Values(*convert_colour().desc, values), {from}, {0, 0}, call);
  EXPECT_TRUE(plan.ok()) << to_text(call.failure());
  return {plan.output, plan.has(BURNISH_IDENTITY)};
}
}  // namespace

TEST(ConvertColour, StatesSrgbAndLeavesThePixelsToTheHost) {
  EXPECT_EQ(convert_colour().process, nullptr);
  burnish_image_info from = Picture(2, 2, rgb_u8).info();
  from.color = {9, 16, 0, 1, 4, "icc"};
  const Described d = described({}, from);
  EXPECT_EQ(d.info.color.primaries, 1);
  EXPECT_EQ(d.info.color.transfer, 13);
  EXPECT_EQ(d.info.color.icc_size, 0U);
  EXPECT_FALSE(d.identity);
}

TEST(ConvertColour, IsAnIdentityOnSrgb) {
  burnish_image_info from = Picture(2, 2, rgb_u8).info();
  from.color = {1, 13, 0, 1, 0, nullptr};
  EXPECT_TRUE(described({}, from).identity);
  EXPECT_FALSE(described({{"to", "press.icc"}}, from).identity);
}

TEST(ConvertColour, MakesRgbOfCmyk) {
  burnish_image_info from = Picture(2, 2, format(BURNISH_U8, BURNISH_CMYK)).info();
  from.color = {1, 13, 0, 1, 0, nullptr};
  const Described d = described({}, from);
  EXPECT_EQ(d.info.format.model, BURNISH_RGB);
  EXPECT_FALSE(d.identity);
}

TEST(ConvertColour, RefusesAnEmptyName) {
  const Call call;
  const Plan plan(convert_colour(), Values(*convert_colour().desc, {{"to", ""}}), {Picture(2, 2, rgb_u8).info()},
                  {0, 0}, call);
  EXPECT_EQ(plan.status, BURNISH_BAD_PARAM);
  EXPECT_EQ(call.failure().param, "to");
}
