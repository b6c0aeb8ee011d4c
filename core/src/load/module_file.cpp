#include "load/module_file.hpp"

#include <dlfcn.h>

#include "load/search_path.hpp"

namespace burnish {

Error unusable_module(const ModuleFile& module, std::string why) {
  return {Code::Internal,
          "cannot " + std::string(module.purpose) + ": " + module_path(module.file).string(),
          {},
          std::move(why),
          "reinstall Burnish and " + std::string(module.library)};
}

Result<void*> module_entry(const ModuleFile& module) {
  void* library = dlopen(module_path(module.file).c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    const char* why = dlerror();
    return unusable_module(module, why == nullptr ? "the loader gave no reason" : why);
  }
  void* entry = dlsym(library, module.entry);
  if (entry == nullptr) return unusable_module(module, "it does not export " + std::string(module.entry));
  return entry;
}

const char* own_version() { return BURNISH_VERSION; }

}  // namespace burnish
