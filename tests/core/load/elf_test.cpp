#include "load/elf.hpp"

#include <elf.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <link.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <random>

#include "core/load/scratch.hpp"
#include "load/descriptor.hpp"

namespace burnish::testing_load {
namespace {

using testing::HasSubstr;
using testing::Optional;

std::optional<std::string> verdict(const fs::path& file) {
  const Descriptor descriptor(open(file.c_str(), O_RDONLY | O_CLOEXEC));
  return refuse_elf(descriptor.get());
}

class Elf : public testing::Test {
 protected:
  std::optional<std::string> verdict_on(const std::string& bytes) {
    const Descriptor memory(memfd_create("elf-test", MFD_CLOEXEC));
    EXPECT_EQ(write(memory.get(), bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
    return refuse_elf(memory.get());
  }
  Scratch scratch_;
  std::string good_ = read_file(built_plugin("good"));
};

TEST_F(Elf, AcceptsAPlugin) {
  EXPECT_EQ(verdict(built_plugin("good")), std::nullopt);
  EXPECT_EQ(verdict(built_plugin("major12")), std::nullopt);
}

struct Spoilt {
  const char* name;
  const char* reason;
};
class SpoiltElf : public testing::TestWithParam<Spoilt> {};
TEST_P(SpoiltElf, IsRefusedWithTheReason) {
  EXPECT_THAT(verdict(built_plugin(GetParam().name)), Optional(HasSubstr(GetParam().reason)));
}
constexpr Spoilt spoilt[] = {
    {"leaky", "it exports test_leaked_function beside burnish_module_v1"},
    {"unique", "the process-wide unique symbol test_unique_object"},
    {"major2", "another version of the plugin contract (burnish_module_v2"},
    {"function", "burnish_module_v1 is not a data object"},
    {"nothing", "it does not export burnish_module_v1"},
    {"execstack", "it asks for an executable stack"},
};
INSTANTIATE_TEST_SUITE_P(Exports, SpoiltElf, testing::ValuesIn(spoilt),
                         [](const auto& test) { return std::string(test.param.name); });

TEST_F(Elf, RefusesJunk) {
  EXPECT_THAT(verdict_on(""), Optional(HasSubstr("too short")));
  EXPECT_THAT(verdict_on("\x7f"
                         "ELF"),
              Optional(HasSubstr("too short")));
  EXPECT_THAT(verdict_on(std::string(5000, 'x')), Optional(HasSubstr("not an ELF")));
  EXPECT_THAT(verdict_on("#!/bin/sh\n" + std::string(500, '#')), Optional(HasSubstr("not an ELF")));
}

TEST_F(Elf, RefusesWhatIsNoFile) {
  EXPECT_THAT(verdict(scratch_.path()), Optional(HasSubstr("not a regular file")));
  const fs::path pipe = scratch_ / "pipe.burnish";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  const Descriptor descriptor(open(pipe.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  EXPECT_THAT(refuse_elf(descriptor.get()), Optional(HasSubstr("not a regular file")));
}

TEST_F(Elf, RefusesAProgram) {
  EXPECT_THAT(verdict("/proc/self/exe"),
              Optional(testing::AnyOf(HasSubstr("program"), HasSubstr("not a shared library"))));
}

TEST_F(Elf, RefusesAnotherMachine) {
  good_[offsetof(ElfW(Ehdr), e_machine)] = static_cast<char>(EM_S390);
  EXPECT_THAT(verdict_on(good_), Optional(HasSubstr("another kind of machine")));
}

TEST_F(Elf, RefusesAnotherClass) {
  good_[EI_CLASS] = good_[EI_CLASS] == ELFCLASS64 ? ELFCLASS32 : ELFCLASS64;
  EXPECT_THAT(verdict_on(good_), Optional(HasSubstr("another kind of machine")));
}

TEST_F(Elf, RefusesMemoryThatIsWritableAndExecutable) {
  ElfW(Ehdr) header;
  std::memcpy(&header, good_.data(), sizeof header);
  for (std::size_t i = 0; i < header.e_phnum; ++i) {
    ElfW(Phdr) segment;
    const std::size_t at = header.e_phoff + i * sizeof segment;
    std::memcpy(&segment, good_.data() + at, sizeof segment);
    if (segment.p_type == PT_LOAD) segment.p_flags |= PF_W | PF_X;
    std::memcpy(good_.data() + at, &segment, sizeof segment);
  }
  EXPECT_THAT(verdict_on(good_), Optional(HasSubstr("writable and executable")));
}

TEST_F(Elf, RefusesEveryTruncationThatTheLoaderWouldNotice) {
  // What the loader maps ends with the last segment; section headers behind it are not looked at.
  ElfW(Ehdr) header;
  std::memcpy(&header, good_.data(), sizeof header);
  std::size_t needed = 0;
  for (std::size_t i = 0; i < header.e_phnum; ++i) {
    ElfW(Phdr) segment;
    std::memcpy(&segment, good_.data() + header.e_phoff + i * sizeof segment, sizeof segment);
    if (segment.p_type == PT_LOAD) needed = std::max<std::size_t>(needed, segment.p_offset + segment.p_filesz);
  }
  for (std::size_t percent = 0; percent < 100; ++percent) {
    const std::size_t keep = needed * percent / 100;
    EXPECT_NE(verdict_on(good_.substr(0, keep)), std::nullopt) << keep;
  }
}

// Any answer will do; the sanitizers and the time limit of the test see to the rest.
TEST_F(Elf, SurvivesFlippedBits) {
  std::mt19937 random(1);
  const std::size_t headers = std::min<std::size_t>(good_.size(), 8192);
  for (int i = 0; i < 3000; ++i) {
    std::string spoiled = good_;
    for (unsigned flips = 1 + random() % 4; flips > 0; --flips)
      spoiled[random() % headers] ^= static_cast<char>(1U << (random() % 8));
    (void)verdict_on(spoiled);
  }
}

TEST_F(Elf, SurvivesExtremeNumbers) {
  std::mt19937 random(2);
  const std::size_t headers = std::min<std::size_t>(good_.size(), 4096);
  for (int i = 0; i < 2000; ++i) {
    std::string spoiled = good_;
    const std::size_t at = random() % (headers - 8);
    const uint64_t extreme = random() % 2 == 0 ? UINT64_MAX : uint64_t{1} << (random() % 64);
    std::memcpy(spoiled.data() + at / 4 * 4, &extreme, random() % 2 == 0 ? 4 : 8);
    (void)verdict_on(spoiled);
  }
}

}  // namespace
}  // namespace burnish::testing_load
