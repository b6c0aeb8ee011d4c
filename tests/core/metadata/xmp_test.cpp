#include "metadata/xmp.hpp"

#include <gmock/gmock.h>

#include "core/metadata/made_exif.hpp"

namespace burnish::testing_metadata {
namespace {

using testing::HasSubstr;
using testing::Not;

const ExifTruth truth{{800, 600}, true, true};

std::string packet(const std::string& attributes, const std::string& properties) {
  return "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
         "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
         "<rdf:Description rdf:about=\"\" xmlns:tiff=\"http://ns.adobe.com/tiff/1.0/\""
         " xmlns:e=\"http://ns.adobe.com/exif/1.0/\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\""
         " xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:hdrgm=\"http://ns.adobe.com/hdr-gain-map/1.0/\""
         " xmlns:C=\"http://ns.google.com/photos/1.0/container/\""
         " xmlns:I=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\" " +
         attributes + ">" + properties + "</rdf:Description></rdf:RDF></x:xmpmeta>\n   \n<?xpacket end=\"w\"?>";
}

TEST(Xmp, StaysByteForByteWhenItIsTrue) {
  const std::string before = packet("xmp:Rating=\"5\" tiff:Orientation='1'", "<dc:format>image/jpeg</dc:format>");
  EXPECT_EQ(mend_xmp(before, truth), before);
}

TEST(Xmp, CorrectsAttributesUnderAnyPrefix) {
  const auto mended = mend_xmp(packet("tiff:Orientation=\"6\" e:PixelXDimension=\"4000\" e:PixelYDimension=\"3000\" "
                                      "e:ColorSpace=\"65535\" xmp:Rating=\"5\"",
                                      ""),
                               truth);
  ASSERT_TRUE(mended);
  EXPECT_THAT(*mended, HasSubstr("tiff:Orientation=\"1\" e:PixelXDimension=\"800\" e:PixelYDimension=\"600\" "
                                 "e:ColorSpace=\"1\" xmp:Rating=\"5\""));
  EXPECT_THAT(*mended, HasSubstr("<?xpacket begin=\"\xEF\xBB\xBF\" id="));
  EXPECT_THAT(*mended, HasSubstr("<?xpacket end=\"w\"?>"));
}

TEST(Xmp, CorrectsElements) {
  const auto mended =
      mend_xmp(packet("", "<tiff:Orientation>8</tiff:Orientation><tiff:ImageWidth>1</tiff:ImageWidth>"), truth);
  EXPECT_THAT(*mended, HasSubstr("<tiff:Orientation>1</tiff:Orientation><tiff:ImageWidth>800</tiff:ImageWidth>"));
}

TEST(Xmp, DropsThumbnailsAndGainMaps) {
  const auto mended =
      mend_xmp(packet("hdrgm:Version=\"1.0\" xmp:Rating=\"4\"",
                      "<xmp:Thumbnails><rdf:Alt><rdf:li>FACE</rdf:li></rdf:Alt></xmp:Thumbnails><hdrgm:GainMapMax>2</"
                      "hdrgm:GainMapMax>"
                      "<C:Directory><rdf:Seq><rdf:li>x</rdf:li></rdf:Seq></C:Directory><dc:title>kept</dc:title>"),
               truth);
  ASSERT_TRUE(mended);
  EXPECT_THAT(*mended, Not(HasSubstr("FACE")));
  EXPECT_THAT(*mended, Not(HasSubstr("hdrgm:Version")));
  EXPECT_THAT(*mended, Not(HasSubstr("hdrgm:GainMapMax")));
  EXPECT_THAT(*mended, Not(HasSubstr("Directory")));
  EXPECT_THAT(*mended, HasSubstr("kept"));
  EXPECT_THAT(*mended, HasSubstr("xmp:Rating=\"4\""));
}

TEST(Xmp, KeepsTheProvenanceOfGeneratedPictures) {
  const std::string mark =
      "I:DigitalSourceType=\"http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia\"";
  EXPECT_THAT(
      *mend_xmp(packet(mark + " tiff:Orientation=\"3\" I:AIPromptInformation=\"a &lt;cat&gt; &amp; a dog\"", ""),
                truth),
      testing::AllOf(HasSubstr(mark), HasSubstr("a &lt;cat> &amp; a dog")));
}

TEST(Xmp, IsRefusedWhenItIsNoXml) {
  EXPECT_FALSE(mend_xmp("", truth));
  EXPECT_FALSE(mend_xmp("<a><b></a>", truth));
  EXPECT_FALSE(mend_xmp(std::string(1000, '\xFF'), truth));
}

TEST(Xmp, IsRefusedWhenNestedBeyondReason) {
  std::string deep;
  for (int i = 0; i < 65536; ++i) deep += "<dc:a>";
  EXPECT_FALSE(mend_xmp(deep, truth));
  for (int i = 0; i < 65536; ++i) deep += "</dc:a>";
  EXPECT_FALSE(mend_xmp(packet("", deep), truth));
  std::vector<MetadataEntry> entries;
  EXPECT_FALSE(describe_xmp(packet("", deep), entries));
}

TEST(Xmp, DoesNotSpendLongOnManyAttributes) {
  std::string attributes, properties;
  for (int i = 0; i < 200000; ++i) attributes += "tiff:a" + std::to_string(i) + "=\"1\" ";
  for (int i = 0; i < 200000; ++i) properties += "<dc:p/>";
  EXPECT_FALSE(mend_xmp(packet(attributes, ""), truth));
  EXPECT_FALSE(mend_xmp(packet("", properties), truth));
}

TEST(Xmp, SurvivesAnyDamage) {
  const std::string whole = packet("tiff:Orientation=\"6\"", "<xmp:Thumbnails>x</xmp:Thumbnails>");
  for (std::size_t n = 0; n <= whole.size(); ++n) (void)mend_xmp(std::string(whole.data(), n), truth);
  for (std::size_t at = 0; at < whole.size(); ++at)
    for (const char c : {'<', '>', '"', '\0', '&'}) {
      std::string bent = whole;
      bent[at] = c;
      (void)mend_xmp(bent, truth);
    }
}

TEST(XmpEntries, FlattenStructuresAndArrays) {
  std::vector<MetadataEntry> entries;
  ASSERT_TRUE(
      describe_xmp(packet("xmp:CreatorTool=\"Burnish\"",
                          "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">Canyon</rdf:li></rdf:Alt></dc:title>"
                          "<dc:subject><rdf:Bag><rdf:li>red</rdf:li><rdf:li>rock</rdf:li></rdf:Bag></dc:subject>"
                          "<xmp:Where rdf:parseType=\"Resource\"><xmp:City>Page</xmp:City></xmp:Where>"
                          "<xmp:History><rdf:Seq><rdf:li xmp:action=\"saved\"/></rdf:Seq></xmp:History>"),
                   entries));
  std::vector<std::string> lines;
  for (const MetadataEntry& e : entries) lines.push_back(e.key + "=" + e.value);
  EXPECT_THAT(lines,
              testing::ElementsAre("xmp:xmp:CreatorTool=Burnish", "xmp:dc:title=Canyon", "xmp:dc:subject=red; rock",
                                   "xmp:xmp:Where/xmp:City=Page", "xmp:xmp:History[1]/xmp:action=saved"));
}

TEST(XmpEntries, OfAnUltraHdrPhoneLoseTheirGainMap) {
  const fs::path file = shared_folder() / "data/images/phone-ultrahdr-12mp.jpg";
  if (!fs::exists(file)) GTEST_SKIP() << "no " << file << "; set BURNISH_SHARED";
  const auto blocks = jpeg_segments(read_file(file), 0xE1, std::string_view("http://ns.adobe.com/xap/1.0/\0", 29));
  ASSERT_FALSE(blocks.empty());
  EXPECT_THAT(blocks[0], HasSubstr("Container:Directory"));
  const auto mended = mend_xmp(blocks[0], truth);
  ASSERT_TRUE(mended);
  EXPECT_THAT(*mended, Not(HasSubstr("<Container:Directory")));
  EXPECT_THAT(*mended, Not(HasSubstr("hdrgm:Version")));
}

TEST(XmpEntries, OfHostileFilesDoNoHarm) {
  const fs::path folder = shared_folder() / "data/hostile";
  if (!fs::exists(folder)) GTEST_SKIP() << "no " << folder << "; set BURNISH_SHARED";
  int blocks = 0;
  for (const auto& file : fs::directory_iterator(folder)) {
    if (!file.is_regular_file()) continue;
    const std::string bytes = read_file(file.path());
    for (const auto& block : jpeg_segments(bytes, 0xE1, "http")) {
      const auto packet_at = block.find('\0');
      if (packet_at == std::string::npos) continue;
      std::vector<MetadataEntry> entries;
      (void)mend_xmp(block.substr(packet_at + 1), truth);
      (void)describe_xmp(block.substr(packet_at + 1), entries);
      ++blocks;
    }
  }
  EXPECT_GT(blocks, 0);
}

}  // namespace
}  // namespace burnish::testing_metadata
