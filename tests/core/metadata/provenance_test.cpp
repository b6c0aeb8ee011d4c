#include "metadata/provenance.hpp"

#include <gmock/gmock.h>

#include <ctime>

#include "core/metadata/made_exif.hpp"
#include "metadata/provenance_names.hpp"
#include "metadata/xmp.hpp"

namespace burnish::testing_metadata {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;
using testing::SizeIs;

/// Every field has a value that XML or the notation of parameters could spoil.
Provenance full_record() {
  Provenance r;
  r.source_type = SourceType::TrainedAlgorithmicMedia;
  r.prompt = " A <cat> & a \"dog\" ]]> \xE2\x80\x93 \xF0\x9F\x90\x88\n\tsecond line &amp; ";
  r.negative_prompt = "blur";
  r.returned_prompt = "A fluffy <cat>";
  r.model = "flux-2-pro";
  r.model_version = "2026-05";
  r.provider = "bfl";
  r.request_id = "3f2a-77";
  r.job_id = "73b7662d";
  r.seed = "18446744073709551615";
  r.operation = "generate";
  r.cost = 0.045;
  r.currency = "USD";
  r.created = "2026-11-22T10:11:12Z";
  r.seconds = 4.25;
  r.parameters = {{"aspect_ratio", "16:9"}, {"a=b%3D", "x=y"}, {"empty", ""}, {"text", "two\nlines"}};
  r.inputs = {"sha256:aa", "sha256:bb"};
  r.creator = "Ana <ana@example.test>";
  r.rights = "\xC2\xA9 Ana";
  r.source = "midjourney";
  r.confidence = "file name";
  return r;
}

Provenance marked(SourceType type) {
  Provenance r;
  r.source_type = type;
  return r;
}

/// A packet of another writer.
std::string foreign(const std::string& attributes, const std::string& properties = {}) {
  return "\xEF\xBB\xBF<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n<!-- \"made\" elsewhere -->\n"
         "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\" x:xmptk='T \"1\"'>\r\n <R:RDF "
         "xmlns:R=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><R:Description R:about=\"uuid:1\" "
         "xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
         "xmlns:I=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\" " +
         attributes + ">" + properties + "</R:Description>\n </R:RDF>\n</x:xmpmeta>  \n  <?xpacket end=\"w\"?>";
}

const std::string iptc = "http://cv.iptc.org/newscodes/digitalsourcetype/";

TEST(Provenance, ComesBackWhole) {
  const Provenance record = full_record();
  const std::string packet = put_provenance({}, record);
  EXPECT_EQ(read_provenance(packet), record);
  EXPECT_THAT(packet, HasSubstr("<Iptc4xmpExt:DigitalSourceType>" + iptc + "trainedAlgorithmicMedia<"));
  EXPECT_THAT(packet, HasSubstr("<Iptc4xmpExt:AIPromptWriterName>Ana &lt;"));
  EXPECT_THAT(packet, HasSubstr("<dc:creator><rdf:Seq><rdf:li>Ana &lt;"));
  EXPECT_THAT(packet, HasSubstr("<dc:rights><rdf:Alt><rdf:li xml:lang=\"x-default\">\xC2\xA9 Ana<"));
}

TEST(Provenance, ComesBackWithAnyOneField) {
  Provenance cost, seconds, inputs, parameters;
  cost.cost = 0;
  seconds.seconds = 1e-7;
  inputs.inputs = {"sha256:1"};
  parameters.parameters = {{"", ""}};
  for (const Provenance& r : {cost, seconds, inputs, parameters}) EXPECT_EQ(read_provenance(put_provenance({}, r)), r);
  for (const auto& p : xmp::text_properties) {
    Provenance r;
    r.*p.value = "only this";
    EXPECT_EQ(read_provenance(put_provenance({}, r)), r) << p.name;
    r.*p.value = " \n ";
    EXPECT_EQ(read_provenance(put_provenance({}, r)), r) << p.name;
  }
  for (int i = 1; i <= static_cast<int>(SourceType::VirtualRecording); ++i) {
    const Provenance r = marked(static_cast<SourceType>(i));
    EXPECT_NE(source_type_word(r.source_type), "");
    EXPECT_EQ(read_provenance(put_provenance({}, r)), r);
  }
  EXPECT_EQ(source_type_word(static_cast<SourceType>(99)), "");
}

TEST(Provenance, PutTwiceIsPutOnce) {
  Provenance second = full_record();
  second.prompt = "another";
  second.source_type = SourceType::CompositeWithTrainedAlgorithmicMedia;
  for (const std::string& before : {std::string(), foreign(""), foreign("I:AISystemUsed=\"x\""), std::string("not xml"),
                                    foreign("", "<dc:creator><R:Seq><R:li>Bo</R:li></R:Seq></dc:creator>")}) {
    const std::string once = put_provenance(before, full_record());
    EXPECT_EQ(put_provenance(once, full_record()), once);
    const std::string other = put_provenance(once, second);
    EXPECT_EQ(read_provenance(other), second) << "nothing of the first record is left";
    EXPECT_EQ(put_provenance(other, full_record()), once);
  }
}

TEST(Provenance, AnEmptyRecordChangesNothing) {
  EXPECT_EQ(put_provenance("anything", {}), "anything");
  Blocks blocks;
  add_provenance(blocks, {});
  EXPECT_THAT(blocks, IsEmpty());
}

TEST(Provenance, LeavesWhatIsNotItsOwnByteForByte) {
  const std::string kept_attributes = "xmp:Rating=\"5\" xmp:Label='say \"&#13;&lt;hi\"' xmp:Old=\"&custom; &#x41;\"";
  const std::string kept_properties =
      "<dc:title><R:Alt><R:li xml:lang=\"x-default\">a &gt; b&#13;\r\nc</R:li></R:Alt></dc:title>\r\n  "
      "<u:thing xmlns:u=\"urn:unknown\"><![CDATA[<raw> & ]]><u:inner u:a=\"\"/></u:thing><!-- a comment -->"
      "<I:PersonInImage><R:Bag><R:li>Bo</R:li></R:Bag></I:PersonInImage><dc:creator><R:Seq><R:li>Bo</R:li></R:Seq>"
      "</dc:creator>";
  const std::string before = foreign(kept_attributes + " I:DigitalSourceType=\"" + iptc + "digitalCapture\"",
                                     kept_properties + "<I:AISystemUsed>old</I:AISystemUsed>");
  const std::string after = put_provenance(before, full_record());
  EXPECT_THAT(after, HasSubstr("xmp:Rating=\"5\" xmp:Label=\"say &quot;&#13;&lt;hi&quot;\" "
                               "xmp:Old=\"&custom; &#x41;\">" +
                               kept_properties + "</R:Description>"));
  EXPECT_THAT(after, HasSubstr("<!-- \"made\" elsewhere -->"));
  EXPECT_THAT(after, HasSubstr("x:xmptk=\"T &quot;1&quot;\""));
  EXPECT_THAT(after, HasSubstr("<?xpacket end=\"w\"?>"));
  EXPECT_THAT(after, HasSubstr("<rdf:Description xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" "
                               "rdf:about=\"uuid:1\""));
  EXPECT_THAT(after, Not(HasSubstr("digitalCapture")));
  EXPECT_THAT(after, Not(HasSubstr(">old<")));
  EXPECT_THAT(after, Not(HasSubstr("<dc:creator><rdf:Seq>"))) << "the packet has one";
  EXPECT_THAT(after, HasSubstr("<dc:rights><rdf:Alt>"));
  EXPECT_EQ(read_provenance(after), full_record());
}

TEST(Provenance, KeepsAMarkThatTheRecordDoesNotReplace) {
  Provenance record;
  record.model = "x";
  const std::string after = put_provenance(
      foreign("I:DigitalSourceType=\"" + iptc + "trainedAlgorithmicMedia\" I:AISystemUsed=\"y\""), record);
  record.source_type = SourceType::TrainedAlgorithmicMedia;
  EXPECT_EQ(read_provenance(after), record);
}

TEST(Provenance, ReadsTheFormsOfOtherWriters) {
  const std::string uri = iptc + "trainedAlgorithmicMedia";
  for (const std::string& packet :
       {foreign("I:DigitalSourceType=\"" + uri + "\" I:AISystemUsed='m&amp;n' I:AIPromptInformation=\"a&#10;b\""),
        foreign("", "<I:DigitalSourceType>\n " + uri +
                        " \n</I:DigitalSourceType><I:AISystemUsed>m<!-- -->&amp;<![CDATA[n]]></I:AISystemUsed>"
                        "<I:AIPromptInformation><R:Alt><R:li xml:lang='x-default'>a\nb</R:li><R:li>c</R:li></R:Alt>"
                        "</I:AIPromptInformation>"),
        foreign("", "<I:DigitalSourceType R:resource=\"" + uri +
                        "\"/><I:AISystemUsed R:parseType='Resource'><R:value>m&amp;n</R:value><dc:q>z</dc:q>"
                        "</I:AISystemUsed><I:AIPromptInformation><R:Description><R:value>a\r\nb</R:value>"
                        "</R:Description></I:AIPromptInformation>"),
        foreign("",
                "</R:Description><R:Description R:about=\"\" I:DigitalSourceType=\"trainedAlgorithmicMedia\" "
                "xmlns:I=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\"><AISystemUsed xmlns=\""
                "http://iptc.org/std/Iptc4xmpExt/2008-02-29/\">m&amp;n</AISystemUsed><I:AIPromptInformation>a&#xA;b"
                "</I:AIPromptInformation>")}) {
    const Provenance r = read_provenance(packet);
    EXPECT_EQ(r.source_type, SourceType::TrainedAlgorithmicMedia) << packet;
    EXPECT_EQ(r.model, "m&n") << packet;
    EXPECT_EQ(r.prompt, "a\nb") << packet;
    EXPECT_EQ(put_provenance(put_provenance(packet, full_record()), full_record()),
              put_provenance(packet, full_record()));
    EXPECT_EQ(read_provenance(put_provenance(packet, full_record())), full_record()) << packet;
  }
}

TEST(Provenance, ReadsRdfWithoutAPrefix) {
  const std::string packet =
      "<xmpmeta xmlns=\"adobe:ns:meta/\"><RDF xmlns=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><Description "
      "about=\"s\" xmlns:E=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\" E:AISystemUsed=\"m\" "
      "xmlns:k=\"urn:k\" k:kept=\"1\"/></RDF></xmpmeta>";
  EXPECT_EQ(read_provenance(packet).model, "m");
  const std::string after = put_provenance(packet, marked(SourceType::AlgorithmicMedia));
  EXPECT_EQ(read_provenance(after), marked(SourceType::AlgorithmicMedia));
  EXPECT_THAT(after, HasSubstr("k:kept=\"1\""));
  EXPECT_THAT(after, HasSubstr("rdf:about=\"s\""));
}

TEST(Provenance, IsEmptyWhenAPacketSaysNothingOfTheKind) {
  for (const std::string& packet :
       {std::string(), std::string("<a/>"), std::string("no xml"),
        foreign("xmp:Rating=\"1\"", "<dc:creator><R:Seq><R:li>Bo</R:li></R:Seq></dc:creator>"),
        foreign("xmlns:Iptc4xmpExt=\"urn:else\" Iptc4xmpExt:AISystemUsed=\"m\""), foreign("dc:AISystemUsed=\"m\"")})
    EXPECT_TRUE(read_provenance(packet).empty()) << packet;
}

TEST(Provenance, IsReadFromOtherEncodings) {
  const std::string packet = foreign("I:AISystemUsed=\"m\"");
  std::string wide("\xFF\xFE", 2);
  for (const char c : packet.substr(packet.find("<x:xmpmeta"))) wide += std::string{c, '\0'};
  EXPECT_EQ(read_provenance(wide).model, "m");
  EXPECT_EQ(read_provenance(put_provenance(wide, full_record())), full_record());
  const std::string latin = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>" +
                            foreign("I:AISystemUsed=\"m\" xmp:Label=\"\xFC\"").substr(packet.find("<x:xmpmeta"));
  const std::string after = put_provenance(latin, marked(SourceType::Print));
  EXPECT_THAT(after, HasSubstr("encoding=\"UTF-8\""));
  EXPECT_THAT(after, HasSubstr("xmp:Label=\"\xC3\xBC\""));
}

TEST(Provenance, ReplacesWhatCannotBeRead) {
  for (const std::string& packet : {std::string("\0\xFF", 2), std::string("<a><b></a>"), std::string("<x/>"),
                                    std::string(3000, '<'), foreign("").substr(0, 300)}) {
    const std::string after = put_provenance(packet, full_record());
    EXPECT_EQ(after, put_provenance({}, full_record()));
    EXPECT_EQ(read_provenance(after), full_record());
  }
}

TEST(Provenance, WritesOnlyTextThatXmlCanHold) {
  Provenance record;
  record.prompt = std::string("a\0b\x01\r\nc\rd\x7F\xEF\xBF\xBF", 13);
  record.model = "J\xFCrgen";
  const Provenance back = read_provenance(put_provenance({}, record));
  EXPECT_EQ(back.prompt,
            "a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD\nc\nd\x7F\xEF\xBF\xBD");
  EXPECT_EQ(back.model, "J\xC3\xBCrgen");
  EXPECT_EQ(read_provenance(put_provenance({}, back)), back);
}

TEST(Provenance, HoldsLongPrompts) {
  Provenance record;
  for (int i = 0; i < 200'000; ++i) record.prompt += i % 7 == 0 ? "<&> " : "w\xC3\xB6rd ";
  EXPECT_EQ(read_provenance(put_provenance(foreign(""), record)), record);
}

TEST(Provenance, StaysWhenOperationsMendThePacket) {
  const std::string packet = put_provenance(foreign("", "<xmp:Thumbnails>x</xmp:Thumbnails>"), full_record());
  const auto mended = mend_xmp(packet, {{80, 60}, true, true});
  ASSERT_TRUE(mended);
  EXPECT_THAT(*mended, Not(HasSubstr("Thumbnails")));
  EXPECT_EQ(read_provenance(*mended), full_record());
}

TEST(Provenance, AloneIsAPacketWithNothingElse) {
  const std::string packet = put_provenance(foreign("xmp:Label=\"secret\""), full_record());
  const std::string alone = only_provenance(packet);
  EXPECT_EQ(read_provenance(alone), full_record());
  EXPECT_THAT(alone, Not(HasSubstr("secret")));
  EXPECT_EQ(only_provenance(foreign("xmp:Label=\"secret\"")), "");
  EXPECT_EQ(only_provenance("<"), "");
  EXPECT_THAT(only_provenance(foreign("I:DigitalSourceType=\"" + iptc + "termOfTheFuture\"")),
              HasSubstr("DigitalSourceType>" + iptc + "termOfTheFuture<"))
      << "a mark that is not understood is a mark";
}

TEST(Provenance, GoesAlongUnlessItIsStripped) {
  Blocks blocks{{"block:xmp", foreign("xmp:Label=\"secret\"")}, {"text:Comment", "hello"}};
  add_provenance(blocks, full_record());
  std::vector<std::string> notes;
  EXPECT_EQ(read_provenance(carry(blocks, {}, notes).at("block:xmp")), full_record());
  EXPECT_THAT(notes, IsEmpty());
  const Blocks kept = carry(blocks, {.strip = true, .keep = {"provenance"}}, notes);
  ASSERT_THAT(kept, SizeIs(1));
  EXPECT_EQ(read_provenance(kept.at("block:xmp")), full_record());
  EXPECT_THAT(kept.at("block:xmp"), Not(HasSubstr("secret")));
  EXPECT_THAT(carry(blocks, {.strip = true, .keep = {"xmp", "provenance"}}, notes).at("block:xmp"),
              HasSubstr("secret"));
  EXPECT_THAT(notes, IsEmpty());
  EXPECT_THAT(carry(blocks, {.strip = true}, notes), IsEmpty());
  EXPECT_THAT(notes, ElementsAre(HasSubstr("--keep provenance")));
}

TEST(Provenance, OfAPictureWithGeneratedPartsIsThatOfAComposite) {
  Blocks generated, photograph{{"block:xmp", foreign("xmp:Rating=\"5\"")}}, plain;
  add_provenance(generated, full_record());
  Provenance composite = full_record();
  composite.source_type = SourceType::CompositeWithTrainedAlgorithmicMedia;
  mark_composite(photograph, std::vector<const Blocks*>{&plain, &generated});
  EXPECT_EQ(read_provenance(photograph["block:xmp"]), composite);
  EXPECT_THAT(photograph["block:xmp"], HasSubstr("xmp:Rating=\"5\""));
  EXPECT_THAT(photograph["block:xmp"], Not(HasSubstr("dc:creator"))) << "who wrote the prompt did not make the picture";

  Blocks camera{{"block:xmp", foreign("I:DigitalSourceType=\"" + iptc + "digitalCapture\"")}};
  mark_composite(camera, std::vector<const Blocks*>{&generated});
  EXPECT_EQ(read_provenance(camera["block:xmp"]), composite);

  const std::string before = generated["block:xmp"];
  Blocks other{{"block:xmp", put_provenance({}, marked(SourceType::TrainedAlgorithmicMedia))}};
  mark_composite(generated, std::vector<const Blocks*>{&other});
  EXPECT_EQ(generated["block:xmp"], before) << "generated in generated is generated";
  mark_composite(plain, std::vector<const Blocks*>{&plain});
  EXPECT_THAT(plain, IsEmpty());
}

TEST(Provenance, OfACompositeFollowsTheRulesOfTheVocabulary) {
  using enum SourceType;
  constexpr SourceType with_generated = CompositeWithTrainedAlgorithmicMedia;
  struct Case {
    SourceType whole, part, becomes;
  };
  const Case cases[] = {
      {Unknown, TrainedAlgorithmicMedia, with_generated},
      {DigitalCapture, TrainedAlgorithmicMedia, with_generated},
      {DigitalArt, TrainedAlgorithmicMedia, with_generated},
      {DigitalCapture, with_generated, with_generated},
      {with_generated, DigitalCapture, with_generated},
      {TrainedAlgorithmicMedia, TrainedAlgorithmicMedia, TrainedAlgorithmicMedia},
      {TrainedAlgorithmicMedia, DigitalCapture, with_generated},
      {TrainedAlgorithmicMedia, DigitalArt, with_generated},
      {TrainedAlgorithmicMedia, with_generated, with_generated},
      {TrainedAlgorithmicMedia, CompositeSynthetic, with_generated},
      {TrainedAlgorithmicMedia, Unknown, TrainedAlgorithmicMedia},  // a logo without a record
      {CompositeSynthetic, TrainedAlgorithmicMedia, with_generated},
      {CompositeSynthetic, DigitalCapture, CompositeSynthetic},
      {DigitalCapture, CompositeSynthetic, CompositeSynthetic},
      {DigitalCapture, AlgorithmicMedia, CompositeSynthetic},
      {Unknown, CompositeSynthetic, CompositeSynthetic},
      {AlgorithmicMedia, AlgorithmicMedia, AlgorithmicMedia},
      {AlgorithmicMedia, DigitalCapture, CompositeSynthetic},
      {AlgorithmicMedia, Unknown, AlgorithmicMedia},
      {DigitalCapture, DigitalArt, DigitalCapture},
      {Unknown, DigitalCapture, Unknown},
  };
  const auto picture = [](SourceType type) {
    Blocks blocks;
    add_provenance(blocks, marked(type));
    return blocks;
  };
  for (const Case& c : cases) {
    Blocks whole = picture(c.whole);
    const Blocks part = picture(c.part);
    mark_composite(whole, std::vector<const Blocks*>{&part});
    EXPECT_EQ(read_provenance(whole["block:xmp"]).source_type, c.becomes)
        << source_type_word(c.whole) << " with " << source_type_word(c.part);
  }
  Blocks photograph = picture(DigitalCapture);
  const Blocks synthetic = picture(CompositeSynthetic), generated = picture(TrainedAlgorithmicMedia);
  mark_composite(photograph, std::vector<const Blocks*>{&synthetic, &generated});
  EXPECT_EQ(read_provenance(photograph["block:xmp"]).source_type, with_generated) << "the stronger mark of two parts";
}

TEST(Provenance, TellsOtherProgramsWhatAPictureWasMadeFrom) {
  const std::string mm = " xmlns:M=\"http://ns.adobe.com/xap/1.0/mm/\"";
  const auto step = [](const char* action) {
    HistoryStep s;
    s.action = action;
    return s;
  };
  const Lineage first{.parents = {"sha256:aa"}, .manifests = {}, .steps = {step("cropped")}, .main = "sha256:aa"},
      second{.parents = {"sha256:bb"}, .manifests = {}, .steps = {step("saved")}, .main = "sha256:bb"};
  const auto made = [](std::string packet, const Lineage& lineage) {
    Blocks blocks{{"block:xmp", std::move(packet)}};
    add_lineage(blocks, lineage);
    return blocks["block:xmp"];
  };
  const std::string plain = made(foreign("xmp:Rating=\"5\""), first);
  EXPECT_THAT(plain, HasSubstr("<stRef:documentID>sha256:aa</stRef:documentID>"));
  EXPECT_THAT(plain, Not(HasSubstr("InstanceID"))) << "a picture without ids gets none";
  const std::string again = made(plain, second);
  EXPECT_THAT(again, HasSubstr("<stRef:documentID>sha256:bb</stRef:documentID>"));
  EXPECT_THAT(again, Not(HasSubstr("documentID>sha256:aa"))) << "Burnish's own reference moves on";
  EXPECT_THAT(read_provenance(again).parents, ElementsAre("sha256:aa", "sha256:bb"));

  const std::string ids = foreign("M:DocumentID=\"xmp.did:1\" M:InstanceID=\"xmp.iid:2\"" + mm);
  const std::string named = made(ids, first);
  EXPECT_THAT(named, HasSubstr("<stRef:documentID>xmp.did:1</stRef:documentID>"));
  EXPECT_THAT(named, HasSubstr("<stRef:instanceID>xmp.iid:2</stRef:instanceID>"));
  EXPECT_THAT(named, HasSubstr("M:DocumentID=\"xmp.did:1\""));
  EXPECT_THAT(named, testing::ContainsRegex("<xmpMM:InstanceID>xmp\\.iid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-"));
  EXPECT_THAT(named, Not(HasSubstr("M:InstanceID=\"xmp.iid:2\""))) << "other bytes are another instance";
  EXPECT_EQ(named, made(ids, first));
  EXPECT_NE(named.substr(named.find("xmpMM:InstanceID"), 60),
            made(ids, second).substr(made(ids, second).find("xmpMM:InstanceID"), 60));

  const std::string of_another = foreign("M:InstanceID=\"xmp.iid:2\"" + mm,
                                         "<M:DerivedFrom R:parseType=\"Resource\"><S:documentID "
                                         "xmlns:S=\"http://ns.adobe.com/xap/1.0/sType/ResourceRef#\">raw</S:documentID>"
                                         "</M:DerivedFrom>");
  EXPECT_THAT(made(of_another, first), HasSubstr(">raw</S:documentID>"));
  EXPECT_THAT(made(of_another, first), Not(HasSubstr("stRef:documentID"))) << "what another program wrote stays";
  Lineage unknown = first;
  unknown.main.clear();
  EXPECT_THAT(made(foreign(""), unknown), Not(HasSubstr("DerivedFrom")));
}

TEST(Provenance, IsToldToPeopleInLines) {
  Provenance record = full_record();
  record.prompt += "\x1B[31m";
  const auto lines = describe_provenance(record);
  EXPECT_THAT(lines, testing::Contains(Pair("kind", "generated by AI (trainedAlgorithmicMedia)")));
  EXPECT_THAT(lines, testing::Contains(Pair("cost", "0.045 USD")));
  EXPECT_THAT(lines, testing::Contains(Pair("parameter", "aspect_ratio=16:9")));
  for (const auto& [what, value] : lines) EXPECT_THAT(value, Not(testing::ContainsRegex("[\x01-\x1F]"))) << what;
  EXPECT_THAT(describe_provenance({}), IsEmpty());
}

TEST(Provenance, SurvivesAnyDamage) {
  const std::string whole = put_provenance(foreign("I:AISystemUsed=\"m\""), full_record());
  const Provenance small = marked(SourceType::TrainedAlgorithmicMedia);
  const auto look = [&](const std::string& packet) {
    (void)read_provenance(packet);
    (void)only_provenance(packet);
    EXPECT_EQ(read_provenance(put_provenance(packet, small)), small) << packet;
  };
  for (std::size_t n = 0; n <= whole.size(); n += 3) look(whole.substr(0, n));
  for (std::size_t at = 0; at < whole.size(); ++at)
    for (const char c : {'<', '>', '"', '\0', '&', '\xFF'}) {
      std::string bent = whole;
      bent[at] = c;
      look(bent);
    }
}

/// Packets that are large where a packet can be large; each must be dealt with in a blink and little memory.
std::vector<std::string> bombs() {
  std::string deep, deeper_lists, attributes, properties, descriptions, declarations, nodes, items, roots, entities;
  for (int i = 0; i < 100'000; ++i) deep += "<dc:a>";
  for (int i = 0; i < 60; ++i) deeper_lists += "<I:AISystemUsed><R:Bag><R:li>";
  for (int i = 0; i < 60; ++i) deeper_lists += "</R:li></R:Bag></I:AISystemUsed>";
  for (int i = 0; i < 300'000; ++i) {
    const std::string n = std::to_string(i);
    attributes += " q" + n + ":a=\"1\"";
    declarations += " xmlns:p" + n + "=\"u\"";
    properties += "<q:p/>";
    descriptions += "<R:Description q:a='1'/>";
    items += "<R:li>a=" + n + "</R:li>";
    roots += "<q:a/>";
  }
  for (int i = 0; i < 8'000'000; ++i) nodes += "<a/>";
  for (int i = 0; i < 12; ++i) entities += "<!ENTITY e" + std::to_string(i + 1) + " \"" + "&e0;&e0;&e0;&e0;\">";
  const std::string rdf = "<R:RDF xmlns:R=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"";
  std::string many_with_many;
  for (int i = 0; i < 150; ++i) many_with_many += "<R:Description" + attributes.substr(0, 24'000) + "/>";
  return {
      foreign("", deep),
      foreign("", deeper_lists),
      foreign(attributes),
      foreign(declarations, properties),
      foreign("", properties),
      rdf + ">" + descriptions + "</R:RDF>",
      rdf + declarations + "><R:Description" + attributes + "/></R:RDF>",
      rdf + declarations.substr(0, 40'000) + ">" + many_with_many + "</R:RDF>",
      foreign("", "<b:Parameters xmlns:b=\"urn:burnish:provenance:1.0/\"><R:Bag>" + items + "</R:Bag></b:Parameters>"),
      "<x:xmpmeta" + declarations.substr(0, 40'000) + ">" + roots + "</x:xmpmeta>",
      nodes,
      foreign("", nodes),
      "<!DOCTYPE x [<!ENTITY e0 \"ha\">" + entities + "]>" + foreign("", "<dc:title>&e12;</dc:title>"),
      "<!DOCTYPE x SYSTEM \"file:///etc/passwd\" [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>" +
          foreign("", "<I:AISystemUsed>&e;</I:AISystemUsed>"),
      std::string(std::size_t{65} << 20U, ' ')};
}

TEST(Provenance, SpendsLittleOnHostilePackets) {
  int index = 0;
  for (const std::string& bomb : bombs()) {
    const std::clock_t start = std::clock();
    const Provenance found = read_provenance(bomb);
    EXPECT_EQ(found.model.find("root:"), std::string::npos);
    std::vector<MetadataEntry> entries;
    (void)describe_xmp(bomb, entries);
    (void)mend_xmp(bomb, {{8, 6}, true, true});
    EXPECT_EQ(read_provenance(put_provenance(bomb, full_record())), full_record()) << index;
    EXPECT_LT(static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC, 10) << index;  // a tenth of a second is usual
    ++index;
  }
}

}  // namespace
}  // namespace burnish::testing_metadata
