#include "pipeline/notation.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "installed.hpp"
#include "reading.hpp"

namespace burnish {
namespace {

using testing::ElementsAre;
using testing::Pair;

std::string outcome(const std::string& transformation) {
  const auto pipeline = parse_notation(transformation, test::installed());
  if (pipeline.ok()) return pipeline->warnings.empty() ? "ok" : "warned";
  EXPECT_EQ(exit_status(pipeline.error().code), 2);
  EXPECT_EQ(pipeline.error().message().find('\n'), std::string::npos);
  return pipeline.error().code == Code::NotInVersion ? "later" : "bad";
}

TEST(Notation, TreatsEveryCollectedStringAsStated) {
  const JsonValue data = test::test_data("cloudinary_strings.json");
  ASSERT_NE(data.member("strings"), nullptr);
  ASSERT_GE(data.member("strings")->elements.size(), 350U);
  for (const JsonValue& each : data.member("strings")->elements) {
    const std::string transformation = test::text_of(each, "transformation");
    EXPECT_EQ(outcome(transformation), test::text_of(each, "outcome")) << transformation;
  }
}

TEST(Notation, KeepsLiteralsAndOrderOfComponents) {
  const auto notation = read_notation("w_1,h_1.0,c_scale/g_north,c_fill,w_iw,h_0.5", {}, test::installed());
  ASSERT_TRUE(notation.ok());
  ASSERT_EQ(notation->components.size(), 2U);
  EXPECT_THAT(notation->components[0].values, ElementsAre(Pair("c", "scale"), Pair("h", "1.0"), Pair("w", "1")));
  EXPECT_THAT(notation->components[1].values,
              ElementsAre(Pair("c", "fill"), Pair("g", "north"), Pair("h", "0.5"), Pair("w", "iw")));
  EXPECT_EQ(notation->components[1].text, "g_north,c_fill,w_iw,h_0.5");
  EXPECT_EQ(notation->components[1].where, "component 2");
}

TEST(Notation, CollectsGlobalParametersFromAnywhereAndTheLastWins) {
  const auto notation = read_notation("f_png,q_10,w_100/dpr_3/f_jpg,dpr_2.0/h_50/q_80", {}, test::installed());
  ASSERT_TRUE(notation.ok());
  EXPECT_EQ(notation->format, "jpeg");
  EXPECT_EQ(notation->quality, 80);
  ASSERT_EQ(notation->components.size(), 2U);
  EXPECT_EQ(notation->components[0].dpr, 2);
  EXPECT_EQ(notation->components[1].dpr, 2);
}

TEST(Notation, BecomesAPipelineOfOneOutput) {
  const auto pipeline = parse_notation("c_fill,w_600,h_400/f_webp,q_80", test::installed());
  ASSERT_TRUE(pipeline.ok());
  ASSERT_EQ(pipeline->outputs.size(), 1U);
  const Output& output = pipeline->outputs[0];
  EXPECT_EQ(output.name, "1");
  EXPECT_EQ(output.from, "");
  EXPECT_EQ(output.format, "webp");
  EXPECT_EQ(output.quality, 80);
  ASSERT_EQ(output.steps.size(), 1U);
  EXPECT_EQ(output.steps[0].op, nullptr);
  EXPECT_EQ(output.steps[0].component->values.at("c"), "fill");
  EXPECT_EQ(pipeline->hash.size(), 64U);
}

struct BadNotation {
  std::string text;
  const char* message;
};
void PrintTo(const BadNotation& bad, std::ostream* out) { *out << bad.text; }
class BadNotations : public testing::TestWithParam<BadNotation> {};
TEST_P(BadNotations, AreToldInOneLine) {
  const auto pipeline = parse_notation(GetParam().text, test::installed());
  ASSERT_FALSE(pipeline.ok());
  EXPECT_EQ(pipeline.error().message(), GetParam().message);
  EXPECT_EQ(exit_status(pipeline.error().code), 2);
}
INSTANTIATE_TEST_SUITE_P(
    All, BadNotations,
    testing::Values(
        BadNotation{"", "the transformation is empty: it needs at least one component such as c_fill,w_600,h_400"},
        BadNotation{"///", "the transformation is empty: it needs at least one component such as c_fill,w_600,h_400"},
        BadNotation{"c_fill,,w_9",
                    "Invalid transformation component - c_fill,,w_9: there is nothing between two commas"},
        BadNotation{"c_fill", "Invalid transformation component - c_fill: c_fill needs w_, h_ or ar_"},
        BadNotation{"c_crop,x_10,y_10",
                    "Invalid transformation component - c_crop,x_10,y_10: c_crop needs w_, h_ or ar_"},
        BadNotation{"g_north", "Invalid transformation component - g_north: it has no c_ and no size"},
        BadNotation{"c_scael,w_100",
                    "Invalid transformation component - c_scael: the modes are scale, fit, limit, fill, crop, pad, "
                    "thumb, auto and "
                    "fill_pad; did you mean 'scale'?"},
        BadNotation{"c_fill,g_nort,w_9,h_9",
                    "Invalid gravity in transformation: nort: this version has center, north, north_east, east, "
                    "south_east, south, south_west, west, north_west, xy_center, auto, auto:subject, auto:faces, "
                    "auto:classic, face and faces; did you mean 'north'?"},
        BadNotation{"c_scale,g_auto,w_9",
                    "Invalid transformation component - c_scale,g_auto,w_9: g_auto finds a window, and c_scale keeps "
                    "everything; use auto gravity only with crop, fill, fill_pad, thumb or auto"},
        BadNotation{"c_pad,g_face,w_9,h_9",
                    "Invalid transformation component - c_pad,g_face,w_9,h_9: c_pad takes a direction; use g_face with "
                    "c_fill or c_crop"},
        BadNotation{"c_thumb,w_9,h_9",
                    "Invalid transformation component - c_thumb,w_9,h_9: c_thumb does not say what to frame; add "
                    "g_auto, g_face or g_faces"},
        BadNotation{"c_crop,w_9,h_9,g_xy_center,x_4",
                    "Invalid transformation component - c_crop,w_9,h_9,g_xy_center,x_4: g_xy_center needs x_ and y_, "
                    "the point that becomes the middle"},
        BadNotation{"c_fill,w_9,h_9,g_auto,z_2",
                    "Invalid transformation component - c_fill,w_9,h_9,g_auto,z_2: z_ has no meaning here; use it with "
                    "c_thumb or c_auto and g_auto, g_face or g_faces"},
        BadNotation{"c_thumb,w_9,h_9,g_face,z_0",
                    "Invalid zoom in transformation: 0: must be above 0 and at most 100; 1 is what the mode shows, 2 "
                    "half of it"},
        BadNotation{
            "c_scale,g_north,w_9",
            "Invalid transformation component - c_scale,g_north,w_9: g_ has no meaning with c_scale; use it with "
            "c_fill, c_crop or c_pad"},
        BadNotation{"w_0", "Invalid width in transformation: 0: must be between 1 and 1000000 pixels"},
        BadNotation{"w_0.0", "Invalid width in transformation: 0.0: a fraction must be above 0 and at most 100"},
        BadNotation{"w_99999999", "Invalid width in transformation: 99999999: must be between 1 and 1000000 pixels"},
        BadNotation{"w_100,w_200", "Invalid transformation component - w_200: 'w_' is given twice"},
        BadNotation{"c_crop,w_9,x_left",
                    "Invalid x in transformation: left: must be pixels such as 20 or a fraction such as 0.1"},
        BadNotation{"ar_16:0,w_9", "Invalid aspect_ratio in transformation: 16:0: must be a ratio such as 16:9 or 1.5"},
        BadNotation{"c_pad,b_wihte,w_9,h_9",
                    "Invalid background in transformation: wihte: must be a CSS name or rgb: with 3, 4, 6 or 8 hex "
                    "digits; did you mean 'white'?"},
        BadNotation{"q_0", "Invalid quality in transformation: 0: must be a whole number between 1 and 100"},
        BadNotation{"q_101", "Invalid quality in transformation: 101: must be a whole number between 1 and 100"},
        BadNotation{"dpr_11,w_9", "Invalid dpr in transformation: 11: must be above 0 and at most 10"},
        BadNotation{"f_jgp,w_9",
                    "no installed plugin writes format 'jgp': installed plugins write jpeg, png, tiff, webp"},
        BadNotation{"w_9/e_sepia", "'e_sepia' (component 2): not in this version"},
        BadNotation{"c_thumb,w_9,h_9,g_north", "'c_thumb with g_north': not in this version"},
        BadNotation{"c_scale,w_iw_div_2", "'w_iw_div_2': not in this version"},
        BadNotation{"$x_10/w_$x", "'$x_10' (component 1): not in this version"},
        BadNotation{"f_avif", "format 'avif': not in this version"},
        BadNotation{"f_auto", "'f_auto': not in this version"},
        BadNotation{"q_auto:best", "'q_auto:best': not in this version"},
        BadNotation{"q_80:444", "'q_80:444': not in this version"},
        BadNotation{"c_fill,w_9,h_9,b_red", "'b_ with c_fill': not in this version"},
        BadNotation{std::string(9000, 'w'), "the transformation has 9000 bytes: at most 8192 are read"}));

TEST(Notation, TooManyComponentsAreRefused) {
  std::string text;
  for (int i = 0; i < 65; ++i) text += "w_9/";
  const auto pipeline = parse_notation(text, test::installed());
  ASSERT_FALSE(pipeline.ok());
  EXPECT_EQ(pipeline.error().message(), "the transformation has 65 components: at most 64 are allowed");
}

TEST(Notation, WarnsOfWhatHasNoEffect) {
  const auto warnings = [](const char* text) {
    const auto pipeline = parse_notation(text, test::installed());
    return pipeline.ok() ? pipeline->warnings : std::vector<std::string>{pipeline.error().message()};
  };
  EXPECT_THAT(warnings("w_10,h_10,ar_2.0"),
              ElementsAre("'w_10,h_10,ar_2.0': ar_ is ignored because w_ and h_ are given"));
  EXPECT_THAT(warnings("c_crop,w_200,h_0.5"), ElementsAre("'c_crop,w_200,h_0.5': mixes pixels and fractions"));
  EXPECT_THAT(warnings("dpr_2"), ElementsAre("dpr_ has no effect without a size"));
}

TEST(Notation, NeedsTheOperationsThatItBecomes) {
  const auto pipeline = parse_notation("c_fill,w_10,h_10", test::nothing_installed());
  ASSERT_FALSE(pipeline.ok());
  EXPECT_EQ(pipeline.error().what, "no installed plugin declares operation 'resize'");
  EXPECT_EQ(exit_status(pipeline.error().code), 2);
}

}  // namespace
}  // namespace burnish
