// burnish run and burnish transform: a pipeline file or the notation, over inputs.
#include <burnish/core/report_json.hpp>

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>

#include "inputs.hpp"
#include "progress.hpp"
#include "report.hpp"
#include "session.hpp"

namespace burnish::cli {
namespace {
namespace fs = std::filesystem;

struct RunArguments {
  std::string pipeline;  // a file, or the notation
  InputArguments inputs;
  std::string output;
  std::vector<std::string> set;
  bool dry_run = false, explain = false, resume = false, fail_fast = false;
  bool keep_profile = false, in_place = false, no_clobber = false, allow_outside = false;
  std::optional<double> max_cost;
  GenerateFlags generate;
};

void add_run_options(CLI::App& c, RunArguments& a) {
  c.add_option("-o,--output", a.output,
               "Folder, or file for a single output; - is standard output; default: the current folder")
      ->type_name("DIR|FILE");
  add_input_options(c, a.inputs);
  c.add_flag("--dry-run", a.dry_run, "Check everything, write nothing");
  c.add_flag("--explain", a.explain, "Print the plan and stop");
  c.add_flag("--resume", a.resume, "Skip what an earlier run finished");
  c.add_flag("--fail-fast", a.fail_fast, "Stop at the first failure");
  c.add_flag("--keep-profile", a.keep_profile, "Keep the colour profile instead of converting to sRGB");
  c.add_flag("--in-place", a.in_place, "Allow an output to replace its input");
  c.add_flag("--no-clobber", a.no_clobber, "Refuse to replace existing files");
  c.add_flag("--allow-outside", a.allow_outside, "Allow templates to leave the output folder");
}

Result<std::string> read_text(const std::string& name) {
  constexpr std::size_t most = 16U << 20U;
  std::ostringstream text;
  if (name == "-") {
    text << std::cin.rdbuf();
  } else {
    std::error_code ec;
    if (fs::is_directory(name, ec))
      return Error{Code::Usage, "cannot read the pipeline " + name, {}, "it is a folder", "name a JSON file"};
    const std::ifstream file(name, std::ios::binary);
    if (!file)
      return Error{Code::Usage, "cannot read the pipeline " + name, {}, std::strerror(errno), "name a JSON file"};
    text << file.rdbuf();
  }
  std::string s = std::move(text).str();
  if (s.size() > most)
    return Error{Code::BadPipeline, "cannot read the pipeline " + name, {}, "it is larger than 16 MiB", {}};
  return s;
}

bool names_stream(const InputArguments& inputs) {
  return std::find(inputs.names.begin(), inputs.names.end(), "-") != inputs.names.end();
}

Result<Pipeline> load_pipeline(const RunArguments& a, const Catalogue& catalogue) {
  ParseOptions options;
  for (const std::string& s : a.set) {
    const auto equals = s.find('=');
    if (equals == std::string::npos || equals == 0)
      return Error{Code::Usage, "'" + s + "' sets nothing", "--set", "NAME=VALUE is wanted", {}};
    options.variables[s.substr(0, equals)] = s.substr(equals + 1);
  }
  BURNISH_TRY(const std::string text, read_text(a.pipeline));
  options.folder = a.pipeline == "-" ? fs::path(".") : fs::path(a.pipeline).parent_path();
  return parse_pipeline(text, a.pipeline, catalogue, options);
}

/// A folder when it exists as one, ends in '/', has no extension, or there is more than one output.
bool names_file(const std::string& output, std::size_t results) {
  std::error_code ec;
  if (output == "-") return true;
  return !output.empty() && output.back() != '/' && fs::path(output).has_extension() && results == 1 &&
         !fs::is_directory(output, ec);
}

Status check_standard_output(const Session& session, const RunArguments& a) {
  if (a.output != "-" || a.explain || a.dry_run) return Done{};
  if (session.common.json)
    return Error{Code::Usage, "--json and -o - both want standard output", "-o", {}, "write the picture to a file"};
  if (isatty(STDOUT_FILENO) != 0)
    return Error{Code::Usage, "standard output is a terminal", "-o -", "a picture is no text for it",
                 "redirect it, or name a file"};
  return Done{};
}

int print_plan(Session& session, const Catalogue& catalogue, const Pipeline& pipeline, std::span<const Input> inputs,
               const RunOptions& options, const Services& services) {
  const auto text = explain(catalogue, pipeline, inputs, options, services);
  if (!text) return session.fail(text.error());
  const std::pair<std::string, std::string> plan[] = {{"plan", *text}};
  Session::print(session.common.json ? texts_json(plan) : *text);
  return 0;
}

Result<Report> run_with_progress(const Session& session, const Catalogue& catalogue, const Pipeline& pipeline,
                                 std::span<const Input> inputs, const RunOptions& options, Services services) {
  Progress progress(session.common.progress, session.common.quiet);
  services.progress = [&](std::size_t done, std::size_t total) { progress.update(done, total); };
  return run(catalogue, pipeline, inputs, options, services);
}

int execute(Session& session, const RunArguments& a, const Catalogue& catalogue, const Pipeline& pipeline) {
  auto options = session.run_options();
  if (!options) return session.fail(options.error());
  if (const Status s = check_standard_output(session, a); !s.ok()) return session.fail(s.error());
  auto found = find_inputs(a.inputs, catalogue);
  if (!found) return session.fail(found.error());
  options->output = a.output;
  options->output_is_file = names_file(a.output, found->inputs.size() * pipeline.outputs.size());
  options->keep_profile = a.keep_profile;
  options->in_place = a.in_place;
  options->no_clobber = a.no_clobber;
  options->allow_outside = a.allow_outside;
  options->resume = a.resume;
  options->fail_fast = a.fail_fast;
  options->dry_run = a.dry_run;
  options->generate = to_options(a.generate);
  options->generate.max_cost = a.max_cost;
  const Services services = session.services();
  for (const std::string& w : pipeline.warnings) session.note(w);
  Report report;
  const bool nothing_found = found->inputs.empty() && !found->failed.empty();
  const bool stops = nothing_found || (a.fail_fast && !found->failed.empty());
  if (a.explain && !stops) return print_plan(session, catalogue, pipeline, found->inputs, *options, services);
  if (!stops) {
    auto result = run_with_progress(session, catalogue, pipeline, found->inputs, *options, services);
    if (!result) return session.fail(result.error());
    report = std::move(result).value();
  }
  report.failed.insert(report.failed.begin(), std::make_move_iterator(found->failed.begin()),
                       std::make_move_iterator(found->failed.end()));
  print_report(session, report, a.dry_run);
  return report.exit_status();
}

}  // namespace

void add_run(CLI::App& app, Session& session) {
  CLI::App& c = *app.add_subcommand("run", "Run a pipeline file over pictures");
  RunArguments& a = session.own<RunArguments>();
  c.add_option("PIPELINE", a.pipeline, "A pipeline file (JSON); - is standard input")->required();
  c.add_option("INPUT", a.inputs.names, "Files, folders, globs, - for standard input");
  c.add_option("--set", a.set, "Set a variable of the pipeline")
      ->type_name("NAME=VALUE")
      ->take_all()
      ->allow_extra_args(false);
  add_run_options(c, a);
  add_generate_flags(c, a.generate);
  c.add_option("--max-cost", a.max_cost, "Generate nothing that would cost more than this together")->type_name("N");
  add_common_options(c, session.common);
  c.footer("Example: burnish run examples/pipelines/channels.json photo.jpg -o out");
  c.callback([&] {
    session.action = [&] {
      const auto catalogue = session.open_catalogue();
      if (!catalogue) return session.fail(catalogue.error());
      if (a.pipeline == "-" && (a.inputs.files_from == "-" || names_stream(a.inputs)))
        return session.fail({Code::Usage, "the pipeline and an input both want standard input", "-",
                             "it can be read once", "give one of them a file"});
      const auto pipeline = load_pipeline(a, *catalogue);
      return pipeline ? execute(session, a, *catalogue, *pipeline) : session.fail(pipeline.error());
    };
  });
}

void add_transform(CLI::App& app, Session& session) {
  CLI::App& c = *app.add_subcommand("transform", "Apply a transformation string, such as c_fill,w_600,h_400/f_webp");
  RunArguments& a = session.own<RunArguments>();
  c.add_option("STRING", a.pipeline, "The transformation")->required();
  c.add_option("INPUT", a.inputs.names, "Files, folders, globs, - for standard input");
  add_run_options(c, a);
  c.add_flag("--private-prompt", a.generate.private_prompt, private_prompt_help);
  add_common_options(c, session.common);
  c.footer("Example: burnish transform c_fill,w_600,h_400/f_webp,q_80 photo.jpg -o card.webp");
  c.callback([&] {
    session.action = [&] {
      if (a.inputs.names.empty() && a.inputs.files_from.empty())
        return session.fail(
            {Code::Usage, "no input given", "INPUT", "there is nothing to transform", "name a picture"});
      const auto catalogue = session.open_catalogue();
      if (!catalogue) return session.fail(catalogue.error());
      const auto pipeline = parse_notation(a.pipeline, *catalogue);
      return pipeline ? execute(session, a, *catalogue, *pipeline) : session.fail(pipeline.error());
    };
  });
}

}  // namespace burnish::cli
