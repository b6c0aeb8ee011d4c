// IPTC-IIM records (IIM 4.2): read for people, carried byte for byte.
#pragma once
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "burnish/core/run.hpp"

namespace burnish {

/// Calls f for each dataset of the block; false when they do not end where the block ends.
bool for_each_dataset(std::string_view block,
                      const std::function<void(uint8_t record, uint8_t dataset, std::string_view value)>& f);

/// "iptc:Keywords" and so on, from the application record; false when the records do not end where the block ends.
[[nodiscard]] bool describe_iptc(std::string_view block, std::vector<MetadataEntry>& entries);

}  // namespace burnish
