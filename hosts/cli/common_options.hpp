// The options of every command, and where else their values may stand: the environment and the configuration file.
#pragma once
#include <burnish/core/run.hpp>

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

namespace burnish::cli {

enum class ProgressStyle { Auto, Bar, Plain, None };

struct CommonOptions {
  bool json = false, quiet = false, no_color = false, rescan = false;
  ProgressStyle progress = ProgressStyle::Auto;
  LogLevel log_level = LogLevel::Warning;
  int threads = 0;
  uint64_t memory = 0;  // bytes; 0: a quarter of the machine's
  uint64_t max_pixels = RunOptions{}.max_pixels;
  std::chrono::milliseconds timeout{0};
  bool strip = false;
  std::set<std::string> keep;
  std::optional<ManifestPolicy> c2pa;
  std::optional<Error> wrong;  // the first flag with a wrong value
};

/// Adds the common options to a command.
void add_common_options(CLI::App& command, CommonOptions& options);

/// Takes what the configuration file says, then what BURNISH_* variables and NO_COLOR say: to be called before the
/// flags are parsed, which win over both.
Status apply_settings(CommonOptions& options);

/// 512, 64K, 2M, 1.5G: 1024 each. `where` is for the message.
Result<uint64_t> parse_size(const std::string& text, const std::string& where);

}  // namespace burnish::cli
