#include "jpeg_xmp.hpp"

#include <algorithm>
#include <vector>

#include "jpeg_xmp_outline.hpp"
#include "md5.hpp"

namespace burnish {
namespace {

constexpr std::string_view note_uri = "http://ns.adobe.com/xmp/note/", note_name = "xmpNote:HasExtendedXMP";
/// A start tag as another with the declarations and the subject, but none of the properties.
std::string bare_tag(std::string_view tag) {
  std::string bare(tag.substr(0, tag.find_first_of(" \t\r\n/>")));
  for (const Attribute& a : attributes_of(tag))
    if (!is_property(a)) bare.append(text_of(tag, a.range));
  return bare + ">";
}

std::string closing(std::string_view name) { return "</" + std::string(name) + ">"; }

class Splitter {
 public:
  Splitter(std::string_view packet, const Outline& outline) : packet_(packet), o_(outline) {}

  SplitXmp split(std::size_t most) {
    choose(most);
    SplitXmp parts;
    parts.extension = extension();
    parts.digest = md5_hex(parts.extension);
    parts.main = main(parts.digest);
    return parts;
  }

 private:
  struct Piece {
    Range range;
    std::size_t description;
  };

  /// The largest properties go, until the rest is small enough.
  void choose(std::size_t most) {
    std::vector<Piece> pieces;
    for (std::size_t i = 0; i < o_.descriptions.size(); ++i)
      for (const Range& p : o_.descriptions[i].properties) pieces.push_back({p, i});
    std::stable_sort(pieces.begin(), pieces.end(),
                     [](const Piece& a, const Piece& b) { return a.range.size() > b.range.size(); });
    std::size_t size = main(std::string(32, '0')).size();
    for (const Piece& piece : pieces) {
      if (size <= most) break;
      size -= piece.range.size();
      moved_.push_back(piece);
    }
    std::sort(moved_.begin(), moved_.end(),
              [](const Piece& a, const Piece& b) { return a.range.begin < b.range.begin; });
  }

  /// What the main packet leaves out: the pieces, or a whole description of which nothing would be left.
  [[nodiscard]] std::vector<Range> cuts() const {
    std::vector<Range> all;
    auto piece = moved_.begin();
    for (std::size_t i = 0; i < o_.descriptions.size(); ++i) {
      const Description& d = o_.descriptions[i];
      const std::size_t first = all.size();
      for (; piece != moved_.end() && piece->description == i; ++piece) all.push_back(piece->range);
      if (all.size() - first != d.properties.size() || d.properties.empty() || has_properties(d.open)) continue;
      all.resize(first);
      all.push_back(d.all);
    }
    return all;
  }
  [[nodiscard]] bool has_properties(const Range& open) const {
    const auto attributes = attributes_of(text_of(packet_, open));
    return std::any_of(attributes.begin(), attributes.end(), is_property);
  }

  [[nodiscard]] std::string extension() const {
    std::string out(text_of(packet_, o_.root_open));
    out.append(text_of(packet_, o_.rdf_open));
    for (std::size_t i = 0; i < moved_.size(); ++i) {
      const std::string_view open = text_of(packet_, o_.descriptions[moved_[i].description].open);
      if (i == 0 || moved_[i - 1].description != moved_[i].description) out += bare_tag(open);
      out.append(text_of(packet_, moved_[i].range));
      if (i + 1 == moved_.size() || moved_[i + 1].description != moved_[i].description)
        out += closing(open.substr(1, open.find_first_of(" \t\r\n/>") - 1));
    }
    out += closing(o_.rdf_name);
    return o_.root_name.empty() ? out : out + closing(o_.root_name);
  }

  [[nodiscard]] std::string main(const std::string& digest) const {
    std::string out;
    std::size_t at = 0;
    for (const Range& cut : cuts()) {
      out.append(packet_.substr(at, cut.begin - at));
      at = cut.end;
    }
    out.append(packet_.substr(at, o_.rdf_close - at));
    out += mention(digest);
    out.append(packet_.substr(o_.rdf_close, o_.rdf_end - o_.rdf_close));
    out.append(without_padding(packet_.substr(o_.rdf_end)));
    return out;
  }

  [[nodiscard]] std::string mention(const std::string& digest) const {
    const std::size_t colon = o_.rdf_name.find(':');
    const std::string prefix(o_.rdf_name.substr(0, colon == std::string_view::npos ? 0 : colon + 1));
    std::string subject;
    for (const Description& d : o_.descriptions)
      for (const Attribute& a : attributes_of(text_of(packet_, d.open)))
        if (names_subject(a) && subject.empty()) subject = text_of(text_of(packet_, d.open), a.range);
    return "<" + prefix + "Description" + subject + " xmlns:xmpNote=\"" + std::string(note_uri) + "\" " +
           std::string(note_name) + "=\"" + digest + "\"/>";
  }

  /// Packets end in white space for editing in place.
  static std::string without_padding(std::string_view tail) {
    std::string out;
    for (const char c : tail)
      if (!is_space(c) || out.empty() || !is_space(out.back())) out += c;
    return out;
  }

  std::string_view packet_;
  const Outline& o_;
  std::vector<Piece> moved_;
};

/// A packet that only names an extension.
SplitXmp whole_as_extension(std::string_view packet) {
  SplitXmp parts;
  parts.extension = packet;
  parts.digest = md5_hex(packet);
  parts.main =
      "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
      "<rdf:Description rdf:about=\"\" xmlns:xmpNote=\"" +
      std::string(note_uri) + "\" " + std::string(note_name) + "=\"" + parts.digest + "\"/></rdf:RDF></x:xmpmeta>";
  return parts;
}

/// The property of the main packet that names its extension: an attribute or an element, with what is to be cut out to
/// be rid of it.
struct Mention {
  Range range;
  std::string digest;
};

std::optional<Mention> find_mention(std::string_view main, const Outline& outline) {
  for (const Description& d : outline.descriptions) {
    const std::string_view open = text_of(main, d.open);
    const auto attributes = attributes_of(open);
    for (const Attribute& a : attributes) {
      if (a.name != note_name) continue;
      const bool only = std::all_of(attributes.begin(), attributes.end(), [](const Attribute& other) {
        return other.name == note_name || !is_property(other);
      });
      const Range attribute{d.open.begin + a.range.begin, d.open.begin + a.range.end};
      return Mention{only && d.properties.empty() ? d.all : attribute, std::string(a.value)};
    }
    for (const Range& p : d.properties) {
      const std::string_view property = text_of(main, p);
      const std::size_t from = property.find('>'), to = property.rfind('<');
      if (property.substr(1, note_name.size()) != note_name || to <= from) continue;
      return Mention{p, std::string(property.substr(from + 1, to - from - 1))};
    }
  }
  return std::nullopt;
}

/// Declarations around the descriptions of a packet.
std::vector<Attribute> declarations(std::string_view packet, const Outline& outline) {
  std::vector<Attribute> all;
  for (const Range& tag : {outline.root_open, outline.rdf_open})
    for (const Attribute& a : attributes_of(text_of(packet, tag)))
      if (is_declaration(a)) all.push_back(a);
  return all;
}

/// What is inside rdf:RDF, with the declarations of `wanted` in each description that has them not itself.
std::string content_with(std::string_view packet, const Outline& outline, const std::vector<Attribute>& wanted) {
  std::string out;
  std::size_t at = outline.rdf_open.end;
  for (const Description& d : outline.descriptions) {
    const std::string_view open = text_of(packet, d.open);
    const std::size_t name_end = d.open.begin + open.find_first_of(" \t\r\n/>");
    out.append(packet.substr(at, name_end - at));
    const auto own = attributes_of(open);
    for (const Attribute& w : wanted)
      if (std::none_of(own.begin(), own.end(), [&](const Attribute& a) { return a.name == w.name; }))
        out.append(" ").append(w.name).append("=").append("\"").append(w.value).append("\"");
    at = name_end;
  }
  return out.append(packet.substr(at, outline.rdf_close - at));
}

}  // namespace

SplitXmp split_xmp(std::string_view packet, std::size_t most) {
  if (packet.size() <= most) return {std::string(packet), {}, {}};
  const auto outline = outline_of(packet);
  if (!outline) return whole_as_extension(packet);
  SplitXmp parts = Splitter(packet, *outline).split(most);
  const bool readable = extension_digest(parts.main) == parts.digest;  // not where the packet is no proper XML
  return parts.main.size() <= most && readable ? parts : whole_as_extension(packet);
}

std::optional<std::string> extension_digest(std::string_view main) {
  const auto outline = outline_of(main);
  if (!outline) return std::nullopt;
  auto mention = find_mention(main, *outline);
  return mention ? std::optional(std::move(mention->digest)) : std::nullopt;
}

std::optional<std::string> join_xmp(std::string_view main, std::string_view extension) {
  const auto outline = outline_of(main), more = outline_of(extension);
  if (!outline || !more) return std::nullopt;
  const auto mention = find_mention(main, *outline);
  if (!mention) return std::nullopt;
  auto wanted = declarations(extension, *more);
  for (const Attribute& known : declarations(main, *outline))
    wanted.erase(std::remove_if(wanted.begin(), wanted.end(),
                                [&](const Attribute& a) { return a.name == known.name && a.value == known.value; }),
                 wanted.end());
  std::string joined(main.substr(0, mention->range.begin));
  joined.append(main.substr(mention->range.end, outline->rdf_close - mention->range.end));
  joined += content_with(extension, *more, wanted);
  joined.append(main.substr(outline->rdf_close));
  return joined;
}

}  // namespace burnish
