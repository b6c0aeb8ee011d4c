// IPTC-IIM records (IIM 4.2): read for people, carried byte for byte.
#pragma once
#include <string_view>
#include <vector>

#include "burnish/core/run.hpp"

namespace burnish {

/// "iptc:Keywords" and so on, from the application record; false when the records do not end where the block ends.
[[nodiscard]] bool describe_iptc(std::string_view block, std::vector<MetadataEntry>& entries);

}  // namespace burnish
