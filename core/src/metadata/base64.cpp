#include "metadata/base64.hpp"

#include <cstdint>

namespace burnish {
namespace {

constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

int value_of(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  return c == '+' ? 62 : c == '/' ? 63 : -1;
}

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

}  // namespace

std::string base64_of(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const std::string_view three = bytes.substr(at, 3);
    uint32_t group = 0;
    for (std::size_t i = 0; i < 3; ++i) group = group << 8U | (i < three.size() ? static_cast<uint8_t>(three[i]) : 0U);
    for (std::size_t i = 0; i < 4; ++i) out += i <= three.size() ? digits[group >> (18 - 6 * i) & 0x3FU] : '=';
  }
  return out;
}

std::optional<std::string> bytes_of_base64(std::string_view text) {
  std::string out;
  out.reserve(text.size() / 4 * 3);
  uint32_t group = 0;
  std::size_t known = 0, padding = 0;
  for (const char c : text) {
    if (is_space(c)) continue;
    const int value = value_of(c);
    if (c == '=' ? known + padding < 2 : value < 0 || padding > 0) return std::nullopt;
    if (c == '=') {
      ++padding;
    } else {
      group = group << 6U | static_cast<uint32_t>(value);
      ++known;
    }
    if (known + padding < 4) continue;
    group <<= 6 * padding;
    for (std::size_t i = 0; i + padding < 3; ++i) out += static_cast<char>(group >> (16 - 8 * i) & 0xFFU);
    if (padding > 0) {
      known = 0;
      padding = 4;  // nothing may follow
      continue;
    }
    group = 0;
    known = 0;
  }
  if (known != 0 || (padding != 0 && padding != 4)) return std::nullopt;
  return out;
}

}  // namespace burnish
