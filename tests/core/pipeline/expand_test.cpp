#include "pipeline/expand.hpp"

#include <gtest/gtest.h>

#include <map>

#include "installed.hpp"
#include "pipeline/notation.hpp"
#include "pipeline/values.hpp"
#include "reading.hpp"

namespace burnish {
namespace {

struct Box {
  int x = 0, y = 0, width = 0, height = 0;
  friend bool operator==(const Box&, const Box&) = default;
};
void PrintTo(const Box& box, std::ostream* out) {
  *out << box.width << "x" << box.height << " at " << box.x << "," << box.y;
}

/// What the steps do to a picture of some size, by the meaning of resize, crop and pad alone.
struct Trace {
  Size size;
  Size scaled;  // after the last resize
  Box window;   // of the last crop
  Box picture;  // where it lies on a padded canvas
  std::string resize_fit;
};

int whole(const Step& step, const std::string& id) {
  for (const Argument& argument : step.arguments) {
    if (argument.id == id) return std::stoi(argument.text);
  }
  ADD_FAILURE() << short_id(step.op->id) << " has no " << id;
  return 0;
}
std::string text(const Step& step, const std::string& id) {
  for (const Argument& argument : step.arguments) {
    if (argument.id == id) return argument.text;
  }
  return {};
}

int start_of(const std::string& gravity, const char* first, const char* last, int left_over) {
  if (gravity.find(first) != std::string::npos) return 0;
  return gravity.find(last) != std::string::npos ? left_over : left_over / 2;
}

void apply(const Step& step, Trace& trace) {
  EXPECT_TRUE(Values::resolve(*step.op, step.arguments).ok());
  const std::string op(short_id(step.op->id));
  const Size to{whole(step, "width"), whole(step, "height")};
  if (op == "resize") {
    trace.scaled = to;
    trace.resize_fit = text(step, "fit");
    trace.picture = {0, 0, to.width, to.height};
  } else if (op == "crop") {
    EXPECT_EQ(text(step, "gravity"), "north_west");
    trace.window = {whole(step, "x"), whole(step, "y"), to.width, to.height};
    EXPECT_GE(trace.window.x, 0);
    EXPECT_GE(trace.window.y, 0);
    EXPECT_LE(trace.window.x + to.width, trace.size.width);
    EXPECT_LE(trace.window.y + to.height, trace.size.height);
  } else {
    ASSERT_EQ(op, "pad");
    EXPECT_GE(to.width, trace.size.width);
    EXPECT_GE(to.height, trace.size.height);
    trace.picture.x += start_of(text(step, "gravity"), "west", "east", to.width - trace.size.width);
    trace.picture.y += start_of(text(step, "gravity"), "north", "south", to.height - trace.size.height);
  }
  trace.size = to;
}

Trace traced(const std::string& transformation, Size source) {
  Trace trace{source, source, {0, 0, source.width, source.height}, {0, 0, source.width, source.height}, {}};
  const auto notation = read_notation(transformation, {}, test::installed());
  EXPECT_TRUE(notation.ok()) << transformation << ": " << (notation.ok() ? "" : notation.error().message());
  if (!notation.ok()) return trace;
  for (const Component& component : notation->components) {
    const auto steps = expand_component(component, trace.size, source, test::installed());
    EXPECT_TRUE(steps.ok()) << transformation;
    if (!steps.ok()) return trace;
    for (const Step& step : *steps) apply(step, trace);
  }
  return trace;
}

Box box_of(const JsonValue& value) {
  const auto number = [&](const char* key) {
    const std::string digits = test::text_of(value, key);
    return digits.empty() ? 0 : std::stoi(digits);
  };
  return {number("x"), number("y"), number("w"), number("h")};
}

TEST(ExpandComponent, AgreesWithEveryGeometryVector) {
  const JsonValue data = test::test_data("cloudinary_geometry.json");
  ASSERT_NE(data.member("vectors"), nullptr);
  ASSERT_GE(data.member("vectors")->elements.size(), 50U);
  for (const JsonValue& vector : data.member("vectors")->elements) {
    const std::string transformation = test::text_of(vector, "transformation");
    SCOPED_TRACE(test::text_of(vector, "id") + " " + transformation);
    const Box source = box_of(*vector.member("source"));
    const Trace trace = traced(transformation, {source.width, source.height});
    const Box expected = box_of(*vector.member("expected"));
    EXPECT_EQ(trace.size.width, expected.width);
    EXPECT_EQ(trace.size.height, expected.height);
    if (const JsonValue* scaled = vector.member("scaled")) {
      EXPECT_EQ(trace.scaled.width, box_of(*scaled).width);
      EXPECT_EQ(trace.scaled.height, box_of(*scaled).height);
    }
    if (const JsonValue* offset = vector.member("crop_offset")) {
      EXPECT_EQ(trace.window.x, box_of(*offset).x);
      EXPECT_EQ(trace.window.y, box_of(*offset).y);
    }
    if (const JsonValue* rect = vector.member("source_rect")) {
      EXPECT_EQ(trace.window, box_of(*rect));
    }
    if (const JsonValue* box = vector.member("image_box")) {
      EXPECT_EQ(trace.picture, box_of(*box));
    }
  }
}

TEST(ExpandComponent, FillGivesExactlyTheSizeForAnySource) {
  for (int width = 1; width < 80; width += 3) {
    for (int height = 1; height < 80; height += 7) {
      for (const Size wanted : {Size{1, 1}, Size{7, 31}, Size{64, 64}, Size{1920, 800}}) {
        const std::string size = "w_" + std::to_string(wanted.width) + ",h_" + std::to_string(wanted.height);
        EXPECT_EQ(traced("c_fill," + size, {width, height}).size, wanted) << width << "x" << height << " " << size;
        EXPECT_EQ(traced("c_pad," + size, {width, height}).size, wanted) << width << "x" << height << " " << size;
        EXPECT_EQ(traced("c_scale," + size, {width, height}).size, wanted);
        const Size fitted = traced("c_fit," + size, {width, height}).size;
        EXPECT_TRUE(fitted.width <= wanted.width && fitted.height <= wanted.height);
        EXPECT_TRUE(fitted.width == wanted.width || fitted.height == wanted.height);
      }
    }
  }
}

struct Placement {
  const char* transformation;
  Box window;
};
class CropWindow : public testing::TestWithParam<Placement> {};
TEST_P(CropWindow, FollowsGravityAndOffset) {
  EXPECT_EQ(traced(GetParam().transformation, {1000, 500}).window, GetParam().window) << GetParam().transformation;
}
INSTANTIATE_TEST_SUITE_P(All, CropWindow,
                         testing::Values(Placement{"c_crop,w_200,h_100,g_center,x_10,y_20", {410, 220, 200, 100}},
                                         Placement{"c_crop,w_200,h_100,g_north_west,x_10,y_20", {10, 20, 200, 100}},
                                         Placement{"c_crop,w_200,h_100,g_north,x_10,y_20", {410, 20, 200, 100}},
                                         Placement{"c_crop,w_200,h_100,g_north_east,x_10,y_20", {790, 20, 200, 100}},
                                         Placement{"c_crop,w_200,h_100,g_east,x_10,y_20", {790, 220, 200, 100}},
                                         Placement{"c_crop,w_200,h_100,g_south_east,x_10,y_20", {790, 380, 200, 100}},
                                         Placement{"c_crop,w_200,h_100,g_south,x_10,y_20", {410, 380, 200, 100}},
                                         Placement{"c_crop,w_200,h_100,g_south_west,x_10,y_20", {10, 380, 200, 100}},
                                         Placement{"c_crop,w_200,h_100,g_west,x_10,y_20", {10, 220, 200, 100}},
                                         Placement{"c_crop,w_200,h_100,x_950,y_-3", {800, 0, 200, 100}},
                                         Placement{"c_crop,w_200,h_100,x_0.1,y_0.5", {100, 250, 200, 100}},
                                         Placement{"c_crop,w_200,h_100,x_10/dpr_2", {20, 0, 400, 200}},
                                         Placement{"c_crop,w_201,h_101", {399, 199, 201, 101}},
                                         Placement{"c_fill,w_100,h_100,g_east", {100, 0, 100, 100}},
                                         Placement{"c_fill,w_100,h_100,x_5", {55, 0, 100, 100}},
                                         Placement{"c_crop,w_200,h_100,g_xy_center,x_300,y_200", {200, 150, 200, 100}},
                                         Placement{"c_crop,w_200,h_100,g_xy_center,x_10,y_490", {0, 400, 200, 100}},
                                         Placement{"c_crop,w_200,h_100,g_xy_center,x_0.5,y_0.5", {400, 200, 200, 100}},
                                         Placement{"c_fill,w_100,h_100,g_xy_center,x_900,y_10", {100, 0, 100, 100}},
                                         Placement{"c_fill,w_100,h_100,g_xy_center,x_600,y_10", {70, 0, 100, 100}}));

std::string text_of(const std::string& transformation, Size size) {
  const auto notation = read_notation(transformation, {}, test::installed());
  EXPECT_TRUE(notation.ok()) << notation.error().message();
  const auto steps = expand_component(notation->components.at(0), size, size, test::installed());
  EXPECT_TRUE(steps.ok());
  std::string text;
  for (const Step& step : *steps) {
    text += (text.empty() ? "" : " | ") + step.op->id.substr(8);
    for (const Argument& a : step.arguments) text += " " + a.id + "=" + a.text;
  }
  return text;
}

TEST(ExpandComponent, LeavesTheWindowToWhoeverLooksAtThePicture) {
  EXPECT_EQ(text_of("c_fill,w_100,h_80,g_auto", {1000, 500}),
            "crop aspect=100:80 gravity=auto | resize width=100 height=80 fit=exact");
  EXPECT_EQ(text_of("c_fill,w_100,h_50,g_auto", {1000, 500}), "resize width=100 height=50 fit=exact");
  EXPECT_EQ(text_of("c_fill,ar_1:1,w_100,g_auto:classic/dpr_2", {1000, 500}),
            "crop aspect=200:200 gravity=auto:classic | resize width=200 height=200 fit=exact");
  EXPECT_EQ(text_of("c_crop,w_300,h_900,g_auto:face", {1000, 500}),
            "crop width=300 height=500 mode=crop gravity=auto:faces");
  EXPECT_EQ(text_of("c_crop,w_3000,h_900,g_face", {1000, 500}), "");
  EXPECT_EQ(text_of("c_thumb,w_60,h_80,g_face,z_1.5", {1000, 500}),
            "crop aspect=60:80 mode=thumb zoom=1.5 gravity=face | resize width=60 height=80 fit=exact");
  EXPECT_EQ(text_of("c_auto,w_60,h_80,g_auto:subject", {1000, 500}),
            "crop aspect=60:80 mode=auto gravity=auto:subject | resize width=60 height=80 fit=exact");
  EXPECT_EQ(text_of("c_fill_pad,w_60,h_80,g_auto,b_rgb:fff", {1000, 500}),
            "crop aspect=60:80 mode=fill_pad gravity=auto | resize width=60 height=80 fit=contain | pad width=60 "
            "height=80 gravity=center background=#fff");
}

TEST(ExpandComponent, PadPlacesThePictureAtAnOffset) {
  const Trace trace = traced("c_pad,w_400,h_400,g_south_east,x_15,y_20", {100, 50});
  EXPECT_EQ(trace.size, (Size{400, 400}));
  EXPECT_EQ(trace.picture, (Box{0, 180, 400, 200})) << "no room to move to the left";
  EXPECT_EQ(traced("c_pad,w_400,h_100,g_west,x_15", {100, 100}).picture, (Box{15, 0, 100, 100}));
}

TEST(ExpandComponent, InitialSizeIsThatOfThePictureBeforeTheString) {
  EXPECT_EQ(traced("c_scale,w_100/c_scale,w_iw,h_ih", {640, 427}).size, (Size{640, 427}));
  EXPECT_EQ(traced("c_scale,w_100/c_scale,w_ih", {640, 400}).size, (Size{400, 252}));
}

TEST(ExpandComponent, LeavesOutWhatChangesNothing) {
  const auto notation = read_notation("c_fill,w_640,h_427", {}, test::installed());
  ASSERT_TRUE(notation.ok());
  const auto steps = expand_component(notation->components[0], {640, 427}, {640, 427}, test::installed());
  ASSERT_TRUE(steps.ok());
  EXPECT_TRUE(steps->empty());
}

TEST(ExpandComponent, PassesTheBackgroundInCssForm) {
  const auto background = [](const char* transformation) {
    const auto notation = read_notation(transformation, {}, test::installed());
    const auto steps = expand_component(notation->components[0], {100, 50}, {100, 50}, test::installed());
    return text(steps->back(), "background");
  };
  EXPECT_EQ(background("c_pad,w_100,h_100,b_rgb:ff8000"), "#ff8000");
  EXPECT_EQ(background("c_pad,w_100,h_100,b_brown"), "brown");
  EXPECT_EQ(background("c_pad,w_100,h_100,b_none"), "transparent");
  EXPECT_EQ(background("c_pad,w_100,h_100"), "");
}

TEST(ExpandComponent, RefusesSidesThatNoPictureHas) {
  const auto notation = read_notation("c_scale,w_100.0", {}, test::installed());
  ASSERT_TRUE(notation.ok());
  const auto steps = expand_component(notation->components[0], {50000, 10}, {50000, 10}, test::installed());
  ASSERT_FALSE(steps.ok());
  EXPECT_EQ(steps.error().message(),
            "'c_scale,w_100.0' asks for more than 1000000 pixels on a side: the input has 50000 x 10");
  EXPECT_EQ(exit_status(steps.error().code), 3);
}

TEST(ExpandComponent, SaysWhichOperationIsMissing) {
  const auto notation = read_notation("c_fill,w_10,h_10", {}, test::installed());
  const auto steps = expand_component(notation->components[0], {100, 50}, {100, 50}, test::nothing_installed());
  ASSERT_FALSE(steps.ok());
  EXPECT_EQ(steps.error().code, Code::Unknown);
  EXPECT_EQ(steps.error().what, "no installed plugin declares operation 'resize'");
}

}  // namespace
}  // namespace burnish
