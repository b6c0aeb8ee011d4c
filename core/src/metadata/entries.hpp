// Metadata for people: "exif:Model", "xmp:dc:title", "iptc:Keywords", "text:Comment".
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "burnish/core/run.hpp"
#include "metadata/blocks.hpp"

namespace burnish {

/// Everything that is understood, one line per value, and the size of each raw block. Values are clean UTF-8 without
/// control characters, shortened when long. Damaged blocks say what is readable and add a warning.
[[nodiscard]] std::vector<MetadataEntry> describe_metadata(const Blocks& blocks, std::vector<std::string>& warnings);

/// UTF-8 as given when valid, else read as Latin-1; control characters become spaces; at most `longest` bytes.
[[nodiscard]] std::string clean_text(std::string_view bytes, std::size_t longest = 1000);

/// UTF-8 as given when valid, else read as Latin-1; line ends become \n, and what XML cannot hold becomes U+FFFD.
[[nodiscard]] std::string valid_text(std::string_view bytes);

}  // namespace burnish
