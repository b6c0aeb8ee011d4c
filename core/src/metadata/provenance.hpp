// The provenance record in XMP.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "burnish/core/provenance.hpp"
#include "metadata/blocks.hpp"

namespace burnish {

/// The packet with this record in the place of any other. Properties of other vocabularies stay byte for byte;
/// dc:creator and dc:rights are added when the packet has none. An empty record changes nothing; one without a source
/// type leaves that of the packet. An empty or unreadable packet is replaced. Text is kept as XML can hold it: line
/// ends become \n, other control characters U+FFFD, and what is not UTF-8 is taken for Latin-1.
[[nodiscard]] std::string put_provenance(std::string_view packet, const Provenance& record);

/// What the packet says; empty when it says nothing of this kind. Reads other writers' IPTC properties too, in
/// attribute or element form and whatever the prefix.
[[nodiscard]] Provenance read_provenance(std::string_view packet);

/// A packet with the record of this one and nothing else; empty when there is none.
[[nodiscard]] std::string only_provenance(std::string_view packet);

/// Puts the record into "block:xmp".
void add_provenance(Blocks& blocks, const Provenance& record);

/// For a picture into which others were put: it is a composite when one of them was generated and it was not. A picture
/// without a record gets that of the first of them. `parts` may hold blocks of pictures that were not generated.
void mark_composite(Blocks& blocks, std::span<const Blocks* const> parts);

}  // namespace burnish
