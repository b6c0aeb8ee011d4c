// What everything that is generated in one run shares: providers, jobs, the budget.
#pragma once
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "generate/job.hpp"
#include "net/profile.hpp"

namespace burnish::generate {

/// What a run's inputs share. Thread-safe.
class Generation {
 public:
  Generation(Jobs::Context context, const GenerateOptions& options, bool dry_run);

  [[nodiscard]] Jobs& jobs() { return jobs_; }
  [[nodiscard]] Budget& budget() { return budget_; }
  [[nodiscard]] const GenerateOptions& options() const { return options_; }
  [[nodiscard]] const Jobs::Context& context() const { return context_; }
  [[nodiscard]] bool dry_run() const { return dry_run_; }
  /// The provider of that name, or the default of the model; opened once. `model` without "burnish.".
  Result<Provider*> provider(std::string_view model, const std::string& name);
  Result<Provider*> provider(std::string_view model, const std::string& name, const std::string& base_url);
  /// For a dry run: what a request would cost.
  void add_price(const JobPrice& price);
  /// "3 requests would cost about 9 credits and take about 24 s"; empty when nothing would be sent.
  [[nodiscard]] std::string total() const;

 private:
  Jobs::Context context_;
  GenerateOptions options_;
  bool dry_run_;
  net::Profiles profiles_;
  Jobs jobs_;
  Budget budget_;
  mutable std::mutex mutex_;
  std::map<std::pair<std::string, std::string>, std::unique_ptr<Provider>> providers_;  // by profile and base
  std::map<std::string, double> prices_;                                                // by currency
  std::size_t requests_ = 0, unknown_prices_ = 0;
  double seconds_ = 0;
};

}  // namespace burnish::generate
