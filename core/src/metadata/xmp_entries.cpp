#include <pugixml.hpp>

#include "metadata/entries.hpp"
#include "metadata/xmp.hpp"
#include "metadata/xmp_names.hpp"

namespace burnish {
namespace {

using namespace xmp;

constexpr std::size_t most_entries = 500, most_visits = 20000, longest_list = 2000;

bool is_rdf(pugi::xml_node element) { return qualified(element).uri == rdf_uri; }
bool is_rdf(pugi::xml_node at, pugi::xml_attribute attribute) { return qualified(at, attribute.name()).uri == rdf_uri; }

pugi::xml_node first_element(pugi::xml_node node) {
  for (const pugi::xml_node child : node.children())
    if (child.type() == pugi::node_element) return child;
  return {};
}

bool is_declaration(std::string_view name) { return name.substr(0, 5) == "xmlns" || name.substr(0, 4) == "xml:"; }

class Lister {
 public:
  explicit Lister(std::vector<MetadataEntry>& out) : out_(out) {}

  // Fields of a structure: attributes and child elements.
  void fields(pugi::xml_node node, const std::string& path) {
    for (const pugi::xml_attribute a : node.attributes())
      if (!is_declaration(a.name()) && !is_rdf(node, a)) add(path + a.name(), a.value());
    for (const pugi::xml_node child : node.children())
      if (child.type() == pugi::node_element) property(child, path + child.name());
  }

 private:
  void property(pugi::xml_node node, const std::string& path) {
    if (++visits_ > most_visits) return;
    const pugi::xml_node inner = first_element(node);
    if (!inner) {
      add(path, node.text().get());
      for (const pugi::xml_attribute a : node.attributes())
        if (!is_declaration(a.name()) && !is_rdf(node, a)) add(path + "/" + a.name(), a.value());
    } else if (is_rdf(inner) && qualified(inner).local == "Description") {
      fields(inner, path + "/");
    } else if (is_rdf(inner)) {
      array(inner, path);
    } else {
      fields(node, path + "/");
    }
  }

  void array(pugi::xml_node list, const std::string& path) {
    std::string joined;
    std::size_t index = 0;
    for (const pugi::xml_node item : list.children()) {
      if (item.type() != pugi::node_element) continue;
      ++index;
      if (joined.size() > longest_list || visits_ > most_visits) break;
      const bool has_fields = first_element(item) || (item.first_attribute() && !item.first_child());
      if (has_fields)
        property(item, path + "[" + std::to_string(index) + "]");
      else
        joined += (joined.empty() ? "" : "; ") + std::string(item.text().get());
    }
    add(path, joined);
  }

  void add(const std::string& path, std::string_view value) {
    if (out_.size() >= most_entries || path.size() > 500) return;
    std::string text = clean_text(value);
    if (!text.empty()) out_.push_back({clean_text("xmp:" + path), std::move(text)});
  }

  std::vector<MetadataEntry>& out_;
  std::size_t visits_ = 0;
};

}  // namespace

bool describe_xmp(std::string_view packet, std::vector<MetadataEntry>& entries) {
  pugi::xml_document document;
  if (!load(document, packet, pugi::parse_default)) return false;
  std::vector<MetadataEntry> found;
  Lister lister(found);
  for_each_description(document, [&](pugi::xml_node d) { lister.fields(d, {}); });
  entries.insert(entries.end(), found.begin(), found.end());
  return true;
}

}  // namespace burnish
