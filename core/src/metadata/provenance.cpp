#include "metadata/provenance.hpp"

#include <algorithm>
#include <pugixml.hpp>

#include "metadata/entries.hpp"
#include "metadata/provenance_names.hpp"

namespace burnish {
namespace {

using namespace xmp;

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

/// A packet that is being edited.
class Packet {
 public:
  explicit Packet(std::string_view packet) {
    if (packet.empty() || !load(document_, packet, as_written) || !find_rdf(document_))
      document_.load_string(empty_packet, as_written);
    rdf_ = find_rdf(document_);
    for_each_description(document_, [&](pugi::xml_node d) {
      if (about_.empty()) about_ = about_of(d);
    });
  }

  /// Takes the properties out that `unwanted` names, and descriptions that held nothing else.
  template <class Predicate>
  void remove(Predicate unwanted) {
    for_each_description_safely([&](pugi::xml_node d) {
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
    });
  }
  void drop_hollow(pugi::xml_node description) {
    if (is_hollow(description)) rdf_.remove_child(description);
  }

  [[nodiscard]] bool has(std::string_view uri, std::string_view local) const {
    bool found = false;
    const auto is_it = [&](const QName& name) { return name.uri == uri && name.local == local; };
    for_each_description(document_, [&](pugi::xml_node d) {
      for (const pugi::xml_attribute a : d.attributes()) found |= is_it(qualified(d, a.name()));
      for (const pugi::xml_node p : d.children()) found |= p.type() == pugi::node_element && is_it(qualified(p));
    });
    return found;
  }

  /// A description at the end, in which the prefix stands for the vocabulary, and "rdf" for RDF's.
  pugi::xml_node add_description() {
    const bool has_prefix = qualified(rdf_, "rdf:RDF").uri == rdf_uri;
    pugi::xml_node d = rdf_.append_child("rdf:Description");
    if (!has_prefix) declare(d, "rdf", rdf_uri);
    d.append_attribute("rdf:about").set_value(about_.c_str());
    return d;
  }
  static void declare(pugi::xml_node description, const char* prefix, std::string_view uri) {
    description.append_attribute(("xmlns:" + std::string(prefix)).c_str()).set_value(std::string(uri).c_str());
  }

  [[nodiscard]] std::string text() {
    make_writable();
    Text text;
    document_.save(text, "", verbatim, pugi::encoding_utf8);
    return std::move(text.value);
  }

 private:
  template <class Function>
  void for_each_description_safely(Function f) {
    std::vector<pugi::xml_node> all;
    for_each_description(document_, [&](pugi::xml_node d) { all.push_back(d); });
    for (const pugi::xml_node d : all) f(d);
  }

  static std::string about_of(pugi::xml_node description) {
    for (const pugi::xml_attribute a : description.attributes())
      if (std::string_view(a.name()) == "about" ||
          (qualified(description, a.name()).uri == rdf_uri && qualified(description, a.name()).local == "about"))
        return a.value();
    return {};
  }

  /// pugixml writes attributes between double quotes, and this file writes UTF-8.
  void make_writable() {
    for (pugi::xml_node node = document_.first_child(); node;) {
      for (pugi::xml_attribute a : node.attributes()) mend_quotes(a);
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
  static void mend_quotes(pugi::xml_attribute a) {
    std::string value = a.value();
    if (value.find('"') == std::string::npos) return;
    for (std::size_t at = 0; (at = value.find('"', at)) != std::string::npos; at += 6) value.replace(at, 1, "&quot;");
    a.set_value(value.c_str());
  }

  pugi::xml_document document_;
  pugi::xml_node rdf_;
  std::string about_;
};

/// Properties put into a description.
class Properties {
 public:
  explicit Properties(pugi::xml_node description) : description_(description) {}

  void text(const std::string& name, std::string_view value) {
    if (!value.empty()) element(description_, name, value);
  }
  void list(const std::string& name, const char* kind, const std::vector<std::string>& values, bool languages = false) {
    if (values.empty()) return;
    pugi::xml_node list = description_.append_child(name.c_str()).append_child(kind);
    for (const std::string& value : values) {
      pugi::xml_node item = element(list, "rdf:li", value);
      if (languages) item.append_attribute("xml:lang").set_value("x-default");
    }
  }

 private:
  static pugi::xml_node element(pugi::xml_node below, const std::string& name, std::string_view value) {
    pugi::xml_node node = below.append_child(name.c_str());
    node.append_child(pugi::node_pcdata).set_value(escaped(value).c_str());
    return node;
  }

  pugi::xml_node description_;
};

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
  packet.drop_hollow(description);
}

std::string uri_of(SourceType type) {
  const std::string_view word = source_type_word(type);
  return word.empty() ? std::string() : std::string(source_type_uri).append(word);
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
  return edited.text();
}

std::string only_provenance(std::string_view packet) {
  const RecordFound found = find_record(packet);
  if (found.record.empty() && found.source_type.empty()) return {};
  const std::string known = uri_of(found.record.source_type);
  Packet fresh({});
  add_record(fresh, found.record, known.empty() ? found.source_type : known);
  return fresh.text();
}

void add_provenance(Blocks& blocks, const Provenance& record) {
  if (!record.empty()) blocks["block:xmp"] = put_provenance(packet_of(blocks), record);
}

void mark_composite(Blocks& blocks, std::span<const Blocks* const> parts) {
  for (const Blocks* part : parts) {
    const Provenance of_part = read_provenance(packet_of(*part));
    if (!is_generated(of_part.source_type)) continue;
    Provenance whole = read_provenance(packet_of(blocks));
    if (is_generated(whole.source_type)) return;
    whole.source_type = SourceType::Unknown;
    if (whole.empty()) whole = of_part;
    Packet edited(packet_of(blocks));
    edited.remove(is_of_record);
    add_record(edited, whole, uri_of(SourceType::CompositeWithTrainedAlgorithmicMedia));
    blocks["block:xmp"] = edited.text();
    return;
  }
}

}  // namespace burnish
