// IPTC-IIM as XMP, for containers without a place for it (IPTC Photo Metadata Standard, appendix "mapping").
#pragma once
#include <string_view>

#include "metadata/xmp_packet.hpp"

namespace burnish::xmp {

/// Adds the properties that stand for the datasets of the block; those that the packet has stay as they are.
void add_iptc(Packet& packet, std::string_view block);

}  // namespace burnish::xmp
