#include "metadata/history.hpp"

#include <array>

#include "metadata/entries.hpp"
#include "metadata/provenance_names.hpp"

namespace burnish::xmp {
namespace {

constexpr std::size_t most_steps = 4096;

struct Field {
  std::string_view uri;
  const char *name, *written;
  std::string HistoryStep::*value;
};
constexpr std::array<Field, 7> fields{{
    {event_uri, "action", "stEvt:action", &HistoryStep::action},
    {event_uri, "softwareAgent", "stEvt:softwareAgent", &HistoryStep::agent},
    {event_uri, "when", "stEvt:when", &HistoryStep::when},
    {event_uri, "parameters", "stEvt:parameters", &HistoryStep::parameters},
    {burnish_uri, "Plugin", "burnish:Plugin", &HistoryStep::plugin},
    {burnish_uri, "PluginVersion", "burnish:PluginVersion", &HistoryStep::plugin_version},
    {burnish_uri, "PluginHash", "burnish:PluginHash", &HistoryStep::plugin_hash},
}};

bool is_rdf(pugi::xml_node node, std::string_view local) {
  const QName name = qualified(node);
  return node.type() == pugi::node_element && name.uri == rdf_uri && name.local == local;
}

template <class Value>
void take(HistoryStep& step, const QName& name, Value value) {
  for (const Field& f : fields)
    if (f.uri == name.uri && f.name == name.local && (step.*f.value).empty()) step.*f.value = valid_text(value());
}

void read_fields(pugi::xml_node node, HistoryStep& step) {
  for (const pugi::xml_attribute a : node.attributes())
    take(step, qualified(node, a.name()), [&] { return std::string(a.value()); });
  for (const pugi::xml_node child : node.children()) {
    if (child.type() != pugi::node_element) continue;
    if (is_rdf(child, "Description"))
      read_fields(child, step);
    else
      take(step, qualified(child), [&] { return simple_value(child); });
  }
}

/// Null when the property has none.
pugi::xml_node list_of(pugi::xml_node property) {
  for (const pugi::xml_node child : property.children())
    if (is_rdf(child, "Seq") || is_rdf(child, "Bag")) return child;
  return {};
}

bool stands_for(pugi::xml_node at, const char* prefixed, std::string_view uri) {
  return qualified(at, prefixed).uri == uri;
}

}  // namespace

std::vector<HistoryStep> read_history(pugi::xml_node property) {
  std::vector<HistoryStep> steps;
  for (const pugi::xml_node item : list_of(property).children()) {
    if (!is_rdf(item, "li") || steps.size() == most_steps) continue;
    HistoryStep step;
    read_fields(item, step);
    if (step != HistoryStep{}) steps.push_back(std::move(step));
  }
  return steps;
}

void append_history(Packet& packet, std::span<const HistoryStep> steps) {
  if (steps.empty()) return;
  pugi::xml_node property = packet.find(history_uri, history_name);
  pugi::xml_node list = list_of(property);
  if (!list && property && stands_for(property, "rdf:Seq", rdf_uri)) list = property.append_child("rdf:Seq");
  if (!list) {
    const pugi::xml_node description = packet.add_description();
    Packet::declare(description, "xmpMM", history_uri);
    list = pugi::xml_node(description).append_child("xmpMM:History").append_child("rdf:Seq");
  }
  for (const HistoryStep& step : steps) {
    const bool rdf = stands_for(list, "rdf:li", rdf_uri);
    pugi::xml_node item = list.append_child("rdf:li");
    if (!rdf) Packet::declare(item, "rdf", rdf_uri);
    if (!stands_for(list, "stEvt:action", event_uri)) Packet::declare(item, "stEvt", event_uri);
    if (!step.plugin.empty() && !stands_for(list, "burnish:Plugin", burnish_uri))
      Packet::declare(item, "burnish", burnish_uri);
    item.append_attribute("rdf:parseType").set_value("Resource");
    for (const Field& f : fields)
      if (!(step.*f.value).empty()) Properties::element(item, f.written, step.*f.value);
  }
}

}  // namespace burnish::xmp
