#include "source/source.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <thread>

#include "core/load/scratch.hpp"

namespace burnish::testing_load {
namespace {

using testing::HasSubstr;

std::string pattern(std::size_t n) {
  std::string bytes(n, '\0');
  for (std::size_t i = 0; i < n; ++i) bytes[i] = static_cast<char>(i * 7 + i / 1000);
  return bytes;
}

std::string read_all(const Source& source) {
  std::string bytes;
  std::string block(65521, '\0');
  std::size_t got = block.size();
  while (got == block.size()) {
    EXPECT_EQ(source.get()->read(source.get(), bytes.size(), block.data(), block.size(), &got), BURNISH_OK);
    bytes.append(block, 0, got);
  }
  return bytes;
}

std::string read_descriptor(int descriptor, std::size_t n) {
  std::string bytes(n + 1, '\0');
  const ssize_t got = pread(descriptor, bytes.data(), bytes.size(), 0);
  bytes.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
  return bytes;
}

class SourceOfSize : public testing::TestWithParam<std::size_t> {
 protected:
  Scratch scratch_;
  std::string bytes_ = pattern(GetParam());

  void expect_bytes(const Source& source) {
    EXPECT_EQ(source.size(), bytes_.size());
    EXPECT_EQ(source.head(), bytes_.substr(0, Source::head_bytes));
    EXPECT_TRUE(read_all(source) == bytes_);
    const Result<std::unique_ptr<Source>> again = source.again();
    ASSERT_TRUE(again.ok());
    EXPECT_TRUE(read_all(*again.value()) == bytes_);
    const Result<Descriptor> descriptor = source.descriptor();
    ASSERT_TRUE(descriptor.ok());
    EXPECT_TRUE(read_descriptor(descriptor.value().get(), bytes_.size()) == bytes_);
    std::size_t got = 1;
    char byte = 0;
    EXPECT_EQ(source.get()->read(source.get(), UINT64_MAX, &byte, 1, &got), BURNISH_OK);
    EXPECT_EQ(got, 0U);
  }
};

TEST_P(SourceOfSize, ReadsAFile) {
  const fs::path file = scratch_.write("picture", bytes_);
  const auto source = Source::open(file, {});
  ASSERT_TRUE(source.ok());
  expect_bytes(*source.value());
  EXPECT_EQ(source.value()->get()->path, file.string());
  EXPECT_EQ(source.value()->again().value()->get()->path, file.string());
}

TEST_P(SourceOfSize, ReadsAPipe) {
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe2(ends.data(), O_CLOEXEC), 0);
  const Descriptor read_end(ends[0]);
  std::jthread writer([&] {
    const Descriptor end(ends[1]);
    for (std::size_t put = 0; put < bytes_.size();) {
      const ssize_t n = write(end.get(), bytes_.data() + put, bytes_.size() - put);
      if (n <= 0) break;
      put += static_cast<std::size_t>(n);
    }
  });
  const auto source = Source::open("/proc/self/fd/" + std::to_string(read_end.get()), {});
  ASSERT_TRUE(source.ok()) << source.error().message();
  expect_bytes(*source.value());
  EXPECT_EQ(source.value()->get()->path, nullptr);
}

// Below and above what is kept in plain memory, in anonymous memory, and on disk.
INSTANTIATE_TEST_SUITE_P(Sizes, SourceOfSize,
                         testing::Values(1, 5000, std::size_t{1} << 20, (std::size_t{1} << 20) + 1,
                                         std::size_t{3} << 20, (std::size_t{64} << 20) + 12345));

TEST(Source, SaysWhyAFileCannotBeRead) {
  const Scratch scratch;
  const auto failure = [](const fs::path& path) { return Source::open(path, {}).error(); };
  EXPECT_EQ(failure(scratch / "none.jpg").code, Code::Missing);
  EXPECT_EQ(failure(scratch / "none.jpg").message(),
            "cannot read " + (scratch / "none.jpg").string() + ": No such file or directory");
  EXPECT_EQ(failure(scratch.write("file", "x") / "below.jpg").code, Code::Missing);
  EXPECT_EQ(failure(scratch.path()).code, Code::Unreadable);
  EXPECT_THAT(failure(scratch.path()).message(), HasSubstr("it is a folder, not a file"));
  EXPECT_EQ(failure(scratch.write("empty.jpg", "")).code, Code::BadData);
  EXPECT_THAT(failure(scratch / "empty.jpg").message(), HasSubstr("it is empty (0 bytes)"));
  if (getuid() != 0) {
    const fs::path secret = scratch.write("secret", "x");
    fs::permissions(secret, fs::perms::none);
    EXPECT_EQ(failure(secret).code, Code::Unreadable);
    EXPECT_THAT(failure(secret).message(), HasSubstr("Permission denied"));
  }
}

TEST(Source, DoesNotWaitForeverForAPipeWithoutAWriter) {
  const Scratch scratch;
  ASSERT_EQ(mkfifo((scratch / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(Source::open(scratch / "pipe", {}).error().code, Code::BadData);
}

TEST(Source, StopsReadingAStreamWhenCancelled) {
  const Scratch scratch;
  ASSERT_EQ(mkfifo((scratch / "pipe").c_str(), 0600), 0);
  const Descriptor silent(open((scratch / "pipe").c_str(), O_RDWR | O_CLOEXEC));
  Cancellation cancel;
  std::jthread later([&cancel] {
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    cancel.cancel();
  });
  const auto source = Source::open(scratch / "pipe", {nullptr, &cancel, no_deadline});
  EXPECT_EQ(source.error().code, Code::Cancelled);
}

TEST(Source, IsAShortReadWhenTheFileShrinks) {
  const Scratch scratch;
  const fs::path file = scratch.write("picture", pattern(std::size_t{2} << 20));
  const auto source = Source::open(file, {});
  fs::resize_file(file, 1000);
  std::string block(5000, '\0');
  std::size_t got = 0;
  EXPECT_EQ(source.value()->get()->read(source.value()->get(), 0, block.data(), block.size(), &got), BURNISH_OK);
  EXPECT_EQ(got, 1000U);
}

}  // namespace
}  // namespace burnish::testing_load
