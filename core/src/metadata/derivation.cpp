#include "metadata/derivation.hpp"

#include "load/sha256.hpp"
#include "metadata/entries.hpp"
#include "metadata/history.hpp"
#include "metadata/provenance_names.hpp"

namespace burnish::xmp {
namespace {

constexpr std::string_view reference_uri = "http://ns.adobe.com/xap/1.0/sType/ResourceRef#";
constexpr std::string_view derived_name = "DerivedFrom", document_name = "DocumentID", instance_name = "InstanceID",
                           hash_name = "Hash";

struct Identity {
  std::string document, instance;
  bool derived = false, derived_by_burnish = false;
};

/// Burnish's reference holds a hash, as an element: that is how it is written.
bool holds_hash(pugi::xml_node node) {
  for (const pugi::xml_node child : node.children()) {
    const QName name = child.type() == pugi::node_element ? qualified(child) : QName{};
    if (name.uri == burnish_uri && name.local == hash_name) return true;
    if (name.uri == rdf_uri && name.local == "Description" && holds_hash(child)) return true;
  }
  return false;
}

Identity identity_of(std::string_view packet) {
  Identity all;
  pugi::xml_document document;
  if (!load(document, packet, pugi::parse_default)) return all;
  const auto take = [&](const QName& name, const auto& value) {
    if (name.uri != history_uri) return;
    if (name.local == document_name && all.document.empty()) all.document = valid_text(value());
    if (name.local == instance_name && all.instance.empty()) all.instance = valid_text(value());
  };
  for_each_description(document, [&](pugi::xml_node d) {
    for (const pugi::xml_attribute a : d.attributes())
      take(qualified(d, a.name()), [&] { return std::string(a.value()); });
    for (const pugi::xml_node p : d.children()) {
      if (p.type() != pugi::node_element) continue;
      const QName name = qualified(p);
      take(name, [&] { return simple_value(p); });
      if (name.uri != history_uri || name.local != derived_name) continue;
      all.derived = true;
      all.derived_by_burnish |= holds_hash(p);
    }
  });
  return all;
}

/// A UUID of version 8 (RFC 9562, 5.8): 122 bits of a hash.
std::string instance_of(const Lineage& lineage) {
  std::string work;
  for (const std::string& parent : lineage.parents) work += parent + '\n';
  for (const HistoryStep& s : lineage.steps)
    for (const std::string* field : {&s.action, &s.agent, &s.when, &s.parameters, &s.plugin, &s.plugin_version})
      work += *field + '\n';
  std::string hex = sha256_hex(work).substr(0, 32);
  hex[12] = '8';
  hex[16] = "89ab"[static_cast<unsigned>(hex[16]) & 3U];
  for (const std::size_t at : {20U, 16U, 12U, 8U}) hex.insert(at, 1, '-');
  return "xmp.iid:" + hex;
}

}  // namespace

void add_derivation(Packet& packet, std::string_view before, const Lineage& lineage) {
  if (lineage.main.empty()) return;
  const Identity parent = identity_of(before);
  if (parent.derived && !parent.derived_by_burnish) return;
  packet.remove([&](const QName& name) {
    return name.uri == history_uri && (name.local == derived_name || name.local == instance_name);
  });
  const pugi::xml_node description = packet.add_description();
  Packet::declare(description, "xmpMM", history_uri);
  Packet::declare(description, "stRef", reference_uri);
  Packet::declare(description, "burnish", burnish_uri);
  if (!parent.instance.empty()) Properties(description).text("xmpMM:InstanceID", instance_of(lineage));
  pugi::xml_node reference = pugi::xml_node(description).append_child("xmpMM:DerivedFrom");
  reference.append_attribute("rdf:parseType").set_value("Resource");
  Properties properties(reference);
  properties.text("stRef:documentID", parent.document.empty() ? lineage.main : parent.document);
  properties.text("stRef:instanceID", parent.instance);
  properties.text("burnish:Hash", lineage.main);
}

}  // namespace burnish::xmp
