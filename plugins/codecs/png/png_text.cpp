#include "png_text.hpp"

#include <algorithm>
#include <cctype>
#include <vector>

#include "png_chunks.hpp"

#include <burnish/decoder.hpp>

namespace burnish {
namespace {

/// None when a character is not in Latin-1 or the text is not UTF-8.
std::optional<std::string> to_latin1(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c < 0x80) {
      out += text[i];
      continue;
    }
    if ((c != 0xC2 && c != 0xC3) || i + 1 >= text.size()) return std::nullopt;
    const auto d = static_cast<unsigned char>(text[++i]);
    if ((d & 0xC0) != 0x80) return std::nullopt;
    out += static_cast<char>((c & 3) << 6 | (d & 0x3F));
  }
  return out;
}

bool is_keyword(std::string_view latin1) {
  constexpr std::size_t longest = 79;
  const auto printable = [](char ch) {
    const auto c = static_cast<unsigned char>(ch);
    return (c >= 32 && c <= 126) || c >= 161;
  };
  return !latin1.empty() && latin1.size() <= longest && std::all_of(latin1.begin(), latin1.end(), printable) &&
         latin1.front() != ' ' && latin1.back() != ' ' && latin1.find("  ") == std::string_view::npos;
}

/// Takes what stands before the next zero byte off `rest`; none when there is no zero byte.
std::optional<std::string_view> take_string(std::string_view& rest) {
  const std::size_t zero = rest.find('\0');
  if (zero == std::string_view::npos) return std::nullopt;
  const std::string_view taken = rest.substr(0, zero);
  rest.remove_prefix(zero + 1);
  return taken;
}

std::optional<std::string> plain(std::string_view text, bool compressed, std::size_t most) {
  if (compressed) return inflate(text, most);
  if (text.size() > most) return std::nullopt;
  return std::string(text);
}

/// `language` is "de Titel".
std::string international(std::string_view keyword, std::string_view text, std::string_view language = {}) {
  const std::size_t space = std::min(language.find(' '), language.size());
  const std::string_view translated = language.substr(std::min(space + 1, language.size()));
  std::string content(keyword);
  content.append(3, '\0');  // end of keyword, not compressed (2)
  content.append(language.substr(0, space)).append(1, '\0').append(translated).append(1, '\0').append(text);
  return make_chunk("iTXt", content);
}

/// Letters, digits and hyphens (RFC 3066).
bool is_language(std::string_view tag) {
  return std::all_of(tag.begin(), tag.end(),
                     [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-'; });
}

std::string joined_language(std::string_view tag, std::string_view translated) {
  if (tag.empty() && translated.empty()) return {};
  std::string all = is_language(tag) ? std::string(tag) : std::string();
  if (translated.empty()) return all;
  return all + ' ' + (is_utf8(translated) ? std::string(translated) : utf8_from_latin1(translated));
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

}  // namespace

std::optional<PngText> read_text(std::string_view type, std::string_view content, std::size_t most) {
  const auto keyword = take_string(content);
  if (!keyword || !is_keyword(*keyword)) return std::nullopt;
  bool compressed = type == "zTXt";
  std::string language;
  if (type == "zTXt") {
    if (content.empty() || content[0] != 0) return std::nullopt;
    content.remove_prefix(1);
  }
  if (type == "iTXt") {
    if (content.size() < 2 || content[1] != 0) return std::nullopt;
    compressed = content[0] == 1;
    content.remove_prefix(2);
    const auto tag = take_string(content);
    const auto translated = tag ? take_string(content) : std::nullopt;
    if (!translated) return std::nullopt;
    language = joined_language(*tag, *translated);
  }
  auto text = plain(content, compressed, most);
  if (!text) return std::nullopt;
  // tEXt is Latin-1 by the book, but many generators put UTF-8 there.
  const bool utf8 = type == "iTXt" || is_utf8(*text);
  return PngText{utf8_from_latin1(*keyword), utf8 ? std::move(*text) : utf8_from_latin1(*text), std::move(language)};
}

std::string write_text(const PngText& text) {
  const auto keyword = to_latin1(text.keyword);
  if (!keyword || !is_keyword(*keyword)) return {};
  const auto latin1 = to_latin1(text.text);
  if (text.text.find('\0') != std::string::npos) return {};
  if (text.language.find('\0') != std::string::npos) return {};
  return latin1 && text.language.empty() ? make_chunk("tEXt", *keyword + '\0' + *latin1)
                                         : international(*keyword, text.text, text.language);
}

std::string write_xmp(std::string_view packet) { return international(xmp_keyword, packet); }

std::optional<std::string> read_raw_profile(std::string_view text) {
  const auto is_space = [](char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; };
  const auto word = [&](std::string_view& rest) {
    while (!rest.empty() && is_space(rest.front())) rest.remove_prefix(1);
    const auto end = std::find_if(rest.begin(), rest.end(), is_space);
    const auto taken = rest.substr(0, static_cast<std::size_t>(end - rest.begin()));
    rest.remove_prefix(taken.size());
    return taken;
  };
  word(text);
  std::size_t length = 0;
  for (const char c : word(text)) {
    if (c < '0' || c > '9' || length > text.size()) return std::nullopt;
    length = length * 10 + static_cast<std::size_t>(c - '0');
  }
  std::string bytes;
  int high = -1;
  for (const char c : text) {
    if (is_space(c)) continue;
    const int digit = hex_digit(c);
    if (digit < 0) return std::nullopt;
    if (high >= 0) bytes += static_cast<char>(high << 4 | digit);
    high = high >= 0 ? -1 : digit;
  }
  if (bytes.empty() || bytes.size() != length) return std::nullopt;
  return bytes;
}

/// Signature, number, Pascal name and data, both padded to even.
PngResources resources_of(std::string_view block) {
  constexpr uint32_t iptc_number = 0x0404;
  constexpr std::size_t head = 6;
  if (!block.empty() && block.front() == 0x1C) return {std::string(block), {}};
  constexpr std::string_view photoshop("Photoshop 3.0\0", 14);
  if (block.substr(0, photoshop.size()) == photoshop) block.remove_prefix(photoshop.size());
  PngResources all;
  std::size_t at = 0;
  while (at + 12 <= block.size()) {
    const bool is_iptc = block.substr(at, 4) == "8BIM" && big_endian_32(block, at + 4) >> 16U == iptc_number;
    const std::size_t name = static_cast<unsigned char>(block[at + head]) + std::size_t{1};
    const std::size_t size_at = at + head + name + (name & 1U);
    if (size_at + 4 > block.size()) break;
    const std::size_t size = big_endian_32(block, size_at), data = size_at + 4;
    if (size > block.size() - data) break;
    const std::size_t end = std::min(data + size + (size & 1U), block.size());
    if (is_iptc && all.iptc.empty())
      all.iptc = block.substr(data, size);
    else
      all.others.append(block.substr(at, end - at));
    at = end;
  }
  all.others.append(block.substr(at));
  return all;
}

std::string write_resources(std::string_view records, std::string_view others) {
  std::string block;
  if (!records.empty()) {
    block = std::string("8BIM\x04\x04\0\0", 8) + big_endian_32(static_cast<uint32_t>(records.size()));
    block.append(records);
    if (records.size() % 2 != 0) block += '\0';
  }
  block.append(others);
  constexpr std::string_view digits = "0123456789abcdef";
  constexpr std::size_t bytes_of_line = 36, width = 8;
  const std::string length = std::to_string(block.size());
  std::string text = "\niptc\n" + std::string(width - std::min(width, length.size()), ' ') + length;
  for (std::size_t i = 0; i < block.size(); ++i) {
    const auto byte = static_cast<unsigned char>(block[i]);
    if (i % bytes_of_line == 0) text += '\n';
    text += digits[byte >> 4U];
    text += digits[byte & 15U];
  }
  return make_chunk("zTXt", std::string("Raw profile type iptc").append(2, '\0') + deflate(text + "\n"));
}

}  // namespace burnish
