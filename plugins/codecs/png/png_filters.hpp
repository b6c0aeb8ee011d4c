// PNG's filters (PNG specification, clause 9): rows become differences that compress better.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace burnish {

/// The order of the parameter's choices; a filter's number in the file is one less.
enum class PngFilter { Auto, None, Sub, Up, Average, Paeth };

/// Filters the rows of one picture or stripe, from the top down.
class FilterRows {
 public:
  /// pixel_bytes: 1 to 8.
  FilterRows(std::size_t row_bytes, std::size_t pixel_bytes, PngFilter filter);

  /// Where the row above the first one and the current one are to be written, row_bytes() each. The row above is all
  /// zero at the top of a picture.
  [[nodiscard]] unsigned char* above() { return above_; }
  [[nodiscard]] unsigned char* current() { return current_; }

  /// Writes filter number and filtered row, row_bytes() + 1 in all, then makes the current row the one above. With Auto
  /// the filter is the one whose differences, taken as signed, have the smallest sum of absolute values.
  void filter_to(unsigned char* out);

 private:
  std::size_t row_bytes_, pixel_bytes_, padded_bytes_;
  PngFilter filter_;
  std::vector<unsigned char> rows_;     // two rows with room on both sides
  std::vector<unsigned char> results_;  // one row for each filter
  unsigned char *above_, *current_;
};

}  // namespace burnish
