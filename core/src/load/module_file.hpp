// Libraries of Burnish's own that are opened when they are first needed, so that what they link stays out of every
// start: burnish-net.so, burnish-archive.so.
#pragma once
#include <string_view>

#include "burnish/core/result.hpp"

namespace burnish {

struct ModuleFile {
  std::string_view file;     // "burnish-net.so", in lib/burnish of the same installation or build folder
  const char* entry;         // its one symbol: T* entry(const char* version)
  std::string_view purpose;  // "use the network"
  std::string_view library;  // what it links, as the distribution calls it
};

/// The address of the module's entry. The library is never closed: what it links may keep state of the process.
[[nodiscard]] Result<void*> module_entry(const ModuleFile& module);
[[nodiscard]] Error unusable_module(const ModuleFile& module, std::string why);
[[nodiscard]] const char* own_version();

/// What the entry gives, which lives as long as the process. The entry answers null to another version, because types
/// of C++ cross this border.
template <class T>
[[nodiscard]] Result<T*> open_own_module(const ModuleFile& module) {
  BURNISH_TRY(void* entry, module_entry(module));
  T* given = reinterpret_cast<T* (*)(const char*)>(entry)(own_version());
  if (given == nullptr) return unusable_module(module, "it is of another version of Burnish, or does not start");
  return given;
}

}  // namespace burnish
