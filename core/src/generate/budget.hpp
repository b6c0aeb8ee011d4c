// What a run may spend.
#pragma once
#include <mutex>
#include <optional>
#include <string>

#include "burnish/core/result.hpp"

namespace burnish::generate {

/// Money that may be spent, over several threads.
class Budget {
 public:
  explicit Budget(std::optional<double> limit) : limit_(limit) {}
  /// Code::Generator when that would exceed the limit, or when the price is not known and there is a limit.
  Status reserve(std::optional<double> price, const std::string& currency);
  void settle(std::optional<double> reserved, std::optional<double> cost);

 private:
  std::mutex mutex_;
  std::optional<double> limit_;
  double spent_ = 0;
};

}  // namespace burnish::generate
