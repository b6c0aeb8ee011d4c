// burnish analyse: what an analyser sees in a picture, and the window that it would choose.
#include <burnish/core/analyse.hpp>
#include <burnish/core/report_json.hpp>

#include <algorithm>
#include <cstdio>

#include "session.hpp"
#include "text.hpp"

namespace burnish::cli {
namespace {

struct AnalyseArguments {
  std::string analyser, input, overlay;
  std::vector<std::string> parameters;
};

Result<AnalyseRequest> request_of(const AnalyseArguments& a) {
  AnalyseRequest request{a.analyser, a.input, {}, a.overlay};
  for (const std::string& p : a.parameters) {
    const auto equals = p.find('=');
    if (equals == std::string::npos || equals == 0)
      return Error{Code::Usage, "'" + p + "' sets nothing", "-p", "NAME=VALUE is wanted", {}};
    request.arguments.push_back({p.substr(0, equals), p.substr(equals + 1), "-p"});
  }
  if (a.overlay == "-")
    return Error{Code::Usage, "the overlay cannot go to standard output", "--overlay -", "the answer is printed there",
                 "name a file"};
  return request;
}

void print_wrapped(const std::string& head, std::string_view text) {
  std::printf("%s%s\n", head.c_str(), wrapped(text, head.size(), head.size(), terminal_width()).c_str());
}

void print_window(const AnalysedWindow& w) {
  std::printf("  window %dx%d at %d,%d, score %.3g\n", w.width, w.height, w.x, w.y, w.score);
  for (const std::string& r : w.reasons) print_wrapped("    ", r);
  std::string terms;
  for (const auto& [name, value] : w.terms) {
    char text[48];
    std::snprintf(text, sizeof text, "%.3g", value);
    terms += (terms.empty() ? "" : ", ") + name + " " + text;
  }
  if (!terms.empty()) print_wrapped("    terms: ", terms);
}

void print_analysis(const Analysis& a) {
  constexpr std::size_t most_windows = 3, most_findings = 20;
  std::printf("%s, %dx%d\n", a.input.c_str(), a.width, a.height);
  for (std::size_t i = 0; i < std::min(a.windows.size(), most_windows); ++i) print_window(a.windows[i]);
  if (a.chooses && a.windows.empty()) std::printf("  no window\n");
  for (std::size_t i = 0; i < std::min(a.findings.size(), most_findings); ++i) {
    const AnalysedFinding& f = a.findings[i];
    std::printf("  %s %.0fx%.0f at %.0f,%.0f, score %.3g\n", f.label.c_str(), f.width, f.height, f.x, f.y, f.score);
  }
  if (a.findings.size() > most_findings) std::printf("  and %zu more findings\n", a.findings.size() - most_findings);
  if (!a.chooses && a.findings.empty() && a.numbers.empty()) std::printf("  nothing found\n");
  for (const auto& [name, value] : a.numbers) std::printf("  %s: %.6g\n", name.c_str(), value);
}

int run_analyse(Session& session, const AnalyseArguments& a) {
  const auto request = request_of(a);
  if (!request) return session.fail(request.error());
  const auto options = session.run_options();
  if (!options) return session.fail(options.error());
  const auto catalogue = session.open_catalogue();
  if (!catalogue) return session.fail(catalogue.error());
  const auto analysis = analyse(*catalogue, *request, *options, session.services());
  if (!analysis) return session.fail(analysis.error());
  for (const std::string& n : analysis->notes) session.note(n);
  if (session.common.json)
    Session::print(to_json(*analysis));
  else
    print_analysis(*analysis);
  return 0;
}

}  // namespace

void add_analyse(CLI::App& app, Session& session) {
  CLI::App& c = *app.add_subcommand("analyse", "Show what an analyser such as smart_crop finds in a picture");
  AnalyseArguments& a = session.own<AnalyseArguments>();
  c.add_option("ID", a.analyser, "An analyser; burnish plugin list shows them")->required();
  c.add_option("INPUT", a.input, "A picture; - is standard input")->required();
  c.add_option("-p,--param", a.parameters, "A parameter of the analyser or of its choice, such as aspect=1:1")
      ->type_name("NAME=VALUE")
      ->take_all()
      ->allow_extra_args(false);
  c.add_option("--overlay", a.overlay, "Draw the map, the faces and the windows on the picture")->type_name("FILE");
  add_common_options(c, session.common);
  c.footer(
      "Sizes and places are in pixels of the upright picture.\n\n"
      "Example: burnish analyse smart_crop photo.jpg -p aspect=1:1 --overlay seen.png");
  c.callback([&] { session.action = [&] { return run_analyse(session, a); }; });
}

}  // namespace burnish::cli
