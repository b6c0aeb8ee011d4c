#include "metadata/xmp_names.hpp"

#include <algorithm>
#include <iterator>
#include <vector>

namespace burnish::xmp {
namespace {

constexpr std::size_t longest_packet = std::size_t{64} << 20U;
constexpr std::size_t deepest = 128;
// A node takes 64 bytes and an attribute 40: a packet of nothing else would take sixteen times its size.
constexpr std::ptrdiff_t most_nodes = 1 << 20;
// Looking up a prefix goes through the attributes of an element and of all around it; these keep hostile packets from
// making that quadratic.
constexpr std::size_t attributes_of_path = 4096, top_attributes = 16384, top_properties = 32768, children_of_root = 256;

template <class Range>
std::size_t count(const Range& range) {
  return static_cast<std::size_t>(std::distance(range.begin(), range.end()));
}

// Depth too is bounded before anything else is done with a document: most of that is recursive.
bool is_modest(const pugi::xml_document& document) {
  std::vector<std::size_t> path;  // attributes of each element around the node, with those around it
  for (pugi::xml_node node = document.first_child(); node;) {
    const std::size_t attributes = count(node.attributes()) + (path.empty() ? 0 : path.back());
    if (attributes > attributes_of_path) return false;
    if (node.first_child()) {
      if (path.size() == deepest) return false;
      path.push_back(attributes);
      node = node.first_child();
      continue;
    }
    while (node && !node.next_sibling()) {
      node = node.parent();
      if (!path.empty()) path.pop_back();
    }
    if (node) node = node.next_sibling();
  }
  return true;
}

QName expanded(pugi::xml_node at, std::string_view full, std::size_t colon, const char* declaration) {
  const std::string_view local = colon == std::string_view::npos ? full : full.substr(colon + 1);
  for (pugi::xml_node node = at; node; node = node.parent())
    if (const pugi::xml_attribute a = node.attribute(declaration)) return {a.value(), local};
  return {{}, local};
}

}  // namespace

QName qualified(pugi::xml_node element) {
  const std::string_view full(element.name());
  const auto colon = full.find(':');
  if (colon == std::string_view::npos) return expanded(element, full, colon, "xmlns");
  return expanded(element, full, colon, ("xmlns:" + std::string(full.substr(0, colon))).c_str());
}

QName qualified(pugi::xml_node at, const char* name) {
  const std::string_view full(name);
  const auto colon = full.find(':');
  if (colon == std::string_view::npos) return {{}, full};
  return expanded(at, full, colon, ("xmlns:" + std::string(full.substr(0, colon))).c_str());
}

// The root element that holds rdf:RDF is x:xmpmeta, an older name, or rdf:RDF itself.
pugi::xml_node find_rdf(const pugi::xml_document& document) {
  for (const pugi::xml_node root : document.children()) {
    if (root.type() != pugi::node_element) continue;
    if (qualified(root).uri == rdf_uri) return root;
    std::size_t seen = 0;
    for (const pugi::xml_node child : root.children()) {
      if (++seen > children_of_root) break;
      if (child.type() == pugi::node_element && qualified(child).uri == rdf_uri) return child;
    }
  }
  return {};
}

bool load(pugi::xml_document& document, std::string_view packet, unsigned options) {
  if (packet.size() > longest_packet) return false;
  using namespace std::string_view_literals;
  const bool utf16 = packet.substr(0, 2) == "\xFF\xFE"sv || packet.substr(0, 2) == "<\0"sv;
  while (!utf16 && !packet.empty() && packet.back() == '\0') packet.remove_suffix(1);
  if (std::count(packet.begin(), packet.end(), '<') + std::count(packet.begin(), packet.end(), '=') > most_nodes)
    return false;
  if (!document.load_buffer(packet.data(), packet.size(), options) || !is_modest(document)) return false;
  std::size_t attributes = 0, properties = 0;
  for (const pugi::xml_node d : find_rdf(document).children()) {
    attributes += count(d.attributes());
    properties += 1 + count(d.children());
  }
  return attributes <= top_attributes && properties <= top_properties;
}

void for_each_description(const pugi::xml_document& document, const std::function<void(pugi::xml_node)>& f) {
  for (const pugi::xml_node d : find_rdf(document).children())
    if (d.type() == pugi::node_element && qualified(d).local == "Description") f(d);
}

}  // namespace burnish::xmp
