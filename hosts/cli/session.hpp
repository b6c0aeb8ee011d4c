// What every command shares: common options, the catalogue, and how things are said.
#pragma once
#include <burnish/core/run.hpp>

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "common_options.hpp"

namespace burnish::cli {

/// One run of the program.
class Session {
 public:
  CommonOptions common;
  /// Whether the environment and the configuration file could be used. A command that looks into that itself (doctor)
  /// clears needs_settings.
  Status settings = Done{};
  bool needs_settings = true;
  /// Set by the command that was named; run after parsing.
  std::function<int()> action;

  [[nodiscard]] Result<Catalogue> open_catalogue() const;
  [[nodiscard]] Result<RunOptions> run_options() const;
  [[nodiscard]] Services services() const;
  /// Prints an error as the command's outcome (one line, or the --json document) and gives its exit status.
  int fail(const Error& error) const;
  /// Says one error among others.
  static void complain(const Error& error);
  void note(std::string_view text) const;
  /// The outcome as a line or a document of its own on standard output.
  static void print(std::string_view text);
  /// Keeps what an option is bound to alive until the action ran.
  template <class T>
  T& own() {
    auto value = std::make_shared<T>();
    owned_.push_back(value);
    return *value;
  }

 private:
  std::vector<std::shared_ptr<void>> owned_;  // of any type, so the deleter has to travel along
};

/// Each adds its command.
void add_run(CLI::App& app, Session& session);
void add_transform(CLI::App& app, Session& session);
void add_generate(CLI::App& app, Session& session);
void add_import(CLI::App& app, Session& session);
void add_analyse(CLI::App& app, Session& session);
void add_info(CLI::App& app, Session& session);
void add_compare(CLI::App& app, Session& session);
void add_plugin(CLI::App& app, Session& session);
void add_schema(CLI::App& app, Session& session);
void add_doctor(CLI::App& app, Session& session);
void add_completion(CLI::App& app, Session& session);

}  // namespace burnish::cli
