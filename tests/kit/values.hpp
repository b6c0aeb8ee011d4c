// kit/values.hpp - parameter values from text, as the host resolves them.
#pragma once
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "burnish/abi.h"

namespace burnish::kit {

/// {{"sigma", "2.5"}, {"gravity", "north_east"}}
using TextValues = std::vector<std::pair<std::string, std::string>>;

/// Values in declaration order for a table of parameters: what is not given gets its default; "auto" stays automatic;
/// SPATIAL numbers are multiplied by `scale`. Throws std::invalid_argument for an unknown id, a text that does not
/// parse and a number out of range. Lists are separated by commas; points are "x,y", rectangles "x,y,w,h" (of which
/// lists are four numbers after four), curves "x:y,x:y".
class Values {
 public:
  Values(const burnish_param* params, uint32_t count, const TextValues& given, double scale = 1);
  Values(const burnish_desc& desc, const TextValues& given, double scale = 1)
      : Values(desc.params, desc.param_count, given, scale) {}

  [[nodiscard]] const burnish_value* data() const { return values_.data(); }
  [[nodiscard]] std::size_t size() const { return values_.size(); }
  [[nodiscard]] const burnish_value& operator[](std::size_t i) const { return values_[i]; }

 private:
  burnish_value parse(const burnish_param& p, const std::string& text, double scale);
  burnish_value parse_list(const burnish_param& p, const std::string& text, double scale);
  burnish_value parse_one(const burnish_param& p, const std::string& text, double scale);
  const char* keep(const std::string& text);

  std::vector<burnish_value> values_;
  std::deque<std::string> texts_;                 // what burnish_value::s points at
  std::deque<std::vector<burnish_value>> lists_;  // what ext points at
  std::deque<std::vector<double>> curves_;
};

/// The index-th parameter of a table, by the step that its first element states.
[[nodiscard]] const burnish_param& param_at(const burnish_param* params, uint32_t index);
[[nodiscard]] inline const burnish_param& param_at(const burnish_desc& desc, uint32_t index) {
  return param_at(desc.params, index);
}

/// "#rgb", "#rrggbb", "#rrggbbaa" or a name (white, black, transparent, red, green, lime, blue, yellow, cyan, magenta,
/// gray, grey); throws std::invalid_argument.
void parse_colour(const std::string& text, double rgba[4]);

/// A number without regard to the locale, the whole text; throws std::invalid_argument.
[[nodiscard]] double parse_number(const std::string& text);
/// The shortest text that parse_number turns back into `v`.
[[nodiscard]] std::string number_text(double v);

}  // namespace burnish::kit
