#include "load/describe_text.hpp"

#include <algorithm>
#include <cstring>

namespace burnish {
namespace {

constexpr std::size_t longest_text = std::size_t{1} << 20;
constexpr std::size_t longest_id = 200;
constexpr std::size_t most_texts = 1024;

bool is_id_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

}  // namespace

// The table of well-formed sequences in the Unicode standard, section 3.9 (no surrogates, no overlong forms).
bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = [&](std::size_t at) { return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U; };
    const unsigned lead = byte(i);
    std::size_t tail = 0;
    unsigned low = 0x80;
    unsigned high = 0xbf;
    if (lead < 0x80) {
      ++i;
      continue;
    }
    if (lead >= 0xc2 && lead <= 0xdf) {
      tail = 1;
    } else if (lead >= 0xe0 && lead <= 0xef) {
      tail = 2;
      if (lead == 0xe0) low = 0xa0;
      if (lead == 0xed) high = 0x9f;
    } else if (lead >= 0xf0 && lead <= 0xf4) {
      tail = 3;
      if (lead == 0xf0) low = 0x90;
      if (lead == 0xf4) high = 0x8f;
    } else {
      return false;
    }
    if (byte(i + 1) < low || byte(i + 1) > high) return false;
    for (std::size_t k = 2; k <= tail; ++k)
      if ((byte(i + k) & 0xc0U) != 0x80U) return false;
    i += tail + 1;
  }
  return true;
}

std::string DescriptionText::optional(const char* text, const char* what) {
  if (text == nullptr || !ok()) return {};
  const std::size_t n = strnlen(text, longest_text + 1);
  if (n > longest_text) {
    fail(std::string("its ") + what + " is longer than " + std::to_string(longest_text) + " bytes");
    return {};
  }
  std::string copy(text, n);
  if (!is_utf8(copy)) fail(std::string("its ") + what + " is not UTF-8");
  return copy;
}

std::string DescriptionText::required(const char* text, const char* what) {
  if (ok() && (text == nullptr || *text == '\0')) fail(std::string("its ") + what + " is missing");
  return optional(text, what);
}

std::string DescriptionText::id(const char* text, const char* what) {
  std::string copy = required(text, what);
  if (!ok()) return {};
  const bool plain = is_id_letter(copy.front()) && std::all_of(copy.begin(), copy.end(), [](char c) {
                       return is_id_letter(c) || c == '_' || c == '.' || c == '-';
                     });
  if (plain && copy.size() <= longest_id) return copy;
  fail(std::string("its ") + what + " is not made of a-z, 0-9, '.', '_' and '-'");
  return {};
}

std::string DescriptionText::parameter_id(const char* text) {
  std::string copy = required(text, "parameter's id");
  if (!ok()) return {};
  const bool plain = copy.front() >= 'a' && copy.front() <= 'z' &&
                     std::all_of(copy.begin(), copy.end(), [](char c) { return is_id_letter(c) || c == '_'; });
  if (plain && copy.size() <= longest_id) return copy;
  fail("a parameter's id is not made of a-z, 0-9 and '_'");
  return {};
}

std::vector<std::string> DescriptionText::list(const char* const* texts, const char* what) {
  std::vector<std::string> copies;
  if (texts == nullptr) return copies;
  for (std::size_t i = 0; texts[i] != nullptr && ok(); ++i) {
    if (i >= most_texts) {
      fail(std::string("its list of ") + what + " does not end");
      break;
    }
    copies.push_back(required(texts[i], what));
  }
  return copies;
}

}  // namespace burnish
