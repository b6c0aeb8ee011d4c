#include "png_chunks.hpp"

#include <algorithm>
#include <cstring>

#include <zlib.h>

#include <burnish/plugin.hpp>

namespace burnish {
namespace {

constexpr std::size_t head_bytes = 8, tail_bytes = 4;
/// The specification's bound, which keeps lengths positive in 32 signed bits.
constexpr uint32_t max_length = 0x7FFFFFFF;

bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

uint32_t crc_of(std::string_view type, std::string_view content) {
  const auto bytes = [](std::string_view v) { return reinterpret_cast<const Bytef*>(v.data()); };
  const uLong head = crc32_z(0, bytes(type), type.size());
  return static_cast<uint32_t>(content.empty() ? head : crc32_z(head, bytes(content), content.size()));
}

}  // namespace

uint32_t big_endian_32(std::string_view bytes, std::size_t at) {
  uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

std::string big_endian_32(uint32_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift & 0xFF);
  return bytes;
}

bool PngChunks::read(uint64_t at, void* p, std::size_t n) {
  if (at < window_at_ || at + n > window_at_ + window_size_) {
    std::size_t got = 0;
    window_at_ = at;
    window_size_ = 0;
    check(source_.read(&source_, at, window_.data(), window_.size(), &got), "cannot read the PNG");
    window_size_ = got;
    if (got < n) return false;
  }
  std::memcpy(p, window_.data() + (at - window_at_), n);
  return true;
}

std::optional<PngChunk> PngChunks::next() {
  std::array<char, head_bytes> head{};
  if (ended_ || !read(at_, head.data(), head.size())) return std::nullopt;
  PngChunk chunk{std::string(head.data() + 4, 4), big_endian_32({head.data(), 4}, 0), at_ + head_bytes};
  if (chunk.length > max_length || !std::all_of(chunk.type.begin(), chunk.type.end(), is_letter)) return std::nullopt;
  at_ = chunk.at + chunk.length + tail_bytes;
  ended_ = chunk.type == "IEND";
  return chunk;
}

std::optional<std::string> PngChunks::content(const PngChunk& chunk, std::size_t most) const {
  if (chunk.length > most) return std::nullopt;
  if (source_.size != UINT64_MAX && chunk.at + chunk.length + tail_bytes > source_.size) return std::nullopt;
  std::string bytes(chunk.length + tail_bytes, '\0');
  std::size_t got = 0;
  check(source_.read(&source_, chunk.at, bytes.data(), bytes.size(), &got), "cannot read the PNG");
  if (got != bytes.size()) return std::nullopt;
  const uint32_t stated = big_endian_32(bytes, chunk.length);
  bytes.resize(chunk.length);
  if (stated != crc_of(chunk.type, bytes)) return std::nullopt;
  return bytes;
}

std::string make_chunk(std::string_view type, std::string_view content) {
  std::string bytes = big_endian_32(static_cast<uint32_t>(content.size()));
  bytes.append(type).append(content);
  return bytes + big_endian_32(crc_of(type, content));
}

std::optional<std::string> inflate(std::string_view stream, std::size_t most) {
  z_stream z{};
  if (stream.size() > UINT32_MAX || inflateInit(&z) != Z_OK) return std::nullopt;
  // zlib reads only, although its pointer is not const.
  z.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(stream.data()));
  z.avail_in = static_cast<uInt>(stream.size());
  std::string out;
  std::array<char, 16 * 1024> piece;
  int status = Z_OK;
  while (status == Z_OK && out.size() <= most) {
    z.next_out = reinterpret_cast<Bytef*>(piece.data());
    z.avail_out = static_cast<uInt>(piece.size());
    status = ::inflate(&z, Z_NO_FLUSH);
    out.append(piece.data(), piece.size() - z.avail_out);
  }
  inflateEnd(&z);
  if (status != Z_STREAM_END || out.size() > most) return std::nullopt;
  return out;
}

std::string deflate(std::string_view bytes) {
  uLongf size = compressBound(static_cast<uLong>(bytes.size()));
  std::string out(size, '\0');
  const int status =
      compress2(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(bytes.data()),
                static_cast<uLong>(bytes.size()), Z_BEST_COMPRESSION);
  if (status != Z_OK) throw error("cannot compress metadata", BURNISH_NO_MEMORY);
  out.resize(size);
  return out;
}

}  // namespace burnish
