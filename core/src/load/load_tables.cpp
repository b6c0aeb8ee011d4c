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

/// Companions are not in the registry: they are looked at when their module is loaded.
Status fill_settlers(const Module& known, const burnish_module& module, std::vector<const burnish_settle*>& settlers) {
  constexpr uint32_t most_settlers = 4096, most_needs = 16;
  constexpr uint32_t largest = 1U << 16U;
  for (uint32_t i = 0;; ++i) {
    const auto* table = static_cast<const burnish_settle*>(module.item("burnish.settle/1", i));
    if (table == nullptr) return Done{};
    const bool whole = table->struct_size >= sizeof *table && table->struct_size <= largest;
    if (i >= most_settlers || !whole || table->target == nullptr || table->settle == nullptr || table->needs == nullptr)
      return broken_promise(known, "its settle table " + std::to_string(i) + " makes no sense");
    uint32_t needs = 0;
    while (needs <= most_needs && table->needs[needs] != nullptr) ++needs;
    if (needs > most_needs)
      return broken_promise(known, "its settle table of " + std::string(table->target) + " needs more than " +
                                       std::to_string(most_needs) + " analysers");
    settlers.push_back(table);
  }
}

Status load(const Module& known, const FileKey& key, LoadedTables& loaded) {
  auto opened = open_module(known.path, &key);
  if (auto* failure = std::get_if<OpenFailure>(&opened)) return std::move(failure->error);
  const burnish_module& module = *std::get<const burnish_module*>(opened);
  BURNISH_CHECK(fill(known, module, loaded.tables));
  BURNISH_CHECK(fill_settlers(known, module, loaded.settlers));
  return initialise_module(module, known.path);
}

}  // namespace

Status load_tables(const Module& known, const FileKey& key, LoadedTables& loaded) {
  const std::scoped_lock lock(loaded.mutex);
  if (!loaded.tried) {
    loaded.tried = true;
    if (Status done = load(known, key, loaded); !done.ok()) loaded.failure = done.error();
  }
  if (loaded.failure) return *loaded.failure;
  return Done{};
}

}  // namespace burnish
