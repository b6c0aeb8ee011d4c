#include "metadata/photoshop.hpp"

#include <algorithm>
#include <array>

#include "metadata/entries.hpp"

namespace burnish {
namespace {

/// Adobe, Photoshop File Formats Specification, image resource IDs.
enum Resource : uint16_t {
  layer_state = 0x0400,
  layers_group = 0x0402,
  iptc = 0x0404,
  guides = 0x0408,
  old_thumbnail = 0x0409,
  copyright_flag = 0x040A,
  address = 0x040B,
  thumbnail = 0x040C,
  profile = 0x040F,
  slices = 0x041A,
  exif = 0x0422,
  second_exif = 0x0423,
  xmp_packet = 0x0424,
  layer_comps = 0x0429,
  layer_selection = 0x042D,
  layer_groups_enabled = 0x0430,
  counts = 0x0438,
  first_path = 0x07D0,
  clipping_path = 0x0BB7,
  path_origins = 0x0BB8,
};

constexpr std::size_t head_bytes = 6, size_bytes = 4;
constexpr std::string_view rights_uri = "http://ns.adobe.com/xap/1.0/rights/";

uint32_t big_endian(std::string_view bytes, std::size_t at, std::size_t count) {
  uint32_t value = 0;
  for (std::size_t i = 0; i < count; ++i) value = value << 8U | static_cast<uint8_t>(bytes[at + i]);
  return value;
}

/// Photoshop's own and those of programs that came before it or write beside it.
bool is_signature(std::string_view four) {
  constexpr std::array<std::string_view, 5> known{"8BIM", "MeSa", "AgHg", "PHUT", "DCSR"};
  return std::find(known.begin(), known.end(), four) != known.end();
}

/// Repeats what a block of the file says, or shows the picture as it was.
bool is_repetition(uint16_t number) {
  constexpr std::array<uint16_t, 4> numbers{old_thumbnail, thumbnail, profile, second_exif};
  return std::find(numbers.begin(), numbers.end(), number) != numbers.end();
}

const char* own_block(uint16_t number) {
  return number == iptc ? "block:iptc" : number == exif ? "block:exif" : number == xmp_packet ? "block:xmp" : nullptr;
}

bool speaks_of_places(uint16_t number) {
  constexpr std::array<uint16_t, 8> numbers{layer_state,     layers_group,         guides, slices, layer_comps,
                                            layer_selection, layer_groups_enabled, counts};
  return std::find(numbers.begin(), numbers.end(), number) != numbers.end() ||
         (number >= first_path && number <= path_origins);
}

/// Photoshop writes a grid without guides and one slice, the whole picture, into every file.
bool says_nothing(const ImageResource& r) {
  constexpr std::size_t number = 4, guide_count_at = 12, slice_name_at = 20;
  const auto read = [&](std::size_t at) { return at + number <= r.data.size() ? big_endian(r.data, at, number) : ~0U; };
  if (r.number == guides) return read(guide_count_at) == 0;
  if (r.number != slices || read(0) != 6 || read(slice_name_at) > r.data.size()) return false;
  return read(slice_name_at + number + std::size_t{2} * read(slice_name_at)) <= 1;
}

}  // namespace

bool for_each_resource(std::string_view block, const std::function<void(const ImageResource&)>& f) {
  std::size_t at = 0;
  while (block.size() - at >= head_bytes + 2 + size_bytes && is_signature(block.substr(at, 4))) {
    const auto number = static_cast<uint16_t>(big_endian(block, at + 4, 2));
    const std::size_t name = std::size_t{1} + static_cast<uint8_t>(block[at + head_bytes]);
    const std::size_t size_at = at + head_bytes + name + (name & 1U);
    if (size_at + size_bytes > block.size()) return false;
    const std::size_t size = big_endian(block, size_at, size_bytes), data = size_at + size_bytes;
    if (size > block.size() - data) return false;
    const std::size_t end = std::min(data + size + (size & 1U), block.size());
    f({number, block.substr(at, end - at), block.substr(data, size)});
    at = end;
  }
  return std::all_of(block.begin() + static_cast<std::ptrdiff_t>(at), block.end(), [](char c) { return c == '\0'; });
}

void take_resources_apart(Blocks& blocks) {
  const auto found = blocks.find("block:photoshop");
  if (found == blocks.end()) return;
  std::string rest;
  bool any = false;
  const bool whole = for_each_resource(found->second, [&](const ImageResource& r) {
    const char* key = own_block(r.number);
    if (key != nullptr) blocks.emplace(key, r.data);
    if (key == nullptr) rest.append(r.whole);
    any |= key != nullptr;
  });
  if (!whole || !any) return;  // a damaged block is carry_resources()' to tell of
  if (rest.empty())
    blocks.erase(found);
  else
    found->second = std::move(rest);
}

std::string carry_resources(std::string_view block, bool same_places, std::vector<std::string>& notes) {
  std::string kept;
  bool moved = false;
  const bool whole = for_each_resource(block, [&](const ImageResource& r) {
    const bool false_place = !same_places && speaks_of_places(r.number);
    moved |= false_place && !says_nothing(r);
    if (false_place || is_repetition(r.number)) return;
    kept.append(r.whole);
    if (r.whole.size() % 2 != 0) kept += '\0';  // the last one may lack its padding
  });
  if (!whole) notes.emplace_back("some of Photoshop's image resources are left out: they are damaged");
  if (moved)
    notes.emplace_back("Photoshop's guides, slices, paths and layers are left out: the pixels are not where they were");
  return kept;
}

void add_rights(xmp::Packet& packet, std::string_view block) {
  std::string marked, web;
  (void)for_each_resource(block, [&](const ImageResource& r) {
    if (r.number == copyright_flag && r.data.size() == 1 && r.data[0] != '\0') marked = "True";
    if (r.number == address) web = valid_text(r.data.substr(0, r.data.find('\0')));
  });
  if (packet.has(rights_uri, "Marked")) marked.clear();
  if (packet.has(rights_uri, "WebStatement")) web.clear();
  if (marked.empty() && web.empty()) return;
  const pugi::xml_node description = packet.add_description();
  xmp::Packet::declare(description, "xmpRights", rights_uri);
  xmp::Properties properties(description);
  properties.text("xmpRights:Marked", marked);
  properties.text("xmpRights:WebStatement", web);
}

bool describe_photoshop(std::string_view block, std::vector<MetadataEntry>& entries) {
  return for_each_resource(block, [&](const ImageResource& r) {
    if (r.number == copyright_flag && r.data.size() == 1)
      entries.push_back({"photoshop:CopyrightFlag", r.data[0] != '\0' ? "True" : "False"});
    if (r.number == address && !r.data.empty()) entries.push_back({"photoshop:URL", clean_text(r.data)});
  });
}

}  // namespace burnish
