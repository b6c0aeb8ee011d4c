#include "session.hpp"

#include <burnish/core/log.hpp>
#include <burnish/core/report_json.hpp>

#include <unistd.h>

#include <charconv>
#include <cstdio>
#include <map>

#include "interrupt.hpp"

namespace burnish::cli {
namespace {

const std::map<std::string, ProgressStyle> progress_words{{"auto", ProgressStyle::Auto},
                                                          {"bar", ProgressStyle::Bar},
                                                          {"plain", ProgressStyle::Plain},
                                                          {"none", ProgressStyle::None}};
const std::map<std::string, LogLevel> level_words{{"debug", LogLevel::Debug},
                                                  {"info", LogLevel::Info},
                                                  {"warning", LogLevel::Warning},
                                                  {"error", LogLevel::Error},
                                                  {"off", LogLevel::Off}};
const std::vector<std::string> block_words{"exif", "xmp", "iptc", "icc", "text"};

}  // namespace

void add_common_options(CLI::App& command, Session& session) {
  CommonOptions& c = session.common;
  const char* group = "Common options";
  command.add_flag("--json", c.json, "Print one JSON document on standard output")->group(group);
  command.add_option("--progress", c.progress, "auto, bar, plain or none; on standard error")
      ->transform(CLI::CheckedTransformer(progress_words, CLI::ignore_case).description(""))
      ->type_name("STYLE")
      ->envname("BURNISH_PROGRESS")
      ->group(group);
  command.add_option("--threads", c.threads, "Threads to use; 0: all cores")
      ->check(CLI::Range(0, 1024).description(""))
      ->type_name("N")
      ->envname("BURNISH_THREADS")
      ->group(group);
  command.add_option("--memory", c.memory, "Memory for pixels, such as 512M; default: a quarter of the machine's")
      ->type_name("SIZE")
      ->envname("BURNISH_MEMORY")
      ->group(group);
  command.add_option("--max-pixels", c.max_pixels, "Refuse larger pictures (default 268435456)")
      ->type_name("N")
      ->envname("BURNISH_MAX_PIXELS")
      ->group(group);
  command.add_option("--timeout", c.timeout, "Seconds per input; 0: no limit")
      ->check(CLI::NonNegativeNumber.description(""))
      ->type_name("SECONDS")
      ->envname("BURNISH_TIMEOUT")
      ->group(group);
  command.add_flag("--strip", c.strip, "Write no metadata")->envname("BURNISH_STRIP")->group(group);
  command.add_option("--keep", c.keep, "With --strip: exif, xmp, iptc, icc, text")
      ->delimiter(',')
      ->check(CLI::IsMember(block_words).description(""))
      ->type_name("NAME,...")
      ->group(group);
  command.add_option("--log-level", c.log_level, "debug, info, warning, error or off")
      ->transform(CLI::CheckedTransformer(level_words, CLI::ignore_case).description(""))
      ->type_name("LEVEL")
      ->envname("BURNISH_LOG_LEVEL")
      ->group(group);
  command.add_flag("-q,--quiet", c.quiet, "Say nothing but errors")->group(group);
  command.add_flag("--no-color", c.no_color, "No colours (also: NO_COLOR)")->envname("NO_COLOR")->group(group);
  command.add_flag("--rescan", c.rescan, "Look at every plugin again")->group(group);
}

Result<Catalogue> Session::open_catalogue() const {
  CatalogueOptions options;
  options.rescan = common.rescan;
  return Catalogue::open(options);
}

Result<uint64_t> parse_size(const std::string& text) {
  double number = 0;
  const char* end = text.data() + text.size();
  const auto [rest, ec] = std::from_chars(text.data(), end, number);
  double unit = 1;
  if (ec == std::errc() && rest != end) {
    const std::string_view letters = "KMGT";
    const auto at = letters.find(static_cast<char>(*rest & ~0x20));
    unit = at == std::string_view::npos || rest + 1 != end ? 0 : static_cast<double>(uint64_t{1} << (10 * (at + 1)));
  }
  const double bytes = number * unit;
  if (ec != std::errc() || unit == 0 || !(bytes >= 1) || bytes > 9e18)
    return Error{Code::Usage, "'" + text + "' is no size", "--memory", "a number is wanted, perhaps with K, M or G",
                 "write 512M"};
  return static_cast<uint64_t>(bytes);
}

Result<RunOptions> Session::run_options() const {
  RunOptions o;
  o.threads = common.threads;
  if (!common.memory.empty()) {
    BURNISH_TRY(o.memory, parse_size(common.memory));
  }
  o.max_pixels = common.max_pixels;
  o.timeout = std::chrono::milliseconds(static_cast<int64_t>(common.timeout * 1000));
  if (common.timeout > 0 && o.timeout.count() == 0) o.timeout = std::chrono::milliseconds(1);
  o.strip = common.strip;
  o.keep.insert(common.keep.begin(), common.keep.end());
  if (!common.keep.empty() && !common.strip)
    return Error{Code::Usage, "--keep stands alone", "--keep", "it names what --strip leaves", "add --strip"};
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
  if (common.json) std::puts(error_json(error).c_str());
  std::fprintf(stderr, "burnish: error: %s\n", error.message().c_str());
  return exit_status(error.code);
}

void Session::note(std::string_view text) const {
  if (!common.quiet) std::fprintf(stderr, "burnish: note: %.*s\n", static_cast<int>(text.size()), text.data());
}

}  // namespace burnish::cli
