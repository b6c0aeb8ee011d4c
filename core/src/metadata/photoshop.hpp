// Photoshop's image resources, which JPEG (APP13), TIFF (34377) and PNG hold: rights, addresses, print settings,
// guides.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "burnish/core/run.hpp"
#include "metadata/blocks.hpp"
#include "metadata/xmp_packet.hpp"

namespace burnish {

struct ImageResource {
  uint16_t number;
  std::string_view whole, data;  // whole: from the signature to the padding
};

/// Calls f for each of "block:photoshop"; false when it is damaged, then f has seen those before.
[[nodiscard]] bool for_each_resource(std::string_view block, const std::function<void(const ImageResource&)>& f);

/// IPTC, EXIF and XMP among the resources become blocks of their own where there is none yet.
void take_resources_apart(Blocks& blocks);

/// What an output gets of them: no thumbnail or repeated profile, and nothing that speaks of places in the picture
/// unless `same_places`. The rest stays byte for byte. What is lost is noted.
[[nodiscard]] std::string carry_resources(std::string_view block, bool same_places, std::vector<std::string>& notes);

/// Rights that the resources state, as xmpRights, where the packet says nothing about them.
void add_rights(xmp::Packet& packet, std::string_view block);

/// Those that tell a person something; false when the block is damaged.
[[nodiscard]] bool describe_photoshop(std::string_view block, std::vector<MetadataEntry>& entries);

}  // namespace burnish
