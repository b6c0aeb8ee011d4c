// Reading and patching the directories of a TIFF structure, without trusting an offset or a count.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace burnish {

/// A range of bytes.
struct Extent {
  std::size_t begin = 0, end = 0;
};

struct TiffEntry {
  uint16_t tag = 0, type = 0;
  uint32_t count = 0;
  std::size_t at = 0;           // of the entry
  std::optional<Extent> value;  // where the value lies; nothing when that is outside the block
};

struct TiffDirectory {
  std::size_t at = 0;
  std::vector<TiffEntry> entries;
  std::size_t next_at = 0;  // where the offset of the next directory stands
  uint32_t next = 0;

  [[nodiscard]] const TiffEntry* find(uint16_t tag) const;
};

/// Bytes of one element of a type; 0 for types that TIFF does not know.
[[nodiscard]] std::size_t tiff_type_bytes(uint16_t type);

/// Refers to bytes that outlive it.
class TiffBytes {
 public:
  /// Nothing when this is no TIFF header.
  static std::optional<TiffBytes> open(std::string_view bytes);

  [[nodiscard]] std::string_view bytes() const { return bytes_; }
  [[nodiscard]] bool little() const { return little_; }
  [[nodiscard]] uint32_t first() const { return u32(4); }
  [[nodiscard]] uint16_t u16(std::size_t at) const;
  [[nodiscard]] uint32_t u32(std::size_t at) const;
  /// Nothing when the directory does not lie inside, or holds more entries than any honest one.
  [[nodiscard]] std::optional<TiffDirectory> directory(uint32_t offset) const;
  /// The index-th element of an entry of an integer type; nothing when it is not there.
  [[nodiscard]] std::optional<uint32_t> integer(const TiffEntry& entry, uint32_t index = 0) const;

 private:
  explicit TiffBytes(std::string_view bytes, bool little) : bytes_(bytes), little_(little) {}
  std::string_view bytes_;
  bool little_;
};

}  // namespace burnish
