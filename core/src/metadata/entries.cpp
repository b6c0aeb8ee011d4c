#include "metadata/entries.hpp"

#include "metadata/exif.hpp"
#include "metadata/iptc.hpp"
#include "metadata/photoshop.hpp"
#include "metadata/xmp.hpp"

namespace burnish {
namespace {

// The length of the UTF-8 sequence at `at` (RFC 3629); 0 when it is none.
std::size_t sequence_length(std::string_view s, std::size_t at) {
  const auto byte = [&](std::size_t i) { return i < s.size() ? static_cast<uint8_t>(s[i]) : uint8_t{0}; };
  const uint8_t a = byte(at), b = byte(at + 1);
  if (a < 0x80) return 1;
  const std::size_t n = a >= 0xC2 && a <= 0xDF ? 2 : a >= 0xE0 && a <= 0xEF ? 3 : a >= 0xF0 && a <= 0xF4 ? 4 : 0;
  if ((a == 0xE0 && b < 0xA0) || (a == 0xED && b > 0x9F) || (a == 0xF0 && b < 0x90) || (a == 0xF4 && b > 0x8F))
    return 0;
  for (std::size_t i = 1; i < n; ++i)
    if ((byte(at + i) & 0xC0U) != 0x80) return 0;
  return n;
}

bool is_utf8(std::string_view s) {
  for (std::size_t i = 0; i < s.size();) {
    const std::size_t n = sequence_length(s, i);
    if (n == 0) return false;
    i += n;
  }
  return true;
}

std::string utf8_of_latin1(std::string_view s) {
  std::string text;
  for (const char c : s) {
    const auto byte = static_cast<uint8_t>(c);
    if (byte < 0x80) {
      text += c;
    } else {
      text += static_cast<char>(0xC0U | byte >> 6U);
      text += static_cast<char>(0x80U | (byte & 0x3FU));
    }
  }
  return text;
}

// Also the controls U+0080 to U+009F, which terminals obey.
void blank_controls(std::string& text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<uint8_t>(text[i]);
    const bool second = c == 0xC2 && i + 1 < text.size() && static_cast<uint8_t>(text[i + 1]) < 0xA0;
    if (c < 0x20 || c == 0x7F) text[i] = ' ';
    if (second) text[i] = text[i + 1] = ' ';
  }
}

}  // namespace

std::string clean_text(std::string_view bytes, std::size_t longest) {
  bool cut = bytes.size() > longest;
  std::size_t end = cut ? longest : bytes.size();
  // A cut goes before the sequence that it would split.
  if (cut)
    for (int back = 0; back < 3 && end > 0 && (static_cast<uint8_t>(bytes[end]) & 0xC0U) == 0x80; ++back) --end;
  bytes = bytes.substr(0, end);
  std::string text = is_utf8(bytes) ? std::string(bytes) : utf8_of_latin1(bytes);
  blank_controls(text);
  const auto first = text.find_first_not_of(' ');
  if (first == std::string::npos) return {};
  text = text.substr(first, text.find_last_not_of(' ') - first + 1);
  return cut ? text + " ..." : text;
}

std::string valid_text(std::string_view bytes) {
  const std::string text = is_utf8(bytes) ? std::string(bytes) : utf8_of_latin1(bytes);
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const std::string_view three = std::string_view(text).substr(i, 3);
    if (c == '\r') {
      out += '\n';
      if (i + 1 < text.size() && text[i + 1] == '\n') ++i;
    } else if (three == "\xEF\xBF\xBE" || three == "\xEF\xBF\xBF") {
      out += "\xEF\xBF\xBD";
      i += 2;
    } else if (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') {
      out += "\xEF\xBF\xBD";
    } else {
      out += c;
    }
  }
  return out;
}

std::vector<MetadataEntry> describe_metadata(const Blocks& blocks, std::vector<std::string>& warnings) {
  std::vector<MetadataEntry> entries;
  const auto with = [&](const char* key, const char* name, auto describe) {
    const auto it = blocks.find(key);
    if (it != blocks.end() && !describe(it->second, entries))
      warnings.push_back(std::string("the ") + name + " block is damaged");
  };
  for (const auto& [key, bytes] : blocks)
    if (key.substr(0, 6) == "block:") entries.push_back({key, std::to_string(bytes.size()) + " bytes"});
  with("block:exif", "EXIF", describe_exif);
  with("block:xmp", "XMP", describe_xmp);
  with("block:iptc", "IPTC", describe_iptc);
  with("block:photoshop", "Photoshop", describe_photoshop);
  for (const auto& [key, bytes] : blocks)
    if (key.substr(0, 5) == "text:" || key.substr(0, 5) == "lang:")
      entries.push_back({clean_text(key), clean_text(bytes)});
  return entries;
}

}  // namespace burnish
