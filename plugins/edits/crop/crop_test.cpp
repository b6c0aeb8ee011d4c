#include <gtest/gtest.h>

#include <burnish/analyser.hpp>

#include "kit/findings.hpp"
#include "kit/plugin_file.hpp"
#include "kit/run.hpp"

using namespace burnish::kit;

namespace {
const burnish_pixel& crop() { return operation(BURNISH_PLUGIN_FILE, "burnish.crop"); }

/// Every pixel says where it is: 10 x + y + channel / 4, in steps that every sample type holds.
Picture numbered(int32_t width, int32_t height, const burnish_format& f = rgb_u8) {
  Picture p(width, height, f);
  for (int32_t y = 0; y < height; ++y)
    for (int32_t x = 0; x < width; ++x)
      for (int c = 0; c < p.channels(); ++c) p.set(x, y, c, (10 * x + y) % 64 + 64 * (c % 4));
  return p;
}

struct Shown {
  int32_t x, y, width, height;
};

/// The window that a crop of a 20 by 11 picture shows.
void expect_window(const TextValues& values, const Shown& w) {
  const Picture input = numbered(20, 11), p = run(crop(), values, input, {.run_identity = true});
  ASSERT_EQ(p.width(), w.width);
  ASSERT_EQ(p.height(), w.height);
  EXPECT_EQ(difference(p, run(crop(), values, input, {.random_tiling = 5, .run_identity = true})), "");
  for (int32_t y = 0; y < w.height; ++y)
    for (int32_t x = 0; x < w.width; ++x)
      for (int c = 0; c < 3; ++c) ASSERT_EQ(p.at(x, y, c), input.at(w.x + x, w.y + y, c)) << x << ' ' << y;
}

/// What prepare says for a description that is not a plain picture's.
burnish_image_info described(const TextValues& values, const burnish_image_info& from) {
  const Call call;
  const Plan plan(crop(), Values(*crop().desc, values, static_cast<double>(from.scale)), {from}, {0, 0}, call);
  EXPECT_TRUE(plan.ok()) << to_text(call.failure());
  return plan.output;
}

burnish_image_info shrunk(int32_t full_width, int32_t full_height, int32_t by) {
  burnish_image_info i = Picture((full_width + by - 1) / by, (full_height + by - 1) / by, rgb_u8).info();
  i.shrink = by;
  i.view[2] = static_cast<double>(full_width) / by;
  i.view[3] = static_cast<double>(full_height) / by;
  return i;
}
}  // namespace

TEST(Crop, CutsAWindowFromTheTopLeft) {
  expect_window({{"x", "3"}, {"y", "2"}, {"width", "5"}, {"height", "4"}}, {3, 2, 5, 4});
  expect_window({{"x", "3"}, {"y", "2"}}, {3, 2, 17, 9});
  expect_window({{"x", "3"}, {"width", "5"}}, {3, 0, 5, 11});
  expect_window({{"x", "19"}, {"y", "10"}, {"width", "1"}, {"height", "1"}}, {19, 10, 1, 1});
}

TEST(Crop, PlacesAWindowByEachGravity) {
  const auto at = [](const char* gravity, int32_t x, int32_t y) {
    SCOPED_TRACE(gravity);
    expect_window({{"width", "7"}, {"height", "4"}, {"gravity", gravity}}, {x, y, 7, 4});
  };
  at("north_west", 0, 0), at("north", 6, 0), at("north_east", 13, 0);
  at("west", 0, 3), at("center", 6, 3), at("east", 13, 3);
  at("south_west", 0, 7), at("south", 6, 7), at("south_east", 13, 7);
  expect_window({{"width", "7"}, {"height", "4"}}, {6, 3, 7, 4});
}

TEST(Crop, MovesAWindowInwardFromItsSide) {
  const auto at = [](const char* gravity, int32_t x, int32_t y) {
    SCOPED_TRACE(gravity);
    expect_window({{"width", "7"}, {"height", "4"}, {"gravity", gravity}, {"x", "2"}, {"y", "1"}}, {x, y, 7, 4});
  };
  at("north_west", 2, 1), at("north", 8, 1), at("north_east", 11, 1);
  at("west", 2, 4), at("center", 8, 4), at("east", 11, 4);
  at("south_west", 2, 6), at("south", 8, 6), at("south_east", 11, 6);
}

TEST(Crop, CutsTheLargestWindowOfARatio) {
  expect_window({{"aspect", "1:1"}}, {4, 0, 11, 11});
  expect_window({{"aspect", "1:1"}, {"gravity", "east"}}, {9, 0, 11, 11});
  expect_window({{"aspect", "4:1"}, {"gravity", "south"}}, {0, 6, 20, 5});
  expect_window({{"aspect", "0.5"}, {"gravity", "west"}}, {0, 0, 6, 11});  // 5.5 rounds up
  expect_window({{"aspect", "1000:1"}}, {0, 5, 20, 1});
  expect_window({{"aspect", "20:11"}}, {0, 0, 20, 11});
}

TEST(Crop, KeepsTheRatioWhenTheWindowWouldLeaveThePicture) {
  expect_window({{"aspect", "1:1"}, {"gravity", "north_west"}, {"x", "15"}, {"y", "2"}}, {9, 0, 11, 11});
  expect_window({{"aspect", "2:1"}, {"width", "8"}}, {6, 3, 8, 4});
  expect_window({{"aspect", "2:1"}, {"height", "3"}, {"gravity", "north"}}, {7, 0, 6, 3});
  expect_window({{"aspect", "1:2"}, {"width", "10"}, {"gravity", "north_west"}}, {0, 0, 6, 11});
}

TEST(Crop, ClampsToThePicture) {
  expect_window({{"x", "15"}, {"y", "-2"}, {"width", "100"}, {"height", "5"}}, {15, 0, 5, 3});
  expect_window({{"width", "100"}, {"height", "3"}}, {0, 4, 20, 3});
  expect_window({{"width", "7"}, {"gravity", "south_east"}}, {13, 0, 7, 11});
}

TEST(Crop, RefusesAWindowOutsideAndSaysWhichOffsetsWouldDo) {
  const auto fail = [](const TextValues& v) { return failure_of(crop(), v, {numbered(20, 11)}); };
  Failure f = fail({{"x", "20"}, {"y", "0"}, {"width", "5"}, {"height", "5"}});
  EXPECT_EQ(f.code, BURNISH_BAD_PARAM);
  EXPECT_EQ(f.param, "x");
  EXPECT_EQ(f.message, "x = 20 puts the window outside the picture, which is 20 pixels wide; use -4 to 19");
  f = fail({{"y", "30"}, {"width", "5"}, {"height", "5"}, {"gravity", "south"}});
  EXPECT_EQ(f.param, "y");
  EXPECT_EQ(f.message, "y = 30 puts the window outside the picture, which is 11 pixels high; use -4 to 10");
  EXPECT_EQ(fail({{"y", "-4"}, {"width", "5"}, {"height", "5"}, {"gravity", "south"}}).code, BURNISH_OK);
  EXPECT_EQ(fail({{"y", "-5"}, {"width", "5"}, {"height", "5"}, {"gravity", "south"}}).param, "y");
  EXPECT_EQ(fail({{"x", "500"}}).param, "x");
  EXPECT_EQ(fail({{"aspect", "1:1"}, {"x", "-500"}}).param, "x");
}

TEST(Crop, RefusesASizeThatIsSaidTwice) {
  const Failure f = failure_of(crop(), {{"aspect", "1:1"}, {"width", "5"}, {"height", "5"}}, {numbered(20, 11)});
  EXPECT_EQ(f.code, BURNISH_BAD_PARAM);
  EXPECT_EQ(f.param, "aspect");
}

TEST(Crop, PutsTheMiddleOfTheWindowAtAPoint) {
  const auto at = [](const char* x, const char* y, const Shown& w) {
    expect_window({{"width", "6"}, {"height", "4"}, {"gravity", "xy_center"}, {"x", x}, {"y", y}}, w);
  };
  at("10", "5", {7, 3, 6, 4});
  at("0", "0", {0, 0, 6, 4});
  at("19", "11", {14, 7, 6, 4});
  expect_window({{"aspect", "1:1"}, {"gravity", "xy_center"}, {"x", "7"}, {"y", "3"}}, {2, 0, 11, 11});
  EXPECT_EQ(failure_of(crop(), {{"width", "6"}, {"gravity", "xy_center"}, {"x", "1"}}, {numbered(20, 11)}).param,
            "gravity");
}

/// What the settler makes of a window that was found, as text; or the parameter that it refuses.
std::string settled(const TextValues& text, const burnish::box& found, int32_t width, int32_t height,
                    bool offered = true) {
  const PluginFile plugin(BURNISH_PLUGIN_FILE);
  const auto& settle = *static_cast<const burnish_settle*>(plugin.tables("burnish.settle/1").at(0));
  const Values values(*crop().desc, text);
  const Call call;
  burnish_image_info full = Picture(1, 1).info();
  full.width = width, full.height = height;
  const burnish_image_info* inputs[] = {&full};
  burnish_prepare prepare{};
  prepare.struct_size = sizeof prepare;
  prepare.values = values.data();
  prepare.input_count = 1;
  prepare.inputs = inputs;
  EXPECT_EQ(settle.applies(call.get(), &prepare), 1);
  Findings findings;
  if (offered) {
    burnish_finding f{};
    f.struct_size = sizeof f;
    f.label = "window";
    f.score = 1;
    f.x0 = static_cast<float>(found.x0), f.y0 = static_cast<float>(found.y0);
    f.x1 = static_cast<float>(found.x1), f.y1 = static_cast<float>(found.y1);
    EXPECT_EQ(findings.get()->add(findings.get(), &f), BURNISH_OK);
  }
  const burnish_findings* all[] = {findings.get(), nullptr};
  std::vector<burnish_value> out(values.data(), values.data() + values.size());
  const burnish_status status = settle.settle(call.get(), &prepare, all, out.data());
  if (status != BURNISH_OK) return call.failure().param;
  for (std::size_t i = 6; i < out.size(); ++i) EXPECT_EQ(out[i].state, uint32_t{BURNISH_VALUE_DEFAULT}) << i;
  EXPECT_EQ(out[5].i, 8) << "north_west";
  std::string numbers;
  for (std::size_t i = 0; i < 4; ++i) numbers += (i == 0 ? "" : " ") + std::to_string(out[i].i);
  return numbers;
}

TEST(CropSettler, KeepsTheSizeThatIsCutWithoutLooking) {
  EXPECT_EQ(settled({{"aspect", "1:1"}, {"gravity", "auto"}}, {0.5, 0, 1, 1}, 1000, 500), "500 0 500 500");
  EXPECT_EQ(settled({{"aspect", "1:1"}, {"gravity", "auto"}}, {0.4999, 0, 0.9991, 1}, 1000, 500), "500 0 500 500");
  EXPECT_EQ(settled({{"aspect", "16:9"}, {"gravity", "faces"}}, {0, 0.1, 1, 0.9}, 333, 250), "0 32 333 187");
  EXPECT_EQ(settled({{"width", "70"}, {"height", "40"}, {"gravity", "face"}}, {0.9, 0.9, 1, 1}, 100, 100),
            "30 60 70 40");
  EXPECT_EQ(
      settled({{"width", "70"}, {"height", "40"}, {"mode", "crop"}, {"gravity", "auto"}}, {0, 0, 0.7, 0.4}, 100, 100),
      "0 0 70 40");
  EXPECT_EQ(settled({{"aspect", "1:1"}, {"protect", "1,2,3,4,5,6,7,8"}}, {0, 0, 0.5, 1}, 1000, 500), "0 0 500 500");
}

TEST(CropSettler, TakesTheSizeThatWasFoundWhereTheModeLeavesItOpen) {
  EXPECT_EQ(settled({{"aspect", "1:1"}, {"mode", "thumb"}}, {0.25, 0.25, 0.5, 0.75}, 1000, 500), "250 125 250 250");
  EXPECT_EQ(settled({{"aspect", "3:2"}, {"mode", "auto"}}, {0.1, 0.1, 0.7001, 0.9}, 1000, 500), "100 50 600 400");
  EXPECT_EQ(settled({{"aspect", "1:1"}, {"gravity", "auto"}, {"zoom", "2"}}, {0, 0, 0.25, 0.5}, 1000, 500),
            "0 0 250 250");
  EXPECT_EQ(settled({{"aspect", "1:1"}, {"mode", "fill_pad"}}, {0, 0.1, 1, 0.9}, 1000, 500), "0 50 1000 400");
  EXPECT_EQ(settled({{"aspect", "1:1"}, {"gravity", "auto"}}, {}, 1000, 500, false), "250 0 500 500");
  EXPECT_EQ(settled({{"aspect", "1:1"}, {"mode", "thumb"}}, {0.999, 0.999, 1, 1}, 1, 1), "0 0 1 1");
}

TEST(CropSettler, RefusesContradictions) {
  const auto refused = [](const TextValues& v) { return settled(v, {0, 0, 1, 1}, 100, 50); };
  EXPECT_EQ(refused({{"aspect", "1:1"}, {"mode", "fill_pad"}, {"gravity", "north"}}), "mode");
  EXPECT_EQ(refused({{"aspect", "1:1"}, {"focal", "3,4"}, {"gravity", "east"}}), "focal");
  EXPECT_EQ(refused({{"aspect", "1:1"}, {"focal", "3,4"}, {"gravity", "face"}}), "focal");
  EXPECT_EQ(refused({{"aspect", "1:1"}, {"avoid", "1,1,4,4"}, {"gravity", "center"}}), "avoid");
  EXPECT_EQ(refused({{"aspect", "1:1"}, {"avoid", "1,1,0,4"}}), "avoid");
  EXPECT_EQ(refused({{"aspect", "1:1"}, {"zoom", "2"}, {"gravity", "south"}}), "zoom");
  EXPECT_EQ(refused({{"width", "9"}, {"height", "9"}, {"zoom", "2"}}), "zoom");
  EXPECT_EQ(refused({{"aspect", "1:1"}, {"gravity", "auto"}, {"y", "2"}}), "y");
  EXPECT_EQ(refused({{"mode", "thumb"}}), "mode");
  EXPECT_EQ(refused({{"gravity", "auto"}}), "gravity");
  EXPECT_EQ(failure_of(crop(), {{"width", "5"}, {"mode", "crop"}}, {numbered(20, 11)}).param, "mode");
  EXPECT_EQ(failure_of(crop(), {{"aspect", "1:1"}, {"mode", "crop"}}, {numbered(20, 11)}).param, "aspect");
  EXPECT_EQ(failure_of(crop(), {{"aspect", "1:1"}, {"gravity", "auto"}}, {numbered(20, 11)}).code, BURNISH_UNSUPPORTED);
}

TEST(Crop, MovesPixelsOfEveryFormat) {
  for (const burnish_format& f : concrete_formats({0, 0, 0, 0, 0, {}})) {
    const Picture input = noise(7, 5, f);
    const Outcome o =
        try_run(crop(), {{"x", "2"}, {"y", "1"}, {"width", "4"}, {"height", "3"}}, {input}, {.random_tiling = 1});
    ASSERT_TRUE(o.ok()) << format_text(f) << ": " << o.text();
    for (int c = 0; c < input.channels(); ++c) ASSERT_EQ(o.picture.at(3, 2, c), input.at(5, 3, c)) << format_text(f);
  }
}

TEST(Crop, IsAnIdentityWhenItShowsEverything) {
  EXPECT_TRUE(try_run(crop(), {}, {numbered(1, 1)}).flags & BURNISH_IDENTITY);
  EXPECT_TRUE(try_run(crop(), {{"width", "99"}, {"height", "99"}}, {numbered(20, 11)}).flags & BURNISH_IDENTITY);
  EXPECT_FALSE(try_run(crop(), {{"width", "19"}}, {numbered(20, 11)}).flags & BURNISH_IDENTITY);
}

TEST(Crop, ShowsTheSameWindowOfAPictureShrunkOnLoad) {
  // 1001 by 500 at 1/8 is 126 by 63 pixels, of which 125.125 by 62.5 are the picture.
  const burnish_image_info out =
      described({{"x", "100"}, {"y", "41"}, {"width", "333"}, {"height", "200"}}, shrunk(1001, 500, 8));
  EXPECT_EQ(out.width, 43);   // 12.5 to 54.125
  EXPECT_EQ(out.height, 26);  // 5.125 to 30.125
  EXPECT_DOUBLE_EQ(out.view[0], 0.5);
  EXPECT_DOUBLE_EQ(out.view[2], 42.125);
  EXPECT_DOUBLE_EQ(out.view[1], 0.125);
  EXPECT_DOUBLE_EQ(out.view[3], 25.125);
  EXPECT_EQ(out.shrink, 8);
}

TEST(Crop, CountsTheRatioInFullSizePixels) {
  // 1001 by 500, aspect 1:1: x from floor(501 / 2) = 250 to 750.
  const burnish_image_info out = described({{"aspect", "1:1"}}, shrunk(1001, 500, 4));
  EXPECT_DOUBLE_EQ(out.view[2] - out.view[0], 125);
  EXPECT_DOUBLE_EQ(out.view[0], 0.5);
  EXPECT_EQ(out.width, 126);
  EXPECT_EQ(out.height, 125);
}

TEST(Crop, KeepsAnUnevenBorderWhenItReachesToTheEnd) {
  const burnish_image_info out = described({{"x", "500"}, {"y", "0"}}, shrunk(1001, 500, 8));
  EXPECT_DOUBLE_EQ(out.view[0], 0.5);
  EXPECT_DOUBLE_EQ(out.view[2], 125.125 - 62);
  EXPECT_EQ(out.width, 64);
}

TEST(Crop, StartsFromTheViewOfItsInput) {
  burnish_image_info from = Picture(30, 30, rgb_u8).info();
  from.view[0] = 4, from.view[1] = 5, from.view[2] = 24, from.view[3] = 16;  // 20 by 11
  const burnish_image_info out = described({{"width", "7"}, {"height", "4"}, {"gravity", "south_east"}}, from);
  EXPECT_EQ(out.width, 7);
  EXPECT_EQ(out.height, 4);
  EXPECT_EQ(out.view[0], 0);
  EXPECT_EQ(out.view[3], 4);
}

TEST(Crop, FollowsThePreviewScale) {
  burnish_image_info from = Picture(50, 25, rgb_u8).info();
  from.scale = 0.25F;
  EXPECT_EQ(described({{"x", "40"}, {"width", "80"}, {"height", "40"}}, from).width, 20);
}
