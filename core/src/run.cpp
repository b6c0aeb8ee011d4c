#include "burnish/core/run.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <mutex>
#include <thread>

#include "execute/execute.hpp"
#include "generate/place.hpp"
#include "import/imported_inputs.hpp"
#include "import/picture_service.hpp"
#include "load/host.hpp"
#include "pipeline/templates.hpp"
#include "run_input.hpp"
#include "settle/settler.hpp"
#include "write/choose.hpp"

namespace burnish {
namespace {
using Clock = std::chrono::steady_clock;

/// What is left to the machine: its cores, a quarter of its memory.
RunOptions resolved(RunOptions o) {
  if (o.threads <= 0) o.threads = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  if (o.memory == 0)
    o.memory = static_cast<uint64_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<uint64_t>(sysconf(_SC_PAGESIZE)) / 4;
  return o;
}

/// Hosts are promised one call at a time.
class QuietServices {
 public:
  explicit QuietServices(const Services& services) : services_(services) {}
  void log(LogLevel level, std::string_view message) {
    const std::lock_guard lock(mutex_);
    if (services_.log) services_.log(level, message);
  }
  void done(std::size_t total) {
    const std::lock_guard lock(mutex_);
    ++done_;
    if (services_.progress) services_.progress(done_, total);
  }

 private:
  const Services& services_;
  std::mutex mutex_;
  std::size_t done_ = 0;
};

/// Runs every input, several side by side, and keeps the results in the order of the inputs.
std::vector<InputResult> run_inputs(const RunContext& run, std::span<const Input> inputs, int side_by_side,
                                    QuietServices& services) {
  std::vector<InputResult> results(inputs.size());
  std::atomic<std::size_t> next{0};
  std::atomic<bool> stop{false};
  const auto work = [&] {
    for (std::size_t i = next++; i < inputs.size(); i = next++) {
      if (stop || (run.cancel != nullptr && run.cancel->cancelled())) return;
      results[i] = run.options.dry_run ? try_input(run, inputs[i], i) : run_input(run, inputs[i], i);
      const bool failed = std::any_of(results[i].outputs.begin(), results[i].outputs.end(),
                                      [](const OutputResult& o) { return !o.status.ok(); });
      if (failed && run.options.fail_fast) stop = true;
      services.done(inputs.size());
    }
  };
  std::vector<std::thread> others;
  for (int t = 1; t < side_by_side; ++t) others.emplace_back(work);
  work();
  for (std::thread& t : others) t.join();
  return results;
}

Report make_report(std::vector<InputResult> results, Report report, const Cancellation* cancel,
                   Clock::time_point start) {
  report.cancelled = cancel != nullptr && cancel->cancelled();
  for (InputResult& r : results) {
    report.notes.insert(report.notes.end(), r.notes.begin(), r.notes.end());
    const Error* before = nullptr;
    for (OutputResult& o : r.outputs) {
      if (o.status.ok()) {
        report.outputs.push_back(std::move(o.report));
        continue;
      }
      const Error& e = o.status.error();
      if (e.code == Code::Cancelled && report.cancelled) continue;
      // What keeps an input from being read fails all its outputs alike: said once.
      const bool same = before != nullptr && before->message() == e.message();
      if (!same) report.failed.push_back({o.report.input, r.outputs.size() > 1 ? o.report.name : std::string(), e});
      if (same) report.failed.back().name.clear();
      before = &o.status.error();
    }
  }
  report.ms = std::chrono::duration<double, std::milli>(Clock::now() - start).count();
  return report;
}

/// A pipeline that reads only named files runs once, without inputs.
Result<std::vector<Input>> inputs_of(const Pipeline& pipeline, std::span<const Input> given) {
  if (!given.empty()) return std::vector<Input>(given.begin(), given.end());
  const auto reads_input = [](const Node& n) { return names_input(n.read); };
  const bool wants =
      std::any_of(pipeline.nodes.begin(), pipeline.nodes.end(), reads_input) ||
      std::any_of(pipeline.outputs.begin(), pipeline.outputs.end(), [](const Output& o) { return o.from.empty(); });
  if (wants) return Error{Code::Usage, "no input given", "INPUT", "the pipeline reads {input}", "name a picture"};
  const auto first = std::find_if(pipeline.nodes.begin(), pipeline.nodes.end(),
                                  [](const Node& n) { return !n.read.empty() || n.generate.has_value(); });
  if (first != pipeline.nodes.end() && first->generate) return std::vector<Input>{{first->name, {}}};
  const std::filesystem::path path = first == pipeline.nodes.end() ? "" : first->read;
  return std::vector<Input>{{path.is_absolute() || path == "-" ? path : pipeline.folder / path, {}}};
}

}  // namespace

Result<Report> run(const Catalogue& catalogue, const Pipeline& pipeline, std::span<const Input> given,
                   const RunOptions& wanted, const Services& services) {
  const auto start = Clock::now();
  RunOptions options = resolved(wanted);
  QuietServices quiet(services);
  Host host([&](LogLevel level, std::string_view message) { quiet.log(level, message); });
  host.set_service("burnish.parallel/1", parallel_service());
  host.set_service("burnish.http/1", net::http_service());
  host.set_service("burnish.profile/1", net::profile_service());
  host.set_service("burnish.encode/1", generate::encode_service());
  host.set_service("burnish.picture/1", imports::picture_service());

  BURNISH_TRY(const std::vector<Input> named, inputs_of(pipeline, given));
  BURNISH_CHECK(check_encoders(catalogue, pipeline, options));
  BURNISH_CHECK(settle::check_analysers(catalogue, pipeline, {host.get(), services.cancel, no_deadline}));
  imports::ImportedInputs imported(catalogue, pipeline, {host.get(), services.cancel, no_deadline, options.max_pixels});
  Report before;  // what importing says
  BURNISH_TRY(const std::vector<Input> inputs, imported.expand(named, before.failed, before.notes));
  BURNISH_TRY(const std::unique_ptr<OutputPaths> paths,
              OutputPaths::plan(catalogue, pipeline, inputs, options, &imported));

  const int side_by_side = std::clamp(static_cast<int>(inputs.size()), 1, options.threads);
  std::unique_ptr<ResumeLog> journal;
  if (inputs.size() > 1 && !options.dry_run) journal = std::make_unique<ResumeLog>(paths->folder(), options.resume);
  const std::string key = journal ? run_key(catalogue, pipeline, options) : std::string();
  options.threads = std::max(1, options.threads / side_by_side);
  options.memory /= static_cast<uint64_t>(side_by_side);
  std::optional<generate::Generation> generation;
  if (generate::generates(pipeline)) {
    const auto note = [&](std::string_view text) { quiet.log(LogLevel::Warning, text); };
    generation.emplace(generate::Jobs::Context{catalogue, options, host.get(), services.cancel, note}, options.generate,
                       options.dry_run);
  }
  const RunContext context{catalogue,
                           pipeline,
                           options,
                           host.get(),
                           services.cancel,
                           paths.get(),
                           journal.get(),
                           key,
                           generation ? &*generation : nullptr,
                           imported.empty() ? nullptr : &imported};
  Report report =
      make_report(run_inputs(context, inputs, side_by_side, quiet), std::move(before), services.cancel, start);
  if (generation)
    if (std::string total = generation->total(); !total.empty()) report.notes.push_back(std::move(total));
  return report;
}

Result<std::string> explain(const Catalogue& catalogue, const Pipeline& pipeline, std::span<const Input> given,
                            const RunOptions& wanted, const Services& services) {
  const RunOptions options = resolved(wanted);
  QuietServices quiet(services);
  Host host([&](LogLevel level, std::string_view message) { quiet.log(level, message); });
  BURNISH_TRY(const std::vector<Input> named, inputs_of(pipeline, given));
  BURNISH_CHECK(check_encoders(catalogue, pipeline, options));
  BURNISH_CHECK(settle::check_analysers(catalogue, pipeline, {host.get(), services.cancel, no_deadline}));
  if (generate::generates(pipeline))
    return Error{Code::NotInVersion, "the plan of a pipeline that generates pictures", "--explain",
                 "it depends on pictures that do not exist yet", "--dry-run tells sizes and prices"};
  imports::ImportedInputs imported(catalogue, pipeline, {host.get(), services.cancel, no_deadline, options.max_pixels});
  Report before;
  BURNISH_TRY(const std::vector<Input> inputs, imported.expand(named, before.failed, before.notes));
  if (inputs.empty() && !before.failed.empty()) return before.failed.front().error;
  std::string text;
  for (const Input& input : inputs) {
    std::vector<std::string> notes;
    BURNISH_TRY(const Pipeline placed, imported.place(pipeline, input));
    const RunContext context{catalogue, placed,  options, host.get(), services.cancel,
                             nullptr,   nullptr, {},      nullptr,    imported.empty() ? nullptr : &imported};
    BURNISH_TRY(const OpenedInput opened,
                open_input(context, {host.get(), services.cancel, no_deadline}, input, notes));
    if (inputs.size() > 1) text += "input " + input.path.string() + "\n";
    for (const std::string& s : opened.settled) text += "settled: " + s + "\n";
    text += explain_plan(opened.plan);
    for (const std::string& n : notes) text += "note: " + n + "\n";
  }
  return text;
}

int Report::exit_status() const {
  if (cancelled) return burnish::exit_status(Code::Cancelled);
  int worst = 0;
  constexpr int wrong_pipeline = 2, failed_input = 3;
  for (const FailureReport& f : failed) {
    const int status = burnish::exit_status(f.error.code);
    // A parameter that is wrong for one picture is that input's failure; the pipeline itself passed its checks.
    worst = std::max(worst, status == wrong_pipeline ? failed_input : status);
  }
  return worst;
}

}  // namespace burnish
