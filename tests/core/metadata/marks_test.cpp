#include "metadata/marks.hpp"

#include <gmock/gmock.h>

#include "core/metadata/made_exif.hpp"
#include "metadata/base64.hpp"
#include "metadata/private_prompt.hpp"
#include "metadata/provenance.hpp"
#include "metadata/xmp.hpp"

namespace burnish::testing_metadata {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Key;
using testing::Not;
using testing::Pair;
using testing::UnorderedElementsAre;

std::string iptc(const std::vector<std::pair<int, std::string>>& datasets) {
  std::string bytes;
  for (const auto& [dataset, text] : datasets) {
    bytes += {'\x1C', '\x02', static_cast<char>(dataset), '\0', static_cast<char>(text.size())};
    bytes += text;
  }
  return bytes;
}

/// A packet that says nothing but these properties.
std::string packet(const std::string& properties) {
  return "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
         "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:u=\"urn:u\">" +
         properties + "</rdf:Description></rdf:RDF></x:xmpmeta>";
}

std::map<std::string, std::string> entries_of(const Blocks& blocks) {
  std::vector<MetadataEntry> found;
  EXPECT_TRUE(describe_xmp(blocks.at("block:xmp"), found));
  std::map<std::string, std::string> all;
  for (const MetadataEntry& e : found) all[e.key] = e.value;
  return all;
}

Blocks packed(Blocks blocks, const char* format) {
  std::vector<std::string> notes;
  pack_marks(blocks, format, notes);
  EXPECT_THAT(notes, IsEmpty());
  return blocks;
}

TEST(Base64, ComesBack) {
  std::string bytes;
  for (int i = 0; i < 300; ++i) {
    const std::string text = base64_of(bytes);
    EXPECT_EQ(text.size(), (bytes.size() + 2) / 3 * 4);
    EXPECT_EQ(bytes_of_base64(text), bytes);
    bytes += static_cast<char>(i * 7);
  }
  EXPECT_EQ(base64_of("light work"), "bGlnaHQgd29yaw==");  // RFC 4648 has this alphabet
  EXPECT_EQ(bytes_of_base64(" bGln\n aHQ= "), "light");
  for (const char* bad : {"a", "ab", "abc", "ab=", "a===", "====", "ab=c", "abcd=", "ab==cdef", "ab!d"})
    EXPECT_EQ(bytes_of_base64(bad), std::nullopt) << bad;
}

TEST(Marks, OfEveryKindComeBackFromTheXmp) {
  const Blocks before{{"block:iptc", iptc({{25, "red"}, {200, std::string("\0\xFF own", 6)}})},
                      {"text:Description", "a <cat> & \"dog\" =%3D"},
                      {"text:Key=with%25=", "x=y"},
                      {"text:Comment", "first\nline"},
                      {"text:Comment  2", "second"},
                      {"text:controls", std::string("a\x01\r\nb\0c", 7)},
                      {"text:empty", ""},
                      {"text:workflow", std::string(3'000'000, 'w')}};
  const Blocks webp = packed(before, "webp");
  EXPECT_THAT(webp, UnorderedElementsAre(Key("block:xmp")));
  Blocks after = unpack_marks(webp);
  EXPECT_THAT(after.at("block:xmp"), Not(HasSubstr("burnish:")));
  after.erase("block:xmp");
  EXPECT_EQ(after, before);
}

TEST(Marks, OfTheLanguageOfATextGoWithTheText) {
  const Blocks before{{"text:Title", "Die Katze"}, {"lang:Title", "de Titel=%lang"},
                      {"text:Title=%  2", "x"},    {"lang:Title=%  2", "en"},
                      {"text:Comment", "c"},       {"lang:Comment", " \x01"}};
  EXPECT_EQ(packed({{"text:Title", "t"}, {"lang:Title", "de Titel"}}, "png").count("lang:Title"), 1U);
  for (const char* format : {"webp", "tiff", "jpeg"}) {
    const Blocks there = packed(before, format);
    EXPECT_THAT(there, Not(Contains(Key(HasSubstr("lang:"))))) << format;
    Blocks after = unpack_marks(there);
    after.erase("block:xmp");
    EXPECT_EQ(after, before) << format;
  }
  EXPECT_THAT(packed({{"lang:Gone", "de"}}, "png"), IsEmpty());
}

TEST(Marks, StayWhereTheContainerHoldsThem) {
  const Blocks texts{{"text:Description", "d"}, {"text:comment", "c"}};
  EXPECT_EQ(packed(texts, "png"), texts);
  const Blocks jpeg = packed(texts, "jpeg");
  EXPECT_THAT(jpeg, UnorderedElementsAre(Key("block:xmp"), Pair("text:comment", "c")));
  EXPECT_THAT(packed(texts, "tiff"), UnorderedElementsAre(Key("block:xmp")));
  for (const char* format : {"jpeg", "png", "tiff"})
    EXPECT_THAT(packed({{"block:iptc", iptc({{25, "x"}})}}, format), UnorderedElementsAre(Key("block:iptc"))) << format;
  // A container that nobody here knows gets both.
  EXPECT_THAT(packed({{"block:iptc", iptc({{25, "x"}})}, {"text:A", "b"}}, "qoi2"),
              UnorderedElementsAre(Key("block:iptc"), Key("block:xmp"), Key("text:A")));
}

TEST(Marks, ThatPngCannotNameGoIntoTheXmp) {
  for (const std::string& keyword :
       {std::string(" a"), std::string(80, 'k'), std::string("\xE2\x82\xAC"), std::string()}) {
    const Blocks before{{"text:" + keyword, "v"}};
    const Blocks png = packed(before, "png");
    EXPECT_THAT(png, UnorderedElementsAre(Key("block:xmp"))) << keyword;
    EXPECT_EQ(unpack_marks(png).at("text:" + keyword), "v") << keyword;
  }
  EXPECT_THAT(packed({{"text:Gr\xC3\xB6\xC3\x9F"
                       "e",
                       "v"}},
                     "png"),
              Not(Contains(Key("block:xmp"))));
}

TEST(Marks, AreToldToOtherProgramsWhenTheXmpSaysNothing) {
  const Blocks webp = packed({{"block:iptc", iptc({{5, "Title"},
                                                   {25, "red"},
                                                   {25, "rock"},
                                                   {55, "20261122"},
                                                   {60, "101112+0100"},
                                                   {80, "Ana"},
                                                   {90, "Roma"},
                                                   {116, "(c)"}})},
                              {"text:Description", "a cat"},
                              {"text:Author", "Bo"}},
                             "webp");
  const auto said = entries_of(webp);
  EXPECT_EQ(said.at("xmp:dc:title"), "Title");
  EXPECT_EQ(said.at("xmp:dc:subject"), "red; rock");
  EXPECT_EQ(said.at("xmp:photoshop:DateCreated"), "2026-11-22T10:11:12+01:00");
  EXPECT_EQ(said.at("xmp:photoshop:City"), "Roma");
  EXPECT_EQ(said.at("xmp:dc:rights"), "(c)");
  EXPECT_EQ(said.at("xmp:dc:description"), "a cat");
  EXPECT_EQ(said.at("xmp:dc:creator"), "Bo");
  const Blocks own =
      packed({{"block:xmp", packet("<dc:description>own</dc:description>")}, {"text:Description", "other"}}, "webp");
  EXPECT_EQ(entries_of(own).at("xmp:dc:description"), "own");
  EXPECT_EQ(unpack_marks(own).at("text:Description"), "other");
}

TEST(Marks, ThatAreThereWin) {
  Blocks both = packed({{"text:A", "carried"}, {"block:iptc", "carried"}}, "webp");
  both["text:A"] = "there";
  both["block:iptc"] = "there";
  const Blocks after = unpack_marks(both);
  EXPECT_EQ(after.at("text:A"), "there");
  EXPECT_EQ(after.at("block:iptc"), "there");
}

/// Artist "Ana ..." and a maker note in a directory of its own, and a comment of so many bytes.
std::string exif_with(uint32_t comment, bool little) {
  ExifMaker m(little);
  const uint32_t main = 8, exif = main + ExifMaker::directory_bytes(2), values = exif + ExifMaker::directory_bytes(2);
  m.directory({ExifMaker::outside(0x013B, 2, 10, values), ExifMaker::number32(0x8769, exif)}, 0);
  m.directory({ExifMaker::outside(0x927C, 7, 12, values + 10), ExifMaker::outside(0x9286, 7, comment, values + 22)}, 0);
  m.text(std::string("Ana Maker\0", 10) + "maker's note" + std::string(comment, 'c'));
  return m.bytes();
}

TEST(Marks, LargerThanAJpegTakesAreKeptWithANote) {
  for (const bool little : {true, false}) {
    const std::string exif = exif_with(70'000, little);
    Blocks blocks{{"block:exif", exif}};
    std::vector<std::string> notes;
    pack_marks(blocks, "jpeg", notes);
    EXPECT_THAT(notes, testing::ElementsAre(HasSubstr("larger than a JPEG takes")));
    ASSERT_THAT(blocks, UnorderedElementsAre(Key("block:xmp"), Key("block:exif")));
    EXPECT_LT(blocks["block:exif"].size(), 200U);
    EXPECT_THAT(blocks["block:exif"], HasSubstr("maker's note"));
    std::vector<MetadataEntry> entries;
    EXPECT_TRUE(describe_exif(blocks["block:exif"], entries));
    ASSERT_EQ(entries.size(), 1U);
    EXPECT_EQ(entries[0].key + "=" + entries[0].value, "exif:Artist=Ana Maker");
    EXPECT_EQ(unpack_marks(blocks).at("block:exif"), exif);
    EXPECT_EQ(unpack_marks(blocks).at("block:xmp").find("burnish:Exif"), std::string::npos);
    blocks["block:exif"] = exif_with(3, little);
    EXPECT_EQ(unpack_marks(blocks).at("block:exif"), exif_with(3, little)) << "another program's edit wins";
  }
  Blocks damaged{{"block:exif", std::string(70'000, 'e')}};
  std::vector<std::string> notes;
  pack_marks(damaged, "jpeg", notes);
  EXPECT_THAT(damaged, UnorderedElementsAre(Key("block:xmp")));
  EXPECT_EQ(unpack_marks(damaged).at("block:exif"), std::string(70'000, 'e'));
}

TEST(Marks, OfExifShrinkWithoutHarm) {
  const std::string whole = exif_with(300, true);
  for (std::size_t most = 0; most < whole.size() + 20; most += 7) {
    const auto small = shrink_exif(whole, most);
    EXPECT_LE(small ? small->size() : 0, most);
  }
  for (std::size_t at = 0; at < 120; ++at)
    for (const char c : {'\0', '\x08', '\x7F', '\xFF'}) {
      std::string bent = whole;
      bent[at] = c;
      (void)shrink_exif(bent, 200);
    }
}

TEST(Marks, SurviveRecordsThatArePutBesideThem) {
  Blocks blocks = packed({{"text:A", "b"}}, "webp");
  Provenance record;
  record.model = "m";
  add_provenance(blocks, record);
  EXPECT_EQ(unpack_marks(blocks).at("text:A"), "b");
  EXPECT_EQ(read_provenance(unpack_marks(blocks).at("block:xmp")), record);
}

TEST(Marks, SurviveAnyDamage) {
  const std::string whole = packed({{"text:A", "b"}, {"block:iptc", iptc({{25, "x"}})}}, "webp").at("block:xmp");
  for (std::size_t at = 0; at < whole.size(); ++at)
    for (const char c : {'<', '=', '\0', '&', '\xFF'}) {
      std::string bent = whole;
      bent[at] = c;
      (void)unpack_marks({{"block:xmp", bent}});
      (void)packed({{"block:xmp", bent}, {"text:A", "b"}, {"block:iptc", bent}}, "webp");
    }
}

TEST(History, GrowsBehindThatOfOtherPrograms) {
  const std::string theirs =
      "<xmpMM:History xmlns:xmpMM=\"http://ns.adobe.com/xap/1.0/mm/\"><rdf:Seq>"
      "<rdf:li xmlns:e=\"http://ns.adobe.com/xap/1.0/sType/ResourceEvent#\" e:action=\"created\" "
      "e:instanceID='x&amp;y'/><rdf:li rdf:parseType=\"Resource\"><a:action xmlns:a=\""
      "http://ns.adobe.com/xap/1.0/sType/ResourceEvent#\">saved</a:action></rdf:li>";
  Blocks blocks{{"block:xmp", packet(theirs + "</rdf:Seq></xmpMM:History>")}};
  const HistoryStep own{"resized", "Burnish 1", "2026-11-22T00:00:00Z", "resize <w>=1", "org.x.y", "1.2", "sha256:aa"};
  add_lineage(blocks, {{"sha256:parent"}, {"sha256:manifest"}, {own}});
  EXPECT_THAT(blocks.at("block:xmp"), HasSubstr(theirs.substr(0, theirs.find(" e:instanceID"))));
  Provenance r = read_provenance(blocks.at("block:xmp"));
  ASSERT_EQ(r.history.size(), 3U);
  EXPECT_EQ(r.history[0].action, "created");
  EXPECT_EQ(r.history[1].action, "saved");
  EXPECT_EQ(r.history[2], own);
  EXPECT_THAT(r.parents, testing::ElementsAre("sha256:parent"));
  EXPECT_THAT(r.manifests, testing::ElementsAre("sha256:manifest"));
  add_lineage(blocks, {{"sha256:parent", "sha256:next"}, {}, {own}});
  r = read_provenance(blocks.at("block:xmp"));
  EXPECT_EQ(r.history.size(), 4U);
  EXPECT_THAT(r.parents, testing::ElementsAre("sha256:parent", "sha256:next"));
}

TEST(History, AloneIsNoRecord) {
  Blocks blocks;
  add_lineage(blocks, {{}, {}, {{"saved", "Other", {}, {}, {}, {}, {}}}});
  EXPECT_FALSE(has_record(blocks));
  EXPECT_TRUE(read_provenance(blocks.at("block:xmp")).empty());
  EXPECT_EQ(read_provenance(blocks.at("block:xmp")).history.size(), 1U);
}

Provenance generated(SourceType type, const std::string& prompt) {
  Provenance r;
  r.source_type = type;
  r.prompt = prompt;
  r.model = "flux";
  return r;
}

TEST(PrivatePrompt, IsInNoBlock) {
  const std::string prompt = "a secret cat";
  Blocks blocks{{"block:xmp", packet("<dc:description>" + prompt + "</dc:description><u:copy><u:in>x " + prompt +
                                     "</u:in></u:copy><u:kept>kept</u:kept>")},
                {"block:iptc", iptc({{25, "red"}, {120, prompt}, {105, "by " + prompt}})},
                {"text:Description", prompt},
                {"text:parameters", prompt + "\nNegative prompt: dogs\nSteps: 3, Seed: 4"},
                {"text:Software", "kept"}};
  add_provenance(blocks, generated(SourceType::TrainedAlgorithmicMedia, prompt));
  std::vector<std::string> notes;
  remove_prompt(blocks, notes);
  EXPECT_THAT(notes, testing::ElementsAre(HasSubstr("--private-prompt")));
  for (const auto& [key, bytes] : blocks) EXPECT_THAT(bytes, Not(HasSubstr("secret"))) << key;
  EXPECT_THAT(blocks,
              UnorderedElementsAre(Key("block:xmp"), Pair("block:iptc", iptc({{25, "red"}})), Key("text:Software")));
  EXPECT_THAT(blocks.at("block:xmp"), HasSubstr("<u:kept>kept"));
  EXPECT_EQ(read_provenance(blocks.at("block:xmp")), generated(SourceType::TrainedAlgorithmicMedia, {}));
}

TEST(PrivatePrompt, OfAPhotographWithGeneratedPartsLeavesItsDescription) {
  Blocks blocks{{"block:xmp", packet("<dc:description>the harbour</dc:description>")}};
  add_provenance(blocks, generated(SourceType::CompositeWithTrainedAlgorithmicMedia, "a boat"));
  std::vector<std::string> notes;
  remove_prompt(blocks, notes);
  EXPECT_THAT(blocks.at("block:xmp"), HasSubstr("the harbour"));
  EXPECT_THAT(blocks.at("block:xmp"), Not(HasSubstr("a boat")));
  Blocks plain{{"block:xmp", packet("<dc:description>the harbour</dc:description>")}, {"text:Description", "sea"}};
  const Blocks before = plain;
  notes.clear();
  remove_prompt(plain, notes);
  EXPECT_EQ(plain, before);
  EXPECT_THAT(notes, IsEmpty());
}

TEST(PrivatePrompt, IsKnownByItsForm) {
  for (const char* text :
       {"cat --ar 2:1 --v 6 Job ID: 1", "x\nNegative prompt: y", "Steps: 30, Sampler: Euler, Seed: 1",
        R"({"3": {"class_type": "KSampler"}})", R"({"prompt": "x", "seed": 1})"})
    EXPECT_TRUE(looks_like_prompt(text)) << text;
  for (const char* text : {"", "a harbour at dusk", "Steps to the sea", "left -- right", "prompt service"})
    EXPECT_FALSE(looks_like_prompt(text)) << text;
}

}  // namespace
}  // namespace burnish::testing_metadata
