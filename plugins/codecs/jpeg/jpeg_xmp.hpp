// XMP packets that are larger than a segment: a main packet and its extension (Adobe, XMP part 3, 1.1.3.1).
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace burnish {

struct SplitXmp {
  std::string main;       // names the extension by its digest
  std::string extension;  // empty: the whole packet is in `main`
  std::string digest;     // of the extension
};

/// The main packet has at most `most` bytes. What is largest goes into the extension, so that programs that do not read
/// extensions still see the short properties; a packet that cannot be taken apart goes there whole.
SplitXmp split_xmp(std::string_view packet, std::size_t most);

/// The digest of the extension that a main packet names.
std::optional<std::string> extension_digest(std::string_view main);

/// One packet of both; none when one of them is not as it should be.
std::optional<std::string> join_xmp(std::string_view main, std::string_view extension);

}  // namespace burnish
