// Pictures with every kind of mark that their format holds, and the marks as independent programs name them.
#pragma once
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/metadata/made_exif.hpp"
#include "samples.hpp"

namespace burnish::hosts {

inline const std::string trained = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";
/// Bytes that are found in a file wherever its container puts them.
inline const std::string maker_note = std::string("Acme\0\1\2\3 maker note of camera 7", 31),
                         unknown_value = "value of a tag that nobody knows",
                         unknown_property = "<acme:Thing>x &#60; &quot;y&quot;</acme:Thing>";

/// As another program leaves it: properties that Burnish does not know, IPTC's under another prefix and as attributes,
/// and a history.
inline std::string marked_packet() {
  return "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?><x:xmpmeta xmlns:x=\"adobe:ns:meta/\">"
         "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"\" "
         "xmlns:iptcExt=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\" xmlns:acme=\"urn:acme:1/\" "
         "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:xmpMM=\"http://ns.adobe.com/xap/1.0/mm/\" "
         "xmlns:stEvt=\"http://ns.adobe.com/xap/1.0/sType/ResourceEvent#\" iptcExt:DigitalSourceType=\"" +
         trained +
         "\" iptcExt:DigImageGUID=\"1338fb17-2986-466a-a23e-b8b3c25c8c82\"><iptcExt:AISystemUsed>Midjourney"
         "</iptcExt:AISystemUsed>" +
         unknown_property +
         "<dc:rights><rdf:Alt><rdf:li xml:lang=\"x-default\">XMP rights</rdf:li></rdf:Alt></dc:rights>"
         "<xmpMM:History><rdf:Seq><rdf:li stEvt:action=\"created\" stEvt:softwareAgent=\"Other Program 7\"/></rdf:Seq>"
         "</xmpMM:History></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"w\"?>";
}

inline std::string marked_exif() {
  using Maker = testing_metadata::ExifMaker;
  const std::string artist("Ana Artist\0", 11), rights("(c) Ana\0", 8),
      comment = std::string("ASCII\0\0\0", 8) + "user comment";
  Maker made;
  const uint32_t main_bytes = Maker::directory_bytes(4), exif_at = 8 + main_bytes,
                 values = exif_at + Maker::directory_bytes(2);
  const auto size = [](const std::string& s) { return static_cast<uint32_t>(s.size()); };
  uint32_t at = values;
  const auto outside = [&](uint16_t tag, uint16_t type, const std::string& value) {
    const auto entry = Maker::outside(tag, type, size(value), at);
    at += size(value) + size(value) % 2;
    return entry;
  };
  const auto a = outside(0x013B, 2, artist), c = outside(0x8298, 2, rights), u = outside(0xEEEE, 7, unknown_value),
             m = outside(0x927C, 7, maker_note), n = outside(0x9286, 7, comment);
  made.directory({a, c, Maker::number32(0x8769, exif_at), u}, 0);
  made.directory({m, n}, 0);
  for (const std::string& value : {artist, rights, unknown_value, maker_note, comment})
    made.text(value.size() % 2 == 0 ? value : value + '\0');
  return made.bytes();
}

inline std::string marked_iptc() {
  std::string bytes;
  const std::pair<char, std::string> datasets[] = {
      {25, "red"}, {25, "rock"}, {80, "Ana"}, {90, "Roma"}, {(char)200, "own"}};
  for (const auto& [dataset, text] : datasets) {
    bytes += {'\x1C', '\x02', dataset, '\0', static_cast<char>(text.size())};
    bytes += text;
  }
  return bytes;
}

/// Image resources of Photoshop's: the flag and the address of a copyright, and one that few programs know.
inline const std::string unknown_resource = std::string("8BIM\x0F\xA0\0\0\0\0\0\x18", 12) + "settings of plug-in 4000";
inline std::string marked_resources() {
  return std::string("8BIM\x04\x0A\0\0\0\0\0\1\1\0", 14) + std::string("8BIM\x04\x0B\0\0\0\0\0\x12", 12) +
         "http://ana.example" + unknown_resource;
}

/// A workflow that is larger than a segment of a JPEG.
inline std::string workflow() {
  std::string json = R"({"nodes": [)";
  for (int i = 0; i < 4000; ++i) json += R"({"id": )" + std::to_string(i) + R"(, "type": "K\"S<&>ämpler"}, )";
  return json + "{}]}";
}

/// Text under the keys of burnish/stream.h, which the PNG plugin writes and the JPEG plugin in part.
inline std::map<std::string, std::string> marked_texts(const std::string& format) {
  if (format == "jpeg") return {{"text:comment", "a comment"}};
  if (format != "png") return {};
  return {{"text:Description", "a cat --ar 2:1 Job ID: a7421d2f-b262-44f9-977c-ac23e9c7d3e3"},
          {"text:Author", "ana"},
          {"text:Comment", "a comment"},
          {"text:parameters", "steps\nSteps: 30, Seed: 1"},
          {"text:workflow", workflow()}};
}

inline std::string marked_file(const std::string& format, const std::map<std::string, std::string>& more = {}) {
  std::map<std::string, std::string> blocks = marked_texts(format);
  blocks["block:xmp"] = marked_packet();
  blocks["block:exif"] = marked_exif();
  if (format != "webp") blocks["block:iptc"] = marked_iptc();
  if (format != "webp") blocks["block:photoshop"] = marked_resources();
  for (const auto& [key, value] : more) blocks[key] = value;
  const kit::Meta meta(blocks);
  kit::EncodeOptions options;
  options.meta = &meta;
  const kit::Bytes bytes = kit::encode(kit::encoder(plugin_path(format)), {}, kit::scene(96, 64, kit::rgb_u8), options);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace burnish::hosts
