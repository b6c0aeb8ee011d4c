// contract/module_checks.hpp - the file and its one symbol.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "burnish/abi.h"
#include "contract/problems.hpp"

namespace burnish::contract {

/// What an ELF file offers and asks for, read without running it.
struct ElfFacts {
  std::vector<std::string> exports;  // defined dynamic symbols that others can bind to
  std::vector<std::string> needed;   // DT_NEEDED
  bool executable_stack = false, text_relocations = false, run_path = false;
};
/// Throws std::runtime_error when the file is no 64-bit ELF file.
[[nodiscard]] ElfFacts read_elf(const std::filesystem::path& file);

[[nodiscard]] Problems check_file(const std::filesystem::path& file);
[[nodiscard]] Problems check_module(const burnish_module& module);

}  // namespace burnish::contract
