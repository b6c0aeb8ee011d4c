// From what was written on the command line to files.
#pragma once
#include <burnish/core/run.hpp>

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace burnish::cli {

struct InputArguments {
  std::vector<std::string> names;
  std::string files_from;
  bool recursive = false;
};

struct FoundInputs {
  std::vector<Input> inputs;
  std::vector<FailureReport> failed;  // names that stand for no file; the others go on
};

/// --recursive and --files-from.
void add_input_options(CLI::App& command, InputArguments& arguments);

/// Files in the order given; a folder stands for its pictures (by the extensions that installed decoders know), in
/// the order of their names, a glob for what it matches. A file that does not exist stays: the run reports it. Fails
/// only for a wrong command line.
[[nodiscard]] Result<FoundInputs> find_inputs(const InputArguments& arguments, const Catalogue& catalogue);

}  // namespace burnish::cli
