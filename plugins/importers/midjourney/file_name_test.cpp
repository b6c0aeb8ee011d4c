#include "file_name.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

using namespace midjourney;

namespace {
constexpr const char* job = "a7421d2f-b262-44f9-977c-ac23e9c7d3e3";
std::string with_job(const std::string& before, const std::string& after) { return before + job + after; }
}  // namespace

TEST(MidjourneyFileName, ReadsTheWebsitesNames) {
  const FileName cut = parse_file_name(
      "kriskrug_tech_tycoon_playing_Monopoly_with_actual_buildings_w_73b7662d-3859-42e7-b994-e5a72a601040_1.png");
  EXPECT_EQ(cut.kind, NameKind::Website);
  EXPECT_EQ(cut.job, "73b7662d-3859-42e7-b994-e5a72a601040");
  EXPECT_EQ(cut.index, 1);
  EXPECT_EQ(cut.user, "") << "kriskrug could be the first word of the prompt";
  EXPECT_EQ(cut.words, "kriskrug tech tycoon playing Monopoly with actual buildings w");
  EXPECT_TRUE(cut.cut);

  FileName n = parse_file_name(with_job("peterkaminski_example_--ar_21_--stylize_80_--v_6_", "_2.png"));
  EXPECT_EQ(n.index, 2);
  EXPECT_EQ(n.words, "peterkaminski example");
  using Pairs = std::vector<std::pair<std::string, std::string>>;
  EXPECT_EQ(n.parameters, (Pairs{{"stylize", "80"}, {"version", "6"}})) << "21 may be 2:1 or 21:1";
  use_author(n, "peterkaminski");
  EXPECT_EQ(n.user, "peterkaminski");
  EXPECT_EQ(n.words, "example");

  n = parse_file_name(with_job("folder/u1431619417_90s_Retro_", "_0.webp"));
  EXPECT_EQ(n.user, "u1431619417");
  EXPECT_EQ(n.words, "90s Retro");
  EXPECT_FALSE(n.cut);
  n = parse_file_name(with_job("a.b_c_d_", "_3.PNG"));
  use_author(n, "a.b_c");
  EXPECT_EQ(n.user, "a.b_c");
  EXPECT_EQ(n.words, "d");
  use_author(n, "other");
  EXPECT_EQ(n.user, "a.b_c");
}

TEST(MidjourneyFileName, ReadsOtherNames) {
  struct Case {
    std::string path;
    NameKind kind;
    std::string job;
    int index;  // -1: none
  };
  const std::vector<Case> cases{{with_job("someone_a_cat_", ".png"), NameKind::Discord, job, -1},
                                {with_job("", ".png"), NameKind::Discord, job, -1},
                                {with_job("", "/0_3.png"), NameKind::Delivery, job, 3},
                                {with_job("x/", "/0_3.jpeg"), NameKind::Delivery, job, 3},
                                {with_job("", "/0_3_640_N.webp"), NameKind::Delivery, job, 3},
                                {with_job("", "/grid_0.webp"), NameKind::Grid, job, -1},
                                {with_job("", "-0_1.webp"), NameKind::Delivery, job, 1},
                                {with_job("", "_0_1_384_N.webp"), NameKind::Delivery, job, 1},
                                {with_job("", "_grid_0.png"), NameKind::Grid, job, -1},
                                {with_job("u1_a_", "_2 (1).png"), NameKind::Website, job, 2},
                                {with_job("u1_a_", "_2 copy.png"), NameKind::Website, job, 2},
                                {"0_0.png", NameKind::Delivery, "", 0},
                                {"0_3_640_N.webp", NameKind::Delivery, "", 3},
                                {"grid_0.webp", NameKind::Grid, "", -1},
                                {"u1_A7421D2F-B262-44F9-977C-AC23E9C7D3E3_0.png", NameKind::Website, job, 0},
                                {"1_0.png", NameKind::Unknown, "", -1},
                                {"grid_of_cats.png", NameKind::Unknown, "", -1},
                                {"0_3_640_X.webp", NameKind::Unknown, "", -1},
                                {"holiday 2025.png", NameKind::Unknown, "", -1},
                                {"a7421d2f-b262-44f9-977c-ac23e9c7d3e.png", NameKind::Unknown, "", -1},
                                {with_job("x", "_0.png"), NameKind::Unknown, "", -1},
                                {".png", NameKind::Unknown, "", -1},
                                {"", NameKind::Unknown, "", -1}};
  for (const Case& c : cases) {
    SCOPED_TRACE(c.path);
    const FileName n = parse_file_name(c.path);
    EXPECT_EQ(n.kind, c.kind);
    EXPECT_EQ(n.job, c.job);
    EXPECT_EQ(n.index.value_or(-1), c.index);
  }
  EXPECT_EQ(parse_file_name("0_3_640_N.webp").thumbnail, 640);
  EXPECT_EQ(parse_file_name(with_job("u1_a_", "_2 (1).png")).copy, 1);
  EXPECT_TRUE(parse_file_name(with_job("u1_a_", "_2_upscaled_2x.png")).upscale);
  EXPECT_TRUE(parse_file_name(with_job("u1_a_", "_upscale-subtle.png")).upscale);
  EXPECT_TRUE(parse_file_name(with_job("u1_a_", "_0_variation.png")).variation);
  EXPECT_FALSE(parse_file_name(with_job("u1_upscale_of_a_", "_0.png")).upscale);
}

TEST(MidjourneyFileName, TakesTheLastOfSeveralIds) {
  const FileName n = parse_file_name(with_job("u1_11111111-2222-4333-8444-555555555555_x_", "_1.png"));
  EXPECT_EQ(n.job, job);
  EXPECT_EQ(n.words, "11111111-2222-4333-8444-555555555555 x");
}

TEST(MidjourneyFileName, TakesAnyBytes) {
  EXPECT_EQ(parse_file_name(with_job("u1_caf\xe9_", "_0.png")).words, "caf\u00e9");
  std::mt19937 random(3);
  for (int i = 0; i < 20000; ++i) {
    std::string name = i % 2 == 0 ? with_job("", "_0 (1).png") : "0_3_640_N.webp";
    for (unsigned long k = random() % 6; k > 0; --k)
      name.insert(random() % (name.size() + 1), 1, static_cast<char>(random()));
    (void)parse_file_name(name);
  }
}

TEST(MidjourneyFileName, KnowsExtensions) {
  EXPECT_EQ(extension_of("a.b/c.PNG"), "png");
  EXPECT_EQ(extension_of("a.b/c"), "");
  EXPECT_EQ(extension_of("a/.png"), "");
}
