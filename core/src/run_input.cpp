#include "run_input.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "execute/execute.hpp"
#include "generate/place.hpp"
#include "import/imported_inputs.hpp"
#include "manifests.hpp"
#include "output_writer.hpp"
#include "write/atomic_file.hpp"

namespace burnish {
namespace {
using Clock = std::chrono::steady_clock;

/// True when every output of the input was found done.
bool resume(const RunContext& run, const Input& input, InputResult& result) {
  if (!run.options.resume || run.journal == nullptr) return false;
  std::size_t done = 0;
  for (OutputResult& o : result.outputs) {
    const auto found = run.journal->find(run.key, input.path, o.report.name);
    if (!found) return false;
    o.report.path = (run.paths->folder() / found->path).string();
    o.report.width = found->width;
    o.report.height = found->height;
    o.report.bytes = found->bytes;
    o.report.format = found->format;
    o.report.quality = found->quality;
    o.report.skipped = true;
    ++done;
  }
  return done == result.outputs.size();
}

std::string seconds(std::chrono::milliseconds ms) {
  char text[32];
  std::snprintf(text, sizeof text, "%g s", static_cast<double>(ms.count()) / 1000);
  return text;
}

/// Every failure names its input; one of writing names the output instead.
Error name_input(Error e, const RunContext& run, const Input& input) {
  const std::string name = input.path == "-" ? "standard input" : input.path.string();
  if (e.code == Code::Timeout)
    return {Code::Timeout,
            "stopped " + name,
            {},
            "its time limit of " + seconds(run.options.timeout) + " has passed",
            "raise --timeout"};
  const bool names_output = e.code == Code::Io || e.code == Code::Exists || e.code == Code::Cancelled;
  if (!names_output && e.message().find(name) == std::string::npos) e.what = name + ": " + e.what;
  return e;
}

void name_input(InputResult& result, const RunContext& run, const Input& input) {
  for (OutputResult& o : result.outputs)
    if (!o.status.ok()) o.status = name_input(o.status.take_error(), run, input);
  for (std::string& n : result.notes) n = input.path.string() + ": " + n;
  std::sort(result.notes.begin(), result.notes.end());
  result.notes.erase(std::unique(result.notes.begin(), result.notes.end()), result.notes.end());
}

void fail_all(InputResult& result, const Error& e) {
  for (OutputResult& o : result.outputs) o.status = e, o.report.skipped = false;
}

Status check_memory(const RunContext& run, const OpenedInput& opened, const Input& input) {
  constexpr auto mebibytes = [](uint64_t bytes) { return std::to_string((bytes + (1U << 20U) - 1) >> 20U) + " MiB"; };
  if (opened.plan.memory <= run.options.memory) return Done{};
  return Error{Code::Limit,
               "cannot process " + input.path.string(),
               {},
               "it needs about " + mebibytes(opened.plan.memory) + "; the limit is " + mebibytes(run.options.memory),
               "raise --memory, or lower --threads"};
}

/// The run of one input with everything that is imported and generated in place; `placed` holds the pipeline.
Result<RunContext> place(const RunContext& run, const Input& input, Pipeline& placed) {
  if (run.generation == nullptr && run.imported == nullptr) return RunContext(run);
  placed = run.pipeline;
  if (run.imported != nullptr) {
    BURNISH_TRY(placed, run.imported->place(run.pipeline, input));
  }
  if (run.generation != nullptr) {
    BURNISH_TRY(placed, generate::place_generated(*run.generation, placed, input, run.imported));
  }
  return RunContext{run.catalogue, placed,      run.options, run.host, run.cancel,
                    run.paths,     run.journal, run.key,     nullptr,  run.imported};
}

Status execute_outputs(const RunContext& asked, const CallContext& context, const Input& input, std::size_t position,
                       InputResult& result) {
  Pipeline placed;
  BURNISH_TRY(const RunContext run, place(asked, input, placed));
  BURNISH_TRY(OpenedInput opened, open_input(run, context, input, result.notes));
  BURNISH_CHECK(check_memory(run, opened, input));
  BURNISH_CHECK(check_manifests(opened, run.options));
  BURNISH_CHECK(run_reductions(opened.plan, opened.sessions, context));
  Stores stores(opened.plan, opened.sessions);
  OutputWriter writer(run, opened, input, position);
  std::vector<std::vector<std::string>> notes(opened.plan.outputs.size());
  const ExecuteOptions options{run.options.threads, run.options.memory, run.options.simple, run.options.band_rows};
  std::vector<Status> statuses =
      execute(stores, context, options, [&](std::size_t i, const burnish_reader& reader, const Call& call) {
        return writer.write(i, reader, call, result.outputs[i].report, notes[i]);
      });
  for (std::size_t i = 0; i < statuses.size(); ++i) {
    result.outputs[i].status = std::move(statuses[i]);
    const auto& planned = opened.plan.outputs[i].notes;
    result.notes.insert(result.notes.end(), planned.begin(), planned.end());
    result.notes.insert(result.notes.end(), notes[i].begin(), notes[i].end());
  }
  for (auto& s : opened.sessions) {
    const auto said = s->take_notes();
    result.notes.insert(result.notes.end(), said.begin(), said.end());
  }
  return Done{};
}

InputResult empty_result(const RunContext& run, const Input& input) {
  InputResult result;
  for (const Output& o : run.pipeline.outputs) {
    OutputResult& r = result.outputs.emplace_back();
    r.report.input = input.path.string();
    r.report.name = o.name;
  }
  return result;
}

CallContext context_of(const RunContext& run) {
  CallContext context{run.host, run.cancel, no_deadline, run.options.max_pixels};
  if (run.options.timeout.count() > 0) context.deadline = Clock::now() + run.options.timeout;
  return context;
}

/// What would become of one output.
Status foresee(const RunContext& run, const OpenedInput& opened, std::size_t position, std::size_t index,
               OutputReport& report) {
  const PlannedOutput& planned = opened.plan.outputs[index];
  const Shape& shape = opened.plan.nodes[static_cast<std::size_t>(planned.node)].shape;
  report.width = shape.width;
  report.height = shape.height;
  report.format = planned.encoder->format;
  report.quality = opened.qualities[index];
  std::filesystem::path path = run.paths->planned(position)[index].path;
  if (!run.paths->needs_hash(index)) {
    BURNISH_TRY(path, run.paths->path(position, index, {planned.extension, shape.width, shape.height, {}}));
  }
  report.path = path.string();
  std::error_code ignored;
  if (run.options.no_clobber && path != "-" && exists(symlink_status(path, ignored))) return exists_error(path);
  return Done{};
}

Status try_outputs(const RunContext& asked, const Input& input, std::size_t position, InputResult& result) {
  Pipeline placed;
  BURNISH_TRY(const RunContext run, place(asked, input, placed));
  BURNISH_TRY(const OpenedInput opened, open_input(run, context_of(run), input, result.notes));
  for (const std::string& s : opened.settled) result.notes.push_back("settled: " + s);
  BURNISH_CHECK(check_memory(run, opened, input));
  BURNISH_CHECK(check_manifests(opened, run.options));
  for (std::size_t i = 0; i < result.outputs.size(); ++i) {
    result.outputs[i].status = foresee(run, opened, position, i, result.outputs[i].report);
    const auto& planned = opened.plan.outputs[i].notes;
    result.notes.insert(result.notes.end(), planned.begin(), planned.end());
  }
  return Done{};
}

}  // namespace

bool keeps_places(const Plan& plan, int node) {
  const PlanNode* n = &plan.nodes[static_cast<std::size_t>(node)];
  while (n->is_pointwise()) n = &plan.nodes[static_cast<std::size_t>(n->inputs[0])];
  return n->kind == NodeKind::Decode && n->shrink == 0;
}

std::size_t source_of(const Plan& plan, int node) {
  const PlanNode* n = &plan.nodes[static_cast<std::size_t>(node)];
  while (n->kind != NodeKind::Decode) n = &plan.nodes[static_cast<std::size_t>(n->inputs[0])];
  return static_cast<std::size_t>(n->source);
}

InputResult run_input(const RunContext& run, const Input& input, std::size_t position) {
  InputResult result = empty_result(run, input);
  if (resume(run, input, result)) return result;
  for (OutputResult& o : result.outputs) o.report.skipped = false;
  const Status status = execute_outputs(run, context_of(run), input, position, result);
  if (!status) fail_all(result, status.error());
  name_input(result, run, input);
  return result;
}

InputResult try_input(const RunContext& run, const Input& input, std::size_t position) {
  InputResult result = empty_result(run, input);
  const Status status = try_outputs(run, input, position, result);
  if (!status) fail_all(result, status.error());
  name_input(result, run, input);
  return result;
}

}  // namespace burnish
