// From samples as a TIFF stores them to those of the page's format.
#pragma once
#include "page.hpp"

namespace burnish::tiff {

/// Whether a stored row is already a row of the format.
[[nodiscard]] bool stored_as_wanted(const Page& page);

/// Turns `columns` stored pixels (in native byte order, of one plane when the page is separate) into interleaved pixels
/// at `to`. With separate planes only the samples of `plane` are written, and none when the format leaves it out.
void convert_row(const Page& page, const uint8_t* stored, int32_t plane, int32_t columns, uint8_t* to);

}  // namespace burnish::tiff
