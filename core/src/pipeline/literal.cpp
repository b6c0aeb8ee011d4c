#include "pipeline/literal.hpp"

#include <algorithm>

#include "pipeline/numbers.hpp"

namespace burnish {

std::optional<Literal> read_literal(std::string_view text) {
  std::string_view digits = text;
  if (!digits.empty() && (digits.front() == '-' || digits.front() == '+')) digits.remove_prefix(1);
  const auto points = std::count(digits.begin(), digits.end(), '.');
  const bool well_formed =
      points <= 1 && static_cast<std::size_t>(points) < digits.size() &&
      std::all_of(digits.begin(), digits.end(), [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
  if (!well_formed) return std::nullopt;
  const auto number = parse_number(text);
  if (!number) return std::nullopt;
  return Literal{*number, points == 1};
}

std::optional<Proportion> read_proportion(std::string_view text) {
  const auto colon = text.find(':');
  const auto width = read_literal(text.substr(0, colon));
  const auto height = colon == std::string_view::npos ? Literal{1, false} : read_literal(text.substr(colon + 1));
  if (!width || !height || width->number <= 0 || height->number <= 0) return std::nullopt;
  return Proportion{width->number, height->number};
}

}  // namespace burnish
