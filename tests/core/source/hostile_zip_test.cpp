// Archives that others made to break programs, and some that are only odd.
#include <gmock/gmock.h>

#include <cstdlib>
#include <map>

#include "core/source/files_seen.hpp"

namespace burnish::testing_source {
namespace {

namespace fs = std::filesystem;

fs::path hostile_folder() {
  const char* named = std::getenv("BURNISH_SHARED");
  const fs::path shared = named != nullptr ? fs::path(named) : fs::path(BURNISH_SOURCE_DIR).parent_path() / "shared";
  return shared / "data/hostile/zip";
}

struct Expected {
  std::vector<std::string> read;     // "name=bytes" of what can be read
  std::vector<std::string> refused;  // the beginnings of why the others cannot, in order
};

const std::map<std::string, Expected>& table() {
  const std::string long_name = std::string(240, 'x') + ".png";
  const std::string too_far = "its name leads out of the archive", ok = "ok.png=9283";
  static const std::map<std::string, Expected> expected = {
      {"libarchive__7075_utf8_paths.zip",
       {{"File 1.txt=9", "File 2 - \u00f6.txt=9", "File 3 - \u00e4.txt=9", "File 4 - xx.txt=9"}, {}}},
      {"libarchive__bz2_hang.zip", {{}, {"the archive is damaged"}}},
      {"libarchive__comment_stored_1.zip", {{"file0=0", "build.sh=23"}, {}}},
      {"libarchive__filename_cp932.zip", {{}, {"its name has a backslash", "its name has a backslash"}}},
      {"libarchive__high_compression.zip", {{"char.bin=262304"}, {}}},
      {"libarchive__length_at_end.zip", {{"hello.txt=6"}, {}}},
      {"libarchive__lzma_alone_leak.zipx", {{}, {"it has no name", "the archive is truncated or damaged"}}},
      {"libarchive__mac_metadata.zip", {{"file3=8"}, {}}},
      {"libarchive__padded1.zip", {{"file0=6", "file1=6"}, {}}},
      {"libarchive__symlink_unsupported_compression.zip",
       {{"second=11"}, {"it is packed by an unknown method", "the archive is truncated or damaged"}}},
      {"libarchive__uncompressed_size_off_by_4gib.zip", {{}, {"it unpacks to 4294967301 bytes"}}},
      {"libarchive__winzip_aes128.zip", {{}, {"it is encrypted"}}},
      {"libarchive__with_invalid_traditional_eocd.zip", {{"test1.txt=0", "test2.txt=0"}, {}}},
      {"libarchive__zip64a.zip", {{"-=6"}, {}}},
      {"made__bomb-1-entry-400M.zip", {{ok}, {"407715 bytes unpack to 419430400 bytes; the limit is 200 times"}}},
      {"made__duplicate-names.zip", {{"a.png=9283"}, {"an entry of the same name came before it"}}},
      {"made__names-control-and-long.zip",
       {{long_name + "=9283", "CON.png=9283", "  .png=9283", ok}, {"its name has a control character"}}},
      {"made__slip-absolute.zip", {{ok}, {"its name is an absolute path"}}},
      {"made__slip-dotdot.zip", {{ok}, {too_far}}},
      {"made__symlink-then-write.zip", {{"link/evil.png=9283"}, {"it is a link"}}},
  };
  return expected;
}

Expected seen_in(const fs::path& archive) {
  const auto files = Files::open(archive, {}, {});
  if (!files.ok()) return {{}, {files.error().why}};
  Expected seen;
  for (const FileEntry& entry : files.value()->entries()) {
    const auto source = files.value()->source(entry.path);
    const bool empty = !source.ok() && source.error().why == "it is empty (0 bytes)";
    EXPECT_TRUE(source.ok() || empty) << source.error().message();
    seen.read.push_back(entry.path + "=" + std::to_string(source.ok() ? all_of(*source.value()).size() : 0));
    EXPECT_TRUE(!entry.path.ends_with(".png") || source.value()->head().substr(1, 3) == "PNG");
  }
  for (const RefusedEntry& refused : files.value()->refused()) {
    EXPECT_NE(refused.path, "");
    EXPECT_EQ(refused.error.what, "cannot read " + refused.path);
    seen.refused.push_back(refused.error.why);
  }
  return seen;
}

TEST(HostileArchives, AreReadOrRefusedInWords) {
  if (!fs::exists(hostile_folder())) GTEST_SKIP() << "no hostile archives; set BURNISH_SHARED";
  for (const auto& file : fs::directory_iterator(hostile_folder())) {
    SCOPED_TRACE(file.path().filename().string());
    const Expected seen = seen_in(file.path());
    const auto expected = table().find(file.path().filename().string());
    if (expected == table().end()) continue;  // a new one: it did not crash
    EXPECT_EQ(seen.read, expected->second.read);
    std::vector<testing::Matcher<std::string>> reasons;
    for (const std::string& reason : expected->second.refused) reasons.emplace_back(testing::StartsWith(reason));
    EXPECT_THAT(seen.refused, testing::ElementsAreArray(reasons));
  }
  EXPECT_FALSE(fs::exists("/tmp/burnish_evil.png"));
}

}  // namespace
}  // namespace burnish::testing_source
