#include "metadata/exif.hpp"

#include <gmock/gmock.h>

#include "core/metadata/made_exif.hpp"
#include "metadata/tiff_directory.hpp"

namespace burnish::testing_metadata {
namespace {

using testing::HasSubstr;
using testing::Not;

const ExifTruth truth{{800, 600}, true, true};

std::optional<uint32_t> value(const std::string& block, uint16_t tag, uint16_t parent = 0) {
  const auto tiff = TiffBytes::open(block);
  auto directory = tiff->directory(tiff->first());
  if (parent != 0) directory = tiff->directory(*tiff->integer(*directory->find(parent)));
  const TiffEntry* e = directory ? directory->find(tag) : nullptr;
  return e == nullptr ? std::nullopt : tiff->integer(*e);
}

class ExifOrder : public testing::TestWithParam<bool> {};
INSTANTIATE_TEST_SUITE_P(Both, ExifOrder, testing::Bool());

TEST_P(ExifOrder, BecomesTrueOfTheOutput) {
  const auto mended = mend_exif(camera_exif(GetParam()), truth);
  ASSERT_TRUE(mended);
  EXPECT_EQ(value(*mended, 0x0112), 1U);
  EXPECT_EQ(value(*mended, 0x0100), 800U);
  EXPECT_EQ(value(*mended, 0x0101), 600U);
  EXPECT_EQ(value(*mended, 0xA002, 0x8769), 800U);
  EXPECT_EQ(value(*mended, 0xA003, 0x8769), 600U);
  EXPECT_EQ(value(*mended, 0xA001, 0x8769), 1U);
}

TEST_P(ExifOrder, KeepsWhatItDoesNotKnow) {
  const auto mended = mend_exif(camera_exif(GetParam()), truth);
  EXPECT_EQ(value(*mended, 0xBEEF), 77U);
  EXPECT_EQ(value(*mended, 0xA402, 0x8769), 1U);
  EXPECT_THAT(*mended, HasSubstr("Burnish"));
}

TEST_P(ExifOrder, CutsTheThumbnailOff) {
  const std::string before = camera_exif(GetParam());
  const auto mended = mend_exif(before, truth);
  EXPECT_THAT(*mended, Not(HasSubstr("FACE")));
  EXPECT_EQ(mended->size(), before.find(std::string("Burnish\0", 8)) + 8);
  const auto tiff = TiffBytes::open(*mended);
  EXPECT_EQ(tiff->directory(tiff->first())->next, 0U);
}

TEST(Exif, KeepsOrientationThatWasNotApplied) {
  const auto mended = mend_exif(camera_exif(), {{800, 600}, false, false});
  EXPECT_EQ(value(*mended, 0x0112), 6U);
  EXPECT_EQ(value(*mended, 0xA001, 0x8769), 65535U);
}

TEST(Exif, HoldsSizesBeyond65535InShortFields) {
  const auto mended = mend_exif(camera_exif(), {{70000, 3}, true, true});
  EXPECT_EQ(value(*mended, 0xA002, 0x8769), 70000U);
  EXPECT_EQ(value(*mended, 0xA003, 0x8769), 3U);
}

TEST(Exif, ErasesAThumbnailInTheMiddle) {
  ExifMaker m;
  const uint32_t thumbs = 8 + ExifMaker::directory_bytes(2), jpeg = thumbs + ExifMaker::directory_bytes(2),
                 artist = jpeg + 8;
  m.directory({ExifMaker::number16(0x0112, 3), ExifMaker::outside(0x013B, 2, 8, artist)}, thumbs);
  m.directory({ExifMaker::number32(0x0201, jpeg), ExifMaker::number32(0x0202, 8)}, 0);
  m.text("OLDFACE!");
  m.text(std::string("Someone\0", 8));
  const auto mended = mend_exif(m.bytes(), truth);
  ASSERT_TRUE(mended);
  EXPECT_EQ(mended->size(), m.bytes().size());
  EXPECT_THAT(*mended, Not(HasSubstr("FACE")));
  EXPECT_THAT(*mended, HasSubstr("Someone"));
}

TEST(Exif, RemovesPointersToOtherPixels) {
  ExifMaker m(false);
  m.directory({ExifMaker::number32(0x0111, 4), ExifMaker::number16(0x0112, 8), ExifMaker::number32(0x0117, 9),
               ExifMaker::number32(0x014A, 8), ExifMaker::number16(0x0128, 2)},
              0);
  const auto mended = mend_exif(m.bytes(), truth);
  ASSERT_TRUE(mended);
  EXPECT_FALSE(value(*mended, 0x0111));
  EXPECT_FALSE(value(*mended, 0x0117));
  EXPECT_FALSE(value(*mended, 0x014A));
  EXPECT_EQ(value(*mended, 0x0112), 1U);
  EXPECT_EQ(value(*mended, 0x0128), 2U);
}

TEST(Exif, RemovesPointersThatLeadNowhere) {
  ExifMaker m;
  m.directory({ExifMaker::number16(0x0112, 6), ExifMaker::number32(0x8769, 8), ExifMaker::number32(0x8825, 0xFFFFFFF0)},
              8);
  const auto mended = mend_exif(m.bytes(), truth);
  ASSERT_TRUE(mended);
  EXPECT_FALSE(value(*mended, 0x8769));
  EXPECT_FALSE(value(*mended, 0x8825));
  EXPECT_EQ(value(*mended, 0x0112), 1U);
}

TEST(Exif, TurnsAdobeRgbMarksIntoSrgb) {
  ExifMaker m;
  const uint32_t exif = 8 + ExifMaker::directory_bytes(1), interop = exif + ExifMaker::directory_bytes(1);
  m.directory({ExifMaker::number32(0x8769, exif)}, 0);
  m.directory({ExifMaker::number32(0xA005, interop)}, 0);
  m.directory({ExifMaker::outside(0x0001, 2, 4, 0x00333052)}, 0);  // "R03" inline
  EXPECT_THAT(*mend_exif(m.bytes(), truth), HasSubstr("R98"));
}

TEST(Exif, IsRefusedWhenItCannotBeMended) {
  EXPECT_FALSE(mend_exif("", truth));
  EXPECT_FALSE(mend_exif("II*", truth));
  EXPECT_FALSE(mend_exif(std::string("II*\0\x08\0\0\0", 8), truth));
  EXPECT_FALSE(mend_exif(std::string("MM\0*\0\0\0\0aaaaaaaaaaaaaa", 22), truth));
  EXPECT_FALSE(mend_exif("Exif" + camera_exif(), truth));
}

// Every prefix and every single-byte change: nothing may crash, hang or read outside (the sanitizers look).
TEST(Exif, SurvivesAnyDamage) {
  const std::string whole = camera_exif();
  std::vector<MetadataEntry> entries;
  for (std::size_t n = 0; n <= whole.size(); ++n) {
    const std::string cut(whole.data(), n);
    (void)mend_exif(cut, truth);
    (void)describe_exif(cut, entries);
  }
  for (std::size_t at = 0; at < whole.size(); ++at)
    for (const int v : {0x00, 0x01, 0x02, 0x08, 0x7F, 0x80, 0xFF}) {
      std::string bent = whole;
      bent[at] = static_cast<char>(v);
      entries.clear();
      const auto mended = mend_exif(bent, truth);
      EXPECT_LE(mended.value_or("").size(), bent.size());
      (void)describe_exif(bent, entries);
    }
}

TEST(Exif, DoesNotSpendLongOnOverlappingValues) {
  ExifMaker m;
  std::vector<ExifMaker::Entry> many;
  for (int i = 0; i < 4000; ++i) many.push_back(ExifMaker::outside(0x9000, 7, 3'900'000, 60'000));
  const uint32_t thumbs = 8 + ExifMaker::directory_bytes(many.size());
  m.directory(many, thumbs);
  m.directory(many, 0);
  m.text(std::string(4'000'000, 'x'));
  EXPECT_TRUE(mend_exif(m.bytes(), truth));
}

TEST(ExifEntries, ReadForPeople) {
  std::vector<MetadataEntry> entries;
  EXPECT_TRUE(describe_exif(camera_exif(), entries));
  std::vector<std::string> lines;
  for (const MetadataEntry& e : entries) lines.push_back(e.key + "=" + e.value);
  EXPECT_THAT(lines, testing::ElementsAre("exif:ImageWidth=4000", "exif:ImageLength=3000", "exif:Make=Burnish",
                                          "exif:Orientation=6", "exif:ColorSpace=65535", "exif:PixelXDimension=4000",
                                          "exif:PixelYDimension=3000", "exif:ExposureMode=1"));
}

TEST(ExifEntries, OfAPhoneAreUnderstoodAndMended) {
  const fs::path file = shared_folder() / "data/images/phone-flowers-8mp.jpg";
  if (!fs::exists(file)) GTEST_SKIP() << "no " << file << "; set BURNISH_SHARED";
  const auto blocks = jpeg_segments(read_file(file), 0xE1, std::string_view("Exif\0\0", 6));
  ASSERT_EQ(blocks.size(), 1U);
  std::vector<MetadataEntry> entries, after;
  EXPECT_TRUE(describe_exif(blocks[0], entries));
  EXPECT_GT(entries.size(), 20U);
  const auto mended = mend_exif(blocks[0], truth);
  ASSERT_TRUE(mended);
  EXPECT_LT(mended->size(), blocks[0].size());  // without its thumbnail
  EXPECT_THAT(*mended, Not(HasSubstr("\xFF\xD8\xFF")));
  EXPECT_TRUE(describe_exif(*mended, after));
  EXPECT_EQ(after.size(), entries.size());
  EXPECT_EQ(value(*mended, 0xA002, 0x8769), 800U);
}

TEST(ExifEntries, OfHostileFilesDoNoHarm) {
  const fs::path folder = shared_folder() / "data/hostile";
  if (!fs::exists(folder)) GTEST_SKIP() << "no " << folder << "; set BURNISH_SHARED";
  int blocks = 0;
  for (const auto& file : fs::directory_iterator(folder)) {
    if (!file.is_regular_file()) continue;
    const std::string bytes = read_file(file.path());
    for (const auto& block : jpeg_segments(bytes, 0xE1, std::string_view("Exif\0\0", 6))) {
      std::vector<MetadataEntry> entries;
      (void)mend_exif(block, truth);
      (void)describe_exif(block, entries);
      ++blocks;
    }
  }
  EXPECT_GT(blocks, 5);
}

}  // namespace
}  // namespace burnish::testing_metadata
