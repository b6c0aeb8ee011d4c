// Numbers as the transformation notation writes them: "300" is pixels, "0.5" and "1.0" are fractions.
#pragma once
#include <optional>
#include <string_view>

namespace burnish {

struct Literal {
  double number = 0;
  bool is_fraction = false;  // written with a point
};
/// Digits with at most one point and a sign; no exponent. Empty for anything else.
[[nodiscard]] std::optional<Literal> read_literal(std::string_view text);
/// "16:9" or "1.5": width over height as two numbers, both above 0.
struct Proportion {
  double width = 1, height = 1;
};
[[nodiscard]] std::optional<Proportion> read_proportion(std::string_view text);

}  // namespace burnish
