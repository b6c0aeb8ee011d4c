// What is wrong with a command line, in the words of every other error.
#pragma once
#include <burnish/core/result.hpp>

#include <CLI/CLI.hpp>

namespace burnish::cli {

[[nodiscard]] Error usage_error(const CLI::App& app, const CLI::ParseError& error);

}  // namespace burnish::cli
