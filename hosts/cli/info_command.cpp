// burnish info: what a file is; burnish compare: how far two pictures are apart.
#include <burnish/core/report_json.hpp>

#include <algorithm>
#include <cstdio>
#include <map>

#include "inputs.hpp"
#include "interrupt.hpp"
#include "session.hpp"
#include "text.hpp"

namespace burnish::cli {
namespace {

struct InfoArguments {
  InputArguments inputs;
};
struct CompareArguments {
  std::string a, b;
  std::string metric = "ssim";
};

/// "  what: value" in lines that fit the terminal.
void print_line(const std::string& what, std::string_view value, std::size_t indent = 2) {
  const std::string head = std::string(indent, ' ') + what + ": ";
  std::printf("%s%s\n", head.c_str(), wrapped(value, indent + 2, head.size(), terminal_width()).c_str());
}

void print_provenance(const Provenance& record) {
  const auto lines = describe_provenance(record);
  if (!lines.empty()) std::printf("  provenance\n");
  for (const auto& [what, value] : lines) print_line(what, value, 4);
}

void print_history(const Provenance& record) {
  const std::vector<std::string> lines = describe_history(record.history);
  if (!lines.empty()) std::printf("  history\n");
  for (std::size_t i = 0; i < lines.size(); ++i) print_line(std::to_string(i + 1), lines[i], 4);
}

/// Properties whose values are among those of the record or the history.
bool is_told(std::string_view key, const Provenance& record) {
  const auto begins_with = [&](std::string_view start) { return key.substr(0, start.size()) == start; };
  if (!record.history.empty() && begins_with("xmp:xmpMM:History")) return true;
  if (record.empty()) return false;
  if (begins_with("xmp:burnish:")) return true;
  // IPTC's properties, under whatever prefix.
  const std::string_view name = key.substr(std::min(key.rfind(':'), key.size() - 1) + 1);
  return begins_with("xmp:") &&
         (name == "DigitalSourceType" || name.substr(0, 8) == "AIPrompt" || name.substr(0, 8) == "AISystem");
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& w : words) text += (text.empty() ? "" : ", ") + w;
  return text;
}

void print_facts(const FileFacts& f) {
  std::printf("%s\n  %s, %dx%d, %u bits, %u channels%s", f.path.c_str(), f.format.c_str(), f.width, f.height, f.bits,
              f.channels, f.alpha ? " with alpha" : "");
  if (f.frames > 1) std::printf(", %u frames", f.frames);
  std::printf(", %llu bytes\n", static_cast<unsigned long long>(f.bytes));
  if (f.orientation > 1) std::printf("  EXIF orientation %d\n", f.orientation);
  if (!f.profile.empty()) print_line("profile", f.profile);
  if (!f.marks.empty()) print_line("marks", joined(f.marks));
  print_provenance(f.provenance);
  print_history(f.provenance);
  for (const MetadataEntry& m : f.metadata)
    if (!is_told(m.key, f.provenance)) print_line(m.key, m.value);
  for (const std::string& w : f.warnings) print_line("warning", w);
}

int info(Session& session, const InfoArguments& a) {
  const auto options = session.run_options();
  if (!options) return session.fail(options.error());
  const auto catalogue = session.open_catalogue();
  if (!catalogue) return session.fail(catalogue.error());
  auto found = find_inputs(a.inputs, *catalogue);
  if (!found) return session.fail(found.error());
  Report report;
  report.failed = std::move(found->failed);
  std::vector<FileFacts> facts;
  const Services services = session.services();
  for (const Input& input : found->inputs) {
    if (interruption().cancelled()) break;
    auto f = inspect(*catalogue, input.path, *options, services);
    if (f)
      facts.push_back(std::move(f).value());
    else if (f.error().code != Code::Cancelled)
      report.failed.push_back({input.path.string(), {}, f.take_error()});
  }
  report.cancelled = interruption().cancelled();
  if (session.common.json)
    Session::print(to_json(facts, report.failed));
  else
    for (const FileFacts& f : facts) print_facts(f);
  for (const FailureReport& f : report.failed) Session::complain(f.error);
  if (report.cancelled) Session::complain({Code::Cancelled, "cancelled", {}, {}, {}});
  return report.exit_status();
}

int compare_pictures(Session& session, const CompareArguments& a) {
  const std::map<std::string, Metric> words{{"psnr", Metric::Psnr}, {"ssim", Metric::Ssim}};
  if (a.metric == "ssimulacra2")
    return session.fail(
        {Code::NotInVersion, "metric 'ssimulacra2' is not in this version", "--metric", {}, "use ssim or psnr"});
  const auto metric = words.find(a.metric);
  if (metric == words.end())
    return session.fail({Code::Usage, "unknown metric '" + a.metric + "'", "--metric", "it may be ssim or psnr", {}});
  const auto options = session.run_options();
  if (!options) return session.fail(options.error());
  const auto catalogue = session.open_catalogue();
  if (!catalogue) return session.fail(catalogue.error());
  const auto score = compare(*catalogue, a.a, a.b, metric->second, *options, session.services());
  if (!score) return session.fail(score.error());
  if (session.common.json)
    Session::print(comparison_json(metric->second, *score));
  else
    std::printf("%s %.6g\n", a.metric.c_str(), *score);
  return 0;
}

}  // namespace

void add_info(CLI::App& app, Session& session) {
  CLI::App& c = *app.add_subcommand("info", "Show size, format, profile and metadata of files");
  InfoArguments& a = session.own<InfoArguments>();
  c.add_option("FILE", a.inputs.names, "Files, folders, globs, - for standard input");
  add_input_options(c, a.inputs);
  add_common_options(c, session.common);
  c.footer("Example: burnish info photo.jpg");
  c.callback([&] {
    session.action = [&] {
      if (a.inputs.names.empty() && a.inputs.files_from.empty())
        return session.fail({Code::Usage, "no FILE given", "burnish info", {}, "see burnish info --help"});
      return info(session, a);
    };
  });
}

void add_compare(CLI::App& app, Session& session) {
  CLI::App& c = *app.add_subcommand("compare", "Measure how far two pictures are apart");
  CompareArguments& a = session.own<CompareArguments>();
  c.add_option("A", a.a, "A picture")->required();
  c.add_option("B", a.b, "Another of the same size")->required();
  c.add_option("--metric", a.metric, "ssim (the default; -1 to 1) or psnr (dB)")->type_name("METRIC");
  add_common_options(c, session.common);
  c.footer("Example: burnish compare before.png after.jpg --metric psnr");
  c.callback([&] { session.action = [&] { return compare_pictures(session, a); }; });
}

}  // namespace burnish::cli
