#include "metadata/photoshop.hpp"

#include <gmock/gmock.h>

#include "metadata/base64.hpp"
#include "metadata/marks.hpp"
#include "metadata/private_prompt.hpp"
#include "metadata/provenance.hpp"
#include "metadata/xmp.hpp"

namespace burnish::testing_metadata {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Key;
using testing::Not;
using testing::Pair;
using testing::UnorderedElementsAre;

std::string resource(unsigned number, const std::string& data, const std::string& name = {},
                     const std::string& signature = "8BIM") {
  std::string bytes = signature + static_cast<char>(number >> 8U) + static_cast<char>(number & 0xFFU);
  bytes += static_cast<char>(name.size()) + name;
  if (name.size() % 2 == 0) bytes += '\0';
  bytes += std::string(2, '\0') + static_cast<char>(data.size() >> 8U) + static_cast<char>(data.size() & 0xFFU) + data;
  return data.size() % 2 == 0 ? bytes : bytes + '\0';
}

const std::string resolution = resource(0x03ED, std::string("\0\x48\0\0\0\1\0\1\0\x48\0\0\0\1\0\1", 16)),
                  rights = resource(0x040A, "\1"), address = resource(0x040B, "https://ana.example/rights"),
                  digest = resource(0x0425, "0123456789abcdef", "a name"), thumbnail = resource(0x040C, "old picture"),
                  path = resource(0x07D0, "points", "Path 1"), slices = resource(0x041A, "slices"),
                  other = resource(0x0001, "of another program", {}, "MeSa");

TEST(Photoshop, ResourcesThatSayNothingOfPlacesStayByteForByte) {
  const Blocks source{{"block:photoshop", resolution + thumbnail + rights + path + address + slices + digest + other}};
  std::vector<std::string> notes;
  EXPECT_THAT(carry(source, {}, notes),
              ElementsAre(Pair("block:photoshop", resolution + rights + address + digest + other)));
  EXPECT_THAT(notes, ElementsAre(HasSubstr("guides, slices, paths")));
  notes.clear();
  EXPECT_THAT(carry(source, {.same_places = true}, notes),
              ElementsAre(Pair("block:photoshop", resolution + rights + path + address + slices + digest + other)));
  EXPECT_THAT(notes, IsEmpty());
  EXPECT_THAT(carry(source, {.strip = true}, notes), IsEmpty());
  EXPECT_THAT(carry(source, {.strip = true, .keep = {"iptc"}}, notes), ElementsAre(Key("block:photoshop")));
}

TEST(Photoshop, WhatEveryFileHasIsNotMissed) {
  const std::string grid = resource(0x0408, std::string("\0\0\0\1\0\0\2\x40\0\0\2\x40\0\0\0\0", 16)),
                    slice = resource(0x041A, std::string("\0\0\0\6", 4) + std::string(16, '\0') +
                                                 std::string("\0\0\0\1\0a\0\0\0\1", 10)),
                    two = resource(0x041A, std::string("\0\0\0\6", 4) + std::string(16, '\0') +
                                               std::string("\0\0\0\1\0a\0\0\0\2", 10));
  std::vector<std::string> notes;
  EXPECT_THAT(carry({{"block:photoshop", grid + rights + slice}}, {}, notes),
              ElementsAre(Pair("block:photoshop", rights)));
  EXPECT_THAT(notes, IsEmpty());
  (void)carry({{"block:photoshop", two}}, {}, notes);
  EXPECT_THAT(notes, ElementsAre(HasSubstr("slices")));
}

TEST(Photoshop, DamageIsToldAndHarmsNothing) {
  std::vector<std::string> notes;
  const Blocks out = carry({{"block:photoshop", rights + "8BIM\x04\x0B"}}, {}, notes);
  EXPECT_EQ(out.at("block:photoshop"), rights);
  EXPECT_THAT(notes, ElementsAre(HasSubstr("damaged")));
  const std::string whole = rights + digest + address;
  std::vector<MetadataEntry> entries;
  for (std::size_t n = 0; n < whole.size(); ++n) (void)describe_photoshop(whole.substr(0, n), entries);
  for (std::size_t at = 0; at < whole.size(); ++at)
    for (const char c : {'\0', '\x7F', '\xFF'}) {
      std::string bent = whole;
      bent[at] = c;
      (void)carry({{"block:photoshop", bent}}, {}, notes);
      Blocks blocks{{"block:photoshop", bent}};
      pack_marks(blocks, "webp", notes);
    }
}

TEST(Photoshop, BlocksAmongTheResourcesBecomeBlocks) {
  const std::string iptc("\x1C\x02\x05\0\2hi", 7);
  const Blocks apart = unpack_marks({{"block:photoshop", rights + resource(0x0404, iptc)}});
  EXPECT_THAT(apart, UnorderedElementsAre(Pair("block:photoshop", rights), Pair("block:iptc", iptc)));
  EXPECT_THAT(unpack_marks({{"block:iptc", "there"}, {"block:photoshop", resource(0x0404, iptc)}}),
              ElementsAre(Pair("block:iptc", "there")));
}

TEST(Photoshop, RightsGoIntoTheXmpWhereTheContainerHasNoPlace) {
  const Blocks before{{"block:photoshop", resolution + rights + address}};
  std::vector<std::string> notes;
  for (const char* format : {"jpeg", "tiff", "png"}) {
    Blocks same = before;
    pack_marks(same, format, notes);
    EXPECT_EQ(same, before) << format;
  }
  Blocks webp = before;
  pack_marks(webp, "webp", notes);
  ASSERT_THAT(webp, ElementsAre(Key("block:xmp")));
  EXPECT_THAT(webp["block:xmp"], HasSubstr("<xmpRights:Marked>True</xmpRights:Marked>"));
  EXPECT_THAT(webp["block:xmp"],
              HasSubstr("<xmpRights:WebStatement>https://ana.example/rights</xmpRights:WebStatement>"));
  Provenance record;
  record.model = "m";
  add_provenance(webp, record);
  EXPECT_EQ(unpack_marks(webp).at("block:photoshop"), before.at("block:photoshop"));
  EXPECT_THAT(unpack_marks(webp).at("block:xmp"), Not(HasSubstr("burnish:Photoshop")));

  Blocks own{{"block:xmp",
              "<r:RDF xmlns:r=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><r:Description r:about=\"\" "
              "xmlns:x=\"http://ns.adobe.com/xap/1.0/rights/\" x:Marked=\"False\"/></r:RDF>"},
             {"block:photoshop", rights}};
  pack_marks(own, "webp", notes);
  EXPECT_THAT(own["block:xmp"], Not(HasSubstr("xmpRights:Marked"))) << "what the packet says wins";
  EXPECT_THAT(notes, IsEmpty());
}

TEST(Photoshop, CaptionsAreDescriptionsToAPrivatePrompt) {
  Blocks blocks{{"block:photoshop", rights + resource(0x03F0,
                                                      "\x0B"
                                                      "a cat asleep")}};
  add_provenance(blocks, [] {
    Provenance r;
    r.source_type = SourceType::TrainedAlgorithmicMedia;
    return r;
  }());
  std::vector<std::string> notes;
  remove_prompt(blocks, notes);
  EXPECT_EQ(blocks.at("block:photoshop"), rights);
  EXPECT_THAT(notes, ElementsAre(HasSubstr("--private-prompt")));
}

}  // namespace
}  // namespace burnish::testing_metadata
