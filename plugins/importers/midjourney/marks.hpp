// The marks in a file, as found: texts under names, properties of XMP, signed manifests. What they mean is told in
// facts.hpp.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "input.hpp"

namespace midjourney {

// Of one text; a longer one is cut. All texts of a file together may be twice as long.
constexpr std::size_t longest_text = std::size_t{4} << 20U;
// Of a manifest only the claims of its maker are looked at, which stand at its beginning.
constexpr std::size_t longest_manifest = std::size_t{256} << 10U;

struct Mark {
  std::string where;  // "PNG text Description", "EXIF UserComment", "IPTC credit"
  std::string key;    // "Description", "exif:UserComment", "iptc:credit"
  std::string text;   // UTF-8
  bool damaged = false;
};

struct Property {
  std::string uri, name;
  std::vector<std::string> values;  // the items of a list, or the one value
};

struct Marks {
  std::string format;  // "PNG", "JPEG", "WebP"; empty: none of them
  int width = 0, height = 0;
  std::vector<Mark> texts;
  std::vector<Property> properties;  // of all XMP packets, in their order
  std::string xmp_where;             // "PNG XMP"
  bool signed_manifest = false;      // C2PA
  std::string manifest;              // its beginning
  std::vector<std::string> notes;
  bool failed = false;  // the host could not read the file to the end of what was looked at

  void note(std::string text);
  /// False once the file holds more texts than anybody needs.
  [[nodiscard]] bool takes(std::size_t bytes);
  void add(Mark mark);
  [[nodiscard]] const Mark* find(std::string_view key) const;  // the first of this key, or null
  [[nodiscard]] const Property* property(std::string_view uri, std::string_view name) const;
  [[nodiscard]] std::string value(std::string_view uri, std::string_view name) const;

 private:
  std::size_t taken_ = 0;
};

[[nodiscard]] Marks read_marks(Input& input);

// What read_marks is made of.
void read_png(Input& input, Marks& marks);
void read_jpeg(Input& input, Marks& marks);
void read_webp(Input& input, Marks& marks);
/// `block` begins with the TIFF header.
void read_exif(std::string_view block, Marks& marks);
void read_iptc(std::string_view records, Marks& marks);
void read_xmp(std::string_view packet, const std::string& where, Marks& marks);
void add_manifest(std::string_view bytes, Marks& marks);

}  // namespace midjourney
