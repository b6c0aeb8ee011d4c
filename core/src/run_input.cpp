#include "run_input.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <set>

#include "execute/execute.hpp"
#include "generate/place.hpp"
#include "import/imported_inputs.hpp"
#include "metadata/blocks.hpp"
#include "metadata/provenance.hpp"
#include "write/atomic_file.hpp"
#include "write/encode.hpp"

namespace burnish {
namespace {
using Clock = std::chrono::steady_clock;

double since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

/// Writes the outputs of one input; used from several encoder threads at once, each with its own output.
class OutputWriter {
 public:
  OutputWriter(const RunContext& run, const OpenedInput& opened, const Input& input, std::size_t position)
      : run_(run), opened_(opened), input_(input), position_(position) {}

  Status write(std::size_t index, const burnish_reader& reader, const Call& call, OutputReport& report,
               std::vector<std::string>& notes) const {
    const auto start = Clock::now();
    const PlannedOutput& planned = opened_.plan.outputs[index];
    const Shape& shape = opened_.plan.nodes[static_cast<std::size_t>(planned.node)].shape;
    LateFields late{planned.extension, shape.width, shape.height, {}};
    const bool needs_hash = run_.paths->needs_hash(index);
    std::filesystem::path target;
    if (needs_hash) {
      target = run_.paths->folder() / ("hash-" + std::to_string(position_) + "-" + std::to_string(index));
    } else {
      BURNISH_TRY(target, run_.paths->path(position_, index, late));
    }
    report.width = shape.width;
    report.height = shape.height;
    report.format = planned.encoder->format;
    report.quality = opened_.qualities[index];

    CarryOptions carry_options{run_.options.strip, run_.options.keep, shape.size(), planned.oriented, planned.icc};
    Blocks blocks = carry(opened_.metadata[source_of(opened_.plan, planned.node)], carry_options, notes);
    if (!run_.options.strip || run_.options.keep.count("xmp") + run_.options.keep.count("provenance") > 0)
      mark_composite(blocks, other_metadata(planned.node));
    BURNISH_TRY(const burnish_encoder* table, run_.catalogue.encoder(*planned.encoder));
    const EncodeJob job{*table, *planned.values, reader, blocks, target.string()};

    if (target == "-") {
      StreamSink sink(STDOUT_FILENO, "standard output");
      BURNISH_CHECK(encode(job, sink, call));
      report.path = "-";
      report.bytes = sink.bytes();
    } else {
      BURNISH_TRY(auto file,
                  AtomicFile::create(target, {run_.options.no_clobber, needs_hash || run_.journal != nullptr}));
      BURNISH_CHECK(encode(job, *file, call));
      if (call.stopped()) return call.error(BURNISH_CANCELLED, "stopped");
      std::string hash;
      if (needs_hash || run_.journal != nullptr) {
        BURNISH_TRY(hash, file->sha256());
      }
      if (needs_hash) {
        late.hash = hash;
        BURNISH_TRY(target, run_.paths->path(position_, index, late));
      }
      BURNISH_CHECK(file->commit(target));
      report.path = target.string();
      report.bytes = file->bytes();
      if (run_.journal != nullptr) BURNISH_CHECK(record(report, hash));
    }
    report.ms = since(start);
    return Done{};
  }

 private:
  /// Of the sources that were put into the picture, such as overlays.
  [[nodiscard]] std::vector<const Blocks*> other_metadata(int node) const {
    std::set<int> sources, seen;
    std::vector<int> open{node};
    while (!open.empty()) {
      const int at = open.back();
      open.pop_back();
      if (!seen.insert(at).second) continue;
      const PlanNode& n = opened_.plan.nodes[static_cast<std::size_t>(at)];
      if (n.kind == NodeKind::Decode) sources.insert(n.source);
      open.insert(open.end(), n.inputs.begin(), n.inputs.end());
    }
    sources.erase(static_cast<int>(source_of(opened_.plan, node)));
    std::vector<const Blocks*> all;
    for (const int s : sources) all.push_back(&opened_.metadata[static_cast<std::size_t>(s)]);
    return all;
  }

  Status record(const OutputReport& report, const std::string& hash) const {
    FinishedOutput f;
    if (!describe_input(input_.path, f)) return Done{};
    f.run = run_.key;
    f.name = report.name;
    f.path = std::filesystem::path(report.path).lexically_relative(run_.paths->folder()).string();
    f.bytes = report.bytes;
    f.sha256 = hash;
    f.width = report.width;
    f.height = report.height;
    f.format = report.format;
    f.quality = report.quality;
    return run_.journal->append(f);
  }

  const RunContext& run_;
  const OpenedInput& opened_;
  const Input& input_;
  std::size_t position_;
};

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
  BURNISH_CHECK(run_reductions(opened.plan, opened.sessions, context));
  Stores stores(opened.plan, opened.sessions);
  const OutputWriter writer(run, opened, input, position);
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
  CallContext context{run.host, run.cancel, no_deadline};
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
  BURNISH_CHECK(check_memory(run, opened, input));
  for (std::size_t i = 0; i < result.outputs.size(); ++i) {
    result.outputs[i].status = foresee(run, opened, position, i, result.outputs[i].report);
    const auto& planned = opened.plan.outputs[i].notes;
    result.notes.insert(result.notes.end(), planned.begin(), planned.end());
  }
  return Done{};
}

}  // namespace

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
