// Zip archives that are made here.
#include <gmock/gmock.h>

#include <thread>

#include "core/load/scratch.hpp"
#include "core/source/files_seen.hpp"
#include "core/source/zip_maker.hpp"

namespace burnish::testing_source {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

class Archive : public testing::Test {
 protected:
  std::unique_ptr<Files> open(const std::string& bytes, const FilesLimits& limits = {}) {
    path_ = scratch_.write("pictures.download", bytes);  // told by its first bytes, not by its name
    auto files = Files::open(path_, limits, {});
    EXPECT_TRUE(files.ok()) << (files.ok() ? "" : files.error().message());
    return files.ok() ? std::move(files).value() : nullptr;
  }
  std::unique_ptr<Files> open(const ZipMaker& zip, const FilesLimits& limits = {}) { return open(zip.bytes(), limits); }

  testing_load::Scratch scratch_;
  std::filesystem::path path_;
};

TEST_F(Archive, ShowsItsEntriesInItsOrder) {
  const std::string large(3'000'000, 'x');
  const auto files = open(ZipMaker()
                              .add({"job/", "", 0, 0, 040755})
                              .add({"job/b.png", "second"})
                              .add({"job/a.png", large})
                              .add({"zeros.bin", std::string(300'000, '\0'), 8, 0, 0100644, deflated_zeros(300'000)}));
  ASSERT_NE(files, nullptr);
  EXPECT_TRUE(files->is_archive());
  EXPECT_THAT(paths_of(*files), ElementsAre("job/b.png", "job/a.png", "zeros.bin"));
  EXPECT_THAT(files->refused(), IsEmpty());
  EXPECT_EQ(files->entries()[1].size, large.size());
  EXPECT_GT(files->entries()[1].mtime_ns, 1'740'000'000'000'000'000);
  EXPECT_EQ(content(*files, "job/b.png"), "second");
  EXPECT_TRUE(content(*files, "job/a.png") == large);
  EXPECT_TRUE(content(*files, "zeros.bin") == std::string(300'000, '\0'));
  EXPECT_EQ(files->source("job/b.png").value()->name(), path_.string() + "/job/b.png");  // backwards too
  EXPECT_THAT(content(*files, "job/c.png"), HasSubstr("not among the entries"));
}

TEST_F(Archive, IsReadByManyThreads) {
  ZipMaker zip;
  for (int i = 0; i < 40; ++i) zip.add({std::to_string(i) + ".png", std::string(20'000, static_cast<char>('0' + i))});
  const auto files = open(zip);
  ASSERT_NE(files, nullptr);
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&files, t] {
      for (int i = 0; i < 40; ++i) {
        const int n = t % 2 == 0 ? i : 39 - i;
        EXPECT_TRUE(content(*files, std::to_string(n) + ".png") == std::string(20'000, static_cast<char>('0' + n)));
      }
    });
}

TEST_F(Archive, KeepsTheBytesOfItsNames) {
  constexpr uint16_t utf8 = 1U << 11U;
  const std::string latin1 = "caf\xE9.png", decomposed = "cafe\xCC\x81.png", marked_but_not = "x\xFF.png";
  const auto files = open(ZipMaker()
                              .add({latin1, "1"})
                              .add({"\xE8\xA1\xA8.png", "2", 0, utf8})
                              .add({decomposed, "3", 0, utf8})
                              .add({marked_but_not, "4", 0, utf8}));
  ASSERT_NE(files, nullptr);
  EXPECT_THAT(paths_of(*files), ElementsAre(latin1, "\xE8\xA1\xA8.png", decomposed, marked_but_not));
  EXPECT_THAT(files->refused(), IsEmpty());
  EXPECT_EQ(content(*files, latin1), "1");
  EXPECT_EQ(content(*files, marked_but_not), "4");
}

TEST_F(Archive, RefusesNamesThatLeadAstray) {
  const std::vector<std::pair<std::string, std::string>> bad = {
      {"../../evil.png", "../../evil.png: its name leads out of the archive (..)"},
      {"a/../../evil.png", "a/../../evil.png: its name leads out of the archive (..)"},
      {"/etc/passwd", "/etc/passwd: its name is an absolute path"},
      {"C:/evil.png", "C:/evil.png: its name begins with a drive letter"},
      {"c:evil.png", "c:evil.png: its name begins with a drive letter"},
      {"a/..\\evil.png", "a/..\\evil.png: its name has a backslash"},
      {"a\nb\x1B[31m.png", "a\\x0ab\\x1b[31m.png: its name has a control character"},
      {"a//b.png", "a//b.png: its name has an empty part"},
      {"./b.png", "./b.png: its name has an empty part"},
      {std::string("evil.png\0.txt", 13), "evil.png: its name has a NUL"},
  };
  for (const auto& [name, refusal] : bad) {
    const auto files = open(ZipMaker().add({name, "bad"}).add({"good.png", "good"}));
    ASSERT_NE(files, nullptr);
    EXPECT_THAT(refusals_of(*files), ElementsAre(refusal));
    EXPECT_THAT(paths_of(*files), ElementsAre("good.png"));
    EXPECT_EQ(content(*files, "good.png"), "good");
  }
}

TEST_F(Archive, RefusesAbsurdlyLongNames) {
  const auto files = open(ZipMaker()
                              .add({std::string(256, 'a'), "1"})
                              .add({std::string(255, 'a'), "2"})
                              .add({[] {
                                      std::string path;
                                      for (int i = 0; i < 50; ++i) path += std::string(99, 'b') + "/";
                                      return path + "c";
                                    }(),
                                    "3"}));
  ASSERT_NE(files, nullptr);
  EXPECT_THAT(files->entries(), SizeIs(1));
  EXPECT_THAT(refusals_of(*files), ElementsAre(HasSubstr("a part of its name has 256 bytes; the limit is 255"),
                                               HasSubstr("its name has 5001 bytes; the limit is 4096")));
  EXPECT_THAT(files->refused()[1].path, SizeIs(testing::Lt(210U)));
}

TEST_F(Archive, RefusesWhatIsNoFile) {
  const auto files = open(ZipMaker()
                              .add({"link", "/etc", 0, 0, 0120777})
                              .add({"link/evil.png", "evil"})
                              .add({"device", "", 0, 0, 020666})
                              .add({"block", "", 0, 0, 060666})
                              .add({"pipe", "", 0, 0, 010666})
                              .add({"secret.png", "x", 0, 1})
                              .add({"packed.png", "x", 14})
                              .add({"odd.png", "x", 200}));
  ASSERT_NE(files, nullptr);
  // The first is harmless: nothing is unpacked to the link. The second is how zip stores what it read from a pipe.
  EXPECT_THAT(paths_of(*files), ElementsAre("link/evil.png", "pipe"));
  EXPECT_THAT(refusals_of(*files),
              ElementsAre("link: it is a link", "device: it is a device, a pipe or a socket",
                          "block: it is a device, a pipe or a socket", "secret.png: it is encrypted",
                          "packed.png: it is packed by lzma; only stored and deflated entries are read",
                          "odd.png: it is packed by an unknown method; only stored and deflated entries are read"));
  EXPECT_THAT(content(*files, "secret.png"), HasSubstr("not among the entries"));
}

TEST_F(Archive, RefusesTheSecondOfAName) {
  const auto files = open(ZipMaker().add({"a.png", "first"}).add({"a.png", "again"}).add({"b.png", "other"}));
  ASSERT_NE(files, nullptr);
  EXPECT_THAT(paths_of(*files), ElementsAre("a.png", "b.png"));
  EXPECT_THAT(refusals_of(*files), ElementsAre("a.png: an entry of the same name came before it"));
  EXPECT_EQ(content(*files, "a.png"), "first");
  EXPECT_EQ(content(*files, "b.png"), "other");
}

TEST_F(Archive, LeavesOutHiddenFiles) {
  const auto files = open(ZipMaker()
                              .add({".DS_Store", "x"})
                              .add({"__MACOSX/._a.png", "x"})
                              .add({"a/.hidden/b.png", "x"})
                              .add({"a.png", "x"}));
  ASSERT_NE(files, nullptr);
  EXPECT_THAT(paths_of(*files), ElementsAre("a.png"));
  EXPECT_THAT(files->refused(), IsEmpty());
}

TEST_F(Archive, HoldsBombsToTheLimits) {
  const std::string zeros(4'000'000, '\0');
  const ZipEntry bomb{"bomb.png", zeros, 8, 0, 0100644, deflated_zeros(zeros.size())};  // 157:1
  FilesLimits limits;
  limits.max_ratio = 100;
  EXPECT_THAT(refusals_of(*open(ZipMaker().add(bomb), limits)), ElementsAre(HasSubstr("the limit is 100 times")));
  EXPECT_THAT(open(ZipMaker().add(bomb))->refused(), IsEmpty());
  limits = {};
  limits.max_entry_bytes = 3'999'999;
  EXPECT_THAT(refusals_of(*open(ZipMaker().add(bomb), limits)),
              ElementsAre("bomb.png: it unpacks to 4000000 bytes; the limit is 3999999 bytes"));
  limits = {};
  limits.max_total_bytes = 10'000'000;
  ZipMaker many;
  for (const char* name : {"1", "2", "3", "4"}) many.add({name, zeros, 8, 0, 0100644, deflated_zeros(zeros.size())});
  const auto files = open(many, limits);
  EXPECT_THAT(paths_of(*files), ElementsAre("1", "2"));
  EXPECT_THAT(refusals_of(*files), Each(HasSubstr("more than 10000000 bytes")));
  limits = {};
  limits.max_entries = 2;
  const auto few = open(many, limits);
  EXPECT_THAT(paths_of(*few), ElementsAre("1", "2"));
  EXPECT_THAT(refusals_of(*few), ElementsAre("3: the archive has more than 2 entries; the rest is left out"));
}

TEST_F(Archive, IsNotBelievedInItsSizes) {
  const std::string zeros(4'000'000, '\0');
  const auto files = open(ZipMaker()
                              .add({"more", zeros, 8, 0, 0100644, deflated_zeros(zeros.size()), 1000U})
                              .add({"less", "abc", 8, 0, 0100644,
                                    std::string("\1\3\0\xFC\xFF"
                                                "abc",
                                                8),
                                    900'000U})
                              .add({"crc", "abc", 0, 0, 0100644, std::nullopt, std::nullopt, 1U})
                              .add({"garbage", "abc", 8, 0, 0100644, std::string(100, '\xFF'), 300U})
                              .add({"good", "good"}));
  ASSERT_NE(files, nullptr);
  EXPECT_THAT(paths_of(*files), ElementsAre("more", "less", "crc", "garbage", "good"));
  EXPECT_THAT(content(*files, "more"), HasSubstr("unpacks to more than the 1000 bytes that are stated"));
  EXPECT_THAT(content(*files, "less"), StartsWith("error: cannot read " + path_.string() + "/less: "));
  EXPECT_THAT(content(*files, "crc"), HasSubstr("the entry is damaged: ZIP bad CRC"));
  EXPECT_THAT(content(*files, "garbage"), HasSubstr("the entry is damaged"));
  EXPECT_EQ(content(*files, "good"), "good");
}

TEST_F(Archive, KeepsWhatWasFoundBeforeItsEnd) {
  ZipMaker zip;
  for (const char* name : {"1.png", "2.png", "3.png"}) zip.add({name, std::string(100'000, *name)});
  for (const std::size_t cut : {std::size_t{250'000}, zip.directory_at(), zip.bytes().size() - 1}) {
    const auto files = open(zip.bytes().substr(0, cut));
    ASSERT_NE(files, nullptr);
    EXPECT_THAT(files->entries(), SizeIs(cut == 250'000 ? 2 : 3)) << cut;
    EXPECT_THAT(refusals_of(*files), ElementsAre(HasSubstr("truncated or damaged"))) << cut;
    EXPECT_EQ(files->refused()[0].path, cut == 250'000 ? "3.png" : path_.string()) << cut;
    EXPECT_TRUE(content(*files, "2.png") == std::string(100'000, '2'));
    EXPECT_TRUE(content(*files, "1.png") == std::string(100'000, '1'));
  }
}

TEST_F(Archive, GoesOnBehindADamagedHeader) {
  ZipMaker zip;
  for (const char* name : {"1.png", "2.png", "3.png"}) zip.add({name, std::string(1000, *name)});
  std::string bytes = zip.bytes();
  bytes[bytes.find("PK\3\4", 4)] = 'X';
  const auto files = open(bytes);
  ASSERT_NE(files, nullptr);
  EXPECT_THAT(paths_of(*files), ElementsAre("1.png", "3.png"));
  EXPECT_THAT(refusals_of(*files), ElementsAre(HasSubstr("truncated or damaged")));
  EXPECT_TRUE(content(*files, "3.png") == std::string(1000, '3'));
}

TEST_F(Archive, MayBeEmptyOrHaveAComment) {
  EXPECT_THAT(open(ZipMaker())->entries(), IsEmpty());
  EXPECT_THAT(open(ZipMaker().bytes("nothing here"))->entries(), IsEmpty());
  EXPECT_THAT(paths_of(*open(ZipMaker().add({"a.png", "x"}).bytes("by the site"))), ElementsAre("a.png"));
}

TEST_F(Archive, ThatIsNoneSaysSo) {
  const auto files = Files::open(scratch_.write("x.zip", "PK\3\4 and then nothing of the kind"), {}, {});
  ASSERT_FALSE(files.ok());
  EXPECT_THAT(files.error().message(), HasSubstr("x.zip: the archive is damaged"));
}

TEST_F(Archive, ThatShrinksMeanwhileSaysSo) {
  ZipMaker zip;
  for (const char* name : {"1.png", "2.png", "3.png"}) zip.add({name, std::string(400'000, *name)});
  const auto files = open(zip);
  ASSERT_NE(files, nullptr);
  std::filesystem::resize_file(path_, 500'000);
  EXPECT_THAT(content(*files, "2.png"), StartsWith("error: cannot read "));
  EXPECT_THAT(content(*files, "3.png"), StartsWith("error: cannot read "));
  testing_load::Scratch().write("x", "");
  std::ofstream(path_, std::ios::binary) << "PK\3\4";
  EXPECT_THAT(content(*files, "1.png"), HasSubstr("changed while it was read"));
}

TEST_F(Archive, StopsWhenAsked) {
  Cancellation cancel;
  ZipMaker zip;
  zip.add({"1.png", std::string(100'000, '1')});
  const auto path = scratch_.write("a.zip", zip.bytes());
  const auto files = Files::open(path, {}, CallContext{nullptr, &cancel, no_deadline});
  ASSERT_TRUE(files.ok());
  cancel.cancel();
  const auto source = files.value()->source("1.png");
  ASSERT_FALSE(source.ok());
  EXPECT_EQ(source.error().code, Code::Cancelled);
  EXPECT_FALSE(Files::open(path, {}, CallContext{nullptr, &cancel, no_deadline}).ok());
  const Deadline passed = std::chrono::steady_clock::now() - std::chrono::seconds(1);
  const auto late = Files::open(path, {}, CallContext{nullptr, nullptr, passed});
  ASSERT_FALSE(late.ok());
  EXPECT_EQ(late.error().code, Code::Timeout);
}

}  // namespace
}  // namespace burnish::testing_source
