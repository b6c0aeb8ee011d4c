#include "midjourney_test.hpp"

#include <algorithm>
#include <random>

using namespace midjourney_test;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

void expect_item(const std::string& path, const Imported::Item& item, const json& wanted) {
  SCOPED_TRACE(path);
  auto facts = facts_of(item.meta);
  const auto notes = notes_of(item.meta);
  for (const json& key : wanted.value("long", json::array())) {
    EXPECT_GT(facts[key.get<std::string>()].size(), std::size_t{2} << 20U) << key;
    facts.erase(key.get<std::string>());
  }
  EXPECT_THAT(facts, testing::ContainerEq(wanted.at("facts").get<std::map<std::string, std::string>>()))
      << testing::PrintToString(notes);
  for (const json& note : wanted.at("notes")) EXPECT_THAT(notes, Contains(HasSubstr(note.get<std::string>())));
  EXPECT_EQ(item.meta.count("failed"), wanted.contains("failed") ? 1U : 0U);
  EXPECT_EQ(item.group_id, wanted.value("group", item.group_id));
  for (const auto& [key, value] : facts) {
    EXPECT_EQ(item.meta.count("from:" + key), 1U) << key << " came from nowhere";
    const int sure = std::atoi(item.meta.at("sure:" + key).c_str());
    EXPECT_TRUE(sure > 0 && sure < 100) << key << " is " << sure << " % sure";
  }
}

}  // namespace

TEST(MidjourneyScan, TellsEveryFactOfTheSyntheticDownloads) {
  if (downloads().files.empty()) GTEST_SKIP() << "python3 is not there to make the downloads";
  const Imported result = scan(downloads().files);
  ASSERT_EQ(result.status, BURNISH_OK) << result.failure.message;
  std::map<std::string, const Imported::Item*> items;
  for (const Imported::Item& item : result.items) {
    EXPECT_TRUE(items.emplace(item.path, &item).second) << item.path << " was told twice";
    EXPECT_TRUE(item.group_id.empty() || result.groups.count(item.group_id) == 1) << item.group_id;
  }
  for (const auto& [path, wanted] : downloads().expected.items()) {
    ASSERT_EQ(items.count(path), 1U) << path << " was not told";
    expect_item(path, *items.at(path), wanted);
  }
  std::size_t pictures = 0;
  for (const auto& [path, bytes] : downloads().files) {
    const std::string ext = fs::path(path).extension().string();
    if (ext == ".png" || ext == ".jpg" || ext == ".jpeg" || ext == ".webp") ++pictures;
  }
  EXPECT_EQ(items.size(), pictures);
  EXPECT_TRUE(std::is_sorted(result.items.begin(), result.items.end(),
                             [](const auto& a, const auto& b) { return a.path < b.path; }));
}

TEST(MidjourneyScan, NamesGroupsByTheirPrompt) {
  if (downloads().files.empty()) GTEST_SKIP() << "python3 is not there to make the downloads";
  const Imported result = scan(downloads().files);
  EXPECT_EQ(result.groups.at("53d6686d-db8c-499e-9250-c2afb94cf34d"), "90s Retro Sublimation Clipart");
  EXPECT_EQ(std::count_if(result.items.begin(), result.items.end(),
                          [](const auto& i) { return i.group_id == "a7421d2f-b262-44f9-977c-ac23e9c7d3e3"; }),
            6);
}

TEST(MidjourneyScan, IsSurerWhenSourcesAgree) {
  if (downloads().files.empty()) GTEST_SKIP() << "python3 is not there to make the downloads";
  const std::string path =
      "downloads/u1431619417_90s_Retro_Sublimation_Clipart_53d6686d-db8c-499e-9250-c2afb94cf34d_0.png";
  const std::string bytes = downloads().files.at(path);
  const auto both = meta_of(path, bytes), marks = meta_of("x.png", bytes),
             name = meta_of(path, downloads().files.at("others/holiday.png"));
  EXPECT_EQ(both.at("from:job"), "PNG text Description, file name");
  EXPECT_EQ(marks.at("from:job"), "PNG text Description");
  EXPECT_EQ(name.at("from:job"), "file name");
  EXPECT_GT(std::stoi(both.at("sure:job")), std::stoi(marks.at("sure:job")));
  EXPECT_GT(std::stoi(marks.at("sure:job")), std::stoi(name.at("sure:job")));
  EXPECT_EQ(name.at("text:prompt"), "90s Retro Sublimation Clipart");
  EXPECT_LT(std::stoi(name.at("sure:prompt")), 50);
}

TEST(MidjourneyScan, IgnoresWhatIsNoPictureAndStopsWhenTold) {
  const std::string png = "\x89PNG\r\n\x1a\n";
  EXPECT_THAT(scan({{"a.txt", "x"}, {"clip.mp4", "x"}, {"__MACOSX/._a.png", "x"}, {"d/._b.png", "x"}}).items,
              IsEmpty());
  const burnish::kit::Files files({{"a.png", png}, {"b.png", png}, {"c.png", png}});
  const Imported result = burnish::kit::run_import(importer(), {}, files, 1);
  EXPECT_EQ(result.status, BURNISH_CANCELLED);
  EXPECT_EQ(result.items.size(), 1U);
}

TEST(MidjourneyProbe, KnowsItsOwnFiles) {
  if (downloads().files.empty()) GTEST_SKIP() << "python3 is not there to make the downloads";
  FileMap own, others;
  for (const auto& [path, bytes] : downloads().files) {
    if (path.find("downloads/u42_") == 0) own[path] = bytes;
    if (path.find("others/") == 0 && path.find("u42") == std::string::npos && path != "others/burnish.png")
      others[path] = bytes;
  }
  const auto score = [](const FileMap& map) {
    const burnish::kit::Files files(map);
    const burnish::kit::Call call;
    int32_t s = -1;
    EXPECT_EQ(importer().probe(call.get(), files.get(), &s), BURNISH_OK);
    return s;
  };
  EXPECT_GT(score(own), 80);
  EXPECT_LT(score(others), 10);
  EXPECT_EQ(score({}), 0);
}
