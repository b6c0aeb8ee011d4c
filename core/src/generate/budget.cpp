#include "generate/budget.hpp"

#include <array>
#include <cstdio>

namespace burnish::generate {

Status Budget::reserve(std::optional<double> price, const std::string& currency) {
  const std::lock_guard lock(mutex_);
  const auto text = [](double v) {
    std::array<char, 32> t{};
    std::snprintf(t.data(), t.size(), "%.10g", v);
    return std::string(t.data());
  };
  if (limit_ && !price)
    return Error{Code::Generator, "nothing was sent", "--max-cost",
                 "the price is not known, so a limit of " + text(*limit_) + " " + currency + " cannot be kept",
                 "leave --max-cost out, or choose a model with a known price"};
  if (limit_ && spent_ + *price > *limit_ + 1e-9)
    return Error{Code::Generator, "nothing was sent for this request", "--max-cost",
                 "it would cost about " + text(*price) + " " + currency + " after " + text(spent_) +
                     " were spent; the limit is " + text(*limit_),
                 "raise --max-cost"};
  spent_ += price.value_or(0);
  return Done{};
}

void Budget::settle(std::optional<double> reserved, std::optional<double> cost) {
  const std::lock_guard lock(mutex_);
  if (cost) spent_ += *cost - reserved.value_or(0);
}

}  // namespace burnish::generate
