// Where a decoder puts metadata: text and raw blocks by key.
#pragma once
#include <burnish/stream.h>

#include <functional>
#include <map>
#include <string>

namespace burnish {

/// "block:exif" -> its bytes, "text:Comment" -> its text; stream.h lists the keys.
using BlockMap = std::map<std::string, std::string>;

/// The write side for one decoder session. Bounded: a hostile file cannot fill memory with comments.
class BoundedBlocks {
 public:
  static constexpr std::size_t most_bytes = std::size_t{64} << 20;  // of all values
  static constexpr std::size_t most_keys = 4096;
  static constexpr std::size_t longest_key = 256;

  BoundedBlocks();
  BoundedBlocks(const BoundedBlocks&) = delete;
  BoundedBlocks& operator=(const BoundedBlocks&) = delete;
  ~BoundedBlocks() = default;

  [[nodiscard]] burnish_meta* get() { return &raw_; }
  [[nodiscard]] const BlockMap& entries() const { return entries_; }
  /// False when a bound forbids it.
  bool put(std::string key, std::string value);

 private:
  static burnish_status get_value(const burnish_meta*, const char* key, const void** p, std::size_t* n) noexcept;
  static const char* key_at(const burnish_meta*, uint32_t index) noexcept;
  static burnish_status set_value(burnish_meta*, const char* key, const void* p, std::size_t n) noexcept;
  void remove(const std::string& key);

  burnish_meta raw_{};
  BlockMap entries_;
  std::size_t bytes_ = 0;
};

}  // namespace burnish
