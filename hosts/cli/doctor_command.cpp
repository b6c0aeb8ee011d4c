// burnish doctor: what is installed, missing, broken or not permitted, and what to do about it.
#include <burnish/core/generate.hpp>
#include <burnish/core/report_json.hpp>
#include <burnish/core/settings.hpp>

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include "session.hpp"

namespace burnish::cli {
namespace {
namespace fs = std::filesystem;

class Checkup {
 public:
  void good(std::string text) { findings_.push_back({true, std::move(text), {}}); }
  /// `status`: what the program exits with, the worst of all.
  void bad(std::string text, std::string advice, int status) {
    findings_.push_back({false, std::move(text), std::move(advice)});
    status_ = std::max(status_, status);
  }
  [[nodiscard]] const std::vector<Finding>& findings() const { return findings_; }
  [[nodiscard]] int status() const { return status_; }

 private:
  std::vector<Finding> findings_;
  int status_ = 0;
};

void check_settings(const Session& session, Checkup& checkup) {
  const fs::path file = settings_path();
  std::error_code ec;
  if (!session.settings.ok())
    checkup.bad(session.settings.error().message(), "mend the configuration file or the variable",
                exit_status(session.settings.error().code));
  else if (fs::exists(file, ec))
    checkup.good("configuration file " + file.string());
  else
    checkup.good("no configuration file" + (file.empty() ? "" : " (" + file.string() + ")"));
}

bool reads(const Catalogue& catalogue, std::string_view format) {
  const auto decoders = catalogue.items(Kind::Decoder);
  return std::any_of(decoders.begin(), decoders.end(), [&](const Item* i) { return i->format == format; });
}

/// A key that is missing is no fault: only who generates needs one.
void check_providers(Checkup& checkup) {
  for (const ProviderFacts& p : list_providers()) {
    if (!p.trouble.empty()) {
      checkup.bad("provider " + p.name + ": " + p.trouble, "mend or remove the file", exit_status(Code::Usage));
      continue;
    }
    std::string text = "provider " + p.name + " (" + p.label + "): ";
    if (p.key_variable.empty())
      text += "needs no key";
    else
      text += p.has_key ? "has a key" : "no key; set " + p.key_variable + " to generate pictures there";
    checkup.good(text);
  }
  if (const std::size_t open = count_tickets(); open > 0)
    checkup.good(std::to_string(open) + " generated pictures not fetched; burnish generate --resume fetches them");
}

void check_plugins(const Catalogue& catalogue, Checkup& checkup) {
  const int broken = exit_status(Code::Plugin);
  std::size_t usable = 0;
  for (const Module& m : catalogue.modules()) {
    if (m.state == ModuleState::Usable)
      ++usable;
    else if (m.state == ModuleState::Shadowed)
      checkup.good(m.path.string() + " is not used: " + m.reason);
    else
      checkup.bad(m.path.string() + ": " + m.reason, "remove or rebuild it; then burnish plugin list --rescan", broken);
  }
  if (usable == 0)
    checkup.bad("no plugin is usable",
                "install Burnish's plugins, or set BURNISH_PLUGIN_PATH; see burnish plugin paths", broken);
  else
    checkup.good(std::to_string(usable) + " plugins");
  for (const char* format : {"jpeg", "png", "webp", "tiff"}) {
    if (reads(catalogue, format) && catalogue.encoder_for_format(format) != nullptr)
      checkup.good(std::string(format) + " is read and written");
    else
      checkup.bad(std::string(format) + " is not read and written", "install its codec plugin", broken);
  }
}

void check_worker(const Catalogue& catalogue, Checkup& checkup) {
  const std::string worker = catalogue.worker().string();
  if (access(worker.c_str(), X_OK) == 0)
    checkup.good("worker " + worker);
  else
    checkup.bad(
        "worker " + worker + " cannot be run: " + std::strerror(errno),
        "reinstall Burnish, or set BURNISH_WORKER; without it new plugins are not looked at and rare formats not "
        "read",
        exit_status(Code::Plugin));
}

fs::path cache_folder() {
  const char* cache = std::getenv("XDG_CACHE_HOME");
  if (cache != nullptr && *cache == '/') return fs::path(cache) / "burnish";
  const char* home = std::getenv("HOME");
  return home != nullptr && *home == '/' ? fs::path(home) / ".cache" / "burnish" : fs::path();
}

/// A folder that does not exist yet is made when its nearest existing parent can be written.
void check_folder(const fs::path& folder, const std::string& what, const std::string& advice, Checkup& checkup) {
  std::error_code ec;
  fs::path there = folder;
  while (there.has_relative_path() && !fs::exists(there, ec)) there = there.parent_path();
  const std::string text = what + " " + folder.string();
  if (!folder.empty() && access(there.c_str(), W_OK) == 0)
    checkup.good(text + " can be written");
  else
    checkup.bad(text + " cannot be written", advice, exit_status(Code::Io));
}

void print_findings(const Checkup& checkup) {
  std::string text = "burnish " BURNISH_VERSION ", " + std::to_string(std::thread::hardware_concurrency()) + " cores\n";
  for (const Finding& f : checkup.findings()) {
    text += (f.good ? "ok       " : "problem  ") + f.text + "\n";
    if (!f.advice.empty()) text += "         " + f.advice + "\n";
  }
  Session::print(text);
}

int doctor(Session& session) {
  Checkup checkup;
  check_settings(session, checkup);
  const auto catalogue = session.open_catalogue();
  if (!catalogue) return session.fail(catalogue.error());
  check_plugins(*catalogue, checkup);
  check_providers(checkup);
  check_worker(*catalogue, checkup);
  check_folder(cache_folder(), "cache folder",
               "give yourself the folder, or set XDG_CACHE_HOME; without it every run looks at all plugins", checkup);
  std::error_code ec;
  check_folder(fs::current_path(ec), "current folder", "results need -o with another folder", checkup);
  if (session.common.json)
    Session::print(findings_json(checkup.findings()));
  else
    print_findings(checkup);
  return checkup.status();
}

}  // namespace

void add_doctor(CLI::App& app, Session& session) {
  CLI::App& c = *app.add_subcommand("doctor", "Check the installation and say what to do");
  add_common_options(c, session.common);
  c.callback([&] {
    session.needs_settings = false;
    session.action = [&] { return doctor(session); };
  });
}

}  // namespace burnish::cli
