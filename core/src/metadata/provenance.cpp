#include "metadata/provenance.hpp"

#include <algorithm>
#include <optional>
#include <pugixml.hpp>
#include <utility>

#include "metadata/derivation.hpp"
#include "metadata/exif.hpp"
#include "metadata/history.hpp"
#include "metadata/provenance_names.hpp"
#include "metadata/xmp_packet.hpp"

namespace burnish {
namespace {

using namespace xmp;

std::string prefixed(std::string_view uri, std::string_view name) {
  return (uri == iptc_uri ? "Iptc4xmpExt:" : "burnish:") + std::string(name);
}

/// What other programs look for.
void add_dublin_core(Packet& packet, const Provenance& record) {
  const bool creator = !record.creator.empty() && !packet.has(dc_uri, "creator");
  const bool rights = !record.rights.empty() && !packet.has(dc_uri, "rights");
  if (!creator && !rights) return;
  const pugi::xml_node description = packet.add_description();
  Packet::declare(description, "dc", dc_uri);
  Properties properties(description);
  if (creator) properties.list("dc:creator", "rdf:Seq", {record.creator});
  if (rights) properties.list("dc:rights", "rdf:Alt", {record.rights}, true);
}

void add_record(Packet& packet, const Provenance& record, const std::string& source_type) {
  const pugi::xml_node description = packet.add_description();
  Packet::declare(description, "Iptc4xmpExt", iptc_uri);
  Packet::declare(description, "burnish", burnish_uri);
  Properties properties(description);
  properties.text(prefixed(iptc_uri, source_type_name), source_type);
  if (!record.prompt.empty()) properties.text(prefixed(iptc_uri, prompt_writer_name), record.creator);
  for (const NumberProperty& p : number_properties)
    if (const auto& number = record.*p.value) properties.text(prefixed(p.uri, p.name), number_text(*number));
  for (const TextProperty& p : text_properties) properties.text(prefixed(p.uri, p.name), record.*p.value);
  properties.list(prefixed(burnish_uri, inputs_name), "rdf:Bag", record.inputs);
  std::vector<std::string> parameters;
  for (const auto& [key, value] : record.parameters) parameters.push_back(parameter_text(key, value));
  properties.list(prefixed(burnish_uri, parameters_name), "rdf:Bag", parameters);
  properties.list(prefixed(burnish_uri, parents_name), "rdf:Seq", record.parents);
  properties.list(prefixed(burnish_uri, manifests_name), "rdf:Bag", record.manifests);
  packet.drop_hollow(description);
}

/// Of the record's history what the packet does not have yet.
void add_missing_history(Packet& packet, std::string_view before, const Provenance& record) {
  if (record.history.empty()) return;
  const std::vector<HistoryStep> known = find_record(before).record.history;
  std::vector<HistoryStep> missing;
  for (const HistoryStep& step : record.history)
    if (std::find(known.begin(), known.end(), step) == known.end()) missing.push_back(step);
  append_history(packet, missing);
}

std::string uri_of(SourceType type) {
  const std::string_view word = source_type_word(type);
  return word.empty() ? std::string() : std::string(source_type_uri).append(word);
}

/// Made by a machine, whether or not it was trained.
bool is_synthetic(SourceType type) {
  return type == SourceType::CompositeSynthetic || type == SourceType::AlgorithmicMedia;
}

bool is_generated(SourceType type) {
  return type == SourceType::TrainedAlgorithmicMedia || type == SourceType::CompositeWithTrainedAlgorithmicMedia;
}

std::string_view packet_of(const Blocks& blocks) {
  const auto found = blocks.find("block:xmp");
  return found == blocks.end() ? std::string_view() : std::string_view(found->second);
}

}  // namespace

std::string put_provenance(std::string_view packet, const Provenance& record) {
  if (record.empty()) return std::string(packet);
  const std::string source_type = uri_of(record.source_type);
  Packet edited(packet);
  edited.remove([&](const QName& name) {
    const bool is_type = name.uri == iptc_uri && name.local == source_type_name;
    return is_of_record(name) && !(is_type && source_type.empty());
  });
  add_dublin_core(edited, record);
  add_record(edited, record, source_type);
  add_missing_history(edited, packet, record);
  return edited.text();
}

std::string only_provenance(std::string_view packet) {
  const RecordFound found = find_record(packet);
  if (found.record.empty() && found.source_type.empty()) return {};
  const std::string known = uri_of(found.record.source_type);
  Packet fresh({});
  add_record(fresh, found.record, known.empty() ? found.source_type : known);
  append_history(fresh, found.record.history);
  return fresh.text();
}

void add_provenance(Blocks& blocks, const Provenance& record) {
  if (!record.empty()) blocks["block:xmp"] = put_provenance(packet_of(blocks), record);
}

namespace {

/// What a picture becomes when another is put into it. Parts of unknown origin change nothing: a logo without a record
/// does not make a generated picture less generated, and the stronger mark stays.
SourceType composite_of(SourceType whole, SourceType part, bool part_is_photograph) {
  const bool part_known = part != SourceType::Unknown || part_is_photograph;
  if (whole == SourceType::CompositeWithTrainedAlgorithmicMedia) return whole;
  if (whole == SourceType::TrainedAlgorithmicMedia)
    return part_known && part != whole ? SourceType::CompositeWithTrainedAlgorithmicMedia : whole;
  if (is_generated(part)) return SourceType::CompositeWithTrainedAlgorithmicMedia;
  if (is_synthetic(part) && part != whole) return SourceType::CompositeSynthetic;
  if (whole == SourceType::AlgorithmicMedia && part_known && part != whole) return SourceType::CompositeSynthetic;
  return whole;
}

}  // namespace

void mark_composite(Blocks& blocks, std::span<const Blocks* const> parts) {
  Provenance whole = read_provenance(packet_of(blocks));
  const SourceType before = whole.source_type;
  std::optional<Provenance> first;  // of the parts that made it a composite
  for (const Blocks* part : parts) {
    Provenance of_part = read_provenance(packet_of(*part));
    const SourceType now = composite_of(whole.source_type, of_part.source_type, has_exposure(*part));
    if (now == whole.source_type) continue;
    if (!first || (is_generated(now) && !is_generated(whole.source_type))) first = std::move(of_part);
    whole.source_type = now;
  }
  if (whole.source_type == before) return;
  const SourceType type = std::exchange(whole.source_type, SourceType::Unknown);
  if (whole.empty()) {
    first->history.clear();
    first->parents.clear();
    first->manifests.clear();
    whole = *std::move(first);
  }
  Packet edited(packet_of(blocks));
  edited.remove(is_of_record);
  add_record(edited, whole, uri_of(type));
  blocks["block:xmp"] = edited.text();
}

bool has_exposure(const Blocks& blocks) {
  const auto exif = blocks.find("block:exif");
  std::vector<MetadataEntry> entries;
  if (exif == blocks.end()) return false;
  (void)describe_exif(exif->second, entries);  // a damaged block says what is readable
  return std::any_of(entries.begin(), entries.end(), [](const MetadataEntry& e) {
    return e.key == "exif:ExposureTime" || e.key == "exif:FNumber" || e.key == "exif:FocalLength";
  });
}

bool has_record(const Blocks& blocks) {
  const RecordFound found = find_record(packet_of(blocks));
  return !found.record.empty() || !found.source_type.empty();
}

void add_lineage(Blocks& blocks, const Lineage& lineage) {
  if (lineage.parents.empty() && lineage.manifests.empty() && lineage.steps.empty()) return;
  const Provenance known = read_provenance(packet_of(blocks));
  Packet edited(packet_of(blocks));
  const auto add = [&](std::string_view name, const char* kind, std::vector<std::string> values,
                       const std::vector<std::string>& more) {
    const std::size_t before = values.size();
    for (const std::string& value : more)
      if (std::find(values.begin(), values.end(), value) == values.end()) values.push_back(value);
    if (values.size() == before) return;
    edited.remove([&](const QName& q) { return q.uri == burnish_uri && q.local == name; });
    const pugi::xml_node description = edited.add_description();
    Packet::declare(description, "burnish", burnish_uri);
    Properties(description).list(prefixed(burnish_uri, name), kind, values);
  };
  add(parents_name, "rdf:Seq", known.parents, lineage.parents);
  add(manifests_name, "rdf:Bag", known.manifests, lineage.manifests);
  add_derivation(edited, packet_of(blocks), lineage);
  append_history(edited, lineage.steps);
  blocks["block:xmp"] = edited.text();
}

}  // namespace burnish
