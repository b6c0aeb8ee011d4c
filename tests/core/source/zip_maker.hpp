// Zip archives as a test wants them, wrong ones too (APPNOTE.TXT 4.3).
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace burnish::testing_source {

/// CRC-32 of ISO 3309, bit by bit.
inline uint32_t crc32(const std::string& bytes) {
  uint32_t crc = 0xFFFFFFFFU;
  for (const char c : bytes) {
    crc ^= static_cast<uint8_t>(c);
    for (int i = 0; i < 8; ++i) crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0U);
  }
  return ~crc;
}

/// Raw deflate of `n` zeros: one literal and matches of 258 bytes with the fixed codes (RFC 1951, 3.2.6).
inline std::string deflated_zeros(uint64_t n) {
  std::string out;
  uint32_t held = 0;
  int bits = 0;
  const auto bit = [&](uint32_t b) {
    held |= b << static_cast<uint32_t>(bits);
    if (++bits == 8) {
      out.push_back(static_cast<char>(held));
      held = 0;
      bits = 0;
    }
  };
  const auto code = [&](uint32_t value, int length) {
    for (int i = length - 1; i >= 0; --i) bit((value >> static_cast<uint32_t>(i)) & 1U);
  };
  bit(1);               // the last block
  bit(1), bit(0);       // fixed codes
  code(0b00110000, 8);  // literal 0
  for (--n; n >= 258; n -= 258) {
    code(0b11000101, 8);  // length 258
    code(0, 5);           // distance 1
  }
  for (; n > 0; --n) code(0b00110000, 8);
  code(0, 7);  // the end
  while (bits != 0) bit(0);
  return out;
}

struct ZipEntry {
  std::string name, data;
  uint16_t method = 0;  // 0 stored, 8 deflated
  uint16_t flags = 0;
  uint32_t mode = 0100644;
  std::optional<std::string> packed = std::nullopt;  // as it lies in the archive, when not as `data`
  std::optional<uint32_t> stated_size = std::nullopt, stated_crc = std::nullopt;
  std::string extra = {};
};

class ZipMaker {
 public:
  ZipMaker& add(const ZipEntry& entry) {
    const std::string& packed = entry.packed ? *entry.packed : entry.data;
    std::string facts;
    put16(facts, 20);
    put16(facts, entry.flags);
    put16(facts, entry.method);
    put16(facts, 0);                                // 00:00:00
    put16(facts, (2026 - 1980) << 9 | 3 << 5 | 1);  // 1 March 2026
    put32(facts, entry.stated_crc.value_or(crc32(entry.data)));
    put32(facts, static_cast<uint32_t>(packed.size()));
    put32(facts, entry.stated_size.value_or(static_cast<uint32_t>(entry.data.size())));
    put16(facts, static_cast<uint32_t>(entry.name.size()));
    put16(facts, static_cast<uint32_t>(entry.extra.size()));
    const auto at = static_cast<uint32_t>(bytes_.size());
    bytes_ += "PK\3\4" + facts + entry.name + entry.extra + packed;
    directory_ += "PK\1\2";
    put16(directory_, 3 << 8 | 20);  // made by Unix
    directory_ += facts;
    put16(directory_, 0);  // comment
    put16(directory_, 0);  // disk
    put16(directory_, 0);
    put32(directory_, entry.mode << 16U);
    put32(directory_, at);
    directory_ += entry.name + entry.extra;
    ++count_;
    return *this;
  }
  /// Where the directory begins: an archive cut off there has all entries and no directory.
  [[nodiscard]] std::size_t directory_at() const { return bytes_.size(); }
  [[nodiscard]] std::string bytes(const std::string& comment = {}) const {
    std::string end = "PK\5\6";
    put32(end, 0);  // disks
    put16(end, count_);
    put16(end, count_);
    put32(end, static_cast<uint32_t>(directory_.size()));
    put32(end, static_cast<uint32_t>(bytes_.size()));
    put16(end, static_cast<uint32_t>(comment.size()));
    return bytes_ + directory_ + end + comment;
  }

 private:
  static void put16(std::string& to, uint32_t value) {
    to.push_back(static_cast<char>(value & 255U));
    to.push_back(static_cast<char>(value >> 8U & 255U));
  }
  static void put32(std::string& to, uint32_t value) {
    put16(to, value & 0xFFFFU);
    put16(to, value >> 16U);
  }
  std::string bytes_, directory_;
  uint32_t count_ = 0;
};

}  // namespace burnish::testing_source
