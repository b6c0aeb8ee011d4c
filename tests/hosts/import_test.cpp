// Downloads through the program: what is found, what is copied, what a pipeline makes of them. The downloads are
// synthetic, made by tests/data/midjourney/make_downloads.py, which also writes what is to be found.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "json_text.hpp"
#include "other_programs.hpp"
#include "samples.hpp"

namespace burnish::hosts {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

const fs::path maker = fs::path(BURNISH_SOURCE_DIR) / "tests/data/midjourney/make_downloads.py";

class Import : public testing::Test {
 protected:
  void SetUp() override {
    if (!installed("python3")) GTEST_SKIP() << "python3 is not installed, which makes the downloads";
    ASSERT_EQ(run({"python3", maker.string(), (s_ / "in").string()}).status, 0);
  }
  Outcome import(Words more, const Settings& settings = {}) const {
    Words words{"import", "midjourney"};
    words.insert(words.end(), more.begin(), more.end());
    return burnish(words, settings);
  }
  /// The pictures of --json by their path below what was given.
  static std::map<std::string, Json> pictures(const Outcome& o, const fs::path& given) {
    const Json document = JsonReader(o.out).document();
    EXPECT_TRUE(document.valid()) << o.out.substr(0, 500);
    std::map<std::string, Json> all;
    for (const Json& p : document["pictures"].elements)
      all[fs::path(p["path"].text).lexically_relative(given).string()] = p;
    return all;
  }
  static std::map<std::string, std::string> facts(const Json& picture) {
    std::map<std::string, std::string> all;
    for (const Json& f : picture["facts"].elements) all[f["key"].text] = f["value"].text;
    return all;
  }
  [[nodiscard]] Json expected() const { return JsonReader(s_.read("in/expected.json")).document(); }

  Scratch s_;
};

TEST_F(Import, EveryFactOfAFolderIsRight) {
  const Outcome o = import({(s_ / "in").string(), "--json"});
  EXPECT_EQ(o.status, 3);  // some of the damaged ones hold nothing at all
  const auto found = pictures(o, s_ / "in");
  const Json expected = this->expected();
  std::size_t checked = 0;
  for (const std::string& file : expected.keys()) {
    const auto at = found.find(file);
    const Json& wanted = expected[file]["facts"];
    if (expected[file]["failed"].valid()) {
      EXPECT_THAT(o.err, HasSubstr(file));
      EXPECT_EQ(at, found.end()) << file;
      continue;
    }
    ASSERT_NE(at, found.end()) << file;
    const auto got = facts(at->second);
    for (const std::string& key : wanted.keys()) {
      ++checked;
      const auto fact = got.find(key);
      EXPECT_TRUE(fact != got.end() && fact->second == wanted[key].text)
          << file << ": " << key << " is '" << (fact == got.end() ? "(unknown)" : fact->second) << "', not '"
          << wanted[key].text << "'";
    }
    for (const Json& f : at->second["facts"].elements) {
      EXPECT_EQ(f["from"].type, Json::Type::Text) << file << ": " << f["key"].text;
      EXPECT_EQ(f["sure"].type, Json::Type::Number) << file << ": " << f["key"].text;
    }
  }
  EXPECT_GT(checked, 200U);
}

TEST_F(Import, AZipTellsTheSameAsItsFolder) {
  const auto folder = pictures(import({(s_ / "in/downloads").string(), "--json"}), s_ / "in/downloads");
  const Outcome o = import({(s_ / "in/downloads.zip").string(), "--json"});
  EXPECT_EQ(o.status, 0) << o.err;
  const auto zip = pictures(o, s_ / "in/downloads.zip");
  ASSERT_GT(zip.size(), 20U);
  for (const auto& [path, picture] : zip) {
    const auto same = folder.find(path);
    ASSERT_NE(same, folder.end()) << path;
    EXPECT_EQ(facts(picture), facts(same->second)) << path;
  }
}

TEST_F(Import, WithoutAnOutputNothingIsWritten) {
  const Words before = s_.files();
  const Outcome o = import({(s_ / "in/downloads").string()}, {.folder = s_.path()});
  EXPECT_EQ(o.status, 0) << o.err;
  EXPECT_THAT(o.out, HasSubstr("a serene mountain"));
  EXPECT_EQ(s_.files(), before);
  EXPECT_EQ(import({(s_ / "in/downloads").string(), "-o", (s_ / "lib").string(), "--dry-run"}).status, 0);
  EXPECT_EQ(s_.files(), before);
}

TEST_F(Import, CopiesOriginalsByteForByteWithTheirRecords) {
  const Outcome o = import({(s_ / "in/downloads.zip").string(), "-o", (s_ / "lib").string(), "--json"});
  ASSERT_EQ(o.status, 0) << o.err;
  const auto all = pictures(o, s_ / "in/downloads.zip");
  for (const auto& [path, picture] : all) {
    const std::string copy = fs::path(picture["copy"].text).lexically_relative(s_.path()).string();
    EXPECT_EQ(s_.read(copy), s_.read("in/downloads/" + path)) << path;
    const Json record = JsonReader(s_.read(copy + ".burnish.json")).document();
    EXPECT_TRUE(record.valid()) << copy;
    EXPECT_EQ(record["sha256"].text, picture["sha256"].text);
    EXPECT_EQ(record["record"]["prompt"].text, picture["record"]["prompt"].text);
  }
  EXPECT_THAT(s_.files("lib"), Contains("a7421d2f-b262-44f9-977c-ac23e9c7d3e3/3-example.png"));
  EXPECT_THAT(s_.files("lib"), SizeIs(2 * all.size()));
  EXPECT_THAT(s_.leftovers(), IsEmpty());
}

TEST_F(Import, WhatIsThereIsLeftAndWhatIsMissingIsAddedAgain) {
  const Words command{(s_ / "in/downloads.zip").string(), "-o", (s_ / "lib").string()};
  ASSERT_EQ(import(command).status, 0);
  const Words files = s_.files("lib");
  const std::string one = "lib/a7421d2f-b262-44f9-977c-ac23e9c7d3e3/3-example.png";
  fs::remove(s_ / one);
  fs::remove(s_ / "lib/a7421d2f-b262-44f9-977c-ac23e9c7d3e3/0-example.png.burnish.json");
  const Outcome o = import(command);
  EXPECT_EQ(o.status, 0) << o.err;
  EXPECT_THAT(o.out, HasSubstr("1 copied"));
  EXPECT_EQ(s_.files("lib"), files);
}

TEST_F(Import, AnotherPictureOfTheNameIsKept) {
  const std::string target = "lib/a7421d2f-b262-44f9-977c-ac23e9c7d3e3/3-example.png";
  s_.write(target, "mine");
  ASSERT_EQ(import({(s_ / "in/downloads.zip").string(), "-o", (s_ / "lib").string()}).status, 0);
  EXPECT_EQ(s_.read(target), "mine");
  EXPECT_THAT(s_.files("lib"), Contains("a7421d2f-b262-44f9-977c-ac23e9c7d3e3/3-example-2.png"));
}

TEST_F(Import, TheOutputFolderMayLieInsideTheDownloads) {
  const Words command{(s_ / "in/downloads").string(), "-o", (s_ / "in/downloads/lib").string()};
  ASSERT_EQ(import(command).status, 0);
  const Words files = s_.files("in/downloads/lib");
  const Outcome o = import(command);
  EXPECT_THAT(o.out, HasSubstr("0 copied"));
  EXPECT_EQ(s_.files("in/downloads/lib"), files);
}

TEST_F(Import, GridsAreSplitIntoFourPicturesWithTheirOwnRecords) {
  const Outcome o =
      import({(s_ / "in/downloads.zip").string(), "-o", (s_ / "lib").string(), "--split-grids", "--json"});
  ASSERT_EQ(o.status, 0) << o.err;
  const std::string job = "99999999-2222-4333-8444-555555555555/";
  for (const char* index : {"0", "1", "2", "3"}) {
    const std::string quarter = job + index + "-four-quiet-gradients.png";
    EXPECT_THAT(s_.files("lib"), Contains(quarter));
    EXPECT_THAT(s_.files("lib"), Contains(quarter + ".burnish.json"));
    const Json info = JsonReader(burnish({"info", "--json", (s_ / ("lib/" + quarter)).string()}).out).document();
    EXPECT_EQ(info["files"][0]["provenance"]["prompt"].text, "four quiet gradients");
    EXPECT_EQ(info["files"][0]["provenance"]["source_type"].text, "trainedAlgorithmicMedia");
  }
  EXPECT_THAT(s_.files("lib"), Contains(job + "grid-four-quiet-gradients.png"));
}

TEST_F(Import, DuplicatesAreTold) {
  const fs::path photograph = fs::path(BURNISH_SOURCE_DIR) / "examples/slot-canyon.jpg";
  s_.write("two/a.txt", "no picture");
  fs::copy_file(photograph, s_ / "two/a.jpg");
  fs::copy_file(photograph, s_ / "two/b.jpg");
  fs::copy_file(s_ / "in/downloads/grid_0.webp", s_ / "two/other.webp");
  expect_burnish(s_, {"transform", "c_scale,w_500/f_webp,q_70", "two/a.jpg", "-o", "two/c.webp"});
  const Outcome o = import({(s_ / "two").string(), "--dedupe", "--json"});
  EXPECT_EQ(o.status, 0) << o.err;
  const auto all = pictures(o, s_ / "two");
  ASSERT_THAT(all, SizeIs(4));
  EXPECT_EQ(all.at("a.jpg")["sha256"].text.size(), 64U);
  EXPECT_EQ(all.at("b.jpg")["same_as"].text, (s_ / "two/a.jpg").string());
  EXPECT_EQ(all.at("c.webp")["similar_to"].text, (s_ / "two/a.jpg").string());
  for (const char* key : {"same_as", "similar_to"}) EXPECT_EQ(all.at("other.webp")[key].type, Json::Type::Null);
  const Outcome bound = import({(s_ / "two").string(), "--dedupe", "--json", "--max-pixels", "1000"});
  EXPECT_EQ(pictures(bound, s_ / "two").at("c.webp")["similar_to"].type, Json::Type::Null);
  EXPECT_THAT(bound.out + bound.err, HasSubstr("not compared by its pixels"));
}

TEST_F(Import, LooksAtNoLargerPicturesThanAllowed) {
  const fs::path folder = s_ / "in/downloads";
  const std::string grid = "u42_four_quiet_gradients_99999999-2222-4333-8444-555555555555.png";
  const auto whole = pictures(import({folder.string(), "--grids", "--json"}), folder);
  EXPECT_EQ(facts(whole.at(grid))["kind"], "grid");
  EXPECT_THAT(whole.at(grid)["notes"].elements, testing::IsEmpty());
  const auto bound = pictures(import({folder.string(), "--grids", "--json", "--max-pixels", "1000"}), folder);
  ASSERT_EQ(bound.at(grid)["notes"].elements.size(), 1U);
  EXPECT_THAT(bound.at(grid)["notes"][std::size_t{0}].text, HasSubstr("could not be looked at"));
}

TEST_F(Import, JsonLinesAreADocumentForEachPicture) {
  const Outcome o = import({(s_ / "in/downloads.zip").string(), "--json-lines"});
  EXPECT_EQ(o.status, 0) << o.err;
  std::size_t lines = 0;
  for (std::size_t at = 0, end = 0; (end = o.out.find('\n', at)) != std::string::npos; at = end + 1, ++lines)
    EXPECT_TRUE(JsonReader(o.out.substr(at, end - at)).document()["path"].valid());
  EXPECT_GT(lines, 20U);
}

TEST_F(Import, APipelineMakesEveryVariantOfEverythingInAZip) {
  const std::string pipeline = (fs::path(BURNISH_SOURCE_DIR) / "examples/pipelines/imported.json").string();
  const std::string zip = (s_ / "in/downloads.zip").string();
  const std::size_t pictures_in_zip = pictures(import({zip, "--json"}), zip).size();
  const Outcome o = burnish({"run", pipeline, zip, "-o", (s_ / "out").string(), "--json"});
  ASSERT_EQ(o.status, 0) << o.err;
  const Json report = JsonReader(o.out).document();
  EXPECT_THAT(report["outputs"].elements, SizeIs(7 * pictures_in_zip));
  const std::string card = "a7421d2f-b262-44f9-977c-ac23e9c7d3e3/3-example-card.webp";
  EXPECT_THAT(s_.files("out"), Contains(card));
  const Json info = JsonReader(burnish({"info", "--json", (s_ / ("out/" + card)).string()}).out).document();
  const Json& record = info["files"][0]["provenance"];
  EXPECT_EQ(record["prompt"].text, "example");
  EXPECT_EQ(record["model"].text, "midjourney");
  EXPECT_EQ(record["job_id"].text, "a7421d2f-b262-44f9-977c-ac23e9c7d3e3");
  EXPECT_EQ(record["parameters"]["stylize"].text, "80");
  EXPECT_EQ(record["source_type"].text, "trainedAlgorithmicMedia");
  EXPECT_THAT(record["parents"].elements, SizeIs(1));

  const Outcome again = burnish({"run", pipeline, zip, "-o", (s_ / "out").string(), "--resume"});
  EXPECT_EQ(again.status, 0) << again.err;
  EXPECT_THAT(again.out, HasSubstr("already done"));
  EXPECT_THAT(again.out, Not(HasSubstr(" ms\n")));
}

TEST_F(Import, AZipIsAnInputOfAnyPipeline) {
  s_.write("p.json", R"({"burnish": 1, "outputs": [{"steps": ["c_fill,w_32,h_32"], "write": "{dir}/{stem}.jpg"}]})");
  const Outcome o =
      burnish({"run", (s_ / "p.json").string(), (s_ / "in/downloads.zip").string(), "-o", (s_ / "out").string()});
  EXPECT_EQ(o.status, 0) << o.err;
  EXPECT_THAT(s_.files("out"), Contains("grid_0.jpg"));
}

TEST_F(Import, FactsNameOutputsOfImportedPicturesOnly) {
  s_.write("p.json", R"({"burnish": 1, "outputs": [{"write": "{job}.jpg"}]})");
  const Outcome o = burnish({"run", (s_ / "p.json").string(), (s_ / "in/downloads/0_0.png").string()});
  EXPECT_EQ(o.status, 2);
  EXPECT_THAT(o.err, HasSubstr("it is a fact of imported pictures"));
}

TEST_F(Import, AnArchiveThatChangesIsNeverOverwritten) {
  s_.write("p.json", R"({"burnish": 1, "outputs": [{"write": "downloads.zip/x.png"}]})");
  const std::string zip = s_.read("in/downloads.zip");
  const Outcome o =
      burnish({"run", (s_ / "p.json").string(), (s_ / "in/downloads.zip").string(), "-o", (s_ / "in").string()});
  EXPECT_NE(o.status, 0);
  EXPECT_EQ(s_.read("in/downloads.zip"), zip);
}

TEST_F(Import, AReadOnlyFolderIsAFailureOfEachFile) {
  if (geteuid() == 0) GTEST_SKIP() << "root may write everywhere";
  fs::create_directory(s_ / "lib");
  fs::permissions(s_ / "lib", fs::perms::owner_read | fs::perms::owner_exec);
  EXPECT_EQ(import({(s_ / "in/downloads.zip").string(), "-o", (s_ / "lib").string()}).status, 3);
}

TEST_F(Import, AFullDiskLeavesNothingHalfWritten) {
  Settings small;
  small.file_size = 2000;
  const Outcome o = import({(s_ / "in/downloads.zip").string(), "-o", (s_ / "lib").string()}, small);
  EXPECT_EQ(o.status, 3);
  EXPECT_THAT(s_.leftovers(), IsEmpty());
  for (const std::string& f : s_.files("lib")) EXPECT_LE(fs::file_size(s_ / ("lib/" + f)), 2000U) << f;
}

TEST_F(Import, WatchTakesWhatArrivesOnceItIsComplete) {
  fs::create_directory(s_ / "watched");
  const std::string source = (s_ / "in/downloads/grid_0.webp").string(), folder = (s_ / "watched").string();
  // A browser writes under another name first; an interrupted download must not be taken.
  const std::string script = "sleep 1; head -c 100 '" + source + "' > '" + folder + "/x.webp.part'; sleep 1; cp '" +
                             source + "' '" + folder + "/y.webp.part'; mv '" + folder + "/y.webp.part' '" + folder +
                             "/y.webp'";
  Settings settings;
  settings.interrupt_after = std::chrono::milliseconds(5000);
  std::thread browser([&] { EXPECT_EQ(run({"sh", "-c", script}).status, 0); });
  const Outcome o = import({folder, "--watch", "-o", (s_ / "lib").string()}, settings);
  browser.join();
  EXPECT_EQ(o.status, 0) << o.err;
  EXPECT_THAT(o.out, HasSubstr("y.webp"));
  EXPECT_THAT(o.out, Not(HasSubstr("x.webp")));
  EXPECT_THAT(s_.files("lib"), SizeIs(2));
}

TEST_F(Import, WrongCommandLinesSaySo) {
  const auto says = [&](const Words& words, const std::string& sentence) {
    const Outcome o = import(words);
    EXPECT_EQ(o.status, 2) << o.err;
    EXPECT_THAT(o.err, HasSubstr(sentence));
  };
  says({}, "nothing to import");
  says({"x", "--watch", "--json"}, "--json is one document");
  says({(s_ / "in/expected.json").string(), "--watch"}, "it is no folder");
  says({"x", "-p", "speed"}, "NAME=VALUE is wanted");
  says({"x", "-p", "speed=1"}, "speed");
  const Outcome o = burnish({"import", "midjorney", "x"});
  EXPECT_EQ(o.status, 2);
  EXPECT_THAT(o.err, HasSubstr("did you mean 'midjourney'?"));
}

TEST_F(Import, WhatIsNotThereIsAFailureAndTheRestGoesOn) {
  const Outcome o = import({(s_ / "nowhere").string(), (s_ / "in/downloads/grid_0.webp").string()});
  EXPECT_EQ(o.status, 3);
  EXPECT_THAT(o.err, HasSubstr("nowhere"));
  EXPECT_THAT(o.out, HasSubstr("1 picture of"));
}

TEST_F(Import, HostileZipsWriteNothingOutside) {
  const fs::path zips = shared("data/hostile/zip");
  if (zips.empty()) GTEST_SKIP() << "the shared data is not there";
  const Words before = s_.files("in");
  for (const auto& zip : fs::directory_iterator(zips)) {
    const Outcome o = import({zip.path().string(), "-o", (s_ / "lib").string()});
    EXPECT_THAT(o.status, testing::AnyOf(0, 3)) << zip.path() << ": " << o.err;
  }
  EXPECT_EQ(s_.files("in"), before);
  EXPECT_THAT(s_.files(), testing::Each(testing::AnyOf(testing::StartsWith("in/"), testing::StartsWith("lib/"))));
}

}  // namespace
}  // namespace burnish::hosts
