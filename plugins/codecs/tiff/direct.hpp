#pragma once
#include "page.hpp"

namespace burnish::tiff {

/// Fills out->rect from a page of Way::Direct. `native` says whether the file's byte order is this machine's.
void read_direct(const burnish_source& source, const Page& page, bool native, burnish_tile& out);

}  // namespace burnish::tiff
