#include "jpeg_scans.hpp"

#include <algorithm>
#include <cstring>

namespace burnish {
namespace {

constexpr std::size_t window_bytes = 256 * 1024;
constexpr int no_byte = -1;

/// Bytes by position, read in windows.
class Walk {
 public:
  explicit Walk(const burnish_source& source) : source_(source) {
    if (source.mapped == nullptr) buffer_.resize(window_bytes);
  }
  /// The byte at `at`, or no_byte past the end.
  int byte(uint64_t at) { return load(at) ? static_cast<int>(*pointer(at)) : no_byte; }
  int word(uint64_t at) {
    const int high = byte(at), low = byte(at + 1);
    return high < 0 || low < 0 ? no_byte : high << 8 | low;
  }
  /// The first 0xFF at or after `at`.
  std::optional<uint64_t> find_ff(uint64_t at) {
    while (load(at)) {
      const unsigned char* from = pointer(at);
      const auto length = static_cast<std::size_t>(end_ - at);
      if (const void* hit = std::memchr(from, 0xFF, length))
        return at + static_cast<uint64_t>(static_cast<const unsigned char*>(hit) - from);
      at = end_;
    }
    return std::nullopt;
  }

 private:
  [[nodiscard]] const unsigned char* pointer(uint64_t at) const { return window_ + (at - begin_); }
  bool load(uint64_t at) {
    if (at >= begin_ && at < end_) return true;
    if (source_.mapped != nullptr) {
      window_ = static_cast<const unsigned char*>(source_.mapped);
      begin_ = 0;
      end_ = source_.size;
      return at < end_;
    }
    std::size_t got = 0;
    if (source_.read(&source_, at, buffer_.data(), buffer_.size(), &got) < 0) got = 0;
    window_ = buffer_.data();
    begin_ = at;
    end_ = at + got;
    return got > 0;
  }

  const burnish_source& source_;
  std::vector<unsigned char> buffer_;
  const unsigned char* window_ = nullptr;
  uint64_t begin_ = 0, end_ = 0;
};

constexpr bool stands_alone(int marker) { return marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8); }
constexpr bool is_restart(int marker) { return marker >= 0xD0 && marker <= 0xD7; }

/// Where the marker that ends the entropy-coded data from `at` on begins.
std::optional<uint64_t> skip_entropy_data(Walk& file, uint64_t at) {
  for (;;) {
    const auto hit = file.find_ff(at);
    if (!hit) return std::nullopt;
    const int next = file.byte(*hit + 1);
    if (next == no_byte) return std::nullopt;
    if (next != 0 && next != 0xFF && !is_restart(next)) return hit;
    at = *hit + (next == 0xFF ? 1 : 2);
  }
}

/// Whether the scan whose SOS segment's length field is at `at` holds only AC coefficients of one dropped component.
bool is_dropped(Walk& file, uint64_t at, const std::array<bool, 256>& dropped) {
  if (file.word(at) != 8 || file.byte(at + 2) != 1) return false;
  const int component = file.byte(at + 3), first_coefficient = file.byte(at + 5);
  return component >= 0 && first_coefficient > 0 && dropped[static_cast<std::size_t>(component)];
}

}  // namespace

std::optional<std::vector<ByteRange>> without_ac_scans(const burnish_source& source,
                                                       const std::array<bool, 256>& dropped) {
  Walk file(source);
  std::vector<ByteRange> kept;
  uint64_t at = 2, kept_from = 0;  // after the start-of-image marker
  for (;;) {
    if (file.byte(at) != 0xFF) return std::nullopt;
    const uint64_t segment = at;
    int marker = 0xFF;
    while (marker == 0xFF) marker = file.byte(++at);
    ++at;
    if (marker == JPEG_EOI) break;
    if (marker <= 0) return std::nullopt;
    if (stands_alone(marker)) continue;
    const int length = file.word(at);
    if (length < 2) return std::nullopt;
    const bool scan = marker == 0xDA, drop = scan && is_dropped(file, at, dropped);
    at += static_cast<uint64_t>(length);
    if (!scan) continue;
    const auto end = skip_entropy_data(file, at);
    if (!end) return std::nullopt;
    at = *end;
    if (!drop) continue;
    if (segment > kept_from) kept.push_back({kept_from, segment});
    kept_from = at;
  }
  kept.push_back({kept_from, at});
  return kept;
}

}  // namespace burnish
