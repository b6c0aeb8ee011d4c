#include "jpeg_xmp_outline.hpp"

namespace burnish {
namespace {

constexpr std::size_t deepest = 128;

std::string_view local_name(std::string_view name) {
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

struct Tag {
  enum class Kind { Open, Close, Empty } kind = Kind::Open;
  Range range;
  std::string_view name;
};

/// The tags of XML text, one after the other; comments, processing instructions and CDATA are passed over.
class Tags {
 public:
  explicit Tags(std::string_view text) : text_(text) {}

  std::optional<Tag> next() {
    for (;;) {
      const std::size_t at = text_.find('<', at_);
      if (at == std::string_view::npos) return std::nullopt;
      const std::string_view rest = text_.substr(at);
      std::string_view close;
      if (rest.substr(0, 4) == "<!--") close = "-->";
      if (rest.substr(0, 9) == "<![CDATA[") close = "]]>";
      if (rest.substr(0, 2) == "<?") close = "?>";
      if (close.empty()) return tag(at);
      const std::size_t end = rest.find(close, 2);
      if (end == std::string_view::npos) return std::nullopt;
      at_ = at + end + close.size();
    }
  }

 private:
  std::optional<Tag> tag(std::size_t at) {
    if (text_.substr(at, 2) == "<!") return std::nullopt;  // a document type: no XMP
    char quote = 0;
    std::size_t end = at + 1;
    for (; end < text_.size() && (quote != 0 || text_[end] != '>'); ++end) {
      const char c = text_[end];
      if (quote != 0)
        quote = c == quote ? '\0' : quote;
      else if (c == '"' || c == '\'')
        quote = c;
    }
    if (end == text_.size()) return std::nullopt;
    at_ = end + 1;
    Tag tag;
    tag.range = {at, at_};
    const bool closes = text_[at + 1] == '/';
    const std::size_t name = at + 1 + (closes ? 1 : 0);
    std::size_t name_end = name;
    while (name_end < end && !is_space(text_[name_end]) && text_[name_end] != '/') ++name_end;
    tag.name = text_.substr(name, name_end - name);
    if (closes)
      tag.kind = Tag::Kind::Close;
    else if (text_[end - 1] == '/')
      tag.kind = Tag::Kind::Empty;
    return tag;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

/// Takes an outline down as the tags come.
class Outliner {
 public:
  explicit Outliner(std::string_view packet) : tags_(packet) {}

  std::optional<Outline> run() {
    while (const auto tag = tags_.next()) {
      if (tag->name.empty() || !(tag->kind == Tag::Kind::Close ? leave(*tag) : enter(*tag))) return std::nullopt;
      if (outline_.rdf_end != 0) return std::move(outline_);
    }
    return std::nullopt;
  }

 private:
  bool enter(const Tag& tag) {
    const bool empty = tag.kind == Tag::Kind::Empty;
    if (!in_rdf_) {
      if (empty) return true;
      if (local_name(tag.name) == "RDF") {
        if (path_.size() > 1) return false;
        if (path_.empty()) outline_.root_open = {}, outline_.root_name = {};
        rdf_level_ = path_.size();
        in_rdf_ = true;
        outline_.rdf_open = tag.range;
        outline_.rdf_name = tag.name;
      } else if (path_.empty()) {
        outline_.root_open = tag.range;
        outline_.root_name = tag.name;
      }
    } else {
      const std::size_t level = path_.size() - rdf_level_;
      if (level == 1) outline_.descriptions.push_back({tag.range, tag.range, {}});
      if (level == 2) outline_.descriptions.back().properties.push_back(tag.range);
    }
    if (!empty) path_.push_back(tag.name);
    return path_.size() <= deepest;
  }

  bool leave(const Tag& tag) {
    if (path_.empty() || path_.back() != tag.name) return false;
    const std::size_t level = in_rdf_ ? path_.size() - rdf_level_ : 0;
    path_.pop_back();
    if (!in_rdf_) return true;
    if (level == 1) {
      outline_.rdf_close = tag.range.begin;
      outline_.rdf_end = tag.range.end;
    }
    if (level == 2) outline_.descriptions.back().all.end = tag.range.end;
    if (level == 3) outline_.descriptions.back().properties.back().end = tag.range.end;
    return true;
  }

  Tags tags_;
  Outline outline_;
  std::vector<std::string_view> path_;
  std::size_t rdf_level_ = 0;  // how many elements are around rdf:RDF
  bool in_rdf_ = false;
};

}  // namespace

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

std::optional<Outline> outline_of(std::string_view packet) { return Outliner(packet).run(); }

std::vector<Attribute> attributes_of(std::string_view tag) {
  std::vector<Attribute> all;
  std::size_t at = tag.find_first_of(" \t\r\n");
  while (at != std::string_view::npos) {
    const std::size_t name = tag.find_first_not_of(" \t\r\n", at), equals = tag.find('=', at);
    if (name == std::string_view::npos || equals == std::string_view::npos || name > equals) break;
    const std::size_t quote = tag.find_first_of("\"'", equals);
    const std::size_t end = quote == std::string_view::npos ? quote : tag.find(tag[quote], quote + 1);
    if (end == std::string_view::npos) break;
    std::string_view key = tag.substr(name, equals - name);
    while (!key.empty() && is_space(key.back())) key.remove_suffix(1);
    all.push_back({key, tag.substr(quote + 1, end - quote - 1), {at, end + 1}});
    at = end + 1;
  }
  return all;
}

std::string_view text_of(std::string_view packet, const Range& r) { return packet.substr(r.begin, r.size()); }

bool is_declaration(const Attribute& a) { return a.name.substr(0, 5) == "xmlns"; }
bool names_subject(const Attribute& a) { return local_name(a.name) == "about"; }
bool is_property(const Attribute& a) { return !is_declaration(a) && !names_subject(a); }

}  // namespace burnish
