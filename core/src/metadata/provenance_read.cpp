#include <charconv>
#include <cmath>
#include <pugixml.hpp>

#include "metadata/entries.hpp"
#include "metadata/history.hpp"
#include "metadata/provenance.hpp"
#include "metadata/provenance_names.hpp"
#include "metadata/xmp_packet.hpp"

namespace burnish {
namespace xmp {
namespace {

std::optional<double> number_of(const std::string& text) {
  double number = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
  if (end.ec != std::errc() || end.ptr != text.data() + text.size() || !std::isfinite(number)) return std::nullopt;
  return number;
}

class Reader {
 public:
  RecordFound found;

  void read(pugi::xml_node description) {
    for (const pugi::xml_attribute a : description.attributes())
      take(qualified(description, a.name()), [&] { return std::string(a.value()); });
    for (const pugi::xml_node property : description.children()) {
      if (property.type() != pugi::node_element) continue;
      const QName name = qualified(property);
      if (name.uri == burnish_uri && name.local == inputs_name && found.record.inputs.empty())
        found.record.inputs = items(property);
      else if (name.uri == burnish_uri && name.local == parents_name && found.record.parents.empty())
        found.record.parents = items(property);
      else if (name.uri == burnish_uri && name.local == manifests_name && found.record.manifests.empty())
        found.record.manifests = items(property);
      else if (name.uri == history_uri && name.local == history_name && found.record.history.empty())
        found.record.history = read_history(property);
      else if (name.uri == burnish_uri && name.local == parameters_name)
        take_parameters(items(property));
      else
        take(name, [&] { return simple_value(property); });
    }
  }

  void finish() {
    if (found.record.creator.empty()) found.record.creator = std::move(writer_);
  }

 private:
  /// The first of several wins.
  template <class Value>
  void take(const QName& name, Value value) {
    if (!is_of_record(name)) return;
    for (const TextProperty& p : text_properties)
      if (p.uri == name.uri && p.name == name.local && (found.record.*p.value).empty())
        found.record.*p.value = valid_text(value());
    for (const NumberProperty& p : number_properties)
      if (p.uri == name.uri && p.name == name.local && !(found.record.*p.value))
        found.record.*p.value = number_of(value());
    if (name.uri != iptc_uri) return;
    if (name.local == prompt_writer_name && writer_.empty()) writer_ = valid_text(value());
    if (name.local == source_type_name && found.source_type.empty()) take_source_type(value());
  }

  /// The URI of the vocabulary, or only its word, as several programs write it.
  void take_source_type(const std::string& text) {
    const auto first = text.find_first_not_of(" \t\r\n"), last = text.find_last_not_of(" \t\r\n/");
    if (first == std::string::npos || last == std::string::npos) return;
    found.source_type = valid_text(text.substr(first, last + 1 - first));
    const auto slash = found.source_type.find_last_of("/:");
    found.record.source_type =
        source_type_of(slash == std::string::npos ? found.source_type : found.source_type.substr(slash + 1));
  }

  void take_parameters(const std::vector<std::string>& texts) {
    std::string key, value;
    for (const std::string& text : texts)
      if (read_parameter(text, key, value)) found.record.parameters.emplace(key, value);
  }

  std::string writer_;
};

}  // namespace

RecordFound find_record(std::string_view packet) {
  pugi::xml_document document;
  if (!load(document, packet, pugi::parse_default | pugi::parse_ws_pcdata_single)) return {};
  Reader reader;
  for_each_description(document, [&](pugi::xml_node d) { reader.read(d); });
  reader.finish();
  return std::move(reader.found);
}

}  // namespace xmp

Provenance read_provenance(std::string_view packet) { return xmp::find_record(packet).record; }

}  // namespace burnish
