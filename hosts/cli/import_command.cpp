// burnish import: what pictures tell about themselves, and copies of them in good order.
#include <burnish/core/import.hpp>
#include <burnish/core/report_json.hpp>

#include <algorithm>
#include <cstdio>
#include <set>

#include "interrupt.hpp"
#include "progress.hpp"
#include "report.hpp"
#include "session.hpp"
#include "text.hpp"
#include "watch.hpp"

namespace burnish::cli {
namespace {

namespace fs = std::filesystem;

struct ImportArguments {
  std::string importer;
  std::vector<std::string> paths, parameters;
  std::string output;
  bool split_grids = false, grids = false, dedupe = false, watch = false, dry_run = false, lines = false, flat = false;
};

Result<ImportOptions> options_of(const ImportArguments& a) {
  ImportOptions o;
  o.output = a.output;
  o.grids = a.grids;
  o.split_grids = a.split_grids;
  o.dedupe = a.dedupe;
  o.recursive = !a.flat;
  for (const std::string& p : a.parameters) {
    const auto equals = p.find('=');
    if (equals == std::string::npos || equals == 0)
      return Error{Code::Usage, "'" + p + "' sets nothing", "-p", "NAME=VALUE is wanted", {}};
    o.arguments.push_back({p.substr(0, equals), p.substr(equals + 1), "-p"});
  }
  return o;
}

/// A row of the table.
struct Row {
  std::string file, kind, model, job, prompt;
};

/// Below what was given: what all have in common tells nothing.
std::string short_path(const ImportedPicture& p) {
  const std::string below = fs::path(p.path).lexically_relative(p.given).string();
  return below.empty() || below == "." ? p.given.filename().string() : below;
}

Row row_of(const ImportedPicture& p) {
  const Provenance& r = p.record;
  Row row{short_path(p), p.fact("kind"), r.model.empty() ? r.source : r.model, r.job_id.substr(0, 8), r.prompt};
  if (!r.model_version.empty()) row.model += " " + r.model_version;
  if (const std::string& index = p.fact("index"); !index.empty()) row.kind += " " + index;
  if (row.prompt.empty()) row.prompt = p.fact("description");
  return row;
}

void print_table(const std::vector<ImportedPicture>& pictures) {
  if (pictures.empty()) return;
  constexpr std::size_t file = 30, kind = 10, model = 15, job = 8, screen = 120;
  constexpr std::size_t prompt = screen - file - kind - model - job - 8;
  const auto line = [](const Row& r) {
    std::string text = column(r.file, file, Cut::Front) + "  " + column(r.kind, kind) + "  " + column(r.model, model) +
                       "  " + column(r.job, job) + "  " + column(r.prompt, prompt);
    text.erase(text.find_last_not_of(' ') + 1);
    Session::print(text);
  };
  line({"FILE", "KIND", "MODEL", "JOB", "PROMPT"});
  for (const ImportedPicture& p : pictures) line(row_of(p));
}

std::string counted(std::size_t n, const char* one, const char* many) {
  return std::to_string(n) + " " + (n == 1 ? one : many);
}

void print_summary(const ImportReport& report) {
  std::set<std::string> jobs;
  std::size_t same = 0, similar = 0, there = 0, copied = 0;
  for (const ImportedPicture& p : report.pictures) {
    if (!p.group.empty()) jobs.insert(p.group);
    if (!p.same_as.empty()) ++same;
    if (!p.similar_to.empty()) ++similar;
  }
  for (const OutputReport& o : report.report.outputs) ++(o.skipped ? there : copied);
  std::string text =
      counted(report.pictures.size(), "picture", "pictures") + " of " + counted(jobs.size(), "job", "jobs");
  if (same + similar > 0) text += "; " + std::to_string(same) + " duplicates, " + std::to_string(similar) + " similar";
  if (copied + there > 0)
    text += "; " + std::to_string(copied) + " copied, " + std::to_string(there) + " already there";
  if (!report.report.failed.empty()) text += "; " + std::to_string(report.report.failed.size()) + " failed";
  Session::print(text);
}

void print_import(const Session& session, const ImportArguments& a, const ImportReport& report) {
  for (const std::string& n : report.report.notes) session.note(n);
  if (a.lines) {
    for (const ImportedPicture& p : report.pictures) Session::print(to_json(p));
  } else if (session.common.json) {
    Session::print(to_json(report));
  } else if (!session.common.quiet) {
    print_table(report.pictures);
    print_summary(report);
  }
  std::fflush(stdout);
  for (const ImportedPicture& p : report.pictures) {
    for (const std::string& n : p.notes) session.note(p.path + ": " + n);
    if (!p.same_as.empty()) session.note(p.path + " has the same bytes as " + p.same_as);
    if (!p.similar_to.empty()) session.note(p.path + " looks the same as " + p.similar_to);
  }
  for (const FailureReport& f : report.report.failed) Session::complain(f.error);
  if (report.report.cancelled) Session::complain({Code::Cancelled, "cancelled", {}, {}, {}});
}

/// The folder's files, then every one that arrives, until the user stops it.
int watch_folders(Session& session, const ImportArguments& a, const Catalogue& catalogue, const ImportOptions& options,
                  const RunOptions& run, const Services& services) {
  const std::vector<fs::path> folders(a.paths.begin(), a.paths.end());
  const auto watch = FolderWatch::open(folders);
  if (!watch) return session.fail(watch.error());
  int worst = 0;
  std::vector<fs::path> files = folders;
  while (!files.empty()) {
    const auto report = import_pictures(catalogue, a.importer, files, options, run, services);
    if (!report) return session.fail(report.error());
    if (report->report.cancelled) return worst;  // stopping is how watching ends
    print_import(session, a, *report);
    worst = std::max(worst, report->report.exit_status());
    auto next = (*watch)->wait(interruption());
    if (!next) return session.fail(next.error());
    files = std::move(*next);
  }
  return worst;
}

Status check(const ImportArguments& a, const Session& session) {
  const auto usage = [](std::string what, std::string where, std::string why, std::string hint) {
    return Error{Code::Usage, std::move(what), std::move(where), std::move(why), std::move(hint)};
  };
  if (a.paths.empty()) return usage("nothing to import", "PATH", {}, "name files, folders or zips");
  if (a.watch && session.common.json && !a.lines)
    return usage("--watch has no end, and --json is one document", "--json", {}, "use --json-lines");
  std::error_code ec;
  if (!a.output.empty() && fs::exists(a.output, ec) && !fs::is_directory(a.output, ec))
    return usage("-o " + a.output + " is a file", "-o", "the copies need a folder", "name a folder");
  return Done{};
}

int run_import(Session& session, ImportArguments& a) {
  if (a.lines) session.common.json = true;  // so that errors are told in its form
  if (const Status s = check(a, session); !s) return session.fail(s.error());
  const auto catalogue = session.open_catalogue();
  if (!catalogue) return session.fail(catalogue.error());
  auto run = session.run_options();
  if (!run) return session.fail(run.error());
  run->dry_run = a.dry_run;
  const auto options = options_of(a);
  if (!options) return session.fail(options.error());
  Services services = session.services();
  if (a.watch) return watch_folders(session, a, *catalogue, *options, *run, services);
  const std::vector<fs::path> paths(a.paths.begin(), a.paths.end());
  const auto report = [&] {
    Progress progress(session.common.progress, session.common.quiet || a.output.empty());
    services.progress = [&](std::size_t done, std::size_t total) { progress.update(done, total); };
    return import_pictures(*catalogue, a.importer, paths, *options, *run, services);
  }();
  if (!report) return session.fail(report.error());
  print_import(session, a, *report);
  return report->report.exit_status();
}

}  // namespace

void add_import(CLI::App& app, Session& session) {
  CLI::App& c = *app.add_subcommand("import", "Read what downloaded pictures tell about themselves, and file them");
  ImportArguments& a = session.own<ImportArguments>();
  c.add_option("SOURCE", a.importer, "Where they come from: midjourney")->required();
  c.add_option("PATH", a.paths, "Files, folders or zips of downloads");
  c.add_option(
       "-o,--output", a.output,
       "Copy originals to DIR/{job}/{index}-{words}.{ext}, the record of each beside it; without it only report")
      ->type_name("DIR");
  c.add_flag("--split-grids", a.split_grids, "Give the four pictures of a grid, told by its pixels, one by one");
  c.add_flag("--grids", a.grids, "Tell grids by their pixels; names and sizes prove nothing");
  c.add_flag("--dedupe", a.dedupe, "Tell pictures with the same bytes, and those that look the same");
  c.add_flag("--watch", a.watch, "Go on with every file that arrives in the folders, until interrupted");
  c.add_flag("--dry-run", a.dry_run, "Say what would be copied where; write nothing");
  c.add_flag("--json-lines", a.lines, "One JSON document for each picture, a line each");
  c.add_flag("--flat", a.flat, "Leave out the folders below a folder");
  c.add_option("-p,--param", a.parameters, "A parameter of the importer")
      ->type_name("NAME=VALUE")
      ->take_all()
      ->allow_extra_args(false);
  add_common_options(c, session.common);
  c.footer("Example: burnish import midjourney ~/Downloads/midjourney_session.zip -o library");
  c.callback([&] { session.action = [&] { return run_import(session, a); }; });
}

}  // namespace burnish::cli
