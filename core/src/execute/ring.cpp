#include "execute/ring.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <numeric>
#include <utility>

namespace burnish {
namespace {

constexpr std::size_t page = 4096;
constexpr std::ptrdiff_t row_unit =
    512;  // rows are odd multiples of it: few rows to a page multiple, no cache aliasing

}  // namespace

Ring::~Ring() { unmap(); }

void Ring::unmap() noexcept {
  if (memory_ != nullptr) munmap(memory_, 2 * size_);
  memory_ = nullptr;
  size_ = 0;
}

void Ring::swap(Ring& o) noexcept {
  std::swap(memory_, o.memory_);
  std::swap(size_, o.size_);
  std::swap(format_, o.format_);
  std::swap(x0_, o.x0_);
  std::swap(x1_, o.x1_);
  std::swap(capacity_, o.capacity_);
  std::swap(plane_, o.plane_);
  std::swap(row_, o.row_);
}

bool Ring::reset(const burnish_format& format, int32_t x0, int32_t x1, int32_t rows) {
  const int channels = channel_count(format);
  const bool planar = format.layout == BURNISH_PLANAR;
  const int64_t samples = int64_t{x1 - x0} * (planar ? 1 : channels);
  format_ = format;
  x0_ = x0;
  x1_ = x1;
  // A kernel that starts inside the row may write whole vectors up to 64 bytes past the row's own end.
  plane_ = static_cast<std::ptrdiff_t>((samples * sample_size(format) + 63) / 64 * 64 + 64);
  const std::ptrdiff_t bytes = plane_ * (planar ? channels : 1);
  // Bands differ a little in width: fresh pages would cost more than reading the rows from memory again.
  if (memory_ != nullptr && bytes <= row_ && rows <= capacity_) return true;

  row_ = (bytes + row_unit - 1) / row_unit;
  row_ = (row_ % 2 == 0 ? row_ + 1 : row_) * row_unit;
  const auto unit = static_cast<std::size_t>(std::lcm(row_, static_cast<std::ptrdiff_t>(page)));
  // NOLINTNEXTLINE(clang-analyzer-core.DivideZero): a row and a page have bytes
  const auto wanted = (static_cast<std::size_t>(rows) * static_cast<std::size_t>(row_) + unit - 1) / unit * unit;
  capacity_ = static_cast<int32_t>(wanted / static_cast<std::size_t>(row_));

  unmap();
  const int fd = memfd_create("burnish-ring", MFD_CLOEXEC);
  if (fd < 0) return false;
  bool ok = ftruncate(fd, static_cast<off_t>(wanted)) == 0;
  void* both = ok ? mmap(nullptr, 2 * wanted, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) : MAP_FAILED;
  if (both != MAP_FAILED) {
    memory_ = static_cast<std::byte*>(both);
    size_ = wanted;
    for (const std::size_t half : {std::size_t{0}, wanted})
      ok = ok && mmap(memory_ + half, wanted, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd, 0) != MAP_FAILED;
    if (!ok) unmap();
  }
  close(fd);
  return ok && memory_ != nullptr;
}

burnish_tile Ring::rows(int32_t y0, int32_t y1) const {
  int32_t slot = y0 % capacity_;
  if (slot < 0) slot += capacity_;
  burnish_tile t{};
  t.rect = {x0_, y0, x1_, y1};
  t.format = format_;
  const int planes = format_.layout == BURNISH_PLANAR ? channel_count(format_) : 1;
  for (int c = 0; c < planes; ++c) {
    t.data[c] = memory_ + slot * row_ + c * plane_;
    t.stride[c] = row_;
  }
  return t;
}

}  // namespace burnish
