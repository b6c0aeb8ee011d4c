#include "metadata/marks.hpp"

#include <algorithm>
#include <optional>

#include "load/sha256.hpp"
#include "metadata/base64.hpp"
#include "metadata/entries.hpp"
#include "metadata/exif.hpp"
#include "metadata/iptc_xmp.hpp"
#include "metadata/photoshop.hpp"
#include "metadata/provenance_names.hpp"
#include "metadata/xmp_packet.hpp"

namespace burnish {
namespace {

using namespace xmp;

constexpr std::string_view text_prefix = "text:", language_prefix = "lang:";
/// Stands behind the keyword of a text that XML cannot hold; parameter_text() leaves no other % in a keyword.
constexpr std::string_view in_base64 = "%b64";
/// Before that: the line holds no text but the language of one.
constexpr std::string_view of_language = "%lang";
constexpr std::size_t jpeg_comment_bytes = 65533, jpeg_exif_bytes = 65533 - 6;

/// What a file of a format holds beside XMP.
struct Container {
  bool iptc = false, photoshop = false, texts = false, comment = false, known = true;
  std::size_t exif_bytes = SIZE_MAX;
};

Container container_of(std::string_view format) {
  if (format == "jpeg") return {.iptc = true, .photoshop = true, .comment = true, .exif_bytes = jpeg_exif_bytes};
  if (format == "png") return {.iptc = true, .photoshop = true, .texts = true};
  if (format == "tiff") return {.iptc = true, .photoshop = true};
  if (format == "webp") return {};
  return {.known = false};
}

std::string_view packet_of(const Blocks& blocks) {
  const auto found = blocks.find("block:xmp");
  return found == blocks.end() ? std::string_view() : std::string_view(found->second);
}

bool is_text(const std::string& key) { return std::string_view(key).substr(0, text_prefix.size()) == text_prefix; }

std::string line_of(std::string_view keyword, const std::string& text) {
  if (valid_text(text) == text) return parameter_text(keyword, text);
  std::string line = parameter_text(keyword, base64_of(text));
  return line.insert(line.find('='), in_base64);
}

bool take_ending(std::string& text, std::string_view ending) {
  const bool there =
      text.size() >= ending.size() && text.compare(text.size() - ending.size(), ending.size(), ending) == 0;
  if (there) text.resize(text.size() - ending.size());
  return there;
}

bool read_line(const std::string& line, std::string& key, std::string& text) {
  const std::size_t equals = line.find('=');
  if (equals == std::string::npos) return false;
  std::string head = line.substr(0, equals), keyword;
  const bool coded = take_ending(head, in_base64), language = take_ending(head, of_language);
  if (!read_parameter(head + line.substr(equals), keyword, text)) return false;
  key = std::string(language ? language_prefix : text_prefix) + keyword;
  if (!coded) return true;
  auto bytes = bytes_of_base64(text);
  if (bytes) text = *std::move(bytes);
  return bytes.has_value();
}

/// What a PNG takes as a keyword: 1 to 79 letters of Latin-1, spaces one by one and inside. A number behind two spaces
/// tells texts of one keyword apart; encoders leave it out.
bool is_keyword(std::string_view key) {
  const std::size_t two = key.find("  ");
  key = key.substr(0, two);
  std::size_t letters = 0;
  for (std::size_t i = 0; i < key.size(); ++i, ++letters) {
    const auto c = static_cast<unsigned char>(key[i]);
    if (c >= 32 && c <= 126) continue;
    const auto next = i + 1 < key.size() ? static_cast<unsigned char>(key[i + 1]) : 0U;
    if (!(c == 0xC2 && next >= 0xA1) && c != 0xC3) return false;
    ++i;
  }
  return letters >= 1 && letters <= 79 && key.front() != ' ' && key.back() != ' ';
}

bool is_comment(std::string_view keyword) {
  keyword = keyword.substr(0, keyword.find("  "));
  return keyword == "comment" || keyword == "Comment";
}

bool holds(const Container& c, std::string_view keyword, const std::string& text) {
  if (text.find('\0') != std::string::npos) return false;
  if (c.texts) return is_keyword(keyword);
  return c.comment && is_comment(keyword) && text.size() <= jpeg_comment_bytes;
}

struct Named {
  const char *keyword, *property, *list;
};
/// PNG's registered keywords (PNG specification, 11.3.3.1) that Dublin Core has a word for.
constexpr Named dublin_core[] = {{"Description", "description", "rdf:Alt"},
                                 {"Author", "creator", "rdf:Seq"},
                                 {"Title", "title", "rdf:Alt"},
                                 {"Copyright", "rights", "rdf:Alt"}};

/// An edit of "block:xmp" that begins when something is to be put into it.
class Editor {
 public:
  explicit Editor(Blocks& blocks) : blocks_(blocks) {}

  Packet& packet() {
    if (!packet_) packet_.emplace(packet_of(blocks_));
    return *packet_;
  }
  void add_own(std::string_view name, const std::string& value) {
    Properties(own()).text("burnish:" + std::string(name), value);
  }
  void add_own(std::string_view name, const std::vector<std::string>& values) {
    Properties(own()).list("burnish:" + std::string(name), "rdf:Bag", values);
  }
  void finish() {
    if (packet_) blocks_["block:xmp"] = packet_->text();
  }

 private:
  pugi::xml_node own() {
    const pugi::xml_node description = packet().add_description();
    Packet::declare(description, "burnish", burnish_uri);
    return description;
  }

  Blocks& blocks_;
  std::optional<Packet> packet_;
};

/// Only PNG tells the language of a text; that of a text that is gone tells nothing.
void pack_languages(Blocks& blocks, const Container& container, std::vector<std::string>& lines) {
  for (auto it = blocks.lower_bound(std::string(language_prefix));
       it != blocks.end() && it->first.compare(0, language_prefix.size(), language_prefix) == 0;) {
    const std::string keyword = it->first.substr(language_prefix.size());
    const auto text = blocks.find(std::string(text_prefix) + keyword);
    const bool orphan = text == blocks.end();
    if (!orphan && container.texts && holds(container, keyword, text->second)) {
      ++it;
      continue;
    }
    std::string line = line_of(keyword, it->second);
    if (!orphan) lines.push_back(line.insert(parameter_text(keyword, {}).size() - 1, of_language));
    it = orphan || container.known ? blocks.erase(it) : std::next(it);
  }
}

void pack_texts(Blocks& blocks, const Container& container, Editor& editor) {
  std::vector<std::string> lines;
  pack_languages(blocks, container, lines);
  for (auto it = blocks.begin(); it != blocks.end();) {
    const std::string keyword = is_text(it->first) ? it->first.substr(text_prefix.size()) : std::string();
    if (!is_text(it->first) || holds(container, keyword, it->second)) {
      ++it;
      continue;
    }
    lines.push_back(line_of(keyword, it->second));
    for (const Named& n : dublin_core) {
      if (keyword != n.keyword || editor.packet().has(dc_uri, n.property)) continue;
      const pugi::xml_node description = editor.packet().add_description();
      Packet::declare(description, "dc", dc_uri);
      Properties(description)
          .list("dc:" + std::string(n.property), n.list, {it->second}, std::string_view(n.list) == "rdf:Alt");
    }
    it = container.known ? blocks.erase(it) : std::next(it);
  }
  if (!lines.empty()) editor.add_own(carried_text_name, lines);
}

void pack_iptc(Blocks& blocks, const Container& container, Editor& editor) {
  const auto iptc = blocks.find("block:iptc");
  if (container.iptc || iptc == blocks.end()) return;
  add_iptc(editor.packet(), iptc->second);
  editor.add_own(carried_iptc_name, base64_of(iptc->second));
  if (container.known) blocks.erase(iptc);
}

void pack_photoshop(Blocks& blocks, const Container& container, Editor& editor) {
  const auto resources = blocks.find("block:photoshop");
  if (container.photoshop || resources == blocks.end()) return;
  add_rights(editor.packet(), resources->second);
  editor.add_own(carried_photoshop_name, base64_of(resources->second));
  if (container.known) blocks.erase(resources);
}

/// The whole block goes into the XMP, behind the hash of the smaller one that other programs find where EXIF belongs.
void pack_exif(Blocks& blocks, const Container& container, Editor& editor, std::vector<std::string>& notes) {
  const auto exif = blocks.find("block:exif");
  if (exif == blocks.end() || exif->second.size() <= container.exif_bytes) return;
  const std::string size = std::to_string(exif->second.size());
  const std::string whole = base64_of(exif->second);
  auto smaller = shrink_exif(exif->second, container.exif_bytes);
  notes.push_back("the EXIF block of " + size + " bytes is larger than a JPEG takes: the whole of it is kept in XMP, " +
                  (smaller ? "without its largest values also where other programs look for it"
                           : "where other programs do not look for it"));
  if (smaller)
    exif->second = *std::move(smaller);
  else
    blocks.erase(exif);
  const auto left = blocks.find("block:exif");
  editor.add_own(carried_exif_name, (left == blocks.end() ? std::string() : sha256_hex(left->second)) + ":" + whole);
}

/// The EXIF block that the XMP carries; nothing when the smaller one in its place has been edited since.
std::optional<std::string> carried_exif(const std::string& value, const Blocks& there) {
  const std::size_t colon = value.find(':');
  if (colon == std::string::npos) return std::nullopt;
  const auto smaller = there.find("block:exif");
  if (smaller != there.end() && sha256_hex(smaller->second) != value.substr(0, colon)) return std::nullopt;
  return bytes_of_base64(std::string_view(value).substr(colon + 1));
}

/// What the properties of a packet carry, as blocks; `there` are those beside it.
Blocks carried_by(std::string_view packet, const Blocks& there) {
  Blocks blocks;
  pugi::xml_document document;
  if (!load(document, packet, pugi::parse_default | pugi::parse_ws_pcdata_single)) return blocks;
  const auto add_bytes = [&](const char* key, pugi::xml_node property) {
    if (auto bytes = bytes_of_base64(simple_value(property))) blocks.emplace(key, *std::move(bytes));
  };
  for_each_description(document, [&](pugi::xml_node d) {
    for (const pugi::xml_node p : d.children()) {
      const QName name = p.type() == pugi::node_element ? qualified(p) : QName{};
      if (!is_carried(name)) continue;
      if (name.local == carried_iptc_name) add_bytes("block:iptc", p);
      if (name.local == carried_photoshop_name) add_bytes("block:photoshop", p);
      if (name.local == carried_exif_name)
        if (auto exif = carried_exif(simple_value(p), there)) blocks.emplace("block:exif", *std::move(exif));
      if (name.local != carried_text_name) continue;
      std::string key, text;
      for (const std::string& line : items(p))
        if (read_line(line, key, text)) blocks.emplace(key, text);
    }
  });
  return blocks;
}

}  // namespace

Blocks unpack_marks(Blocks blocks) {
  take_resources_apart(blocks);
  const std::string_view packet = packet_of(blocks);
  if (packet.find(burnish_uri) == std::string_view::npos) return blocks;
  Blocks carried = carried_by(packet, blocks);
  if (carried.empty()) return blocks;
  const auto whole_exif = carried.find("block:exif");
  Packet edited(packet);
  // A whole EXIF block whose smaller one was edited stays where it is.
  edited.remove([&](const QName& name) {
    return is_carried(name) && (name.local != carried_exif_name || whole_exif != carried.end());
  });
  blocks["block:xmp"] = edited.text();
  if (whole_exif != carried.end()) blocks["block:exif"] = whole_exif->second;
  blocks.merge(carried);
  return blocks;
}

void pack_marks(Blocks& blocks, std::string_view format, std::vector<std::string>& notes) {
  const Container container = container_of(format);
  Editor editor(blocks);
  pack_texts(blocks, container, editor);
  pack_iptc(blocks, container, editor);
  pack_photoshop(blocks, container, editor);
  pack_exif(blocks, container, editor, notes);
  editor.finish();
}

}  // namespace burnish
