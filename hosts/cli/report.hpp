// What run, transform and generate have in common: their report, and the options of what is generated.
#pragma once
#include <string>

#include "session.hpp"

namespace burnish::cli {

/// Notes, written files and failures, as text or as the --json document.
void print_report(const Session& session, const Report& report, bool dry_run);

inline constexpr const char* private_prompt_help =
    "Keep the prompt out of the files, with every description that may hold it; marks and model stay";
struct GenerateFlags {
  std::string provider, base_url;
  bool fresh = false, private_prompt = false, allow_private = false;
  int concurrency = 0;
};
void add_generate_flags(CLI::App& command, GenerateFlags& flags);
[[nodiscard]] GenerateOptions to_options(const GenerateFlags& flags);

}  // namespace burnish::cli
