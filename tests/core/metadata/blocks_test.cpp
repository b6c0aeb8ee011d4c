#include "metadata/blocks.hpp"

#include <gmock/gmock.h>

#include "core/metadata/made_exif.hpp"
#include "metadata/entries.hpp"
#include "metadata/exif.hpp"
#include "metadata/iptc.hpp"

namespace burnish::testing_metadata {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Key;
using testing::UnorderedElementsAre;

std::string iptc(const std::vector<std::pair<uint8_t, std::string>>& datasets) {
  std::string bytes;
  for (const auto& [dataset, text] : datasets) {
    bytes += {'\x1C', '\x02', static_cast<char>(dataset), static_cast<char>(text.size() >> 8U),
              static_cast<char>(text.size() & 0xFFU)};
    bytes += text;
  }
  return bytes;
}

Blocks everything() {
  return {{"block:exif", camera_exif()},
          {"block:xmp", "<x:xmpmeta xmlns:x='adobe:ns:meta/'/>"},
          {"block:iptc", iptc({{120, "A caption"}})},
          {"block:icc", "old profile"},
          {"block:c2pa", "manifest"},
          {"block:future", "unknown"},
          {"text:Comment", "hello"},
          {"text:Raw profile type exif", "hidden"}};
}

TEST(Carry, TakesEverythingAlongByDefault) {
  std::vector<std::string> notes;
  const Blocks out = carry(everything(), {.size = {80, 60}, .oriented = true}, notes);
  EXPECT_THAT(out, UnorderedElementsAre(Key("block:exif"), Key("block:xmp"), Key("block:iptc"), Key("block:future"),
                                        Key("text:Comment")));
  EXPECT_EQ(out.at("block:iptc"), everything().at("block:iptc"));
  EXPECT_THAT(notes, ElementsAre(HasSubstr("Raw profile type exif")));
  EXPECT_EQ(carry(everything(), {.manifest = true}, notes).at("block:c2pa"), "manifest");
}

TEST(Carry, EmbedsTheProfileOfTheOutputOnly) {
  std::vector<std::string> notes;
  EXPECT_EQ(carry(everything(), {.output_icc = "kept"}, notes).at("block:icc"), "kept");
  EXPECT_EQ(carry(everything(), {.strip = true, .output_icc = "kept"}, notes).at("block:icc"), "kept")
      << "without it the colours would be false";
}

TEST(Carry, StripsAllButWhatIsKept) {
  std::vector<std::string> notes;
  EXPECT_THAT(carry(everything(), {.strip = true}, notes), IsEmpty());
  EXPECT_THAT(carry(everything(), {.strip = true, .keep = {"xmp", "text"}}, notes),
              UnorderedElementsAre(Key("block:xmp"), Key("text:Comment")));
  EXPECT_THAT(notes, ElementsAre(HasSubstr("Raw profile type exif")));
}

TEST(Carry, LeavesDamagedBlocksOutWithANote) {
  std::vector<std::string> notes;
  const Blocks out = carry({{"block:exif", "nonsense"}, {"block:xmp", "<a"}}, {}, notes);
  EXPECT_THAT(out, IsEmpty());
  EXPECT_THAT(notes, ElementsAre(HasSubstr("EXIF"), HasSubstr("XMP")));
}

TEST(Carry, KeepsPlacesOnTheEarthOnlyWhilePixelsStayInPlace) {
  ExifMaker m;
  const uint32_t values = 8 + ExifMaker::directory_bytes(3);
  m.directory({ExifMaker::outside(33922, 12, 6, values), ExifMaker::outside(34264, 12, 16, values + 48),
               ExifMaker::outside(34737, 2, 10, values + 176)},
              0);
  m.text(std::string(176, '\1') + "WGS 84 |\0\0");
  m.text(std::string(2, '\0'));
  std::vector<std::string> notes;
  const Blocks source{{"block:exif", m.bytes()}};
  EXPECT_EQ(carry(source, {.same_places = true}, notes).at("block:exif"), m.bytes());
  EXPECT_THAT(notes, IsEmpty());
  const std::string moved = carry(source, {}, notes).at("block:exif");
  EXPECT_FALSE(places_pixels_on_earth(moved));
  EXPECT_THAT(moved, HasSubstr("WGS 84"));
  EXPECT_EQ(moved.substr(8, 2), std::string("\1\0", 2)) << "one entry is left";
  EXPECT_THAT(notes, ElementsAre(HasSubstr("GeoTIFF")));
}

TEST(MetaBlocks, ShowsItsBlocksToAnEncoder) {
  const Blocks blocks{{"block:icc", std::string("a\0b", 3)}, {"text:A", "1"}, {"text:B", ""}};
  const MetaBlocks meta(blocks);
  const void* p = nullptr;
  std::size_t n = 0;
  ASSERT_EQ(meta.get()->get(meta.get(), "block:icc", &p, &n), BURNISH_OK);
  EXPECT_EQ(std::string(static_cast<const char*>(p), n), std::string("a\0b", 3));
  EXPECT_EQ(meta.get()->get(meta.get(), "block:exif", &p, &n), BURNISH_NOT_MINE);
  EXPECT_EQ(meta.get()->get(meta.get(), nullptr, &p, &n), BURNISH_NOT_MINE);
  for (int round = 0; round < 2; ++round) {
    EXPECT_STREQ(meta.get()->key(meta.get(), 0), "block:icc");
    EXPECT_STREQ(meta.get()->key(meta.get(), 2), "text:B");
    EXPECT_EQ(meta.get()->key(meta.get(), 3), nullptr);
    EXPECT_STREQ(meta.get()->key(meta.get(), 1), "text:A");
  }
  EXPECT_EQ(meta.get()->set, nullptr);
}

TEST(Iptc, IsReadForPeople) {
  std::vector<MetadataEntry> entries;
  EXPECT_TRUE(describe_iptc(iptc({{25, "red"}, {25, "rock"}, {80, "J\xFCrgen"}, {200, "?"}}) + '\0', entries));
  std::vector<std::string> lines;
  for (const MetadataEntry& e : entries) lines.push_back(e.key + "=" + e.value);
  EXPECT_THAT(lines, ElementsAre("iptc:Keywords=red", "iptc:Keywords=rock", "iptc:By-line=J\xC3\xBCrgen"));
}

TEST(Iptc, SurvivesAnyDamage) {
  const std::string whole = iptc({{25, "red"}, {120, std::string(300, 'x')}});
  std::vector<MetadataEntry> entries;
  for (std::size_t n = 0; n <= whole.size(); ++n) (void)describe_iptc(std::string(whole.data(), n), entries);
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string bent = whole;
    bent[at] = '\xFF';
    (void)describe_iptc(bent, entries);
  }
  EXPECT_FALSE(describe_iptc(std::string("\x1C\x02\x19\x80\x04\xFF\xFF\xFF\xFFx", 10), entries));
}

TEST(CleanText, MakesOneSafeLine) {
  EXPECT_EQ(clean_text("  a\r\nb\x1B[31m "), "a  b [31m");
  EXPECT_EQ(clean_text("\xC3\xBC"), "\xC3\xBC");
  EXPECT_EQ(clean_text("\xFC"), "\xC3\xBC");
  EXPECT_EQ(clean_text("x\xC2\x9B"
                       "y"),
            "x  y");
  EXPECT_EQ(clean_text("\xED\xA0\x80"), clean_text("\xC3\xAD\xC2\xA0\xC2\x80")) << "a surrogate is no UTF-8";
  EXPECT_EQ(clean_text("abc\xC3\xBC", 4), "abc ...");
  EXPECT_EQ(clean_text(""), "");
}

TEST(DescribeMetadata, NamesBlocksAndWarns) {
  std::vector<std::string> warnings;
  const auto entries = describe_metadata({{"block:exif", "junk"}, {"text:K\x01", "v"}}, warnings);
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].key + "=" + entries[0].value, "block:exif=4 bytes");
  EXPECT_EQ(entries[1].key + "=" + entries[1].value, "text:K=v");
  EXPECT_THAT(warnings, ElementsAre("the EXIF block is damaged"));
}

}  // namespace
}  // namespace burnish::testing_metadata
