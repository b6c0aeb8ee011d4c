// burnish info: what a file is; burnish compare: how far two pictures are apart.
#include <burnish/core/report_json.hpp>

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

void print_provenance(const Provenance& record) {
  constexpr std::size_t indent = 4;
  const auto lines = describe_provenance(record);
  if (!lines.empty()) std::printf("  provenance\n");
  for (const auto& [what, value] : lines) {
    const std::string head = std::string(indent, ' ') + what + ": ";
    std::printf("%s%s\n", head.c_str(), wrapped(value, indent + 2, head.size()).c_str());
  }
}

/// Properties under their usual prefix, whose values are among those of the record.
bool is_of_record(std::string_view key) {
  for (const std::string_view start :
       {"xmp:burnish:", "xmp:Iptc4xmpExt:AIPrompt", "xmp:Iptc4xmpExt:AISystem", "xmp:Iptc4xmpExt:DigitalSourceType"})
    if (key.substr(0, start.size()) == start) return true;
  return false;
}

void print_facts(const FileFacts& f) {
  std::printf("%s\n  %s, %dx%d, %u bits, %u channels%s", f.path.c_str(), f.format.c_str(), f.width, f.height, f.bits,
              f.channels, f.alpha ? " with alpha" : "");
  if (f.frames > 1) std::printf(", %u frames", f.frames);
  std::printf(", %llu bytes\n", static_cast<unsigned long long>(f.bytes));
  if (f.orientation > 1) std::printf("  EXIF orientation %d\n", f.orientation);
  if (!f.profile.empty()) std::printf("  profile: %s\n", f.profile.c_str());
  print_provenance(f.provenance);
  for (const MetadataEntry& m : f.metadata)
    if (f.provenance.empty() || !is_of_record(m.key)) std::printf("  %s: %s\n", m.key.c_str(), m.value.c_str());
  for (const std::string& w : f.warnings) std::printf("  warning: %s\n", w.c_str());
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
