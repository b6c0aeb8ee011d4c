// Goes through the files that the host shows.
#pragma once
#include "burnish/importer.hpp"

namespace midjourney {

struct ScanOptions {
  bool grids = false, split = false;
};

/// 0..100, from the names and heads of a few files.
[[nodiscard]] int probe(const burnish::file_view& files);
/// Emits the pictures in the order of the list.
void scan(const burnish::scan_call& call, const ScanOptions& options);

}  // namespace midjourney
