#include "report.hpp"

#include <burnish/core/report_json.hpp>

#include <cstdio>

namespace burnish::cli {

void print_report(const Session& session, const Report& report, bool dry_run) {
  for (const std::string& n : report.notes) session.note(n);
  if (session.common.json) Session::print(to_json(report));
  const bool lists = !session.common.json && !session.common.quiet;
  for (const OutputReport& o : report.outputs) {
    if (!lists || o.path == "-") continue;
    std::printf("%s  %dx%d  %s", o.path.c_str(), o.width, o.height, o.format.c_str());
    if (o.quality) std::printf(" q%g", *o.quality);
    if (!dry_run) std::printf("  %.1f KiB", static_cast<double>(o.bytes) / 1024);
    const std::string time = std::to_string(static_cast<int>(o.ms + 0.5)) + " ms";
    std::printf("  %s\n", dry_run ? "not written" : o.skipped ? "already done" : time.c_str());
  }
  std::fflush(stdout);  // so that the errors stand below on a terminal
  for (const FailureReport& f : report.failed) Session::complain(f.error);
  if (report.cancelled) Session::complain({Code::Cancelled, "cancelled", {}, {}, {}});
}

}  // namespace burnish::cli
