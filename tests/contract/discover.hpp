// contract/discover.hpp - the plugins that the contract tests are about.
#pragma once
#include <filesystem>
#include <ostream>
#include <string>
#include <vector>

#include "kit/plugin_file.hpp"

namespace burnish::contract {

/// Every *.burnish of the build's plugin folder and of the test plugins', by name. The environment variable
/// BURNISH_TEST_PLUGIN_FOLDER (several folders with ':' between) replaces both.
[[nodiscard]] std::vector<std::filesystem::path> plugin_files();

/// One table of one plugin, as a test parameter.
template <class Table>
struct Subject {
  std::filesystem::path file;
  const Table* table;
  [[nodiscard]] std::string name() const {
    const std::string id = table->desc->id, stem = file.stem().string();
    std::string r = id.substr(id.rfind('.') + 1) == stem ? id : stem + "_" + id;  // one id may be in two folders
    for (char& c : r)
      if ((c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9')) c = '_';
    return r;
  }
  friend std::ostream& operator<<(std::ostream& out, const Subject& s) { return out << s.table->desc->id; }
};

/// The tables of a kind in every plugin. A plugin that does not open has none here; the module test reports it.
template <class Table>
[[nodiscard]] std::vector<Subject<Table>> subjects(const char* kind) {
  std::vector<Subject<Table>> r;
  for (const std::filesystem::path& file : plugin_files()) {
    try {
      const kit::PluginFile plugin(file);
      plugin.initialise();
      for (const void* table : plugin.tables(kind)) r.push_back({file, static_cast<const Table*>(table)});
    } catch (const std::runtime_error&) {
      continue;
    }
  }
  return r;
}

}  // namespace burnish::contract
