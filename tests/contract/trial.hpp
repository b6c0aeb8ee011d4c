// contract/trial.hpp - runs of one case, and what came back, sorted.
#pragma once
#include <string>
#include <vector>

#include "contract/operation_checks.hpp"

namespace burnish::contract {

/// Runs a case and sorts the outcome into the verdict: a clean refusal, a problem, or a picture.
class Trial {
 public:
  Trial(const Case& c, Verdict& verdict) : case_(c), verdict_(verdict) {}

  /// Empty when there is no picture to compare.
  kit::Picture run(const kit::RunOptions& options, const std::string& how) { return run(case_.inputs, options, how); }
  kit::Picture run(const std::vector<kit::Picture>& inputs, kit::RunOptions options, const std::string& how);
  void problem(const std::string& how, const std::string& what);

  // Of the last run's plan.
  uint32_t flags = 0;
  int32_t op_class = 0, halo = 0;

 private:
  void check_refusal(const kit::Outcome& o, const std::string& how);
  const Case& case_;
  Verdict& verdict_;
};

}  // namespace burnish::contract
