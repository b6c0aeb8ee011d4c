// What every command shares: common options, the catalogue, and how things are said.
#pragma once
#include <burnish/core/run.hpp>

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace burnish::cli {

enum class ProgressStyle { Auto, Bar, Plain, None };

/// The options that stand before or after any command.
struct CommonOptions {
  bool json = false, quiet = false, no_color = false, rescan = false;
  ProgressStyle progress = ProgressStyle::Auto;
  LogLevel log_level = LogLevel::Warning;
  int threads = 0;
  std::string memory;
  uint64_t max_pixels = 1ULL << 28;
  double timeout = 0;
  bool strip = false;
  std::vector<std::string> keep;
};

/// One run of the program.
class Session {
 public:
  CommonOptions common;
  /// Set by the command that was named; run after parsing.
  std::function<int()> action;

  Result<Catalogue> open_catalogue() const;
  [[nodiscard]] Result<RunOptions> run_options() const;
  [[nodiscard]] Services services() const;
  /// Prints an error as the command's outcome (one line, or the --json document) and gives its exit status.
  int fail(const Error& error) const;
  void note(std::string_view text) const;
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

/// Adds the common options to a command.
void add_common_options(CLI::App& command, Session& session);

/// 512, 64K, 2M, 1.5G: 1024 each.
Result<uint64_t> parse_size(const std::string& text);

/// Each adds its command.
void add_run(CLI::App& app, Session& session);
void add_transform(CLI::App& app, Session& session);
void add_info(CLI::App& app, Session& session);
void add_compare(CLI::App& app, Session& session);
void add_plugin(CLI::App& app, Session& session);
void add_schema(CLI::App& app, Session& session);
void add_doctor(CLI::App& app, Session& session);
void add_completion(CLI::App& app, Session& session);

}  // namespace burnish::cli
