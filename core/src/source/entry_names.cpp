#include "source/entry_names.hpp"

#include <algorithm>
#include <cstdint>

namespace burnish {
namespace {

constexpr std::size_t longest_shown = 200;

/// The length of the UTF-8 sequence that begins here; 0 when there is none (RFC 3629).
std::size_t sequence_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<uint8_t>(text[i]) : uint8_t{0}; };
  const auto follows = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80; };
  const uint8_t first = byte(at), second = byte(at + 1);
  if (first < 0x80) return 1;
  if (first < 0xC2 || first > 0xF4 || !follows(at + 1)) return 0;
  if (first < 0xE0) return 2;
  if (!follows(at + 2) || (first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F)) return 0;
  if (first < 0xF0) return 3;
  if (!follows(at + 3) || (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F)) return 0;
  return 4;
}

/// C0, DEL, and the C1 that terminals obey too.
bool is_control(std::string_view text, std::size_t at, std::size_t length) {
  const auto first = static_cast<uint8_t>(text[at]);
  if (length == 1) return first < 0x20 || first == 0x7F;
  return length == 2 && first == 0xC2 && static_cast<uint8_t>(text[at + 1]) < 0xA0;
}

bool has_control(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at)
    if (is_control(text, at, sequence_at(text, at))) return true;
  return false;
}

std::string hex(char c) {
  const auto byte = static_cast<uint8_t>(c);
  return {'\\', 'x', "0123456789abcdef"[byte >> 4U], "0123456789abcdef"[byte & 15U]};
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

}  // namespace

std::string printable(std::string_view path) {
  std::string text;
  const std::size_t half = longest_shown / 2;
  const bool cut = path.size() > longest_shown;
  for (std::size_t at = 0; at < path.size();) {
    if (cut && at >= half && at < path.size() - half) {
      text += "...";
      at = path.size() - half;
      while (at < path.size() && (static_cast<uint8_t>(path[at]) & 0xC0U) == 0x80) ++at;
      if (at >= path.size()) break;
    }
    const std::size_t length = sequence_at(path, at);
    if (length == 0 || is_control(path, at, length)) {
      for (std::size_t i = 0; i < std::max<std::size_t>(length, 1); ++i) text += hex(path[at + i]);
    } else {
      text += path.substr(at, length);
    }
    at += std::max<std::size_t>(length, 1);
  }
  return text;
}

bool is_hidden(std::string_view path) {
  while (!path.empty()) {
    const std::string_view part = path.substr(0, path.find('/'));
    if (part == "__MACOSX" || (part.size() > 1 && part[0] == '.' && part != "..")) return true;
    path.remove_prefix(std::min(part.size() + 1, path.size()));
  }
  return false;
}

std::optional<std::string> objection_to_name(std::string_view path) {
  if (path.empty()) return "it has no name";
  if (path.size() > longest_path)
    return "its name has " + std::to_string(path.size()) + " bytes; the limit is " + std::to_string(longest_path);
  if (path[0] == '/') return "its name is an absolute path";
  if (path.size() > 1 && is_letter(path[0]) && path[1] == ':') return "its name begins with a drive letter";
  if (path.find('\\') != std::string_view::npos) return "its name has a backslash";
  if (has_control(path)) return "its name has a control character";
  if (path.back() == '/') path.remove_suffix(1);  // a folder
  for (std::size_t at = 0; at <= path.size();) {
    const std::string_view part = path.substr(at, path.find('/', at) - at);
    if (part == "..") return "its name leads out of the archive (..)";
    if (part == "." || part.empty()) return "its name has an empty part";
    if (part.size() > longest_name)
      return "a part of its name has " + std::to_string(part.size()) + " bytes; the limit is " +
             std::to_string(longest_name);
    at += part.size() + 1;
  }
  return std::nullopt;
}

}  // namespace burnish
