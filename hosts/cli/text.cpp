#include "text.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>

namespace burnish::cli {
namespace {

// Bytes that continue a UTF-8 character take no column of their own.
std::size_t columns(std::string_view word) {
  return static_cast<std::size_t>(
      std::count_if(word.begin(), word.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

}  // namespace

std::size_t terminal_width() {
  constexpr std::size_t narrowest = 40, widest = 120;
  winsize size{};
  if (isatty(STDOUT_FILENO) == 0 || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
    return usual_width;
  return std::clamp<std::size_t>(size.ws_col - 1U, narrowest, widest);
}

std::string wrapped(std::string_view text, std::size_t indent, std::size_t used, std::size_t width) {
  std::string out;
  bool line_is_empty = true;
  const auto new_line = [&] {
    out += '\n';
    used = 0;
    line_is_empty = true;
  };
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(" \n"), text.size());
    const std::string_view word = text.substr(0, end);
    if (!word.empty()) {
      if (!line_is_empty && used + 1 + columns(word) > width) new_line();
      if (line_is_empty) {
        if (used < indent) out.append(indent - used, ' ');
        used = std::max(used, indent);
      } else {
        out += ' ';
        ++used;
      }
      out += word;
      used += columns(word);
      line_is_empty = false;
    }
    if (end < text.size() && text[end] == '\n') new_line();
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

// What is no UTF-8 becomes '?'.
static std::string printable(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto c = static_cast<unsigned char>(text[i]);
    const std::size_t length = c < 0x80 ? 1 : c >= 0xF0 && c < 0xF8 ? 4 : c >= 0xE0 ? 3 : c >= 0xC2 ? 2 : 0;
    std::size_t whole = length == 0 || c >= 0xF8 || i + length > text.size() ? 0 : 1;
    while (whole > 0 && whole < length && (static_cast<unsigned char>(text[i + whole]) & 0xC0U) == 0x80U) ++whole;
    if (whole > 0 && whole == length) {
      out.append(text.substr(i, length));
      i += length;
    } else {
      out += '?';
      ++i;
    }
  }
  return out;
}

std::string column(std::string_view text, std::size_t width, Cut cut) {
  constexpr std::string_view dots = "...";
  const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; };
  std::string out = printable(text);
  for (char& c : out)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  std::size_t used = columns(out);
  if (used > width) {
    while (used + dots.size() > width) {
      if (cut == Cut::Front) {
        std::size_t n = 1;
        while (n < out.size() && continues(out[n])) ++n;
        out.erase(0, n);
      } else {
        while (continues(out.back())) out.pop_back();
        out.pop_back();
      }
      --used;
    }
    out = cut == Cut::Front ? std::string(dots) + out : out + std::string(dots);
    used = width;
  }
  return out + std::string(width - used, ' ');
}

}  // namespace burnish::cli
