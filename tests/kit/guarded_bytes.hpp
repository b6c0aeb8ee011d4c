// kit/guarded_bytes.hpp - memory lent to a plugin, watched on both sides.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace burnish::kit {

/// Bytes for a plugin's use (scratch, accumulators) with guards on both sides, 64-byte aligned.
class GuardedBytes {
 public:
  GuardedBytes(std::size_t n, uint64_t seed)
      : n_(n), seed_(seed), lines_((n + 63) / 64 + 2 * guard_lines), bytes_(lines_[0].bytes) {
    for (std::size_t i = 0; i < lines_.size() * 64; ++i) bytes_[i] = pattern(i);
  }
  [[nodiscard]] std::byte* data() { return bytes_ + guard_lines * 64; }
  [[nodiscard]] bool intact() const {
    for (std::size_t i = 0; i < lines_.size() * 64; ++i)
      if ((i < guard_lines * 64 || i >= guard_lines * 64 + n_) && bytes_[i] != pattern(i)) return false;
    return true;
  }

 private:
  static constexpr std::size_t guard_lines = 2;
  struct Line {
    alignas(64) std::byte bytes[64];
  };
  [[nodiscard]] std::byte pattern(std::size_t i) const {
    return static_cast<std::byte>((i * 31 + seed_ * 17 + 7) & 255);
  }
  std::size_t n_;
  uint64_t seed_;
  std::vector<Line> lines_;
  std::byte* bytes_;
};

}  // namespace burnish::kit
