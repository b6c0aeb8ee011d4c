// MWG "Guidelines for Handling Image Metadata" 2.0, 5.9; IPTC Photo Metadata Standard 2023.2, Image Region.
#include "metadata/regions.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

#include "metadata/xmp_packet.hpp"

namespace burnish {
namespace {

constexpr std::string_view regions_uri = "http://www.metadataworkinggroup.com/schemas/regions/";
constexpr std::string_view area_uri = "http://ns.adobe.com/xmp/sType/Area#";
constexpr std::string_view iptc_uri = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/";
constexpr std::string_view xmp_uri = "http://ns.adobe.com/xap/1.0/";
constexpr std::size_t most_regions = 1000, most_vertices = 1000;

bool is(const xmp::QName& name, std::string_view uri, std::string_view local) {
  return name.uri == uri && name.local == local;
}

/// A structure is written as an element with attributes, with elements below, or with either in an rdf:Description.
pugi::xml_node inner(pugi::xml_node structure) {
  for (const pugi::xml_node child : structure.children())
    if (child.type() == pugi::node_element && is(xmp::qualified(child), xmp::rdf_uri, "Description")) return child;
  return {};
}

pugi::xml_node field(pugi::xml_node structure, std::string_view uri, std::string_view local) {
  for (const pugi::xml_node holder : {structure, inner(structure)})
    for (const pugi::xml_node child : holder.children())
      if (child.type() == pugi::node_element && is(xmp::qualified(child), uri, local)) return child;
  return {};
}

std::string text(pugi::xml_node structure, std::string_view uri, std::string_view local) {
  for (const pugi::xml_node holder : {structure, inner(structure)})
    for (const pugi::xml_attribute a : holder.attributes())
      if (is(xmp::qualified(holder, a.name()), uri, local)) return a.value();
  const pugi::xml_node found = field(structure, uri, local);
  return found ? xmp::simple_value(found) : std::string();
}

std::optional<double> number(pugi::xml_node structure, std::string_view uri, std::string_view local) {
  const std::string value = text(structure, uri, local);
  double n = 0;
  const auto end = std::from_chars(value.data(), value.data() + value.size(), n);
  if (value.empty() || end.ec != std::errc() || end.ptr != value.data() + value.size() || !std::isfinite(n))
    return std::nullopt;
  return n;
}

/// The items of a list of structures.
std::vector<pugi::xml_node> members(pugi::xml_node property) {
  std::vector<pugi::xml_node> found;
  for (const pugi::xml_node list : property.children())
    for (const pugi::xml_node item : list.children()) {
      if (found.size() == most_regions) return found;
      if (item.type() == pugi::node_element && is(xmp::qualified(item), xmp::rdf_uri, "li")) found.push_back(item);
    }
  return found;
}

class RegionReader {
 public:
  explicit RegionReader(const Size& stored) : stored_(stored) {}
  std::vector<Region> found;

  void read(pugi::xml_node description) {
    for (const pugi::xml_node property : description.children()) {
      if (property.type() != pugi::node_element) continue;
      const xmp::QName name = xmp::qualified(property);
      if (is(name, regions_uri, "Regions"))
        for (const pugi::xml_node item : members(field(property, regions_uri, "RegionList"))) read_confirmed(item);
      if (is(name, iptc_uri, "ImageRegion"))
        for (const pugi::xml_node item : members(property)) read_image_region(item);
    }
  }

 private:
  void add(std::string label, double x0, double y0, double x1, double y1, bool pixels) {
    const double w = pixels ? stored_.width : 1, h = pixels ? stored_.height : 1;
    const auto within = [](double v) { return std::clamp(v, 0.0, 1.0); };
    const Region r{std::move(label), within(x0 / w), within(y0 / h), within(x1 / w), within(y1 / h)};
    if (r.x1 > r.x0 && r.y1 > r.y0 && found.size() < most_regions) found.push_back(r);
  }

  /// mwg-rs: x and y are the middle of the area; d is the diameter of a circle.
  void read_confirmed(pugi::xml_node region) {
    const pugi::xml_node area = field(region, regions_uri, "Area");
    const auto x = number(area, area_uri, "x"), y = number(area, area_uri, "y"), d = number(area, area_uri, "d");
    const auto w = number(area, area_uri, "w"), h = number(area, area_uri, "h");
    if (!x || !y || (!d && (!w || !h))) return;
    const bool pixels = text(area, area_uri, "unit") == "pixel";
    // A diameter of the normalised plane is one of the smaller side's.
    const double small = std::min(stored_.width, stored_.height);
    const double width = w ? *w : pixels ? *d : *d * small / stored_.width;
    const double height = h ? *h : pixels ? *d : *d * small / stored_.height;
    add(label_of_type(text(region, regions_uri, "Type")), *x - width / 2, *y - height / 2, *x + width / 2,
        *y + height / 2, pixels);
  }

  static std::string label_of_type(const std::string& type) {
    if (type == "Face") return "face";
    if (type == "Pet") return "pet";
    if (type == "Focus") return "focus";
    if (type == "BarCode") return "barcode";
    return "region";
  }

  void read_image_region(pugi::xml_node region) {
    const pugi::xml_node boundary = field(region, iptc_uri, "RegionBoundary");
    const std::string shape = text(boundary, iptc_uri, "rbShape");
    const bool pixels = text(boundary, iptc_uri, "rbUnit") == "pixel";
    const std::string label = label_of_role(field(region, iptc_uri, "rRole"));
    if (shape == "polygon") return read_polygon(boundary, label, pixels);
    const auto x = number(boundary, iptc_uri, "rbX"), y = number(boundary, iptc_uri, "rbY");
    const auto w = number(boundary, iptc_uri, "rbW"), h = number(boundary, iptc_uri, "rbH");
    const auto r = number(boundary, iptc_uri, "rbRx");
    if (!x || !y) return;
    if (shape == "circle" && r) {  // the radius is in parts of the width
      const double ry = pixels ? *r : *r * stored_.width / stored_.height;
      add(label, *x - *r, *y - ry, *x + *r, *y + ry, pixels);
    } else if (w && h) {
      add(label, *x, *y, *x + *w, *y + *h, pixels);
    }
  }

  void read_polygon(pugi::xml_node boundary, const std::string& label, bool pixels) {
    constexpr double far = std::numeric_limits<double>::max();
    double x0 = far, y0 = far, x1 = -far, y1 = -far;
    std::size_t seen = 0;
    for (const pugi::xml_node vertex : members(field(boundary, iptc_uri, "rbVertices"))) {
      const auto x = number(vertex, iptc_uri, "rbX"), y = number(vertex, iptc_uri, "rbY");
      if (!x || !y || ++seen > most_vertices) continue;
      x0 = std::min(x0, *x), x1 = std::max(x1, *x);
      y0 = std::min(y0, *y), y1 = std::max(y1, *y);
    }
    if (seen > 2) add(label, x0, y0, x1, y1, pixels);
  }

  /// By the ends of http://cv.iptc.org/newscodes/imageregionrole/ "squareCropping", "mainSubjectArea" ...
  static std::string label_of_role(pugi::xml_node roles) {
    for (const pugi::xml_node role : members(roles))
      for (const std::string& id : xmp::items(field(role, xmp_uri, "Identifier"))) {
        if (id.find("ropping") != std::string::npos) return "crop";
        if (id.find("ubjectArea") != std::string::npos) return "subject";
      }
    return "region";
  }

  Size stored_;
};

}  // namespace

std::vector<Region> read_regions(std::string_view packet, const Size& stored) {
  // Most packets have none; looking is cheaper than parsing.
  if (packet.find("RegionList") == std::string_view::npos && packet.find("ImageRegion") == std::string_view::npos)
    return {};
  if (stored.width < 1 || stored.height < 1) return {};
  pugi::xml_document document;
  if (!xmp::load(document, packet, pugi::parse_default | pugi::parse_ws_pcdata_single)) return {};
  RegionReader reader(stored);
  xmp::for_each_description(document, [&](pugi::xml_node d) { reader.read(d); });
  return std::move(reader.found);
}

}  // namespace burnish
