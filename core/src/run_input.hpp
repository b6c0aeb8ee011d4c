// One input through the pipeline: open its sources, plan, execute, write.
#pragma once
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "burnish/core/run.hpp"
#include "load/call.hpp"
#include "plan/plan.hpp"
#include "source/session.hpp"
#include "write/paths.hpp"
#include "write/resume.hpp"

namespace burnish {

/// What all inputs of a run have in common.
struct RunContext {
  const Catalogue& catalogue;
  const Pipeline& pipeline;
  const RunOptions& options;  // threads: those of one input
  const burnish_host* host = nullptr;
  const Cancellation* cancel = nullptr;
  OutputPaths* paths = nullptr;
  ResumeLog* journal = nullptr;  // null: a single input is not recorded
  std::string key;               // run_key(), when there is a journal
};

/// What became of one output of one input.
struct OutputResult {
  Status status = Done{};
  OutputReport report;
};
struct InputResult {
  std::vector<OutputResult> outputs;  // one per output of the pipeline
  std::vector<std::string> notes;
};

/// The input at this position of the run.
[[nodiscard]] InputResult run_input(const RunContext& run, const Input& input, std::size_t position);
/// Headers are read and plans made; nothing is written. The reports tell what would be written.
[[nodiscard]] InputResult try_input(const RunContext& run, const Input& input, std::size_t position);

/// Opened sources, the encoders of the outputs, and the plan.
struct OpenedInput {
  std::vector<std::unique_ptr<DecoderSession>> sessions;
  std::vector<std::optional<double>> qualities;  // in use, by output
  Plan plan;
};
/// Headers only.
[[nodiscard]] Result<OpenedInput> open_input(const RunContext& run, const CallContext& context, const Input& input,
                                             std::vector<std::string>& notes);

}  // namespace burnish
