// Folders and single files, and what a plugin sees of any.
#include "source/files.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <thread>

#include "core/load/scratch.hpp"
#include "core/source/files_seen.hpp"

namespace burnish::testing_source {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

class Folder : public testing::Test {
 protected:
  std::unique_ptr<Files> open(const fs::path& path, const FilesLimits& limits = {}) {
    auto files = Files::open(path, limits, {});
    EXPECT_TRUE(files.ok()) << (files.ok() ? "" : files.error().message());
    return files.ok() ? std::move(files).value() : nullptr;
  }
  std::unique_ptr<Files> open_root() { return open(scratch_ / "root"); }

  testing_load::Scratch scratch_;
};

TEST_F(Folder, ShowsItsFilesSortedByPath) {
  scratch_.write("root/b.png", "b");
  scratch_.write("root/a/z.png", "z in a");
  scratch_.write("root/a.png", std::string(2'000'000, 'a'));
  fs::create_directories(scratch_ / "root/empty");
  const auto files = open_root();
  EXPECT_FALSE(files->is_archive());
  EXPECT_THAT(paths_of(*files), ElementsAre("a.png", "a/z.png", "b.png"));
  EXPECT_THAT(files->refused(), IsEmpty());
  EXPECT_EQ(files->entries()[0].size, 2'000'000U);
  EXPECT_GT(files->entries()[0].mtime_ns, 1'700'000'000'000'000'000);
  EXPECT_EQ(content(*files, "a/z.png"), "z in a");
  const auto large = files->source("a.png");
  ASSERT_TRUE(large.ok());
  EXPECT_EQ(large.value()->get()->mapped, nullptr);  // not read whole
  EXPECT_EQ(large.value()->name(), (scratch_ / "root/a.png").string());
  EXPECT_TRUE(all_of(*large.value()) == std::string(2'000'000, 'a'));
}

TEST_F(Folder, GoesBelowOnlyWhenAsked) {
  scratch_.write("root/a.png", "a");
  scratch_.write("root/below/b.png", "b");
  FilesLimits limits;
  limits.recursive = false;
  EXPECT_THAT(paths_of(*open(scratch_ / "root", limits)), ElementsAre("a.png"));
}

TEST_F(Folder, LeavesOutHiddenFilesAndTakesAnyName) {
  for (const char* name : {".hidden", ".folder/a.png", "__MACOSX/a.png", "caf\xE9.png", "two\nlines.png"})
    scratch_.write("root/" + std::string(name), "x");
  const auto files = open_root();
  EXPECT_THAT(paths_of(*files), ElementsAre("caf\xE9.png", "two\nlines.png"));
  EXPECT_THAT(files->refused(), IsEmpty());
  EXPECT_EQ(content(*files, "caf\xE9.png"), "x");
}

TEST_F(Folder, FollowsLinksToItsOwnFilesOnly) {
  scratch_.write("root/real/a.png", "a");
  scratch_.write("outside.png", "secret");
  const fs::path root = scratch_ / "root";
  fs::create_symlink("real/a.png", root / "inside.png");
  fs::create_symlink(root / "real/a.png", root / "inside-absolute.png");
  fs::create_symlink("../outside.png", root / "outside.png");
  fs::create_symlink("/etc/passwd", root / "passwd.png");
  fs::create_symlink("loop", root / "loop");
  fs::create_symlink("nowhere", root / "nothing");
  fs::create_symlink("real", root / "folder");
  fs::create_symlink("..", root / "real/up");
  fs::create_symlink("/dev/zero", root / "zero");
  const auto files = open_root();
  EXPECT_THAT(paths_of(*files), ElementsAre("inside-absolute.png", "inside.png", "real/a.png"));
  EXPECT_EQ(content(*files, "inside.png"), "a");
  EXPECT_EQ(content(*files, "inside-absolute.png"), "a");
  EXPECT_THAT(refusals_of(*files),
              ElementsAre("folder: it is a link to a folder", "loop: it is a link that leads in a circle",
                          "nothing: it is a link to nothing",
                          AllOf(StartsWith("outside.png: it is a link to "), HasSubstr("outside the folder")),
                          "passwd.png: it is a link to /etc/passwd, which is outside the folder",
                          AllOf(StartsWith("real/up: "), HasSubstr("link")),
                          "zero: it is a link to /dev/zero, which is outside the folder"));
}

TEST_F(Folder, IsNotLeftWhenLinksAppearMeanwhile) {
  scratch_.write("root/below/a.png", "a");
  scratch_.write("root/b.png", "b");
  scratch_.write("elsewhere/a.png", "secret");
  const auto files = open_root();
  const fs::path root = scratch_ / "root";
  fs::remove_all(root / "below");
  fs::create_directory_symlink(scratch_ / "elsewhere", root / "below");
  fs::remove(root / "b.png");
  fs::create_symlink(scratch_ / "elsewhere/a.png", root / "b.png");
  EXPECT_THAT(content(*files, "below/a.png"), StartsWith("error: cannot read "));
  EXPECT_THAT(content(*files, "b.png"), HasSubstr("outside the folder"));
  EXPECT_THAT(content(*files, "../elsewhere/a.png"), HasSubstr("not among the files"));
}

TEST_F(Folder, RefusesWhatIsNoFile) {
  scratch_.write("root/a.png", "a");
  const std::string pipe = (scratch_ / "root/pipe").string(), socket_path = (scratch_ / "root/socket").string();
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  const Descriptor listening(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  ASSERT_LT(socket_path.size(), sizeof address.sun_path);
  socket_path.copy(address.sun_path, socket_path.size());
  ASSERT_EQ(bind(listening.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  const auto files = open_root();
  EXPECT_THAT(refusals_of(*files), ElementsAre("pipe: it is a pipe", "socket: it is a socket"));
  EXPECT_THAT(paths_of(*files), ElementsAre("a.png"));
  const auto alone = Files::open(pipe, {}, {});
  ASSERT_FALSE(alone.ok());
  EXPECT_THAT(alone.error().message(), HasSubstr("neither a file nor a folder"));
}

TEST_F(Folder, NamesTheFoldersThatItMayNotRead) {
  scratch_.write("root/a.png", "a");
  scratch_.write("root/closed/b.png", "b");
  constexpr auto readable = static_cast<fs::perms>(0755);
  for (const fs::path& path : {scratch_.path(), scratch_ / "root"}) fs::permissions(path, readable);
  fs::permissions(scratch_ / "root/closed", fs::perms::none);
  const bool root = geteuid() == 0;
  constexpr uid_t nobody = 65534;
  ASSERT_EQ(seteuid(root ? nobody : geteuid()), 0);
  const auto files = open_root();
  ASSERT_EQ(seteuid(root ? 0 : geteuid()), 0);
  fs::permissions(scratch_ / "root/closed", fs::perms::owner_all);
  ASSERT_NE(files, nullptr);
  EXPECT_THAT(paths_of(*files), ElementsAre("a.png"));
  EXPECT_THAT(refusals_of(*files), ElementsAre("closed: Permission denied"));
}

TEST_F(Folder, MayBeReadOnly) {
  scratch_.write("root/a.png", "a");
  fs::permissions(scratch_ / "root", fs::perms::owner_read | fs::perms::owner_exec);
  EXPECT_EQ(content(*open_root(), "a.png"), "a");
  fs::permissions(scratch_ / "root", fs::perms::owner_all);
}

TEST_F(Folder, HasAsManyFilesAsTheLimitAllows) {
  FilesLimits limits;
  limits.max_entries = 3;
  limits.max_entry_bytes = 10;
  for (int i = 0; i < 5; ++i) scratch_.write("root/" + std::to_string(i), "x");
  const auto few = open(scratch_ / "root", limits);
  EXPECT_THAT(few->entries(), SizeIs(3));
  EXPECT_THAT(refusals_of(*few), ElementsAre(HasSubstr("more than 3 files")));
  scratch_.write("other/large", "more than ten");
  EXPECT_THAT(refusals_of(*open(scratch_ / "other", limits)), ElementsAre("large: it has 13 bytes; the limit is 10"));
}

TEST_F(Folder, MayChangeWhileItIsRead) {
  scratch_.write("root/shrinks", std::string(3'000'000, 'x'));
  scratch_.write("root/goes", "x");
  scratch_.write("root/empties", "x");
  scratch_.write("root/turns", "x");
  const auto files = open_root();
  const auto source = files->source("shrinks");
  ASSERT_TRUE(source.ok());
  fs::resize_file(scratch_ / "root/shrinks", 1'000'000);
  EXPECT_THAT(all_of(*source.value()), SizeIs(1'000'000));  // a short read
  fs::remove(scratch_ / "root/goes");
  EXPECT_THAT(content(*files, "goes"), HasSubstr("No such file"));
  fs::resize_file(scratch_ / "root/empties", 0);
  EXPECT_THAT(content(*files, "empties"), HasSubstr("it is empty"));
  fs::remove(scratch_ / "root/turns");
  fs::create_directory(scratch_ / "root/turns");
  EXPECT_THAT(content(*files, "turns"), HasSubstr("it is a folder"));
}

TEST_F(Folder, OfAHundredThousandNamesIsFast) {
  fs::create_directories(scratch_ / "root");
  const std::string root = (scratch_ / "root/").string();
  for (int i = 0; i < 100'000; ++i) {
    const Descriptor file(::open((root + std::to_string(i) + ".png").c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
    ASSERT_TRUE(file);
  }
  const auto begun = std::chrono::steady_clock::now();
  const auto files = open_root();
  EXPECT_THAT(files->entries(), SizeIs(100'000));
  const char* path = nullptr;
  uint64_t size = 0;
  int64_t mtime = 0;
  uint32_t n = 0;
  while (files->get()->list(files->get(), "", "*7.png", n, &path, &size, &mtime) == BURNISH_OK) ++n;
  EXPECT_EQ(n, 10'000U);
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(20));  // a quadratic list takes minutes
}

TEST_F(Folder, OrFileMustBeThere) {
  const auto missing = Files::open(scratch_ / "nothing", {}, {});
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().code, Code::Missing);
}

TEST_F(Folder, MayBeASingleFile) {
  scratch_.write("root/.named.png", "picture");
  const auto files = open(scratch_ / "root/.named.png");
  EXPECT_FALSE(files->is_archive());
  EXPECT_THAT(paths_of(*files), ElementsAre(".named.png"));
  EXPECT_EQ(content(*files, ".named.png"), "picture");
  EXPECT_EQ(files->source(".named.png").value()->name(), (scratch_ / "root/.named.png").string());
  EXPECT_THAT(content(*files, "other.png"), HasSubstr("the only file is"));
}

std::vector<std::string> listed(const Files& files, const char* dir, const char* glob) {
  std::vector<std::string> found;
  const char* path = nullptr;
  uint64_t size = 0;
  int64_t mtime = 0;
  const burnish_files* raw = files.get();
  while (raw->list(raw, dir, glob, static_cast<uint32_t>(found.size()), &path, &size, &mtime) == BURNISH_OK)
    found.emplace_back(path);
  return found;
}

TEST_F(Folder, IsListedForAPlugin) {
  for (const char* name : {"a.png", "b.txt", "job/c.png", "job/deep/d.png", "jobs/e.png"})
    scratch_.write("root/" + std::string(name), name);
  const auto files = open_root();
  EXPECT_THAT(listed(*files, "", ""), ElementsAre("a.png", "b.txt", "job/c.png", "job/deep/d.png", "jobs/e.png"));
  EXPECT_THAT(listed(*files, nullptr, nullptr), SizeIs(5));
  EXPECT_THAT(listed(*files, "", "*.png"), ElementsAre("a.png", "job/c.png", "job/deep/d.png", "jobs/e.png"));
  EXPECT_THAT(listed(*files, "job", "*.png"), ElementsAre("job/c.png", "job/deep/d.png"));
  EXPECT_THAT(listed(*files, "job/", "[c-d].*"), ElementsAre("job/c.png", "job/deep/d.png"));
  EXPECT_THAT(listed(*files, "..", ""), IsEmpty());
}

TEST_F(Folder, IsOpenedForAPlugin) {
  scratch_.write("root/a.png", "picture");
  const auto files = open_root();
  const burnish_files* raw = files->get();
  const burnish_source *one = nullptr, *two = nullptr;
  ASSERT_EQ(raw->open(raw, "a.png", &one), BURNISH_OK);
  ASSERT_EQ(raw->open(raw, "a.png", &two), BURNISH_OK);
  EXPECT_EQ(one->size, 7U);
  raw->close(raw, one);
  char byte = 0;
  std::size_t got = 0;
  EXPECT_EQ(two->read(two, 1, &byte, 1, &got), BURNISH_OK);
  EXPECT_EQ(byte, 'i');
  raw->close(raw, two);
  raw->close(raw, nullptr);
  EXPECT_EQ(raw->open(raw, "../a.png", &one), BURNISH_IO);
  EXPECT_EQ(one, nullptr);
  const auto failures = files->take_failures();
  ASSERT_THAT(failures, SizeIs(1));
  EXPECT_EQ(failures[0].path, "../a.png");
  EXPECT_THAT(files->take_failures(), IsEmpty());
}

}  // namespace
}  // namespace burnish::testing_source
