#include "input.hpp"

#include <algorithm>
#include <cstring>

namespace midjourney {
namespace {

constexpr std::size_t first_window = 8192, later_window = 256;

}  // namespace

std::size_t Input::fill(uint64_t at, char* to, std::size_t n) {
  if (at >= source_.size) return 0;
  n = static_cast<std::size_t>(std::min<uint64_t>(n, source_.size - at));
  if (source_.mapped != nullptr && source_.size != UINT64_MAX) {
    std::memcpy(to, static_cast<const char*>(source_.mapped) + at, n);
    return n;
  }
  std::size_t got = 0;
  if (source_.read(&source_, at, to, n, &got) < 0) {
    failed_ = true;
    return 0;
  }
  return std::min(got, n);
}

std::string_view Input::peek(uint64_t at, std::size_t n) {
  if (at < window_at_ || at - window_at_ > window_.size() || window_.size() - (at - window_at_) < n) {
    window_.resize(at == 0 ? first_window : later_window);
    window_.resize(fill(at, window_.data(), window_.size()));
    window_at_ = at;
  }
  return std::string_view(window_).substr(static_cast<std::size_t>(at - window_at_), n);
}

std::string Input::read(uint64_t at, std::size_t n) {
  std::string bytes;
  if (at >= window_at_ && at - window_at_ <= window_.size() && window_.size() - (at - window_at_) >= n) {
    bytes = window_.substr(static_cast<std::size_t>(at - window_at_), n);
    return bytes;
  }
  // A length that lies must not cost memory: what is there is less than the file is long.
  if (source_.size != UINT64_MAX)
    n = at >= source_.size ? 0 : static_cast<std::size_t>(std::min<uint64_t>(n, source_.size - at));
  bytes.resize(n);
  bytes.resize(fill(at, bytes.data(), n));
  return bytes;
}

}  // namespace midjourney
