// Names for files, and records from what importers told.
#include "import/facts.hpp"

#include <gmock/gmock.h>

namespace burnish::imports {
namespace {

TEST(Slug, KeepsWordsAndIsSafeInNames) {
  EXPECT_EQ(slug("A red fox, in the SNOW!"), "a-red-fox-in-the-snow");
  EXPECT_EQ(slug("../../etc/passwd"), "etc-passwd");
  EXPECT_EQ(slug("  --  "), "");
  EXPECT_EQ(slug("\xC3\x9C"
                 "ber Caf\xC3\xA9"),
            "\xC3\x9C"
            "ber-caf\xC3\xA9");
}

TEST(Slug, IsCutAtSixtyBytesAndNeverInsideALetter) {
  EXPECT_EQ(slug(std::string(200, 'a')), std::string(60, 'a'));
  std::string umlauts;
  for (int i = 0; i < 40; ++i) umlauts += "\xC3\xA4";
  EXPECT_EQ(slug("a" + umlauts), "a" + umlauts.substr(0, 58));
}

Found found(const BlockMap& facts) {
  Found f;
  f.entry = "sub/x.png";
  f.facts = facts;
  return f;
}

TEST(Facts, BecomeARecordAndKeepWhereTheyWereRead) {
  const ImportedPicture p = to_picture(found({{"text:prompt", "a fox"},
                                              {"from:prompt", "PNG text Description"},
                                              {"sure:prompt", "95"},
                                              {"text:job", "abc"},
                                              {"text:source_type", "trainedAlgorithmicMedia"},
                                              {"text:stylize", "80"},
                                              {"note:1", "something"}}),
                                       "downloads.zip", false);
  EXPECT_EQ(p.path, "downloads.zip/sub/x.png");
  EXPECT_EQ(p.record.prompt, "a fox");
  EXPECT_EQ(p.record.job_id, "abc");
  EXPECT_EQ(p.record.source_type, SourceType::TrainedAlgorithmicMedia);
  EXPECT_EQ(p.record.parameters.at("stylize"), "80");
  EXPECT_EQ(p.record.confidence, "prompt: PNG text Description (95 %)");
  EXPECT_THAT(p.notes, testing::ElementsAre("something"));
  EXPECT_EQ(p.fact("stylize"), "80");
  EXPECT_EQ(p.fact("nothing"), "");
}

TEST(Facts, APartOfAFileHasANameOfItsOwnBelowIt) {
  Found f = found({{"text:index", "2"}});
  f.part = burnish_rect{0, 0, 8, 8};
  EXPECT_EQ(to_picture(std::move(f), "folder", false).path, "folder/sub/x.png/x-2.png");
}

TEST(Facts, OddNumbersOfSurenessAreLeftOutOrBounded) {
  const auto sure = [](const char* text) {
    return to_picture(found({{"text:job", "a"}, {"sure:job", text}}), "f", true).facts.front().sure;
  };
  EXPECT_EQ(sure("101"), 100);
  EXPECT_EQ(sure("9x"), std::nullopt);
  EXPECT_EQ(sure(""), std::nullopt);
}

TEST(Merged, TheFirstWinsAndGapsAreFilled) {
  Provenance first, second;
  first.prompt = "one";
  second.prompt = "two";
  second.seed = "7";
  first.parameters = {{"a", "1"}};
  second.parameters = {{"a", "2"}, {"b", "3"}};
  const Provenance m = merged(first, second);
  EXPECT_EQ(m.prompt, "one");
  EXPECT_EQ(m.seed, "7");
  EXPECT_EQ(m.parameters, (std::map<std::string, std::string>{{"a", "1"}, {"b", "3"}}));
}

TEST(NameFields, AreSafeInPaths) {
  ImportedPicture p;
  p.entry = "a/b.png";
  p.record.job_id = "../x/y";
  p.record.seed = "1 2";
  const NameFields f = name_fields(p);
  EXPECT_EQ(f.job, "___x_y");
  EXPECT_EQ(f.seed, "1_2");
  EXPECT_EQ(f.prompt_slug, "b");
  EXPECT_EQ(name_fields(ImportedPicture{}).job, "no-job");
}

}  // namespace
}  // namespace burnish::imports
