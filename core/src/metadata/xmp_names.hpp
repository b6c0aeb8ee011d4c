// Parsing and names that the readers and writers of XMP share.
#pragma once
#include <functional>
#include <pugixml.hpp>
#include <string>
#include <string_view>

namespace burnish::xmp {

struct QName {
  std::string_view uri, local;  // uri empty when the prefix is declared nowhere
};

/// The expanded name of an element.
[[nodiscard]] QName qualified(pugi::xml_node element);
/// The expanded name of an attribute of `at`.
[[nodiscard]] QName qualified(pugi::xml_node at, const char* name);

/// False for what is no XML, or larger or deeper than any honest packet.
[[nodiscard]] bool load(pugi::xml_document& document, std::string_view packet, unsigned options);

/// rdf:RDF; null when the document holds none.
[[nodiscard]] pugi::xml_node find_rdf(const pugi::xml_document& document);

/// Calls f for each rdf:Description directly below rdf:RDF: they hold the properties of the picture.
void for_each_description(const pugi::xml_document& document, const std::function<void(pugi::xml_node)>& f);

inline constexpr std::string_view rdf_uri = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

}  // namespace burnish::xmp
