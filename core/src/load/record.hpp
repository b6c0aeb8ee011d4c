// Facts as bytes: little-endian numbers and length-prefixed text. One form for the registry cache, for what a scan
// reports and for the conversation with a decoding child. Reading never trusts a length.
#pragma once
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

namespace burnish {

class RecordWriter {
 public:
  template <class T>
  requires std::is_arithmetic_v<T>
  void number(T value) { bytes_.append(reinterpret_cast<const char*>(&value), sizeof value); }
  void text(std::string_view text) {
    number(static_cast<uint32_t>(text.size()));
    bytes_.append(text);
  }
  [[nodiscard]] const std::string& bytes() const { return bytes_; }
  [[nodiscard]] std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

/// After the first thing that does not fit, ok() is false and everything read is zero or empty.
class RecordReader {
 public:
  explicit RecordReader(std::string_view bytes) : rest_(bytes) {}

  template <class T>
  requires std::is_arithmetic_v<T> T number() {
    T value{};
    if (rest_.size() < sizeof value) {
      fail();
      return value;
    }
    std::memcpy(&value, rest_.data(), sizeof value);
    rest_.remove_prefix(sizeof value);
    return value;
  }
  /// A view of the bytes that were given.
  std::string_view view() {
    const auto size = number<uint32_t>();
    if (size > rest_.size()) {
      fail();
      return {};
    }
    const std::string_view text = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return text;
  }
  std::string text() { return std::string(view()); }
  /// A number of things that take at least `each` bytes: 0 when so many cannot follow.
  uint32_t count(std::size_t each) {
    const auto n = number<uint32_t>();
    if (n > rest_.size() / each) {
      fail();
      return 0;
    }
    return n;
  }
  void fail() {
    ok_ = false;
    rest_ = {};
  }
  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] bool at_end() const { return ok_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

/// Tells damaged bytes from whole ones; no defence against intent. Any single flipped bit changes it.
[[nodiscard]] uint64_t checksum(std::string_view bytes);

}  // namespace burnish
