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

/// For a picture into which others were put: it is a composite when one of them was generated or synthetic and it was
/// not, or the other way round. What is not known to be a photograph or a drawing, such as a logo without a record,
/// leaves a generated picture what it is. A picture without a record gets that of the first part that was generated.
void mark_composite(Blocks& blocks, std::span<const Blocks* const> parts);

/// Whether the picture says where it came from, if only by a word that is not known here. A history alone says not.
[[nodiscard]] bool has_record(const Blocks& blocks);

/// Whether EXIF says how a camera exposed it, which a logo or a drawing does not have.
[[nodiscard]] bool has_exposure(const Blocks& blocks);

/// What a run adds to a record.
struct Lineage {
  std::vector<std::string> parents, manifests;  // "sha256:..."
  std::vector<HistoryStep> steps;
  std::string main = {};  // of the parents, the one whose metadata this is; empty when it has no hash
};
/// Puts it behind what the packet already has of it; everything else stays byte for byte.
void add_lineage(Blocks& blocks, const Lineage& lineage);

}  // namespace burnish
