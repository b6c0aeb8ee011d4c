// What importers know of one file, for `burnish info`.
#pragma once
#include <optional>

#include "burnish/core/import.hpp"
#include "load/call.hpp"

namespace burnish::imports {

/// What the importer that knows this file best tells of it; nothing when none recognises a generator in it, or when it
/// cannot be read that way.
[[nodiscard]] std::optional<ImportedPicture> tell(const Catalogue&, const std::filesystem::path& file,
                                                  const CallContext&);

}  // namespace burnish::imports
