#include "direct.hpp"

#include <algorithm>
#include <cstring>

namespace burnish::tiff {
namespace {

constexpr std::size_t own_read_from = 8U << 10;  // bytes of a row above which it gets a read of its own
constexpr std::size_t span_bytes = 256U << 10;   // shorter rows are fetched together

class DirectRead {
 public:
  DirectRead(const burnish_source& source, const Page& page, burnish_tile& out)
      : source_(source),
        page_(page),
        out_(out),
        file_row_(page.stored_row_bytes(page.width)),
        skip_(static_cast<std::size_t>(out.rect.x0) * page.pixel_bytes()),
        bytes_(static_cast<std::size_t>(width(out.rect)) * page.pixel_bytes()) {}

  void run() {
    for (int32_t y = out_.rect.y0; y < out_.rect.y1;) {
      const auto next = std::upper_bound(page_.runs.begin(), page_.runs.end(), y,
                                         [](int32_t row, const Run& r) { return row < r.row; });
      const int32_t end = next == page_.runs.end() ? out_.rect.y1 : std::min(out_.rect.y1, next->row);
      const Run& run = *std::prev(next);
      piece(y, end, run.at + static_cast<uint64_t>(y - run.row) * file_row_ + skip_);
      y = end;
    }
  }

 private:
  uint8_t* row_of(int32_t y) { return row<uint8_t>(out_, 0, out_.rect.x0, y); }

  /// Rows [y, end), whose first wanted byte is at `at`, one file row apart.
  void piece(int32_t y, int32_t end, uint64_t at) {
    const bool together = bytes_ == file_row_ && (end - y == 1 || static_cast<std::size_t>(out_.stride[0]) == bytes_);
    if (source_.mapped != nullptr) {
      for (; y < end; ++y, at += file_row_)
        std::memcpy(row_of(y), static_cast<const uint8_t*>(source_.mapped) + at, bytes_);
    } else if (together) {
      read_exactly(source_, at, row_of(y), bytes_ * static_cast<std::size_t>(end - y));
    } else if (bytes_ >= own_read_from || bytes_ < file_row_ / 4) {
      for (; y < end; ++y, at += file_row_) read_exactly(source_, at, row_of(y), bytes_);
    } else {
      spans(y, end, at);
    }
  }

  void spans(int32_t y, int32_t end, uint64_t at) {
    const auto rows_at_once = static_cast<int32_t>(std::max<std::size_t>(1, span_bytes / file_row_));
    Bytes span;
    while (y < end) {
      const int32_t n = std::min(end - y, rows_at_once);
      span.resize(static_cast<std::size_t>(n - 1) * file_row_ + bytes_);
      read_exactly(source_, at, span.data(), span.size());
      for (int32_t i = 0; i < n; ++i)
        std::memcpy(row_of(y + i), span.data() + static_cast<std::size_t>(i) * file_row_, bytes_);
      y += n;
      at += static_cast<uint64_t>(n) * file_row_;
    }
  }

  const burnish_source& source_;
  const Page& page_;
  burnish_tile& out_;
  std::size_t file_row_, skip_, bytes_;
};

}  // namespace

void read_direct(const burnish_source& source, const Page& page, bool native, burnish_tile& out) {
  DirectRead(source, page, out).run();
  if (native || page.bits == 8) return;
  const std::size_t bytes = static_cast<std::size_t>(width(out.rect)) * page.pixel_bytes();
  for (int32_t y = out.rect.y0; y < out.rect.y1; ++y)
    swap_bytes(row<uint8_t>(out, 0, out.rect.x0, y), bytes, sample_bytes(page.format));
}

}  // namespace burnish::tiff
