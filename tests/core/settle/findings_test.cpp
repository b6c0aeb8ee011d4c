// What analysers emit is not believed.
#include "settle/findings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "settle/windows.hpp"

namespace burnish::settle {
namespace {

using testing::HasSubstr;

Item analyser() {
  Item i;
  i.id = "org.example.finder";
  i.labels = {"thing", "map"};
  return i;
}

burnish_finding finding(float x0, float y0, float x1, float y1, float score = 1) {
  burnish_finding f{};
  f.struct_size = sizeof f;
  f.label = "thing";
  f.score = score;
  f.x0 = x0, f.y0 = y0, f.x1 = x1, f.y1 = y1;
  return f;
}

burnish_tile gray_tile(std::vector<float>& values, int32_t w, int32_t h) {
  burnish_tile t{};
  t.rect = {0, 0, w, h};
  t.format = {BURNISH_F32, BURNISH_GRAY, BURNISH_ALPHA_NONE, BURNISH_PLANAR, BURNISH_LIGHT_ENCODED, {}};
  t.data[0] = values.data();
  t.stride[0] = static_cast<std::ptrdiff_t>(sizeof(float)) * w;
  return t;
}

constexpr float nan = std::numeric_limits<float>::quiet_NaN();

TEST(Findings, KeepWhatIsEmitted) {
  const Item item = analyser();
  Findings all(item);
  const burnish_findings* f = all.get();
  burnish_finding one = finding(0.25F, 0, 1.00001F, 1);
  const float points[] = {0.5F, 0.25F};
  one.points = points;
  one.point_count = 1;
  EXPECT_EQ(f->add(f, &one), BURNISH_OK);
  EXPECT_EQ(f->number(f, "black", -3), BURNISH_OK);
  std::vector<float> values{0, 0.5F, 1, 0.25F};
  burnish_tile tile = gray_tile(values, 2, 2);
  EXPECT_EQ(f->map(f, "map", &tile), BURNISH_OK);
  values.assign(4, 0);
  all.close();

  ASSERT_NE(f->get(f, 0), nullptr);
  EXPECT_EQ(f->get(f, 0)->x1, 1) << "a rounding beyond 1 is brought back";
  EXPECT_EQ(f->get(f, 0)->points[1], 0.25F);
  EXPECT_NE(f->get(f, 0)->points, points) << "what is emitted is copied";
  EXPECT_EQ(f->get(f, 1), nullptr);
  double number = 0;
  EXPECT_EQ(f->get_number(f, "black", &number), BURNISH_OK);
  EXPECT_EQ(number, -3);
  EXPECT_EQ(f->get_number(f, "white", &number), BURNISH_NOT_MINE);
  const burnish_tile* map = f->get_map(f, "map");
  ASSERT_NE(map, nullptr);
  EXPECT_EQ(static_cast<const float*>(map->data[0])[1], 0.5F);
  EXPECT_EQ(f->get_map(f, "thing"), nullptr);
  EXPECT_EQ(f->of(f, "org.example.other"), nullptr);
  EXPECT_EQ(all.breach(), "");
  EXPECT_LT(f->add(f, &one), 0) << "it is over";
}

struct Bad {
  const char* name;
  burnish_finding finding;
  const char* says;
};
void PrintTo(const Bad& b, std::ostream* out) { *out << b.name; }
class BadFindings : public testing::TestWithParam<Bad> {};
TEST_P(BadFindings, AreRefusedAndTold) {
  const Item item = analyser();
  Findings all(item);
  EXPECT_LT(all.get()->add(all.get(), &GetParam().finding), 0);
  EXPECT_THAT(all.breach(), HasSubstr(GetParam().says));
  EXPECT_TRUE(all.all().empty());
}
INSTANTIATE_TEST_SUITE_P(
    All, BadFindings,
    testing::Values(Bad{"NanBox", finding(nan, 0, 1, 1), "box"}, Bad{"Outside", finding(0, 0, 1.5F, 1), "box"},
                    Bad{"Reversed", finding(0.5F, 0, 0.25F, 1), "box"},
                    Bad{"Infinite", finding(0, 0, 1, std::numeric_limits<float>::infinity()), "box"},
                    Bad{"NanScore", finding(0, 0, 1, 1, nan), "score"},
                    Bad{"HighScore", finding(0, 0, 1, 1, 2), "score"}),
    [](const auto& each) { return std::string(each.param.name); });

TEST(Findings, RefuseMapsAndNumbersThatAreNone) {
  const Item item = analyser();
  std::vector<float> values{0, nan, 1, 0};
  burnish_tile tile = gray_tile(values, 2, 2);
  {
    Findings all(item);
    EXPECT_LT(all.get()->map(all.get(), "map", &tile), 0);
    EXPECT_THAT(all.breach(), HasSubstr("outside 0 and 1"));
    EXPECT_EQ(all.get()->get_map(all.get(), "map"), nullptr);
  }
  {
    Findings all(item);
    tile.rect.x1 = 0;
    EXPECT_LT(all.get()->map(all.get(), "map", &tile), 0);
    tile.rect.x1 = 100'000;
    EXPECT_LT(all.get()->map(all.get(), "map", &tile), 0);
    EXPECT_LT(all.get()->number(all.get(), "n", std::numeric_limits<double>::infinity()), 0);
    EXPECT_LT(all.get()->number(all.get(), nullptr, 1), 0);
    EXPECT_LT(all.get()->add(all.get(), nullptr), 0);
  }
}

TEST(Findings, WindowsStandBeforeTheAnalysis) {
  const Item item = analyser();
  auto analysis = std::make_shared<Findings>(item);
  const burnish_finding one = finding(0, 0, 1, 1, 0.5F);
  ASSERT_EQ(analysis->add(one), BURNISH_OK);
  ASSERT_EQ(analysis->get()->number(analysis->get(), "black", 0.25), BURNISH_OK);
  auto other = std::make_shared<Findings>(std::string("burnish.regions"));
  analysis->set_other("burnish.regions", other);
  analysis->close();
  const Findings all(analysis, {{0.25, 0, 0.75, 1, 0.9, {}, {}}, {0, 0, 0.5, 1, 0.1, {}, {}}});
  const burnish_findings* f = all.get();
  EXPECT_STREQ(f->get(f, 0)->label, "window");
  EXPECT_EQ(f->get(f, 0)->x1, 0.75F);
  EXPECT_EQ(f->get(f, 1)->score, 0.1F);
  EXPECT_STREQ(f->get(f, 2)->label, "thing");
  EXPECT_EQ(f->get(f, 3), nullptr);
  double number = 0;
  EXPECT_EQ(f->get_number(f, "black", &number), BURNISH_OK);
  EXPECT_EQ(f->of(f, "burnish.regions"), other->get());
}

TEST(Windows, KeepReasonsAndTerms) {
  Windows windows;
  const char* reasons[] = {"Because.", "And\nso.", nullptr};
  const char* names[] = {"a", "b"};
  const double terms[] = {1, -2};
  burnish_window w{sizeof(burnish_window), 0, 0, 0.5, 1 + 1e-9, -0.5, reasons, names, terms, 2};
  EXPECT_EQ(windows.get()->add(windows.get(), &w), BURNISH_OK);
  const auto all = windows.take();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].y1, 1);
  EXPECT_THAT(all[0].reasons, testing::ElementsAre("Because.", "And so."));
  EXPECT_THAT(all[0].terms, testing::ElementsAre(testing::Pair("a", 1), testing::Pair("b", -2)));
}

TEST(Windows, RefuseWhatIsNoWindow) {
  const double nothing = std::numeric_limits<double>::quiet_NaN();
  const char* names[] = {"a"};
  const double bad_terms[] = {nothing};
  for (const burnish_window& w :
       {burnish_window{sizeof(burnish_window), 0, 0, 1.5, 1, 0, nullptr, nullptr, nullptr, 0},
        burnish_window{sizeof(burnish_window), 0.5, 0, 0.5, 1, 0, nullptr, nullptr, nullptr, 0},
        burnish_window{sizeof(burnish_window), nothing, 0, 1, 1, 0, nullptr, nullptr, nullptr, 0},
        burnish_window{sizeof(burnish_window), 0, 0, 1, 1, nothing, nullptr, nullptr, nullptr, 0},
        burnish_window{sizeof(burnish_window), 0, 0, 1, 1, 0, nullptr, names, bad_terms, 1},
        burnish_window{sizeof(burnish_window), 0, 0, 1, 1, 0, nullptr, nullptr, nullptr, 7}}) {
    Windows windows;
    EXPECT_LT(windows.get()->add(windows.get(), &w), 0);
    EXPECT_NE(windows.breach(), "");
    EXPECT_TRUE(windows.take().empty());
  }
}

}  // namespace
}  // namespace burnish::settle
