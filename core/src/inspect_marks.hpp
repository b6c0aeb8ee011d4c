// What burnish info says of a picture's marks: which there are, and what about them cannot be true.
#pragma once
#include <filesystem>

#include "burnish/core/run.hpp"
#include "metadata/blocks.hpp"

namespace burnish {

/// Fills marks and adds warnings. `stored` are the blocks as the file holds them, `blocks` the same unpacked
/// (marks.hpp), of which the record has been read.
void inspect_marks(const std::filesystem::path& path, const Blocks& stored, const Blocks& blocks, FileFacts& facts);

}  // namespace burnish
