// An XMP packet that is edited: what is not touched stays byte for byte.
#pragma once
#include <functional>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "metadata/xmp_names.hpp"

namespace burnish::xmp {

/// Values of the tree are as they stand in the packet: escaped.
class Packet {
 public:
  /// An empty or unreadable packet is replaced by one that says nothing.
  explicit Packet(std::string_view packet);

  /// Takes the properties out that `unwanted` names, and descriptions that held nothing else. Whether there were any.
  bool remove(const std::function<bool(const QName&)>& unwanted);
  [[nodiscard]] bool has(std::string_view uri, std::string_view local) const;
  /// The property as an element; null when there is none or it is an attribute.
  [[nodiscard]] pugi::xml_node find(std::string_view uri, std::string_view local) const;
  /// A description at the end, in which "rdf" is the prefix of RDF.
  pugi::xml_node add_description();
  static void declare(pugi::xml_node description, const char* prefix, std::string_view uri);
  /// Takes a description out again when nothing was put into it.
  void drop_hollow(pugi::xml_node description);
  [[nodiscard]] std::string text();

 private:
  static std::string about_of(pugi::xml_node description);
  void make_writable();

  pugi::xml_document document_;
  pugi::xml_node rdf_;
  std::string about_;
};

/// Properties put into a description.
class Properties {
 public:
  explicit Properties(pugi::xml_node description) : description_(description) {}

  /// Nothing for an empty value.
  void text(const std::string& name, std::string_view value);
  /// `kind`: "rdf:Bag", "rdf:Seq", "rdf:Alt"; nothing for an empty list.
  void list(const std::string& name, const char* kind, const std::vector<std::string>& values, bool languages = false);
  static pugi::xml_node element(pugi::xml_node below, const std::string& name, std::string_view value);

 private:
  pugi::xml_node description_;
};

/// The simple value of a property: its text, its rdf:resource, its rdf:value when it has qualifiers, or the first item
/// of a list. For trees of decoded values.
[[nodiscard]] std::string simple_value(pugi::xml_node node, int levels = 4);
/// The items of a list, as valid text; at most 4096 of them.
[[nodiscard]] std::vector<std::string> items(pugi::xml_node property);

inline constexpr std::string_view dc_uri = "http://purl.org/dc/elements/1.1/";

}  // namespace burnish::xmp
