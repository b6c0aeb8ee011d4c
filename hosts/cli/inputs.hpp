// From what was written on the command line to files.
#pragma once
#include <burnish/core/run.hpp>

#include <string>
#include <vector>

namespace burnish::cli {

struct InputArguments {
  std::vector<std::string> names;
  std::string files_from;
  bool recursive = false;
};

/// Files in the order given; a folder stands for its pictures (by the extensions that installed decoders know), in
/// the order of their names. A name that does not exist stays: the run reports it with the others.
[[nodiscard]] Result<std::vector<Input>> find_inputs(const InputArguments& arguments, const Catalogue& catalogue);

}  // namespace burnish::cli
