// burnish doctor: what is installed, missing, broken or not permitted, and what to do about it.
#include <unistd.h>

#include <algorithm>

#include <cstdio>
#include <string>
#include <thread>

#include "session.hpp"

namespace burnish::cli {
namespace {
namespace fs = std::filesystem;

class Checkup {
 public:
  void good(const std::string& text) const { std::printf("ok       %s\n", text.c_str()); }
  void bad(const std::string& text, const std::string& advice) {
    std::printf("problem  %s\n         %s\n", text.c_str(), advice.c_str());
    ++problems_;
  }
  [[nodiscard]] int problems() const { return problems_; }

 private:
  int problems_ = 0;
};

void check_plugins(const Catalogue& catalogue, Checkup& checkup) {
  std::size_t usable = 0;
  for (const Module& m : catalogue.modules()) {
    if (m.state == ModuleState::Usable)
      ++usable;
    else
      checkup.bad(m.path.string() + ": " + m.reason, "remove or rebuild it; then burnish plugin list --rescan");
  }
  if (usable == 0)
    checkup.bad("no plugin is usable", "install burnish-plugins, or set BURNISH_PLUGIN_PATH; see burnish plugin paths");
  else
    checkup.good(std::to_string(usable) + " plugins");
  for (const char* format : {"jpeg", "png", "webp", "tiff"}) {
    const bool reads = std::any_of(catalogue.modules().begin(), catalogue.modules().end(), [&](const Module& m) {
      return m.state == ModuleState::Usable &&
             std::any_of(m.items.begin(), m.items.end(),
                         [&](const Item& i) { return i.kind == Kind::Decoder && i.format == format; });
    });
    if (reads && catalogue.encoder_for_format(format) != nullptr)
      checkup.good(std::string(format) + " is read and written");
    else
      checkup.bad(std::string(format) + " is not read and written", "install its codec plugin");
  }
}

void check_folder(const fs::path& folder, const char* what, Checkup& checkup) {
  if (access(folder.c_str(), W_OK) == 0)
    checkup.good(std::string(what) + " " + folder.string() + " can be written");
  else
    checkup.bad(std::string(what) + " " + folder.string() + " cannot be written", "choose another folder or its owner");
}

int doctor(Session& session) {
  const auto catalogue = session.open_catalogue();
  if (!catalogue) return session.fail(catalogue.error());
  Checkup checkup;
  std::printf("burnish %s, %u cores\n", BURNISH_VERSION, std::thread::hardware_concurrency());
  check_plugins(*catalogue, checkup);
  if (access(catalogue->worker().c_str(), X_OK) == 0)
    checkup.good("worker " + catalogue->worker().string());
  else
    checkup.bad("no worker at " + catalogue->worker().string(),
                "reinstall burnish, or set BURNISH_WORKER: new plugins cannot be looked at, rare formats not read");
  check_folder(".", "current folder", checkup);
  return checkup.problems() == 0 ? 0 : 4;
}

}  // namespace

void add_doctor(CLI::App& app, Session& session) {
  CLI::App& c = *app.add_subcommand("doctor", "Check the installation and say what to do");
  add_common_options(c, session);
  c.callback([&] { session.action = [&] { return doctor(session); }; });
}

}  // namespace burnish::cli
