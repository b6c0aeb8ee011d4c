// Inside of the catalogue.
#pragma once
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "burnish/core/catalogue.hpp"
#include "load/file_key.hpp"

namespace burnish {

/// The tables of one plugin, once somebody asked for one of them.
struct LoadedTables {
  std::mutex mutex;
  bool tried = false;
  std::optional<Error> failure;
  std::vector<const void*> tables;  // as Module::items
  std::vector<const burnish_settle*> settlers;
};

struct Catalogue::State {
  std::vector<std::filesystem::path> folders;
  std::filesystem::path worker;
  std::vector<Module> modules;
  std::vector<FileKey> keys;                          // as modules
  std::vector<std::unique_ptr<LoadedTables>> loaded;  // as modules
};

/// Marks modules whose ids were declared before: in one folder both are refused, in a later folder the later one is
/// shadowed. `folder_of[i]` is the position of the folder of modules[i].
void settle_duplicates(std::vector<Module>& modules, const std::vector<std::size_t>& folder_of);

/// Loads the module if need be, and fills `loaded`.
[[nodiscard]] Status load_tables(const Module&, const FileKey&, LoadedTables& loaded);

}  // namespace burnish
