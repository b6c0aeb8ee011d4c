// The burnish command: parses the command line and hands over to one command.
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <exception>
#include <new>

#include "help.hpp"
#include "interrupt.hpp"
#include "session.hpp"
#include "streams.hpp"
#include "usage.hpp"

namespace burnish::cli {
namespace {

void describe(CLI::App& app, Session& session) {
  app.formatter(std::make_shared<Help>());
  app.set_help_flag("-h,--help", "Print this and stop");
  app.set_version_flag("--version", "burnish " BURNISH_VERSION, "Print the version and stop");
  app.require_subcommand(1);
  add_run(app, session);
  add_transform(app, session);
  add_generate(app, session);
  add_import(app, session);
  add_analyse(app, session);
  add_info(app, session);
  add_compare(app, session);
  add_plugin(app, session);
  add_schema(app, session);
  add_doctor(app, session);
  add_completion(app, session);
  add_common_options(app, session.common);
  app.footer(
      "burnish COMMAND --help tells more. --progress, --threads, --memory, --max-pixels, --timeout, --strip and "
      "--log-level may also be set in the environment (BURNISH_THREADS=2) and in "
      "$XDG_CONFIG_HOME/burnish/config.json ({\"threads\": 2}); a flag wins over both.\n\n"
      "Exit status: 0 done, 1 an error inside Burnish, 2 wrong command line or pipeline, 3 some inputs failed, 4 a "
      "plugin does not load, 5 a generator failed, 130 cancelled.");
}

int run_command(int argc, char** argv, Session& session) {
  CLI::App app{"Burnish edits, crops and encodes pictures for every channel.", "burnish"};
  describe(app, session);
  session.settings = apply_settings(session.common);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& e) {
    return app.exit(e);  // --help, --version
  } catch (const CLI::ParseError& e) {
    return session.fail(usage_error(app, e));
  }
  if (session.common.wrong) return session.fail(*session.common.wrong);
  if (session.needs_settings && !session.settings.ok()) return session.fail(session.settings.error());
  return session.action();
}

int start(int argc, char** argv) {
  reserve_standard_streams();
  catch_signals();
  Session session;
  // Known before parsing, so that a wrong command line is told in the form that was asked for.
  session.common.json = std::any_of(argv, argv + argc, [](const char* a) { return std::strcmp(a, "--json") == 0; });
  int status = 1;
  try {
    status = run_command(argc, argv, session);
  } catch (const std::bad_alloc&) {
    status = session.fail({Code::NoMemory, "out of memory", {}, {}, "lower --threads or --memory"});
  } catch (const std::exception& e) {
    status = session.fail({Code::Internal, "internal error", {}, e.what(), {}});
  }
  if (const Status flushed = flush_standard_output(); !flushed.ok()) {
    Session::complain(flushed.error());
    if (status == 0) status = exit_status(flushed.error().code);
  }
  return status;
}

}  // namespace
}  // namespace burnish::cli

int main(int argc, char** argv) { return burnish::cli::start(argc, argv); }
