// Marks across containers: what one can hold and another cannot goes into the XMP, and out of it again where it can.
// Texts (PNG) are kept in burnish:Text, an rdf:Bag of "Keyword=value" ("Keyword%lang=de Schlagwort" for its
// language and translated keyword), and as Dublin Core for other programs; IPTC-IIM
// in burnish:Iptc, base64, and as the XMP properties that stand for it; Photoshop's image resources in
// burnish:Photoshop and as xmpRights; EXIF larger than a container takes in burnish:Exif.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "metadata/blocks.hpp"

namespace burnish {

/// Blocks with what their XMP carried for them; a block that is there wins.
[[nodiscard]] Blocks unpack_marks(Blocks blocks);

/// Puts into the XMP what a file of this format ("jpeg") has no place for; formats that are not known are taken for
/// holding XMP at least.
void pack_marks(Blocks& blocks, std::string_view format, std::vector<std::string>& notes);

}  // namespace burnish
