#include "write/paths.hpp"

#include <gmock/gmock.h>

#include "core/write/formats.hpp"
#include "core/write/scratch.hpp"

namespace burnish::testing_write {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class OutputPathsTest : public testing::Test {
 protected:
  OutputPathsTest() { options_.output = scratch_ / "out"; }

  void add_output(const std::string& name, const std::string& write, const std::string& format = "jpeg") {
    Output o;
    o.name = name;
    o.where = "$.outputs[" + std::to_string(pipeline_.outputs.size()) + "]";
    o.write = write;
    o.format = format;
    pipeline_.outputs.push_back(o);
  }
  void add_input(const std::string& path, const std::string& folder = {}) {
    inputs_.push_back({scratch_.write(path, path), folder});
  }
  Result<std::unique_ptr<OutputPaths>> plan() { return OutputPaths::plan(catalogue_, pipeline_, inputs_, options_); }
  // Paths below the output folder, or the error.
  std::vector<std::string> planned() {
    const auto paths = plan();
    if (!paths.ok()) return {paths.error().message()};
    std::vector<std::string> all;
    for (const PlannedPath& p : (*paths)->planned())
      all.push_back(p.path.lexically_relative(options_.output).string() + (p.certain ? "" : " ?"));
    return all;
  }

  Scratch scratch_;
  Catalogue catalogue_ = formats();
  Pipeline pipeline_;
  RunOptions options_;
  std::vector<Input> inputs_;
};

TEST_F(OutputPathsTest, FollowTheTemplates) {
  add_input("in/a.png");
  add_input("in/b.c.png");
  add_output("hero", "{stem}-{name}-{index}.{ext}");
  add_output("print", "print/{stem}.tif", "");
  EXPECT_THAT(planned(), ElementsAre("a-hero-1.jpg", "print/a.tif", "b.c-hero-2.jpg", "print/b.c.tif"));
}

TEST_F(OutputPathsTest, HaveDefaultNames) {
  add_input("in/a.png");
  add_output("hero", "", "tiff");
  EXPECT_THAT(planned(), ElementsAre("a.tif"));
  add_output("card", "");
  EXPECT_THAT(planned(), ElementsAre("a-hero.tif", "a-card.jpg"));
}

TEST_F(OutputPathsTest, KeepSubfoldersOfAGivenFolder) {
  add_input("in/x/a.png", "x");
  add_input("in/y/a.png", "y");
  add_output("hero", "{stem}.{ext}");
  EXPECT_THAT(planned(), ElementsAre("x/a.jpg", "y/a.jpg"));
  pipeline_.outputs[0].write = "{stem}-{dir}.jpg";
  EXPECT_THAT(planned(), ElementsAre("a-x.jpg", "a-y.jpg"));
}

TEST_F(OutputPathsTest, GuessWhatIsNotKnownYet) {
  add_input("in/a.png");
  add_output("hero", "{stem}.{ext}", "");
  add_output("sized", "{stem}-{width}x{height}-{hash}.jpg");
  EXPECT_THAT(planned(), ElementsAre("a.png ?", "a-{width}x{height}-{hash}.jpg ?"));
  const auto paths = plan();
  EXPECT_FALSE((*paths)->needs_hash(0));
  EXPECT_TRUE((*paths)->needs_hash(1));
  EXPECT_EQ((*paths)->path(0, 0, {"tif", 0, 0, ""})->filename(), "a.tif");
  const auto sized = (*paths)->path(0, 1, {"jpg", 20, 10, std::string(64, 'f')});
  EXPECT_EQ(sized->filename(), "a-20x10-ffffffffffff.jpg");
  EXPECT_FALSE((*paths)->path(0, 1, {"jpg", 20, 10, ""}).ok()) << "the hash is missing";
}

TEST_F(OutputPathsTest, RefuseTwoOutputsWithOnePath) {
  add_input("in/a.png");
  add_output("hero", "{stem}.jpg");
  add_output("card", "./{stem}.{ext}");
  EXPECT_THAT(planned()[0], testing::AllOf(HasSubstr("two outputs are written to"), HasSubstr("a.jpg ($.outputs[1])"),
                                           HasSubstr("a.png (hero) and"), HasSubstr("a.png (card); put {dir}")));
}

TEST_F(OutputPathsTest, RefuseOneOutputOfTwoInputs) {
  add_input("x/a.png");
  add_input("y/a.png");
  add_output("hero", "{stem}.{ext}");
  EXPECT_THAT(planned()[0], HasSubstr("two outputs are written to"));
  pipeline_.outputs[0].write = "{stem}-{hash}.jpg";
  EXPECT_THAT(planned()[0], HasSubstr("a-{hash}.jpg")) << "equal but for what is not known";
}

TEST_F(OutputPathsTest, RefuseThroughALinkedFolder) {
  add_input("in/a.png");
  fs::create_directories(scratch_ / "out/real");
  fs::create_directory_symlink("real", scratch_ / "out/link");
  add_output("hero", "real/x.jpg");
  add_output("card", "link/x.jpg");
  EXPECT_THAT(planned()[0], HasSubstr("two outputs are written to"));
}

TEST_F(OutputPathsTest, RefuseLateWhatWasNotKnownEarly) {
  add_input("in/a.png");
  add_output("hero", "x-{width}.jpg");
  add_output("card", "x-10.jpg");
  const auto paths = plan();
  ASSERT_TRUE(paths.ok());
  EXPECT_TRUE((*paths)->path(0, 0, {"jpg", 10, 10, ""}).ok());
  EXPECT_TRUE((*paths)->path(0, 0, {"jpg", 10, 10, ""}).ok()) << "the same output may ask again";
  EXPECT_FALSE((*paths)->path(0, 1, {"jpg", 10, 10, ""}).ok());
}

TEST_F(OutputPathsTest, RefuseToOverwriteAnInput) {
  add_input("out/a.jpg");
  add_output("hero", "{stem}.jpg");
  EXPECT_THAT(planned()[0], HasSubstr("a.jpg is an input: it would be overwritten; write elsewhere with -o, or give "
                                      "--in-place"));
  options_.in_place = true;
  EXPECT_THAT(planned(), ElementsAre("a.jpg"));
}

TEST_F(OutputPathsTest, RefuseToOverwriteAnInputUnderAnotherName) {
  add_input("in/a.png");
  fs::create_directories(scratch_ / "out");
  fs::create_hard_link(scratch_ / "in/a.png", scratch_ / "out/a.jpg");
  add_output("hero", "{stem}.jpg");
  EXPECT_THAT(planned()[0], HasSubstr("is an input"));
}

TEST_F(OutputPathsTest, RefuseToOverwriteAFileThatThePipelineReads) {
  add_input("in/a.png");
  scratch_.write("out/logo.jpg", "logo");
  Node logo;
  logo.name = "logo";
  logo.read = "out/logo.jpg";
  pipeline_.nodes.push_back(logo);
  pipeline_.folder = scratch_.path();
  add_output("hero", "logo.jpg");
  EXPECT_THAT(planned()[0], HasSubstr("is an input"));
}

TEST_F(OutputPathsTest, RefuseAMissingInputsPathToo) {
  inputs_.push_back({scratch_ / "out/./a.jpg", {}});
  add_output("hero", "{stem}.jpg");
  EXPECT_THAT(planned()[0], HasSubstr("is an input"));
}

class Escape : public OutputPathsTest, public testing::WithParamInterface<const char*> {};
INSTANTIATE_TEST_SUITE_P(Templates, Escape,
                         testing::Values("../a.jpg", "..", "x/../../a.jpg", "x/../a.jpg", "/tmp/a.jpg", "/{stem}.jpg",
                                         "{stem}/../../a.jpg", "{name}/a.jpg", "{name}/{name}/a.jpg", "./../a.jpg",
                                         ".//..//a.jpg", "x/..", "x/.", ".", "", "/", "//a.jpg", "a/", "{name}",
                                         "out-link/a.jpg", "out-link/deep/er/a.jpg", "x/out-link/a.jpg",
                                         "file-link.jpg", "dangling.jpg", "dangling/a.jpg", "root/etc/a.jpg",
                                         "root/{stem}.jpg", "chain/a.jpg", "{index}/../../a.jpg",
                                         "x/./../../{stem}.jpg"));

TEST_P(Escape, IsRefused) {
  add_input("in/a.png");
  scratch_.write("elsewhere/a.jpg", "");
  fs::create_directories(scratch_ / "out/x");
  const auto link = [&](const char* name, const fs::path& target) {
    fs::create_symlink(target, scratch_ / "out" / name);
  };
  link("out-link", "../elsewhere");
  link("x/out-link", scratch_ / "elsewhere");
  link("file-link.jpg", "../elsewhere/a.jpg");
  link("dangling.jpg", "../elsewhere/new.jpg");
  link("dangling", "../elsewhere/new");
  link("root", "/");
  link("chain", "out-link");
  add_output("..", GetParam());
  add_output("second", "second.jpg");  // else an empty template would mean the default name
  pipeline_.outputs[0].write = *GetParam() == '\0' ? "{dir}" : GetParam();
  const auto paths = plan();
  ASSERT_FALSE(paths.ok()) << GetParam() << " gave " << (*paths)->planned()[0].path;
  EXPECT_EQ(exit_status(paths.error().code), 2);
  EXPECT_THAT(paths.error().message(), HasSubstr("is refused"));
}

TEST_F(OutputPathsTest, MayLeaveTheFolderWhenAllowed) {
  add_input("in/a.png");
  options_.allow_outside = true;
  add_output("up", "../up.jpg");
  add_output("far", (scratch_ / "far/x.jpg").string());
  const auto paths = plan();
  ASSERT_TRUE(paths.ok());
  EXPECT_EQ((*paths)->planned()[0].path.lexically_normal(), scratch_ / "up.jpg");
  EXPECT_EQ((*paths)->planned()[1].path, scratch_ / "far/x.jpg");
}

TEST_F(OutputPathsTest, FollowLinksThatStayInside) {
  add_input("in/a.png");
  fs::create_directories(scratch_ / "out/real");
  fs::create_directory_symlink("real", scratch_ / "out/link");
  add_output("hero", "link/{stem}.jpg");
  EXPECT_THAT(planned(), ElementsAre("link/a.jpg"));
}

TEST_F(OutputPathsTest, WriteOneFileWhenTold) {
  add_input("in/a.png");
  add_output("hero", "{stem}.jpg", "");
  options_.output = scratch_ / "out/b.png";
  options_.output_is_file = true;
  const auto paths = plan();
  ASSERT_TRUE(paths.ok());
  EXPECT_EQ((*paths)->planned()[0].path, scratch_ / "out/b.png");
  EXPECT_TRUE((*paths)->planned()[0].certain);
  EXPECT_EQ((*paths)->folder(), scratch_ / "out");
  add_input("in/c.png");
  const auto several = plan();
  ASSERT_FALSE(several.ok());
  EXPECT_EQ(several.error().code, Code::Usage);
  EXPECT_THAT(several.error().message(), HasSubstr("is one file for 2 outputs"));
}

TEST_F(OutputPathsTest, WriteToStandardOutput) {
  inputs_.push_back({"-", {}});
  add_output("hero", "");
  options_.output = "-";
  const auto paths = plan();
  ASSERT_TRUE(paths.ok());
  EXPECT_EQ((*(*paths)->path(0, 0, {})), "-");
  options_.output.clear();
  EXPECT_THAT((*plan())->planned()[0].path, "stdin.jpg");
}

TEST(NamesFolder, FollowsTheRule) {
  const Scratch scratch;
  fs::create_directory(scratch / "dir.jpg");
  EXPECT_TRUE(names_folder(scratch / "dir.jpg", 1));
  EXPECT_TRUE(names_folder("new/", 1));
  EXPECT_TRUE(names_folder("new", 1));
  EXPECT_TRUE(names_folder("new.jpg", 2));
  EXPECT_TRUE(names_folder(".hidden", 1));
  EXPECT_FALSE(names_folder("new.jpg", 1));
  EXPECT_FALSE(names_folder("-", 5));
}

}  // namespace
}  // namespace burnish::testing_write
