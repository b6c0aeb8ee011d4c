// The last rows of a stage, for a reader that goes downward.
#pragma once
#include <cstddef>

#include "image/shape.hpp"

namespace burnish {

/// Rows of a picture in a circle of memory that is mapped twice in a row, so that any run of rows up to the capacity
/// is contiguous. Owned by one thread.
class Ring {
 public:
  Ring() = default;
  ~Ring();
  Ring(const Ring&) = delete;
  Ring& operator=(const Ring&) = delete;
  Ring(Ring&& other) noexcept { swap(other); }
  Ring& operator=(Ring&& other) noexcept {
    swap(other);
    return *this;
  }

  /// Makes room for at least `rows` rows of columns [x0, x1). Keeps its memory when that is large enough. False when
  /// memory ran out.
  bool reset(const burnish_format& format, int32_t x0, int32_t x1, int32_t rows);
  [[nodiscard]] int32_t capacity() const { return capacity_; }
  [[nodiscard]] int32_t x0() const { return x0_; }
  [[nodiscard]] int32_t x1() const { return x1_; }
  /// Rows [y0, y1), at most capacity; y may be negative. What rows hold is the caller's to remember.
  [[nodiscard]] burnish_tile rows(int32_t y0, int32_t y1) const;

 private:
  void swap(Ring& other) noexcept;
  void unmap() noexcept;

  std::byte* memory_ = nullptr;
  std::size_t size_ = 0;  // of one mapping; the second follows
  burnish_format format_{};
  int32_t x0_ = 0, x1_ = 0, capacity_ = 0;
  std::ptrdiff_t plane_ = 0, row_ = 0;  // bytes from plane to plane inside a row, from row to row
};

}  // namespace burnish
