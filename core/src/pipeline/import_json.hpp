// What imports are as JSON.
#pragma once
#include <string>

#include "burnish/core/import.hpp"

namespace burnish {

/// The record that lies beside a copy, NAME.EXT.burnish.json:
/// {"burnish_record":1,"file","sha256","bytes","imported_from",
/// "part","group","record","facts":[{"key","value","from","sure"}...],"notes"}. Without a newline at the end.
[[nodiscard]] std::string record_json(const ImportedPicture& picture);

}  // namespace burnish
