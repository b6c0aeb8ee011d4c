// Where the parts of an XMP packet stand in its text; nothing in it is decoded.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace burnish {

struct Range {
  std::size_t begin = 0, end = 0;
  [[nodiscard]] std::size_t size() const { return end - begin; }
};

/// An element below rdf:RDF, and what is below it.
struct Description {
  Range all, open;                // open: its start tag
  std::vector<Range> properties;  // its child elements
};

/// Where the parts of a packet stand.
struct Outline {
  Range root_open, rdf_open;  // root_open is empty when rdf:RDF is the root
  std::size_t rdf_close = 0, rdf_end = 0;
  std::string_view root_name, rdf_name;
  std::vector<Description> descriptions;
};

/// None when the text is no XMP, or is one in a form that need not be taken apart.
std::optional<Outline> outline_of(std::string_view packet);

struct Attribute {
  std::string_view name, value;
  Range range;  // with the white space before it, within the tag
};

std::vector<Attribute> attributes_of(std::string_view tag);

/// xmlns:prefix="...".
bool is_declaration(const Attribute& a);
/// rdf:about="...".
bool names_subject(const Attribute& a);
bool is_property(const Attribute& a);

bool is_space(char c);
std::string_view text_of(std::string_view packet, const Range& r);

}  // namespace burnish
