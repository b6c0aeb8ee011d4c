#include "metadata/xmp_packet.hpp"

#include <algorithm>

#include "metadata/entries.hpp"

namespace burnish::xmp {
namespace {

// Values are not decoded on the way in and not encoded on the way out, so what is not ours stays byte for byte.
constexpr unsigned as_written =
    (pugi::parse_full | pugi::parse_ws_pcdata) &
    ~(unsigned{pugi::parse_escapes} | unsigned{pugi::parse_eol} | unsigned{pugi::parse_wconv_attribute});
constexpr unsigned verbatim = pugi::format_raw | pugi::format_no_declaration | pugi::format_no_escapes;

constexpr const char* empty_packet =
    "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?><x:xmpmeta xmlns:x=\"adobe:ns:meta/\">"
    "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"/></x:xmpmeta><?xpacket end=\"w\"?>";

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : valid_text(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

bool is_declaration(std::string_view name) { return name.substr(0, 5) == "xmlns"; }

/// A description that says nothing about anything.
bool is_hollow(pugi::xml_node description) {
  const auto says_something = [&](pugi::xml_attribute a) {
    return !is_declaration(a.name()) && std::string_view(a.name()) != "about" &&
           qualified(description, a.name()).uri != rdf_uri;
  };
  return std::none_of(description.attributes_begin(), description.attributes_end(), says_something) &&
         std::none_of(description.begin(), description.end(),
                      [](pugi::xml_node n) { return n.type() == pugi::node_element; });
}

struct Text : pugi::xml_writer {
  std::string value;
  void write(const void* p, std::size_t n) override { value.append(static_cast<const char*>(p), n); }
};

constexpr std::size_t most_items = 4096;  // of a list

bool is_rdf(pugi::xml_node node, std::string_view local) {
  if (node.type() != pugi::node_element) return false;
  const QName name = qualified(node);
  return name.uri == rdf_uri && name.local == local;
}

bool is_list(pugi::xml_node node) { return is_rdf(node, "Bag") || is_rdf(node, "Seq") || is_rdf(node, "Alt"); }

/// Comments and CDATA may cut the text of an element into several nodes.
std::string own_text(pugi::xml_node node) {
  std::string text;
  for (const pugi::xml_node child : node.children())
    if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) text += child.value();
  return text;
}

std::string attribute_of(pugi::xml_node node, std::string_view local) {
  for (const pugi::xml_attribute a : node.attributes()) {
    const QName name = qualified(node, a.name());
    if (name.uri == rdf_uri && name.local == local) return a.value();
  }
  return {};
}

void mend_quotes(pugi::xml_attribute a) {
  std::string value = a.value();
  if (value.find('"') == std::string::npos) return;
  for (std::size_t at = 0; (at = value.find('"', at)) != std::string::npos; at += 6) value.replace(at, 1, "&quot;");
  a.set_value(value.c_str());
}

}  // namespace

Packet::Packet(std::string_view packet) {
  if (packet.empty() || !load(document_, packet, as_written) || !find_rdf(document_))
    document_.load_string(empty_packet, as_written);
  rdf_ = find_rdf(document_);
  for_each_description(document_, [&](pugi::xml_node d) {
    if (about_.empty()) about_ = about_of(d);
  });
}

bool Packet::remove(const std::function<bool(const QName&)>& unwanted) {
  std::vector<pugi::xml_node> all;
  for_each_description(document_, [&](pugi::xml_node d) { all.push_back(d); });
  bool any = false;
  for (pugi::xml_node d : all) {
    bool removed = false;
    for (pugi::xml_attribute a = d.first_attribute(); a;) {
      const pugi::xml_attribute next = a.next_attribute();
      if (!is_declaration(a.name()) && unwanted(qualified(d, a.name()))) removed |= d.remove_attribute(a);
      a = next;
    }
    for (pugi::xml_node p = d.first_child(); p;) {
      const pugi::xml_node next = p.next_sibling();
      if (p.type() == pugi::node_element && unwanted(qualified(p))) removed |= d.remove_child(p);
      p = next;
    }
    if (removed) drop_hollow(d);
    any |= removed;
  }
  return any;
}

void Packet::drop_hollow(pugi::xml_node description) {
  if (is_hollow(description)) rdf_.remove_child(description);
}

bool Packet::has(std::string_view uri, std::string_view local) const {
  bool found = false;
  const auto is_it = [&](const QName& name) { return name.uri == uri && name.local == local; };
  for_each_description(document_, [&](pugi::xml_node d) {
    for (const pugi::xml_attribute a : d.attributes()) found |= is_it(qualified(d, a.name()));
    for (const pugi::xml_node p : d.children()) found |= p.type() == pugi::node_element && is_it(qualified(p));
  });
  return found;
}

pugi::xml_node Packet::find(std::string_view uri, std::string_view local) const {
  pugi::xml_node found;
  for_each_description(document_, [&](pugi::xml_node d) {
    for (const pugi::xml_node p : d.children()) {
      if (found || p.type() != pugi::node_element) continue;
      const QName name = qualified(p);
      if (name.uri == uri && name.local == local) found = p;
    }
  });
  return found;
}

pugi::xml_node Packet::add_description() {
  const bool has_prefix = qualified(rdf_, "rdf:RDF").uri == rdf_uri;
  pugi::xml_node d = rdf_.append_child("rdf:Description");
  if (!has_prefix) declare(d, "rdf", rdf_uri);
  d.append_attribute("rdf:about").set_value(about_.c_str());
  return d;
}

void Packet::declare(pugi::xml_node description, const char* prefix, std::string_view uri) {
  description.append_attribute(("xmlns:" + std::string(prefix)).c_str()).set_value(std::string(uri).c_str());
}

std::string Packet::text() {
  make_writable();
  Text text;
  document_.save(text, "", verbatim, pugi::encoding_utf8);
  return std::move(text.value);
}

std::string Packet::about_of(pugi::xml_node description) {
  for (const pugi::xml_attribute a : description.attributes())
    if (std::string_view(a.name()) == "about" ||
        (qualified(description, a.name()).uri == rdf_uri && qualified(description, a.name()).local == "about"))
      return a.value();
  return {};
}

/// pugixml writes attributes between double quotes, and this file writes UTF-8.
void Packet::make_writable() {
  for (pugi::xml_node node = document_.first_child(); node;) {
    for (const pugi::xml_attribute a : node.attributes()) mend_quotes(a);
    if (node.type() == pugi::node_declaration && node.attribute("encoding"))
      node.attribute("encoding").set_value("UTF-8");
    if (node.first_child()) {
      node = node.first_child();
      continue;
    }
    while (node && !node.next_sibling()) node = node.parent();
    if (node) node = node.next_sibling();
  }
}

void Properties::text(const std::string& name, std::string_view value) {
  if (!value.empty()) element(description_, name, value);
}

void Properties::list(const std::string& name, const char* kind, const std::vector<std::string>& values,
                      bool languages) {
  if (values.empty()) return;
  pugi::xml_node list = description_.append_child(name.c_str()).append_child(kind);
  for (const std::string& value : values) {
    pugi::xml_node item = element(list, "rdf:li", value);
    if (languages) item.append_attribute("xml:lang").set_value("x-default");
  }
}

pugi::xml_node Properties::element(pugi::xml_node below, const std::string& name, std::string_view value) {
  pugi::xml_node node = below.append_child(name.c_str());
  node.append_child(pugi::node_pcdata).set_value(escaped(value).c_str());
  return node;
}

std::string simple_value(pugi::xml_node node, int levels) {
  for (const pugi::xml_node child : node.children()) {
    if (child.type() != pugi::node_element) continue;
    if (levels == 0) return {};
    if (is_list(child) || is_rdf(child, "Description") || is_rdf(child, "li") || is_rdf(child, "value"))
      return simple_value(child, levels - 1);
  }
  std::string text = own_text(node);
  if (text.empty()) text = attribute_of(node, "resource");
  if (text.empty()) text = attribute_of(node, "value");
  return text;
}

std::vector<std::string> items(pugi::xml_node property) {
  std::vector<std::string> all;
  for (const pugi::xml_node list : property.children()) {
    if (!is_list(list)) continue;
    for (const pugi::xml_node item : list.children()) {
      if (all.size() == most_items) return all;
      if (item.type() == pugi::node_element) all.push_back(valid_text(simple_value(item)));
    }
  }
  return all;
}

}  // namespace burnish::xmp
