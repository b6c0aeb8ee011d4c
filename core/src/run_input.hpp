// One input through the pipeline: open its sources, plan, execute, write.
#pragma once
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "burnish/core/run.hpp"
#include "load/call.hpp"
#include "metadata/blocks.hpp"
#include "plan/plan.hpp"
#include "source/session.hpp"
#include "write/paths.hpp"
#include "write/resume.hpp"

namespace burnish::generate {
class Generation;
}
namespace burnish::imports {
class ImportedInputs;
}

namespace burnish {

/// What all inputs of a run have in common.
struct RunContext {
  const Catalogue& catalogue;
  const Pipeline& pipeline;
  const RunOptions& options;  // threads: those of one input
  const burnish_host* host = nullptr;
  const Cancellation* cancel = nullptr;
  OutputPaths* paths = nullptr;
  ResumeLog* journal = nullptr;                       // null: a single input is not recorded
  std::string key;                                    // run_key(), when there is a journal
  generate::Generation* generation = nullptr;         // null: nothing in the pipeline is generated
  const imports::ImportedInputs* imported = nullptr;  // null: every input is a file
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

/// What a plan has to know of an opened source.
[[nodiscard]] Result<SourceFacts> facts_of(DecoderSession& session);

/// Opened sources, the encoders of the outputs, and the plan.
struct OpenedInput {
  std::vector<std::unique_ptr<DecoderSession>> sessions;
  std::vector<Blocks> metadata;                  // by source, with the record of where a generated one came from
  std::vector<std::optional<double>> qualities;  // in use, by output
  std::vector<std::string> settled;              // what was found by looking at pictures, for people
  std::unique_ptr<const Pipeline> pipeline;      // that the plan is of, when it is not the run's own
  Plan plan;
};
/// Headers, and small pictures where a step depends on what is in them. With a session, that is the input and its path
/// is not opened.
[[nodiscard]] Result<OpenedInput> open_input(const RunContext& run, const CallContext& context, const Input& input,
                                             std::vector<std::string>& notes,
                                             std::unique_ptr<DecoderSession> session = nullptr);

/// The position in Plan::sources of the source that gives a node its metadata: the one at the beginning of its chain.
[[nodiscard]] std::size_t source_of(const Plan& plan, int node);
/// Whether every pixel of a node lies where it lies in the source_of() it: what speaks of places stays true.
[[nodiscard]] bool keeps_places(const Plan& plan, int node);

}  // namespace burnish
