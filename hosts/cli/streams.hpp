// Standard input, output and error as this process was given them.
#pragma once
#include <burnish/core/result.hpp>

#include <string_view>

namespace burnish::cli {

/// Takes the numbers 0, 1 and 2 when the caller closed them, so that no file opened later gets them and receives
/// what is meant for people. Using such a stream is an error as before.
void reserve_standard_streams();

/// Buffered; remembers the first failure for flush_standard_output().
void write_standard_output(std::string_view text);

/// Writes out what is buffered for standard output; an error when any of it was lost.
Status flush_standard_output();

}  // namespace burnish::cli
