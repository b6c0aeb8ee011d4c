// A small look at a picture of an import.
#pragma once
#include <memory>

#include "generate/pictures.hpp"
#include "source/source.hpp"

namespace burnish::imports {

struct Look {
  generate::Picture picture;  // upright, sRGB, 8-bit interleaved RGB, with straight alpha where the file has alpha
  Blocks metadata;            // as the decoder gave it, nothing mended
};

/// Decodes so that no side is longer than `long_edge`; never enlarges. 0: at full size.
[[nodiscard]] Result<Look> look_at(const Catalogue&, std::unique_ptr<Source>, int32_t long_edge, const CallContext&);

}  // namespace burnish::imports
