#include <algorithm>
#include <iterator>
#include <pugixml.hpp>

#include "marks.hpp"
#include "text.hpp"
#include "xmp_uris.hpp"

namespace midjourney {
namespace {

using std::string;
using std::string_view;

// A packet is data of strangers: what it may cost is bounded before it is walked.
constexpr std::ptrdiff_t most_nodes = 1 << 16;
constexpr std::size_t deepest = 64, most_attributes = 256, most_properties = 4096, most_items = 1024;

struct QName {
  string uri, local;
};

QName qualified(pugi::xml_node at, string_view name, bool is_attribute) {
  const std::size_t colon = name.find(':');
  if (colon == string_view::npos && is_attribute) return {{}, string(name)};
  const string declaration = colon == string_view::npos ? "xmlns" : "xmlns:" + string(name.substr(0, colon));
  const string local(colon == string_view::npos ? name : name.substr(colon + 1));
  for (pugi::xml_node node = at; node; node = node.parent())
    if (const pugi::xml_attribute a = node.attribute(declaration.c_str())) return {a.value(), local};
  return {{}, local};
}

bool is_modest(const pugi::xml_document& document) {
  std::size_t depth = 0;
  for (pugi::xml_node node = document.first_child(); node;) {
    if (std::distance(node.attributes_begin(), node.attributes_end()) > static_cast<std::ptrdiff_t>(most_attributes))
      return false;
    if (node.first_child()) {
      if (++depth > deepest) return false;
      node = node.first_child();
      continue;
    }
    while (node && !node.next_sibling()) {
      node = node.parent();
      if (depth > 0) --depth;
    }
    if (node) node = node.next_sibling();
  }
  return true;
}

bool is_rdf(pugi::xml_node node, string_view local) {
  if (node.type() != pugi::node_element) return false;
  const QName name = qualified(node, node.name(), false);
  return name.uri == rdf_uri && name.local == local;
}
bool is_list(pugi::xml_node node) { return is_rdf(node, "Bag") || is_rdf(node, "Seq") || is_rdf(node, "Alt"); }

string own_text(pugi::xml_node node) {
  string text;
  for (const pugi::xml_node child : node.children())
    if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) text += child.value();
  return string(trimmed(text));
}

/// The items of a list, else the one value: text, rdf:resource, or rdf:value of a property with qualifiers.
void add_values(pugi::xml_node property, std::vector<string>& values, int levels = 3) {
  for (const pugi::xml_node child : property.children()) {
    if (child.type() != pugi::node_element || levels == 0 || values.size() == most_items) continue;
    if (is_list(child)) {
      for (const pugi::xml_node item : child.children())
        if (is_rdf(item, "li") && values.size() < most_items) values.push_back(to_utf8(own_text(item)));
      return;
    }
    if (is_rdf(child, "Description") || is_rdf(child, "value")) return add_values(child, values, levels - 1);
  }
  string text = own_text(property);
  for (const pugi::xml_attribute a : property.attributes()) {
    const QName name = qualified(property, a.name(), true);
    if (text.empty() && name.uri == rdf_uri && (name.local == "resource" || name.local == "value")) text = a.value();
  }
  values.push_back(to_utf8(text));
}

bool is_wanted(const QName& name) {
  return name.uri == iptc_uri || name.uri == dc_uri || name.uri == burnish_uri || name.uri == xmp_uri ||
         name.uri == photoshop_uri || name.uri == exif_uri;
}

void add(Marks& marks, const QName& name, std::vector<string> values) {
  std::size_t bytes = 0;
  for (const string& v : values) bytes += v.size();
  if (bytes == 0 || marks.properties.size() >= most_properties || !marks.takes(bytes)) return;
  marks.properties.push_back({name.uri, name.local, std::move(values)});
}

void read_description(pugi::xml_node description, Marks& marks) {
  for (const pugi::xml_attribute a : description.attributes()) {
    const QName name = qualified(description, a.name(), true);
    if (is_wanted(name)) add(marks, name, {to_utf8(a.value())});
  }
  for (const pugi::xml_node property : description.children()) {
    if (property.type() != pugi::node_element) continue;
    const QName name = qualified(property, property.name(), false);
    if (!is_wanted(name)) continue;
    std::vector<string> values;
    add_values(property, values);
    add(marks, name, std::move(values));
  }
}

}  // namespace

void read_xmp(string_view packet, const string& where, Marks& marks) {
  marks.xmp_where = where;
  while (!packet.empty() && packet.back() == '\0') packet.remove_suffix(1);
  const auto nodes = std::count(packet.begin(), packet.end(), '<') + std::count(packet.begin(), packet.end(), '=');
  pugi::xml_document document;
  if (packet.size() > longest_text || nodes > most_nodes ||
      !document.load_buffer(packet.data(), packet.size(), pugi::parse_default | pugi::parse_ws_pcdata_single) ||
      !is_modest(document))
    return marks.note("the " + where + " packet cannot be read");
  std::size_t seen = 0;
  const auto read_rdf = [&](pugi::xml_node rdf) {
    for (const pugi::xml_node d : rdf.children()) {
      if (++seen > most_properties) return;
      if (is_rdf(d, "Description")) read_description(d, marks);
    }
  };
  for (const pugi::xml_node root : document.children()) {
    if (is_rdf(root, "RDF")) read_rdf(root);
    for (const pugi::xml_node child : root.children())
      if (++seen <= most_properties && is_rdf(child, "RDF")) read_rdf(child);
  }
}

}  // namespace midjourney
