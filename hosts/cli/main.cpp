// The burnish command: parses the command line and hands over to one command.
#include <burnish/core/settings.hpp>

#include <cstdio>
#include <cstdlib>
#include <exception>

#include "interrupt.hpp"
#include "session.hpp"

namespace burnish::cli {
namespace {

/// The configuration file's values stand in for environment variables that are not set, so that a flag wins over the
/// environment and the environment over the file.
Status apply_configuration() {
  BURNISH_TRY(const auto settings, read_settings(settings_path()));
  for (const auto& [name, value] : settings) setenv(("BURNISH_" + name).c_str(), value.c_str(), 0);
  return Done{};
}

Error usage_error(const CLI::Error& e) {
  std::string why = e.what();
  for (char& c : why)
    if (c == '\n') c = ' ';
  return {Code::Usage, "wrong command line", {}, why, "see burnish --help"};
}

int start(int argc, char** argv) {
  CLI::App app{"Burnish edits, crops and encodes pictures for every channel."};
  app.set_version_flag("--version", "burnish " BURNISH_VERSION);
  app.require_subcommand(1);
  app.fallthrough(false);
  Session session;
  add_run(app, session);
  add_transform(app, session);
  add_info(app, session);
  add_compare(app, session);
  add_plugin(app, session);
  add_schema(app, session);
  add_doctor(app, session);
  add_completion(app, session);
  app.footer("burnish COMMAND --help tells more. Exit status: 0 done, 2 wrong command or pipeline, 3 some input failed,\n"
             "4 a plugin does not load, 130 cancelled.");
  const Status configured = apply_configuration();
  if (!configured) return session.fail(configured.error());
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& e) {
    return app.exit(e);  // --help, --version
  } catch (const CLI::Error& e) {
    for (int i = 1; i < argc; ++i) session.common.json = session.common.json || std::string_view(argv[i]) == "--json";
    return session.fail(usage_error(e));
  }
  catch_signals();
  return session.action();
}

}  // namespace
}  // namespace burnish::cli

int main(int argc, char** argv) {
  try {
    return burnish::cli::start(argc, argv);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "burnish: error: internal error: %s\n", e.what());
    return 1;
  }
}
