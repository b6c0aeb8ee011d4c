#include <algorithm>

#include "marks.hpp"
#include "text.hpp"

namespace midjourney {
namespace {

using namespace std::string_view_literals;
using std::string;
using std::string_view;

constexpr int most_chunks = 20'000;

void take_size(const string& type, string_view head, Marks& marks) {
  if (type == "VP8X" && head.size() >= 10) {
    marks.width = static_cast<int>(little_endian(head.substr(4, 3))) + 1;
    marks.height = static_cast<int>(little_endian(head.substr(7, 3))) + 1;
  } else if (type == "VP8 " && head.size() >= 10 && head.substr(3, 3) == "\x9d\x01\x2a"sv && marks.width == 0) {
    marks.width = static_cast<int>(little_endian(head.substr(6, 2)) & 0x3FFF);
    marks.height = static_cast<int>(little_endian(head.substr(8, 2)) & 0x3FFF);
  } else if (type == "VP8L" && head.size() >= 5 && head[0] == '\x2f' && marks.width == 0) {
    const uint32_t bits = little_endian(head.substr(1, 4));
    marks.width = static_cast<int>(bits & 0x3FFF) + 1;
    marks.height = static_cast<int>(bits >> 14 & 0x3FFF) + 1;
  }
}

}  // namespace

void read_webp(Input& input, Marks& marks) {
  marks.format = "WebP";
  uint64_t at = 12;
  for (int i = 0; i < most_chunks; ++i) {
    const string head(input.peek(at, 18));
    if (head.empty() && i > 0) return;
    if (head.size() < 8) return marks.note("the WebP ends in the middle of a chunk");
    const string type = head.substr(0, 4);
    const std::size_t length = little_endian(string_view(head).substr(4, 4));
    if (!std::all_of(type.begin(), type.end(), [](char c) { return c >= ' ' && c <= '~'; }))
      return marks.note("the WebP's chunks end in something that is no chunk; a length before it is wrong");
    take_size(type, string_view(head).substr(8), marks);
    if (input.size() != UINT64_MAX && length > input.size() - at - 8)
      return marks.note("the WebP's chunk " + quoted(type) + " says it has " + std::to_string(length) +
                        " bytes, which is more than is left of the file");
    const std::size_t n = std::min(length, longest_text);
    if ((type == "EXIF" || type == "XMP " || type == "C2PA") && marks.takes(n)) {
      const string data = input.read(at + 8, n);
      string_view block = data;
      if (starts_with(block, "Exif\0\0"sv)) block.remove_prefix(6);  // some programs leave it in
      if (type == "EXIF") read_exif(block, marks);
      if (type == "XMP ") read_xmp(data, "WebP XMP", marks);
      if (type == "C2PA") add_manifest(data, marks);
    }
    at += 8 + uint64_t{length} + (length & 1);
  }
  marks.note("the WebP has more chunks than are read");
}

}  // namespace midjourney
