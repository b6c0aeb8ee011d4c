// xmpMM:History: what was done to a picture, by whom. What other programs wrote stays byte for byte.
#pragma once
#include <pugixml.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "burnish/core/provenance.hpp"
#include "metadata/xmp_packet.hpp"

namespace burnish::xmp {

inline constexpr std::string_view history_uri = "http://ns.adobe.com/xap/1.0/mm/", history_name = "History",
                                  event_uri = "http://ns.adobe.com/xap/1.0/sType/ResourceEvent#";

/// The entries of a history, in attribute or element form; at most 4096 of them. For trees of decoded values.
[[nodiscard]] std::vector<HistoryStep> read_history(pugi::xml_node property);

/// Adds entries behind those that are there.
void append_history(Packet& packet, std::span<const HistoryStep> steps);

}  // namespace burnish::xmp
