// A file read in small pieces at known places: marks are a few kilobytes of a file of megabytes.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "burnish/stream.h"

namespace midjourney {

class Input {
 public:
  explicit Input(const burnish_source& source) : source_(source) {}

  [[nodiscard]] uint64_t size() const { return source_.size; }  // UINT64_MAX when unknown
  /// Up to n (<= 64) bytes for a look; fewer at the end. Lives until the next call.
  [[nodiscard]] std::string_view peek(uint64_t at, std::size_t n);
  /// Up to n bytes; fewer at the end.
  [[nodiscard]] std::string read(uint64_t at, std::size_t n);
  /// The host could not read; what was asked for looked like the end of the file.
  [[nodiscard]] bool failed() const { return failed_; }

 private:
  std::size_t fill(uint64_t at, char* to, std::size_t n);

  const burnish_source& source_;
  std::string window_;
  uint64_t window_at_ = 0;
  bool failed_ = false;
};

[[nodiscard]] inline uint32_t big_endian(std::string_view bytes) {
  uint32_t v = 0;
  for (const char c : bytes) v = v << 8 | static_cast<unsigned char>(c);
  return v;
}
[[nodiscard]] inline uint32_t little_endian(std::string_view bytes) {
  uint32_t v = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) v = v << 8 | static_cast<unsigned char>(bytes[i]);
  return v;
}

}  // namespace midjourney
