#include "metadata/xmp.hpp"

#include <algorithm>
#include <array>
#include <pugixml.hpp>

#include "metadata/xmp_names.hpp"

namespace burnish {
namespace {

using namespace xmp;

// Whole vocabularies that describe pictures which do not travel along: gain maps, depth maps, lists of files.
constexpr std::array false_vocabularies{
    "http://ns.adobe.com/hdr-gain-map/1.0/",         "http://ns.apple.com/HDRGainMap/1.0/",
    "http://ns.google.com/photos/1.0/container/",    "http://ns.google.com/photos/1.0/container/item/",
    "http://ns.google.com/photos/1.0/depthmap/",     "http://ns.google.com/photos/1.0/image/",
    "http://ns.google.com/photos/dd/1.0/container/", "http://ns.google.com/photos/dd/1.0/device/",
    "http://ns.google.com/photos/dd/1.0/item/",      "http://ns.google.com/photos/dd/1.0/image/",
    "http://ns.google.com/photos/dd/1.0/depthmap/",  "http://ns.google.com/photos/dd/1.0/profile/",
};
struct Property {
  const char* uri;
  const char* name;
};
constexpr const char* tiff_uri = "http://ns.adobe.com/tiff/1.0/";
constexpr const char* exif_uri = "http://ns.adobe.com/exif/1.0/";
constexpr Property false_properties[] = {
    {"http://ns.adobe.com/xap/1.0/", "Thumbnails"},
    {"http://ns.adobe.com/xmp/note/", "HasExtendedXMP"},  // decoders hand over one packet
    {"http://ns.google.com/photos/1.0/camera/", "MicroVideo"},
    {"http://ns.google.com/photos/1.0/camera/", "MicroVideoOffset"},
    {"http://ns.google.com/photos/1.0/camera/", "MotionPhoto"},
};

class Mender {
 public:
  explicit Mender(const ExifTruth& truth) : truth_(truth) {}

  void visit(pugi::xml_node description) {
    for (pugi::xml_attribute a = description.first_attribute(); a;) {
      const pugi::xml_attribute next = a.next_attribute();
      const QName name = qualified(description, a.name());
      if (is_false(name)) {
        changed_ |= description.remove_attribute(a);
      } else if (const auto value = true_value(name); value && *value != a.value()) {
        changed_ |= a.set_value(value->c_str());
      }
      a = next;
    }
    for (pugi::xml_node child = description.first_child(); child;) {
      const pugi::xml_node next = child.next_sibling();
      if (child.type() == pugi::node_element) visit_property(description, child);
      child = next;
    }
  }
  [[nodiscard]] bool changed() const { return changed_; }

 private:
  void visit_property(pugi::xml_node description, pugi::xml_node property) {
    const QName name = qualified(property);
    if (is_false(name)) {
      changed_ |= description.remove_child(property);
    } else if (const auto value = true_value(name); value && *value != property.text().get()) {
      changed_ |= property.text().set(value->c_str());
    }
  }

  static bool is_false(const QName& name) {
    const auto is_vocabulary = [&](const char* uri) { return name.uri == uri; };
    const auto is_property = [&](const Property& p) { return name.uri == p.uri && name.local == p.name; };
    return std::any_of(false_vocabularies.begin(), false_vocabularies.end(), is_vocabulary) ||
           std::any_of(std::begin(false_properties), std::end(false_properties), is_property);
  }

  [[nodiscard]] std::optional<std::string> true_value(const QName& name) const {
    const bool tiff = name.uri == tiff_uri, exif = name.uri == exif_uri;
    const bool sized = truth_.size.width > 0 && truth_.size.height > 0;
    if (tiff && name.local == "Orientation" && truth_.upright) return "1";
    if (sized && ((tiff && name.local == "ImageWidth") || (exif && name.local == "PixelXDimension")))
      return std::to_string(truth_.size.width);
    if (sized && ((tiff && name.local == "ImageLength") || (exif && name.local == "PixelYDimension")))
      return std::to_string(truth_.size.height);
    if (exif && name.local == "ColorSpace" && truth_.srgb) return "1";
    if (name.uri == "http://ns.adobe.com/photoshop/1.0/" && name.local == "ICCProfile" && truth_.srgb)
      return "sRGB IEC61966-2.1";
    return std::nullopt;
  }

  const ExifTruth& truth_;
  bool changed_ = false;
};

struct Text : pugi::xml_writer {
  std::string value;
  void write(const void* p, std::size_t n) override { value.append(static_cast<const char*>(p), n); }
};

}  // namespace

std::optional<std::string> mend_xmp(std::string_view packet, const ExifTruth& truth) {
  pugi::xml_document document;
  // White space stays where it was: a packet may hold padding for editing in place.
  if (!load(document, packet, pugi::parse_full | pugi::parse_ws_pcdata)) return std::nullopt;
  Mender mender(truth);
  for_each_description(document, [&](pugi::xml_node d) { mender.visit(d); });
  if (!mender.changed()) return std::string(packet);
  Text text;
  document.save(text, "", pugi::format_raw | pugi::format_no_declaration, pugi::encoding_utf8);
  return std::move(text.value);
}

}  // namespace burnish
