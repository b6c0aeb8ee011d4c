// Opens plugin files. What is opened stays open until the process ends.
#pragma once
#include <burnish/abi.h>

#include <filesystem>
#include <variant>

#include "burnish/core/result.hpp"
#include "load/file_key.hpp"

namespace burnish {

/// Loads the file and finds its module: runs the library's constructors. Without `expected` the file is first looked
/// into (refuse_elf); with it, the file must still be the one that was scanned. Either way what the loader mapped must
/// be what was checked. Errors have Code::Plugin, name the file, and `retry` tells a cause outside the file.
struct OpenFailure {
  Error error;
  bool retry = false;  // a library that it needs is missing: may work next time with the same file
};
[[nodiscard]] std::variant<const burnish_module*, OpenFailure> open_module(const std::filesystem::path& file,
                                                                           const FileKey* expected);

/// Calls the module's init, once in the life of the process however often it is asked for; later calls give the first
/// answer.
[[nodiscard]] Status initialise_module(const burnish_module&, const std::filesystem::path& file);

}  // namespace burnish
