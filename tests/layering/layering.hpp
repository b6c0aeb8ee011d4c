#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace burnish::layering {

// Holds the sources below `root` to the table of dependencies in core/README.md (who may include what) and to the limit
// of lines of a file. One sentence for each violation, sorted; empty for a clean tree.
std::vector<std::string> violations_in(const std::filesystem::path& root);

}  // namespace burnish::layering
