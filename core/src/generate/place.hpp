// Generated pictures in a pipeline: before an input is opened, every `generate` node and every generative step is
// replaced by a source that reads what was made. A generative step ends a graph: what precedes it is computed and sent,
// its result is a new source.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "burnish/core/pipeline.hpp"
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

/// Whether anything in the pipeline is generated.
[[nodiscard]] bool generates(const Pipeline&);

/// The pipeline with every generated picture in place, for one input. In a dry run grey pictures of the likely sizes
/// stand in, and the prices are added up.
[[nodiscard]] Result<Pipeline> place_generated(Generation&, const Pipeline&, const Input&);

}  // namespace burnish::generate
