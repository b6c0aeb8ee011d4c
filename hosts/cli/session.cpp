#include "session.hpp"

#include <burnish/core/log.hpp>
#include <burnish/core/report_json.hpp>

#include <unistd.h>

#include <cstdio>

#include "interrupt.hpp"
#include "streams.hpp"

namespace burnish::cli {

Result<Catalogue> Session::open_catalogue() const {
  CatalogueOptions options;
  options.rescan = common.rescan;
  return Catalogue::open(options);
}

Result<RunOptions> Session::run_options() const {
  if (!common.keep.empty() && !common.strip)
    return Error{Code::Usage, "--keep stands alone", "--keep", "it names what --strip leaves", "add --strip"};
  RunOptions o;
  o.threads = common.threads;
  o.memory = common.memory;
  o.max_pixels = common.max_pixels;
  o.timeout = common.timeout;
  o.strip = common.strip;
  o.keep = common.keep;
  o.c2pa = common.c2pa;
  return o;
}

Services Session::services() const {
  Services s;
  s.cancel = &interruption();
  const LogLevel level = common.quiet ? LogLevel::Error : common.log_level;
  s.log = make_stderr_log({.level = level, .colour = !common.no_color && isatty(STDERR_FILENO) != 0});
  return s;
}

int Session::fail(const Error& error) const {
  if (common.json) print(error_json(error));
  complain(error);
  return exit_status(error.code);
}

void Session::complain(const Error& error) {
  const std::string line = error.code == Code::Cancelled ? "cancelled; what was finished stays" : error.message();
  std::fprintf(stderr, "burnish: error: %s\n", line.c_str());
}

void Session::note(std::string_view text) const {
  if (!common.quiet) std::fprintf(stderr, "burnish: note: %.*s\n", static_cast<int>(text.size()), text.data());
}

void Session::print(std::string_view text) {
  write_standard_output(text);
  if (text.empty() || text.back() != '\n') write_standard_output("\n");
}

}  // namespace burnish::cli
