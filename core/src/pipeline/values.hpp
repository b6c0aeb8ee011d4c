// Text to the values that a plugin's table declares: parsed, checked, scaled, in declaration order.
#pragma once
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "burnish/core/pipeline.hpp"

namespace burnish {

/// What a burnish_prepare carries: the values of one table, with the strings and lists that they point at. May be
/// moved; what data() points at stays where it is.
class Values {
 public:
  /// Every parameter of the item, given or default. Errors have Code::BadParam and the argument's `where`.
  /// `spatial_scale` multiplies full-size pixels (BURNISH_PF_SPATIAL) after the bounds were checked.
  static Result<Values> resolve(const Item& item, std::span<const Argument> arguments, double spatial_scale = 1);

  [[nodiscard]] const burnish_value* data() const { return values_.data(); }
  [[nodiscard]] std::size_t size() const { return values_.size(); }

 private:
  friend class ValueReader;
  std::vector<burnish_value> values_;
  std::deque<std::string> strings_;               // deques: elements keep their address when one is added
  std::deque<std::vector<burnish_value>> lists_;  // ext of BURNISH_PF_LIST
  std::deque<std::vector<double>> curves_;        // ext of BURNISH_P_CURVE
};

/// The id as people write it: "blur" for "burnish.blur".
[[nodiscard]] std::string_view short_id(std::string_view id);

/// "did you mean 'sigma'?", or empty when nothing known is near.
[[nodiscard]] std::string did_you_mean(std::string_view wrong, std::span<const std::string> known);

}  // namespace burnish
