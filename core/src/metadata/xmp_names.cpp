#include "metadata/xmp_names.hpp"

#include <algorithm>

namespace burnish::xmp {
namespace {

constexpr std::size_t longest_packet = std::size_t{64} << 20U;
constexpr int deepest = 128;
// Looking up a prefix walks through attributes; these keep hostile packets from making that quadratic.
constexpr std::size_t most_attributes = 2048, most_properties = 8192;

// pugixml takes nodes apart recursively, so depth is bounded before anything else is done with a document.
bool is_shallow(const pugi::xml_document& document) {
  int depth = 0;
  for (pugi::xml_node node = document.first_child(); node;) {
    if (node.first_child()) {
      if (++depth > deepest) return false;
      node = node.first_child();
      continue;
    }
    while (node && !node.next_sibling()) {
      node = node.parent();
      --depth;
    }
    if (node) node = node.next_sibling();
  }
  return true;
}

template <class Range>
bool has_at_most(std::size_t bound, const Range& range) {
  std::size_t n = 0;
  for (auto it = range.begin(); it != range.end(); ++it)
    if (++n > bound) return false;
  return true;
}

// The root element that holds rdf:RDF is x:xmpmeta, an older name, or rdf:RDF itself.
pugi::xml_node find_rdf(const pugi::xml_document& document) {
  for (const pugi::xml_node root : document.children()) {
    if (root.type() != pugi::node_element) continue;
    if (!has_at_most(most_attributes, root.attributes()) || !has_at_most(most_properties, root.children())) return {};
    if (qualified(root, root.name()).uri == rdf_uri) return root;
    for (const pugi::xml_node child : root.children())
      if (child.type() == pugi::node_element && qualified(child, child.name()).uri == rdf_uri) return child;
  }
  return {};
}

}  // namespace

QName qualified(pugi::xml_node at, const char* name) {
  const std::string_view full(name);
  const auto colon = full.find(':');
  if (colon == std::string_view::npos) return {{}, full};
  const std::string declaration = "xmlns:" + std::string(full.substr(0, colon));
  for (pugi::xml_node node = at; node; node = node.parent())
    if (const pugi::xml_attribute a = node.attribute(declaration.c_str())) return {a.value(), full.substr(colon + 1)};
  return {{}, full.substr(colon + 1)};
}

bool load(pugi::xml_document& document, std::string_view packet, unsigned options) {
  if (packet.size() > longest_packet) return false;
  while (!packet.empty() && packet.back() == '\0') packet.remove_suffix(1);
  if (!document.load_buffer(packet.data(), packet.size(), options) || !is_shallow(document)) return false;
  const pugi::xml_node rdf = find_rdf(document);
  return has_at_most(most_properties, rdf.children()) &&
         std::all_of(rdf.begin(), rdf.end(), [](const pugi::xml_node& d) {
           return has_at_most(most_attributes, d.attributes()) && has_at_most(most_properties, d.children());
         });
}

void for_each_description(const pugi::xml_document& document, const std::function<void(pugi::xml_node)>& f) {
  for (const pugi::xml_node d : find_rdf(document).children())
    if (d.type() == pugi::node_element && qualified(d, d.name()).local == "Description") f(d);
}

}  // namespace burnish::xmp
