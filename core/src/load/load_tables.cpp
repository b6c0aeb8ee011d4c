#include <variant>

#include "load/catalogue_state.hpp"
#include "load/describe.hpp"
#include "load/kinds.hpp"
#include "load/library.hpp"

namespace burnish {
namespace {

Error broken_promise(const Module& module, std::string why) {
  return {Code::Plugin,
          "cannot use plugin " + module.path.string(),
          {},
          std::move(why),
          "reinstall it, or run with a fresh registry cache"};
}

Status fill(const Module& known, const burnish_module& module, std::vector<const void*>& tables) {
  if (module.id == nullptr || known.id != module.id || module.item == nullptr)
    return broken_promise(known, "its module id is not the one that was scanned (" + known.id + ")");
  for (const Item& item : known.items) {
    const KindName& kind = kind_names[static_cast<std::size_t>(item.kind)];
    const std::string which = std::string(kind.word) + " " + item.id;
    const void* table = module.item(kind.id, item.index);
    if (table == nullptr) return broken_promise(known, "its " + which + " is gone since it was scanned");
    if (const std::string why = refuse_table(item.kind, table); !why.empty())
      return broken_promise(known, "its " + which + " is refused: " + why);
    if (table_id(table) != item.id)
      return broken_promise(known, "its " + which + " has another id since it was scanned");
    tables.push_back(table);
  }
  return Done{};
}

Status load(const Module& known, const FileKey& key, std::vector<const void*>& tables) {
  auto opened = open_module(known.path, &key);
  if (auto* failure = std::get_if<OpenFailure>(&opened)) return std::move(failure->error);
  const burnish_module& module = *std::get<const burnish_module*>(opened);
  BURNISH_CHECK(fill(known, module, tables));
  return initialise_module(module, known.path);
}

}  // namespace

Status load_tables(const Module& known, const FileKey& key, LoadedTables& loaded) {
  const std::scoped_lock lock(loaded.mutex);
  if (!loaded.tried) {
    loaded.tried = true;
    if (Status done = load(known, key, loaded.tables); !done.ok()) loaded.failure = done.error();
  }
  if (loaded.failure) return *loaded.failure;
  return Done{};
}

}  // namespace burnish
