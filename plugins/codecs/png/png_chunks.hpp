// The container of a PNG file (PNG specification, clause 5): chunks of length, type, content and CRC.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <burnish/stream.h>

namespace burnish {

inline constexpr std::array<unsigned char, 8> png_signature{0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

struct PngChunk {
  std::string type;  // four letters
  uint32_t length = 0;
  uint64_t at = 0;  // of the content, in the file
};

/// Steps over a file from chunk to chunk.
class PngChunks {
 public:
  explicit PngChunks(const burnish_source& source) : source_(source) {}
  /// The next chunk; none after IEND, at the end of the file and where no chunk can be.
  std::optional<PngChunk> next();
  /// Its content; none when it is longer than `most`, cut short or its CRC is wrong.
  [[nodiscard]] std::optional<std::string> content(const PngChunk& chunk, std::size_t most) const;

 private:
  [[nodiscard]] bool read(uint64_t at, void* p, std::size_t n);

  const burnish_source& source_;
  uint64_t at_ = png_signature.size();
  bool ended_ = false;
  std::array<unsigned char, 4096> window_{};
  uint64_t window_at_ = 0;
  std::size_t window_size_ = 0;
};

uint32_t big_endian_32(std::string_view bytes, std::size_t at);
std::string big_endian_32(uint32_t value);

/// A whole chunk.
std::string make_chunk(std::string_view type, std::string_view content);

/// Inflates a zlib stream; none when it is damaged, incomplete or longer than `most`.
std::optional<std::string> inflate(std::string_view stream, std::size_t most);
/// A zlib stream at the highest level: for metadata.
std::string deflate(std::string_view bytes);

}  // namespace burnish
