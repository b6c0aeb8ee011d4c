// Where results go, what is never overwritten, and what stands for a file.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "json_text.hpp"
#include "samples.hpp"

namespace burnish::hosts {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class Files : public testing::Test {
 protected:
  Files() {
    s_.write("a.png", png_);
    s_.write("b.png", png_);
  }
  Outcome transform(Words more, const Settings& with = {}) {
    more.insert(more.begin(), {"transform", "c_fit,w_8"});
    return burnish_in(s_, more, with);
  }
  Outcome pipeline(const std::string& write, Words more) {
    s_.write("p.json", R"({"burnish": 1, "outputs": [{"steps": ["c_fit,w_8"], "write": ")" + write + "\"}]}");
    more.insert(more.begin(), {"run", "p.json"});
    return burnish_in(s_, more);
  }

  Scratch s_;
  const std::string png_ = encoded("png", 64, 32);
};

TEST_F(Files, OutputIsAFolderOrAFileByItsShape) {
  EXPECT_EQ(transform({"a.png", "-o", "file.png"}).status, 0);
  EXPECT_TRUE(fs::is_regular_file(s_ / "file.png"));
  EXPECT_EQ(transform({"a.png", "-o", "folder"}).status, 0);
  EXPECT_TRUE(s_.has("folder/a.png"));
  EXPECT_EQ(transform({"a.png", "-o", "dotted.png/"}).status, 0);
  EXPECT_TRUE(s_.has("dotted.png/a.png"));
  EXPECT_EQ(transform({"a.png", "b.png", "-o", "several.png"}).status, 0);
  EXPECT_TRUE(s_.has("several.png/b.png"));
  EXPECT_EQ(transform({"b.png", "-o", "dotted.png"}).status, 0);
  EXPECT_TRUE(s_.has("dotted.png/b.png")) << "it exists as a folder";
}

TEST_F(Files, TheExtensionDecidesTheFormat) {
  EXPECT_THAT(transform({"a.png", "-o", "x.JPG"}).out, HasSubstr("jpeg"));
  EXPECT_THAT(transform({"a.png", "-o", "x.tif"}).out, HasSubstr("tiff"));
  EXPECT_THAT(transform({"a.png", "-o", "x/"}).out, HasSubstr("png")) << "else the input's";
}

TEST_F(Files, AnInputIsReplacedOnlyInPlace) {
  EXPECT_EQ(transform({"a.png", "-o", "a.png"}).status, 2);
  fs::create_symlink("a.png", s_ / "link.png");
  EXPECT_EQ(transform({"a.png", "-o", "link.png"}).status, 2);
  fs::create_hard_link(s_ / "a.png", s_ / "hard.png");
  EXPECT_EQ(transform({"a.png", "-o", "hard.png"}).status, 2);
  EXPECT_EQ(s_.read("a.png"), png_);
  EXPECT_EQ(transform({"a.png", "--in-place"}).status, 0);
  EXPECT_EQ(decoded(s_ / "a.png").width(), 8);
}

TEST_F(Files, NoClobberKeepsWhatIsThere) {
  s_.write("out/a.png", "old");
  const Outcome o = transform({"a.png", "b.png", "-o", "out", "--no-clobber"});
  EXPECT_EQ(o.status, 3);
  EXPECT_EQ(o.err, "burnish: error: cannot write out/a.png: the file exists; remove it, or run without --no-clobber\n");
  EXPECT_EQ(s_.read("out/a.png"), "old");
  EXPECT_TRUE(s_.has("out/b.png"));
  EXPECT_EQ(transform({"a.png", "-o", "out/", "--no-clobber", "--dry-run"}).status, 3);
  EXPECT_EQ(transform({"a.png", "-o", "out/"}).status, 0);
  EXPECT_EQ(decoded(s_ / "out/a.png").width(), 8);
}

TEST_F(Files, AReplacedFileKeepsItsMode) {
  s_.write("out/a.png", "old");
  fs::permissions(s_ / "out/a.png", fs::perms(0640));
  EXPECT_EQ(transform({"a.png", "-o", "out/"}).status, 0);
  EXPECT_EQ(fs::status(s_ / "out/a.png").permissions(), fs::perms(0640));
}

TEST_F(Files, OnlyRegularFilesAreReplaced) {
  ASSERT_EQ(mkfifo((s_ / "pipe.png").c_str(), 0600), 0);
  const Outcome o = transform({"a.png", "-o", "pipe.png"});
  EXPECT_EQ(o.status, 3);
  EXPECT_EQ(o.err, "burnish: error: cannot write pipe.png: it is no regular file\n");
  EXPECT_TRUE(fs::is_fifo(s_ / "pipe.png"));
}

TEST_F(Files, ALinkIsReplacedAndWhatItNamesStays) {
  s_.write("precious.png", "precious");
  fs::create_symlink("precious.png", s_ / "link.png");
  EXPECT_EQ(transform({"a.png", "-o", "link.png"}).status, 0);
  EXPECT_FALSE(fs::is_symlink(s_ / "link.png"));
  EXPECT_EQ(s_.read("precious.png"), "precious");
}

TEST_F(Files, TemplatesKnowTheirFields) {
  s_.write("sub/deep/c.png", png_);
  const Outcome o = pipeline("{dir}/{stem}-{index}-{width}x{height}-{hash}.{ext}", {"a.png", "sub", "-r", "-o", "out"});
  EXPECT_EQ(o.status, 0) << o.err;
  EXPECT_THAT(s_.files("out"), ElementsAre(".burnish-run.jsonl", testing::MatchesRegex("a-1-8x4-[0-9a-f]{12}.png"),
                                           testing::MatchesRegex("deep/c-2-8x4-[0-9a-f]{12}.png")));
}

TEST_F(Files, TemplatesDoNotLeaveTheOutputFolder) {
  fs::create_directory(s_ / "out");
  fs::create_directory_symlink(s_.path(), s_ / "out/up");
  for (const char* write : {"../x.png", "/tmp/burnish-must-not-be.png", "y/../../x.png", "up/x.png"}) {
    const Outcome o = pipeline(write, {"a.png", "-o", "out"});
    EXPECT_EQ(o.status, 2) << write;
    EXPECT_THAT(o.err, HasSubstr("is refused")) << write;
  }
  EXPECT_FALSE(s_.has("x.png"));
  EXPECT_EQ(pipeline("../x.png", {"a.png", "-o", "out", "--allow-outside"}).status, 0);
  EXPECT_TRUE(s_.has("x.png"));
}

TEST_F(Files, TwoOutputsNeverShareAPath) {
  EXPECT_EQ(pipeline("same.png", {"a.png", "b.png", "-o", "out"}).status, 2);
  EXPECT_FALSE(s_.has("out"));
}

TEST_F(Files, FoldersGlobsAndListsStandForPictures) {
  s_.write("in/one.png", png_);
  s_.write("in/two.PNG", png_);
  s_.write("in/notes.txt", "no picture");
  s_.write("in/.hidden.png", png_);
  s_.write("in/sub/three.png", png_);
  const auto written = [&](const Words& inputs) {
    fs::remove_all(s_ / "out");
    Words words = inputs;
    words.insert(words.end(), {"-o", "out/"});
    EXPECT_EQ(transform(words).status, 0);
    Words files = s_.files("out");
    files.erase(std::remove(files.begin(), files.end(), ".burnish-run.jsonl"), files.end());
    return files;
  };
  EXPECT_THAT(written({"in"}), ElementsAre("one.png", "two.png"));
  EXPECT_THAT(written({"in/", "-r"}), ElementsAre("one.png", "sub/three.png", "two.png"));
  EXPECT_THAT(written({"./in/../in", "-r"}), ElementsAre("one.png", "sub/three.png", "two.png"));
  EXPECT_THAT(written({"in/t*"}), testing::Contains("two.png"));
  EXPECT_THAT(written({"in/[os]*"}), ElementsAre("one.png", "three.png")) << "a folder that matches is a folder";
  s_.write("list.txt", "a.png\n\nin/one.png\n");
  EXPECT_THAT(written({"--files-from", "list.txt", "b.png"}), ElementsAre("a.png", "b.png", "one.png"));
}

TEST_F(Files, AFolderWithoutPicturesIsAFailureAmongOthers) {
  fs::create_directory(s_ / "empty");
  const Outcome o = transform({"empty", "a.png", "-o", "out/"});
  EXPECT_EQ(o.status, 3);
  EXPECT_EQ(o.err,
            "burnish: error: no pictures in the folder empty: only the folder itself was looked at; use -r for the "
            "folders below it\n");
  EXPECT_TRUE(s_.has("out/a.png"));
}

TEST_F(Files, APatternThatIsAFilesNameIsThatFile) {
  s_.write("odd[1].png", png_);
  EXPECT_EQ(transform({"odd[1].png", "-o", "out/"}).status, 0);
  EXPECT_TRUE(s_.has("out/odd[1].png"));
}

TEST_F(Files, DashIsStandardInputAndOutput) {
  const Outcome o = transform({"-", "-o", "-"}, {.input = png_});
  EXPECT_EQ(o.status, 0) << o.err;
  EXPECT_EQ(o.err, "");
  s_.write("got.png", o.out);
  EXPECT_EQ(decoded(s_ / "got.png").width(), 8);
  EXPECT_EQ(transform({"-", "-o", "out/"}, {.input = png_}).status, 0);
  EXPECT_TRUE(s_.has("out/stdin.png"));
  const Outcome list = transform({"--files-from", "-", "-o", "listed/"}, {.input = "a.png\nb.png\n"});
  EXPECT_EQ(list.status, 0);
  EXPECT_TRUE(s_.has("listed/b.png"));
  const Outcome run = burnish_in(s_, {"run", "-", "a.png", "-o", "run/"},
                                 {.input = R"({"burnish": 1, "outputs": [{"steps": ["c_fit,w_8"]}]})"});
  EXPECT_EQ(run.status, 0) << run.err;
  EXPECT_TRUE(s_.has("run/a.png"));
  EXPECT_THAT(burnish_in(s_, {"info", "-"}, {.input = png_}).out, HasSubstr("png, 64x32"));
}

TEST_F(Files, ResumeSkipsWhatIsDoneAndUnchanged) {
  const auto skipped = [&](const std::string& steps) {
    const Json d =
        read_json(burnish_in(s_, {"transform", steps, "a.png", "b.png", "-o", "out", "--resume", "--json"}).out);
    std::string which;
    for (const Json& o : d["outputs"].elements)
      if (o["skipped"].boolean) which += o["input"].text + " ";
    EXPECT_EQ(d["outputs"].elements.size(), 2U);
    return which;
  };
  EXPECT_EQ(skipped("c_fit,w_8"), "");
  EXPECT_EQ(skipped("c_fit,w_8"), "a.png b.png ");
  EXPECT_EQ(skipped("c_fit,w_9"), "") << "another pipeline";
  EXPECT_EQ(skipped("c_fit,w_9"), "a.png b.png ");
  s_.write("out/a.png", "damaged");
  EXPECT_EQ(skipped("c_fit,w_9"), "b.png ");
  EXPECT_EQ(decoded(s_ / "out/a.png").width(), 9);
  s_.write("b.png", encoded("png", 65, 32));
  EXPECT_EQ(skipped("c_fit,w_9"), "a.png ");
  std::ofstream(s_ / "out/.burnish-run.jsonl", std::ios::app) << "{\"cut off";
  EXPECT_EQ(skipped("c_fit,w_9"), "a.png b.png ");
}

TEST_F(Files, ManyInputsRunSideBySideWithTheSameBytes) {
  for (int i = 0; i < 12; ++i) s_.write("many/" + std::to_string(i) + ".png", png_);
  ASSERT_EQ(burnish_in(s_, {"transform", "c_fit,w_30/f_jpg", "many", "-o", "one/", "--threads", "1"}).status, 0);
  ASSERT_EQ(burnish_in(s_, {"transform", "c_fit,w_30/f_jpg", "many", "-o", "four/", "--threads", "4"}).status, 0);
  for (int i = 0; i < 12; ++i) {
    const std::string name = std::to_string(i) + ".jpg";
    EXPECT_EQ(s_.read("one/" + name), s_.read("four/" + name));
    EXPECT_FALSE(s_.read("one/" + name).empty());
  }
}

}  // namespace
}  // namespace burnish::hosts
