#include "metadata/tiff_directory.hpp"

#include <algorithm>
#include <array>

namespace burnish {
namespace {

constexpr std::size_t entry_bytes = 12;
constexpr uint16_t most_entries = 4096;

}  // namespace

std::size_t tiff_type_bytes(uint16_t type) {
  // BYTE ASCII SHORT LONG RATIONAL SBYTE UNDEFINED SSHORT SLONG SRATIONAL FLOAT DOUBLE IFD; 129 is Exif 3's UTF-8.
  static constexpr std::array<uint8_t, 14> sizes{0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4};
  return type == 129 ? 1 : type < sizes.size() ? sizes[type] : 0;
}

const TiffEntry* TiffDirectory::find(uint16_t tag) const {
  const auto it = std::find_if(entries.begin(), entries.end(), [&](const TiffEntry& e) { return e.tag == tag; });
  return it == entries.end() ? nullptr : &*it;
}

uint16_t TiffBytes::u16(std::size_t at) const {
  const auto a = static_cast<uint8_t>(bytes_[at]), b = static_cast<uint8_t>(bytes_[at + 1]);
  return static_cast<uint16_t>(little_ ? a | b << 8 : a << 8 | b);
}

uint32_t TiffBytes::u32(std::size_t at) const {
  const uint32_t a = u16(at), b = u16(at + 2);
  return little_ ? a | b << 16U : a << 16U | b;
}

std::optional<TiffBytes> TiffBytes::open(std::string_view bytes) {
  if (bytes.size() < 8) return std::nullopt;
  const std::string_view order = bytes.substr(0, 2);
  if (order != "II" && order != "MM") return std::nullopt;
  const TiffBytes tiff(bytes, order == "II");
  if (tiff.u16(2) != 42) return std::nullopt;
  return tiff;
}

std::optional<TiffDirectory> TiffBytes::directory(uint32_t offset) const {
  if (offset < 8 || offset > bytes_.size() || bytes_.size() - offset < 2) return std::nullopt;
  const std::size_t count = u16(offset);
  const std::size_t room = bytes_.size() - offset - 2;
  if (count > most_entries || count * entry_bytes > room) return std::nullopt;
  TiffDirectory directory;
  directory.at = offset;
  for (std::size_t i = 0; i < count; ++i) {
    TiffEntry e;
    e.at = offset + 2 + i * entry_bytes;
    e.tag = u16(e.at);
    e.type = u16(e.at + 2);
    e.count = u32(e.at + 4);
    const uint64_t size = static_cast<uint64_t>(tiff_type_bytes(e.type)) * e.count;
    const std::size_t begin = size <= 4 ? e.at + 8 : u32(e.at + 8);
    if (begin <= bytes_.size() && size <= bytes_.size() - begin)
      e.value = Extent{begin, begin + static_cast<std::size_t>(size)};
    directory.entries.push_back(e);
  }
  // Some writers leave the link out when the directory is the last thing in the block.
  directory.next_at = offset + 2 + count * entry_bytes;
  if (room - count * entry_bytes >= 4) directory.next = u32(directory.next_at);
  return directory;
}

std::optional<uint32_t> TiffBytes::integer(const TiffEntry& e, uint32_t index) const {
  const std::size_t size = tiff_type_bytes(e.type);
  if (!e.value || index >= e.count || size == 0) return std::nullopt;
  const std::size_t at = e.value->begin + index * size;
  switch (e.type) {
    case 1:
      return static_cast<uint8_t>(bytes_[at]);
    case 3:
      return u16(at);
    case 4:
    case 13:
      return u32(at);
    default:
      return std::nullopt;
  }
}

}  // namespace burnish
