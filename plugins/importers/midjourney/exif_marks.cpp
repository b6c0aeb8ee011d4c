#include <algorithm>
#include <array>

#include "marks.hpp"
#include "text.hpp"

namespace midjourney {
namespace {

using namespace std::string_view_literals;
using std::string;
using std::string_view;

constexpr uint32_t exif_directory = 0x8769, user_comment = 0x9286;
constexpr uint32_t most_entries = 2048;

struct Tag {
  uint32_t number;
  const char* name;
};
constexpr std::array<Tag, 9> tags{{{0x010E, "ImageDescription"},
                                   {0x010F, "Make"},
                                   {0x0110, "Model"},
                                   {0x0131, "Software"},
                                   {0x013B, "Artist"},
                                   {0x8298, "Copyright"},
                                   {0x9003, "DateTimeOriginal"},
                                   {0x9011, "OffsetTimeOriginal"},
                                   {user_comment, "UserComment"}}};

/// How many of a UTF-16 text's units are ASCII when read in this order: the right order has more.
std::size_t plain_units(string_view bytes, bool big) {
  std::size_t n = 0;
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    const char high = bytes[big ? i : i + 1], low = bytes[big ? i + 1 : i];
    if (high == 0 && low >= '\t' && low <= '~') ++n;
  }
  return n;
}

/// A UserComment: eight bytes name its encoding. The order of UTF-16 is that of the TIFF header by the standard, but
/// programs write what they like.
string comment_text(string_view bytes, bool header_is_big) {
  const string_view code = bytes.substr(0, 8);
  if (code == "UNICODE\0"sv) {
    bytes.remove_prefix(8);
    if (starts_with(bytes, "\xFE\xFF"sv)) return from_utf16(bytes.substr(2), true);
    if (starts_with(bytes, "\xFF\xFE"sv)) return from_utf16(bytes.substr(2), false);
    const std::size_t big = plain_units(bytes, true), little = plain_units(bytes, false);
    if (big == little && is_utf8(bytes) && bytes.find('\0') == string_view::npos) return to_utf8(bytes);
    return from_utf16(bytes, big == little ? header_is_big : big > little);
  }
  const bool known = code == "ASCII\0\0\0"sv || code == "JIS\0\0\0\0\0"sv || code == string_view("\0\0\0\0\0\0\0\0", 8);
  return to_utf8(known ? bytes.substr(8) : bytes);
}

class Directory {
 public:
  Directory(string_view block, bool big, Marks& marks) : block_(block), big_(big), marks_(marks) {}

  void read(uint32_t at, bool follow) {
    if (at < 8 || at > block_.size() || block_.size() - at < 2) return marks_.note("the EXIF points outside itself");
    const uint32_t count = number(at, 2);
    if (count > most_entries || count * std::size_t{12} > block_.size() - at - 2)
      return marks_.note("the EXIF's directory is longer than its block");
    for (uint32_t i = 0; i < count; ++i) entry(at + 2 + i * 12, follow);
  }

 private:
  [[nodiscard]] uint32_t number(std::size_t at, std::size_t n) const {
    const string_view bytes = block_.substr(at, n);
    return big_ ? big_endian(bytes) : little_endian(bytes);
  }

  void entry(std::size_t at, bool follow) {
    const uint32_t tag = number(at, 2), type = number(at + 2, 2), count = number(at + 4, 4);
    if (tag == exif_directory && follow) return read(number(at + 8, 4), false);
    const auto* const known = std::find_if(tags.begin(), tags.end(), [&](const Tag& t) { return t.number == tag; });
    // BYTE, ASCII and UNDEFINED are of one byte each; a text may say it is any of them.
    if (known == tags.end() || (type != 1 && type != 2 && type != 7)) return;
    const string key = "exif:" + string(known->name);
    if (marks_.find(key) != nullptr) return;
    const std::size_t from = count <= 4 ? at + 8 : number(at + 8, 4);
    if (from > block_.size() || count > block_.size() - from)
      return marks_.note("the EXIF's " + string(known->name) + " reaches outside its block");
    const string_view bytes = block_.substr(from, std::min<std::size_t>(count, longest_text));
    const string text = tag == user_comment ? comment_text(bytes, big_) : to_utf8(bytes);
    marks_.add({"EXIF " + string(known->name), key, text});
  }

  string_view block_;
  bool big_;
  Marks& marks_;
};

}  // namespace

void read_exif(string_view block, Marks& marks) {
  const bool big = starts_with(block, "MM\0*"sv);
  if (block.size() < 8 || (!big && !starts_with(block, "II*\0"sv))) return marks.note("the EXIF has no header");
  const string_view first = block.substr(4, 4);
  Directory(block, big, marks).read(big ? big_endian(first) : little_endian(first), true);
}

}  // namespace midjourney
