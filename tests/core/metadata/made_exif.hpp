// EXIF blocks made for tests, and the blocks of real JPEG files.
#pragma once
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace burnish::testing_metadata {

namespace fs = std::filesystem;

/// Writes a TIFF structure front to back.
class ExifMaker {
 public:
  explicit ExifMaker(bool little = true) : little_(little) {
    bytes_ = little ? "II" : "MM";
    put16(42);
    put32(8);
  }
  struct Entry {
    uint16_t tag, type;
    uint32_t count;
    uint32_t value;  // inline, or where it lies
    bool is_short_inline = false;
  };
  static Entry number16(uint16_t tag, uint16_t v) { return {tag, 3, 1, v, true}; }
  static Entry number32(uint16_t tag, uint32_t v) { return {tag, 4, 1, v}; }
  static Entry outside(uint16_t tag, uint16_t type, uint32_t count, uint32_t at) { return {tag, type, count, at}; }

  [[nodiscard]] uint32_t here() const { return static_cast<uint32_t>(bytes_.size()); }
  [[nodiscard]] static uint32_t directory_bytes(std::size_t entries) {
    return static_cast<uint32_t>(2 + 12 * entries + 4);
  }
  void directory(const std::vector<Entry>& entries, uint32_t next) {
    put16(static_cast<uint32_t>(entries.size()));
    for (const Entry& e : entries) {
      put16(e.tag);
      put16(e.type);
      put32(e.count);
      if (e.is_short_inline) {
        put16(e.value);
        put16(0);
      } else {
        put32(e.value);
      }
    }
    put32(next);
  }
  void text(std::string_view s) { bytes_ += s; }
  void put16(uint32_t v) {
    const auto low = static_cast<char>(v & 0xFFU), high = static_cast<char>(v >> 8U & 0xFFU);
    bytes_ += little_ ? low : high;
    bytes_ += little_ ? high : low;
  }
  void put32(uint32_t v) {
    put16(little_ ? v : v >> 16U);
    put16(little_ ? v >> 16U : v);
  }
  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  bool little_;
  std::string bytes_;
};

/// A camera's block: make, orientation 6, Exif directory with sizes and colour space, thumbnail at the end.
inline std::string camera_exif(bool little = true) {
  ExifMaker m(little);
  const uint32_t main = 8, exif = main + ExifMaker::directory_bytes(6), make = exif + ExifMaker::directory_bytes(4),
                 thumbs = make + 8, jpeg = thumbs + ExifMaker::directory_bytes(2);
  m.directory(
      {ExifMaker::number32(0x0100, 4000), ExifMaker::number32(0x0101, 3000), ExifMaker::outside(0x010F, 2, 8, make),
       ExifMaker::number16(0x0112, 6), ExifMaker::number32(0x8769, exif), ExifMaker::number16(0xBEEF, 77)},
      thumbs);
  m.directory({ExifMaker::number16(0xA001, 65535), ExifMaker::number16(0xA002, 4000), ExifMaker::number32(0xA003, 3000),
               ExifMaker::number16(0xA402, 1)},
              0);
  m.text(std::string("Burnish\0", 8));
  m.directory({ExifMaker::number32(0x0201, jpeg), ExifMaker::number32(0x0202, 20)}, 0);
  m.text("THUMBNAIL-OF-A-FACE!");
  return m.bytes();
}

inline fs::path shared_folder() {
  if (const char* named = std::getenv("BURNISH_SHARED")) return named;
  return fs::path(BURNISH_SOURCE_DIR).parent_path() / "shared";
}

inline std::string read_file(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Payloads of a JPEG's APP1 segments that begin with `signature`, without it.
inline std::vector<std::string> jpeg_segments(const std::string& file, uint8_t marker, std::string_view signature) {
  std::vector<std::string> found;
  const auto byte = [&](std::size_t i) { return static_cast<uint8_t>(file[i]); };
  for (std::size_t at = 2; at + 4 <= file.size() && byte(at) == 0xFF && byte(at + 1) != 0xDA;) {
    const std::size_t size = static_cast<std::size_t>(byte(at + 2)) << 8U | byte(at + 3);
    if (size < 2 || at + 2 + size > file.size()) break;
    const std::string payload = file.substr(at + 4, size - 2);
    if (byte(at + 1) == marker && payload.substr(0, signature.size()) == signature)
      found.push_back(payload.substr(signature.size()));
    at += 2 + size;
  }
  return found;
}

}  // namespace burnish::testing_metadata
