#include "write/atomic_file.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <thread>

#include "core/write/scratch.hpp"

namespace burnish::testing_write {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::unique_ptr<AtomicFile> create(const fs::path& target, const AtomicFileOptions& options = {}) {
  auto file = AtomicFile::create(target, options);
  EXPECT_TRUE(file.ok()) << (file.ok() ? "" : file.error().message());
  return file.ok() ? std::move(*file) : nullptr;
}

burnish_status put(const AtomicFile& file, const std::string& bytes) {
  return file.get()->write(file.get(), bytes.data(), bytes.size());
}
burnish_status put_at(const AtomicFile& file, uint64_t at, const std::string& bytes) {
  return file.get()->write_at(file.get(), at, bytes.data(), bytes.size());
}

mode_t mode_of(const fs::path& path) {
  struct stat s {};
  return ::stat(path.c_str(), &s) == 0 ? s.st_mode & 07777U : 0;
}

TEST(AtomicFile, AppearsOnlyWhenCommitted) {
  const Scratch scratch;
  const auto file = create(scratch / "a.jpg");
  put(*file, "hello");
  EXPECT_FALSE(fs::exists(scratch / "a.jpg"));
  ASSERT_EQ(scratch.names().size(), 1U);
  EXPECT_THAT(scratch.names()[0], testing::MatchesRegex("\\.a\\.jpg\\.[a-z0-9]+\\.burnish-tmp"));
  EXPECT_TRUE(file->commit().ok());
  EXPECT_EQ(read_file(scratch / "a.jpg"), "hello");
  EXPECT_THAT(scratch.names(), ElementsAre("a.jpg"));
}

TEST(AtomicFile, LeavesNothingWithoutCommit) {
  const Scratch scratch;
  scratch.write("a.jpg", "old");
  put(*create(scratch / "a.jpg"), std::string(1'000'000, 'x'));
  EXPECT_THAT(scratch.names(), ElementsAre("a.jpg"));
  EXPECT_EQ(read_file(scratch / "a.jpg"), "old");
}

TEST(AtomicFile, TakesWritesOfAnySizeAndAnywhere) {
  const Scratch scratch;
  const auto file = create(scratch / "a", {.hash = true});
  std::string expected;
  for (std::size_t n : {std::size_t{1}, std::size_t{70'000}, std::size_t{0}, std::size_t{300'000}, std::size_t{250'000},
                        std::size_t{3}}) {
    const std::string piece(n, static_cast<char>('a' + n % 23));
    EXPECT_EQ(put(*file, piece), BURNISH_OK);
    expected += piece;
  }
  EXPECT_EQ(put_at(*file, 5, "FIVE"), BURNISH_OK);
  expected.replace(5, 4, "FIVE");
  EXPECT_EQ(put_at(*file, expected.size() + 10, "END"), BURNISH_OK);
  expected += std::string(10, '\0') + "END";
  EXPECT_EQ(put(*file, "tail"), BURNISH_OK);
  expected += "tail";
  EXPECT_EQ(file->bytes(), expected.size());
  EXPECT_EQ(*file->sha256(), sha256_hex(expected));
  ASSERT_TRUE(file->commit().ok());
  EXPECT_EQ(read_file(scratch / "a"), expected);
}

TEST(AtomicFile, HashesWhatItIsGiven) {
  const Scratch scratch;
  const auto file = create(scratch / "a", {.hash = true});
  put(*file, "ab");
  put_at(*file, 2, "c");
  EXPECT_EQ(*file->sha256(), sha256_hex("abc"));
  EXPECT_EQ(*file->sha256(), sha256_hex("abc")) << "asked twice";
}

TEST(AtomicFile, TakesItsFinalNameAtTheEnd) {
  const Scratch scratch;
  const auto file = create(scratch / "pending");
  put(*file, "x");
  EXPECT_TRUE(file->commit(scratch / "deep/er/hash.jpg").ok());
  EXPECT_EQ(read_file(scratch / "deep/er/hash.jpg"), "x");
  EXPECT_THAT(scratch.names(), ElementsAre("deep"));
}

TEST(AtomicFile, KeepsTheModeOfWhatItReplacesAndElseTheUmask) {
  const Scratch scratch;
  fs::permissions(scratch.write("old", "x"), fs::perms(0640));
  ASSERT_TRUE(create(scratch / "old")->commit().ok());
  EXPECT_EQ(mode_of(scratch / "old"), 0640U);
  const mode_t before = umask(027);
  const auto file = create(scratch / "new");
  umask(before);
  ASSERT_TRUE(file->commit().ok());
  EXPECT_EQ(mode_of(scratch / "new"), 0640U);
}

TEST(AtomicFile, AcceptsNamesOfFullLength) {
  const Scratch scratch;
  const std::string name(255, 'n');
  ASSERT_TRUE(create(scratch / name)->commit().ok());
  EXPECT_THAT(scratch.names(), ElementsAre(name));
}

TEST(AtomicFile, RefusesWhatIsNoFile) {
  const Scratch scratch;
  fs::create_directory(scratch / "folder");
  ASSERT_EQ(mkfifo((scratch / "pipe").c_str(), 0600), 0);
  scratch.write("file", "");
  for (const char* name : {"folder", "pipe", "file/below"}) {
    const auto file = AtomicFile::create(scratch / name);
    ASSERT_FALSE(file.ok()) << name;
    EXPECT_EQ(file.error().code, Code::Io);
    EXPECT_THAT(file.error().message(), HasSubstr(name == std::string("file/below") ? "file" : name));
  }
}

TEST(AtomicFile, SaysThatAFolderMayNotBeWritten) {
  if (geteuid() == 0) GTEST_SKIP() << "root may write everywhere";
  const Scratch scratch;
  fs::permissions(scratch.path(), fs::perms(0500));
  const auto file = AtomicFile::create(scratch / "a.jpg");
  fs::permissions(scratch.path(), fs::perms(0700));
  ASSERT_FALSE(file.ok());
  EXPECT_EQ(file.error().code, Code::Io);
  EXPECT_THAT(file.error().message(), HasSubstr("Permission denied"));
}

TEST(AtomicFile, RefusesAnExistingFileWithNoClobber) {
  const Scratch scratch;
  scratch.write("a", "old");
  const auto early = AtomicFile::create(scratch / "a", {.no_clobber = true});
  ASSERT_FALSE(early.ok());
  EXPECT_EQ(early.error().code, Code::Exists);
  const auto late = create(scratch / "b", {.no_clobber = true});
  scratch.write("b", "meanwhile");
  const Status status = late->commit();
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code, Code::Exists);
  EXPECT_EQ(read_file(scratch / "b"), "meanwhile");
}

TEST(AtomicFile, HasOneWinnerOfANoClobberRace) {
  const Scratch scratch;
  for (int round = 0; round < 20; ++round) {
    const fs::path target = scratch / ("r" + std::to_string(round));
    std::atomic<int> winners{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
      threads.emplace_back([&, t] {
        auto file = AtomicFile::create(target, {.no_clobber = true});
        if (!file.ok()) return;
        put(**file, std::string(1000, static_cast<char>('0' + t)));
        if ((*file)->commit().ok()) ++winners;
      });
    for (std::thread& t : threads) t.join();
    EXPECT_EQ(winners, 1);
    const std::string content = read_file(target);
    EXPECT_EQ(content, std::string(1000, content.empty() ? '?' : content[0]));
  }
  EXPECT_EQ(scratch.names().size(), 20U);
}

TEST(AtomicFile, IsNeverSeenHalfWritten) {
  const Scratch scratch;
  const fs::path target = scratch.write("a", std::string(200'000, 'a'));
  std::atomic<bool> done{false};
  std::thread writer([&] {
    for (int i = 0; i < 30; ++i) {
      const auto file = create(target);
      put(*file, std::string(100'000, static_cast<char>('a' + i % 26)));
      put(*file, std::string(100'000, static_cast<char>('a' + i % 26)));
      EXPECT_TRUE(file->commit().ok());
    }
    done = true;
  });
  while (!done) {
    const std::string seen = read_file(target);
    ASSERT_EQ(seen.size(), 200'000U);
    ASSERT_EQ(seen.front(), seen.back());
  }
  writer.join();
}

// Exits with 0 when the limit was reported and nothing was left behind.
[[noreturn]] void write_beyond_limit(const Scratch& scratch) {
  std::signal(SIGXFSZ, SIG_DFL);
  const rlimit limit{100'000, 100'000};
  setrlimit(RLIMIT_FSIZE, &limit);
  bool good = false;
  {
    const auto file = create(scratch / "a.jpg");
    burnish_status status = BURNISH_OK;
    for (int i = 0; i < 10 && status == BURNISH_OK; ++i) status = put(*file, std::string(90'000, 'x'));
    good = status == BURNISH_IO && file->failure() && file->failure()->code == Code::Io &&
           file->failure()->message().find("File too large") != std::string::npos && !file->commit().ok();
  }
  _exit(good && fs::is_empty(scratch.path()) ? 0 : 1);
}

// In a process of its own: the limit and the signal concern all of it.
TEST(AtomicFileDeathTest, ReportsAFileSizeLimitInsteadOfDying) {
  const Scratch scratch;
  EXPECT_EXIT(write_beyond_limit(scratch), testing::ExitedWithCode(0), "");
}

TEST(StreamSink, ReportsAClosedPipe) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  close(ends[0]);
  StreamSink sink(ends[1], "standard output");
  EXPECT_EQ(sink.get()->write_at, nullptr);
  EXPECT_EQ(sink.get()->write(sink.get(), "x", 1), BURNISH_IO);
  ASSERT_TRUE(sink.failure());
  EXPECT_THAT(sink.failure()->message(), HasSubstr("cannot write standard output: Broken pipe"));
  close(ends[1]);
}

TEST(StreamSink, ReportsAFullDisk) {
  const int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
  if (full < 0) GTEST_SKIP() << "no /dev/full";
  StreamSink sink(full, "x.png");
  EXPECT_EQ(sink.get()->write(sink.get(), "x", 1), BURNISH_IO);
  EXPECT_EQ(sink.get()->write(sink.get(), "x", 1), BURNISH_IO);
  EXPECT_THAT(sink.failure()->message(), HasSubstr("No space left on device; free some space"));
  close(full);
}

TEST(MemorySink, KeepsWhatIsWritten) {
  MemorySink sink;
  sink.get()->write(sink.get(), "abc", 3);
  sink.get()->write_at(sink.get(), 1, "XYZ", 3);
  EXPECT_EQ(sink.content(), "aXYZ");
  EXPECT_EQ(sink.bytes(), 4U);
  EXPECT_LT(sink.get()->write_at(sink.get(), UINT64_MAX - 1, "q", 1), 0);
}

}  // namespace
}  // namespace burnish::testing_write
