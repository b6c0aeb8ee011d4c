#include "pipeline/numbers.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace burnish {
namespace {

/// std::from_chars takes a minus but no plus.
std::string_view without_plus(std::string_view text) {
  const bool signs_a_number = text.size() > 1 && text[0] == '+' && text[1] != '+' && text[1] != '-';
  return signs_a_number ? text.substr(1) : text;
}

}  // namespace

std::optional<double> parse_number(std::string_view text) {
  text = without_plus(text);
  double value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<int64_t> parse_whole(std::string_view text) {
  const std::string_view digits = without_plus(text);
  int64_t whole = 0;
  const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), whole);
  if (fault == std::errc{} && end == digits.data() + digits.size()) return whole;
  const auto number = parse_number(text);
  constexpr double exact = 9007199254740992.0;  // 2^53: beyond it not every whole number is a double
  if (!number || std::trunc(*number) != *number || std::abs(*number) > exact) return std::nullopt;
  return static_cast<int64_t>(*number);
}

std::string number_text(double value) {
  if (value == 0) return "0";  // also for -0
  const double size = std::abs(value);
  const bool readable = size >= 1e-7 && size < 1e16;
  std::array<char, 64> text{};
  const auto written = std::to_chars(text.data(), text.data() + text.size(), value,
                                     readable ? std::chars_format::fixed : std::chars_format::general);
  return {text.data(), written.ptr};
}

}  // namespace burnish
