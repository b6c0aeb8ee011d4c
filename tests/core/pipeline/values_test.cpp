#include "pipeline/values.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <clocale>

#include "installed.hpp"
#include "pipeline/colours.hpp"
#include "pipeline/numbers.hpp"

namespace burnish {
namespace {

using testing::ElementsAre;

std::size_t position(const std::string& id) {
  const Item& item = test::everything();
  return static_cast<std::size_t>(item.parameter(id) - item.parameters.data());
}

Result<Values> resolved(const std::string& id, const std::string& text, double scale = 1) {
  return Values::resolve(test::everything(), std::vector<Argument>{{id, text, "$.x"}}, scale);
}

struct Given : testing::Test {
  const burnish_value& value(const std::string& id, const std::string& text, double scale = 1) {
    auto values = resolved(id, text, scale);
    EXPECT_TRUE(values.ok()) << (values.ok() ? "" : values.error().message());
    if (!values.ok()) return nothing;
    kept = std::move(values).value();
    return kept.data()[position(id)];
  }
  static std::string error(const std::string& id, const std::string& text) {
    const auto values = resolved(id, text);
    if (values.ok()) return "accepted";
    EXPECT_EQ(values.error().code, Code::BadParam);
    return values.error().message();
  }
  Values kept;
  burnish_value nothing{};
};

TEST_F(Given, NothingResolvesToDefaultsInDeclarationOrder) {
  const auto values = Values::resolve(test::everything(), {});
  ASSERT_TRUE(values.ok());
  ASSERT_EQ(values->size(), test::everything().parameters.size());
  const burnish_value* v = values->data();
  EXPECT_EQ(v[position("flag")].i, 0);
  EXPECT_EQ(v[position("count")].i, 3);
  EXPECT_EQ(v[position("amount")].r[0], 0.5);
  EXPECT_STREQ(v[position("mode")].s, "plain");
  EXPECT_STREQ(v[position("title")].s, "untitled");
  EXPECT_STREQ(v[position("table")].s, "");
  EXPECT_EQ(v[position("paint")].r[3], 1);
  EXPECT_EQ(v[position("tone")].count, 2U);
  EXPECT_EQ(v[position("steps")].count, 2U);
  EXPECT_EQ(v[position("words")].count, 0U);
  EXPECT_EQ(v[position("count")].state, uint32_t{BURNISH_VALUE_DEFAULT});
  EXPECT_EQ(v[position("seed")].state, uint32_t{BURNISH_VALUE_AUTO});
  EXPECT_EQ(v[position("unset")].i, 0) << "a default may lie outside the bounds";
}

TEST_F(Given, TruthInAnyOfItsWords) {
  for (const char* yes : {"true", "yes", "on", "1"}) EXPECT_EQ(value("flag", yes).i, 1);
  for (const char* no : {"false", "no", "off", "0"}) EXPECT_EQ(value("flag", no).i, 0);
  EXPECT_EQ(error("flag", "TRUE"),
            "parameter 'flag' of 'org.example.everything' is 'TRUE' ($.x): must be true or false");
}

TEST_F(Given, WholeNumbersRefuseFractionsAndBounds) {
  EXPECT_EQ(value("count", "-5").i, -5);
  EXPECT_EQ(value("count", "+4").i, 4);
  EXPECT_EQ(value("count", "4.0").i, 4);
  EXPECT_EQ(value("count", "4").state, uint32_t{BURNISH_VALUE_GIVEN});
  for (const char* bad : {"4.5", "", " 4", "4 ", "0x4", "four", "1e400", "nan", "++4", "99999999999999999999"}) {
    EXPECT_EQ(error("count", bad), std::string("parameter 'count' of 'org.example.everything' is '") + bad +
                                       "' ($.x): must be a whole number");
  }
  EXPECT_EQ(error("count", "6"),
            "parameter 'count' of 'org.example.everything' is '6' ($.x): must be between -5 and 5");
}

TEST_F(Given, RealNumbersAreFinite) {
  EXPECT_EQ(value("amount", "0.25").r[0], 0.25);
  EXPECT_EQ(value("amount", "1e-3").r[0], 0.001);
  EXPECT_EQ(value("amount", ".5").r[0], 0.5);
  for (const char* bad : {"nan", "inf", "-inf", "infinity", "0,5", "0.5px", "1e999", "-"}) {
    EXPECT_EQ(error("amount", bad),
              std::string("parameter 'amount' of 'org.example.everything' is '") + bad + "' ($.x): must be a number");
  }
  EXPECT_EQ(error("amount", "1.0001"),
            "parameter 'amount' of 'org.example.everything' is '1.0001' ($.x): must be between 0 and 1");
}

TEST_F(Given, NumbersDoNotDependOnTheLocale) {
  const char* german = std::setlocale(LC_NUMERIC, "de_DE.UTF-8");
  if (german == nullptr) german = std::setlocale(LC_NUMERIC, "C.UTF-8");
  EXPECT_EQ(value("amount", "0.75").r[0], 0.75);
  EXPECT_EQ(number_text(0.75), "0.75");
  std::setlocale(LC_NUMERIC, "C");
}

TEST_F(Given, ChoicesByIdWithTheNearestInTheError) {
  EXPECT_EQ(value("mode", "fancy").i, 1);
  EXPECT_STREQ(value("mode", "fancy").s, "fancy");
  EXPECT_EQ(error("mode", "fnacy"),
            "parameter 'mode' of 'org.example.everything' is 'fnacy' ($.x): must be one of plain, fancy; did you mean "
            "'fancy'?");
}

TEST_F(Given, ColoursInEveryCssForm) {
  const auto rgba = [&](const char* text) {
    const burnish_value& v = value("paint", text);
    return std::vector<int>{static_cast<int>(v.r[0] * 255 + 0.5), static_cast<int>(v.r[1] * 255 + 0.5),
                            static_cast<int>(v.r[2] * 255 + 0.5), static_cast<int>(v.r[3] * 255 + 0.5)};
  };
  EXPECT_THAT(rgba("#f80"), ElementsAre(255, 136, 0, 255));
  EXPECT_THAT(rgba("#f808"), ElementsAre(255, 136, 0, 136));
  EXPECT_THAT(rgba("#FF8001"), ElementsAre(255, 128, 1, 255));
  EXPECT_THAT(rgba("#ff800140"), ElementsAre(255, 128, 1, 64));
  EXPECT_THAT(rgba("RebeccaPurple"), ElementsAre(102, 51, 153, 255));
  EXPECT_THAT(rgba("aliceblue"), ElementsAre(240, 248, 255, 255));
  EXPECT_THAT(rgba("yellowgreen"), ElementsAre(154, 205, 50, 255));
  EXPECT_THAT(rgba("transparent"), ElementsAre(0, 0, 0, 0));
  for (const char* bad : {"", "#", "#12", "#12345", "#1234567", "#ggg", "ff0000", "rgb(1,2,3)"}) {
    EXPECT_FALSE(parse_colour(bad)) << bad;
  }
  EXPECT_EQ(colour_names().size(), 149U);
  for (const std::string& name : colour_names()) EXPECT_TRUE(parse_colour(name)) << name;
}

TEST_F(Given, RatiosKeepTheirTwoNumbers) {
  EXPECT_NEAR(value("aspect", "16:9").r[0], 16.0 / 9, 1e-12);
  EXPECT_EQ(value("aspect", "16:9").r[1], 16);
  EXPECT_EQ(value("aspect", "16:9").r[2], 9);
  EXPECT_EQ(value("aspect", "1.5").r[0], 1.5);
  EXPECT_EQ(value("aspect", "1.5").r[2], 0);
  EXPECT_EQ(value("aspect", "auto").state, uint32_t{BURNISH_VALUE_AUTO});
  for (const char* bad : {"16:0", "-1:2", "16:", ":9", "1:2:3", "wide"}) {
    EXPECT_EQ(error("aspect", bad), std::string("parameter 'aspect' of 'org.example.everything' is '") + bad +
                                        "' ($.x): must be a ratio such as 16:9 or 1.5");
  }
}

TEST_F(Given, AutoOnlyWhereItIsDeclared) {
  EXPECT_EQ(value("seed", "auto").state, uint32_t{BURNISH_VALUE_AUTO});
  EXPECT_EQ(value("seed", "7").i, 7);
  EXPECT_EQ(error("count", "auto"),
            "parameter 'count' of 'org.example.everything' is 'auto' ($.x): must be a whole number");
}

TEST_F(Given, PointsRectanglesAndCurves) {
  EXPECT_THAT(value("centre", "1.5, -2").r, ElementsAre(1.5, -2, 0, 0));
  EXPECT_THAT(value("box", "1,2,3,4").r, ElementsAre(1, 2, 3, 4));
  const burnish_value& tone = value("tone", "0,0.1,1,0.9");
  ASSERT_EQ(tone.count, 2U);
  const auto* numbers = static_cast<const double*>(tone.ext);
  EXPECT_THAT(std::vector<double>(numbers, numbers + 4), ElementsAre(0, 0.1, 1, 0.9));
  EXPECT_EQ(error("centre", "1"), "parameter 'centre' of 'org.example.everything' is '1' ($.x): must be a point 'x,y'");
  EXPECT_EQ(error("box", "1,2,3"),
            "parameter 'box' of 'org.example.everything' is '1,2,3' ($.x): must be a rectangle 'x,y,width,height'");
  EXPECT_EQ(error("tone", "1,2,3"),
            "parameter 'tone' of 'org.example.everything' is '1,2,3' ($.x): must be points of a curve 'x,y,x,y,...'");
}

TEST_F(Given, ListsWithCommasAndEscapedCommas) {
  const burnish_value& steps = value("steps", "3,1,4");
  ASSERT_EQ(steps.count, 3U);
  const auto* members = static_cast<const burnish_value*>(steps.ext);
  EXPECT_EQ(members[0].i, 3);
  EXPECT_EQ(members[2].i, 4);
  const burnish_value& words = value("words", R"(a,b\,c,d\\)");
  ASSERT_EQ(words.count, 3U);
  EXPECT_STREQ(static_cast<const burnish_value*>(words.ext)[1].s, "b,c");
  EXPECT_STREQ(static_cast<const burnish_value*>(words.ext)[2].s, "d\\");
  EXPECT_EQ(error("steps", "1,12"),
            "parameter 'steps' of 'org.example.everything' is '12' ($.x): must be between 0 and 9");
}

TEST_F(Given, SpatialPixelsAreScaledAfterTheirBounds) {
  EXPECT_EQ(value("reach", "100", 0.25).r[0], 25);
  EXPECT_EQ(value("amount", "1", 0.25).r[0], 1) << "not spatial";
  EXPECT_EQ(error("reach", "101"),
            "parameter 'reach' of 'org.example.everything' is '101' ($.x): must be between 0 and 100");
}

TEST_F(Given, EarlierIdsAreAcceptedButNotTogether) {
  const std::vector<Argument> by_alias{{"radius", "7", "$.x"}};
  const auto values = Values::resolve(test::everything(), by_alias);
  ASSERT_TRUE(values.ok());
  EXPECT_EQ(values->data()[position("reach")].r[0], 7);
  const std::vector<Argument> both{{"reach", "6", "$.x"}, {"extent", "7", "$.y"}};
  const auto twice = Values::resolve(test::everything(), both);
  ASSERT_FALSE(twice.ok());
  EXPECT_EQ(twice.error().message(),
            "parameter 'reach' of 'org.example.everything' is given twice ($.y): first as '6', then as '7'; leave one "
            "out");
}

TEST_F(Given, TextsWithANulAreRefused) {
  EXPECT_EQ(error("title", std::string("a\0b", 3)),
            "parameter 'title' of 'org.example.everything' is 'a' ($.x): contains a NUL");
}

TEST_F(Given, PointersSurviveAMove) {
  const std::vector<Argument> arguments{{"title", "x", {}}, {"words", "p,q", {}}, {"tone", "0,0,1,1", {}}};
  auto values = Values::resolve(test::everything(), arguments);
  ASSERT_TRUE(values.ok());
  const char* title = values->data()[position("title")].s;
  Values first = std::move(values).value();
  const Values second = std::move(first);
  EXPECT_EQ(second.data()[position("title")].s, title);
  EXPECT_STREQ(second.data()[position("title")].s, "x");
  EXPECT_STREQ(static_cast<const burnish_value*>(second.data()[position("words")].ext)[1].s, "q");
}

TEST(Values, DefaultThatItsOwnTableRefusesIsThePluginsFault) {
  Item item = test::everything();
  item.parameters[position("count")].def = "many";
  const auto values = Values::resolve(item, {});
  ASSERT_FALSE(values.ok());
  EXPECT_EQ(
      values.error().message(),
      "the default 'many' of parameter 'count' of 'org.example.everything' is refused by its own declaration: must "
      "be a whole number; report it to the plugin's author");
  EXPECT_EQ(exit_status(values.error().code), 4);
}

TEST(Values, UnknownParameterTypeIsThePluginsFault) {
  Item item = test::everything();
  item.parameters[position("count")].type = 99;
  const auto values = Values::resolve(item, {});
  ASSERT_FALSE(values.ok());
  EXPECT_EQ(exit_status(values.error().code), 4);
}

TEST(NumberText, IsTheShortestThatReadsBack) {
  EXPECT_EQ(number_text(80), "80");
  EXPECT_EQ(number_text(0.1), "0.1");
  EXPECT_EQ(number_text(-2.50), "-2.5");
  EXPECT_EQ(number_text(-0.0), "0");
  EXPECT_EQ(number_text(100000), "100000");
  EXPECT_EQ(number_text(1e300), "1e+300");
  for (const double number : {1.0 / 3, 1e-9, 123456789.125, 5e-324})
    EXPECT_EQ(parse_number(number_text(number)), number);
}

}  // namespace
}  // namespace burnish
