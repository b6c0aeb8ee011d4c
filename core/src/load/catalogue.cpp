#include "burnish/core/catalogue.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "load/catalogue_state.hpp"
#include "load/kinds.hpp"
#include "load/registry.hpp"
#include "load/scan.hpp"
#include "load/search_path.hpp"

namespace burnish {
namespace {

namespace fs = std::filesystem;

struct Found {
  fs::path path;
  std::size_t folder = 0;
  FileKey key;
  std::optional<Module> known;  // from the registry, or after the scan
  bool keep = true;
};

std::vector<Found> find_files(const std::vector<fs::path>& folders, Registry& registry) {
  std::vector<Found> found;
  for (std::size_t folder = 0; folder < folders.size(); ++folder) {
    const std::vector<fs::path> files = plugin_files(folders[folder]);
    registry.forget_others(folders[folder], files);
    for (const fs::path& file : files) {
      Found one{file, folder, {}, std::nullopt, true};
      struct stat facts {};
      // A link to nowhere keeps an empty key and is told by the scan.
      if (stat(file.c_str(), &facts) == 0) {
        if (S_ISDIR(facts.st_mode)) continue;
        one.key = key_of(facts);
        one.known = registry.find(file, one.key);
      }
      found.push_back(std::move(one));
    }
  }
  return found;
}

/// Each scan waits for a child, so several at once.
void scan_unknown(std::vector<Found>& found, const fs::path& worker) {
  std::vector<Found*> unknown;
  for (Found& one : found)
    if (!one.known) unknown.push_back(&one);
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < unknown.size(); i = next++) {
      Scan scan = scan_plugin(worker, unknown[i]->path);
      unknown[i]->known = std::move(scan.module);
      unknown[i]->keep = scan.keep;
    }
  };
  const std::size_t threads = std::min<std::size_t>(unknown.size(), std::max(1U, std::thread::hardware_concurrency()));
  std::vector<std::jthread> others;
  for (std::size_t i = 1; i < threads; ++i) others.emplace_back(work);
  work();
}

void keep_scans(std::vector<Found>& found, const std::vector<bool>& scanned, Registry& registry,
                const Registry::Trace& trace) {
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (!scanned[i]) continue;
    const Found& one = found[i];
    if (trace) trace("scanned " + one.path.string() + (one.known->reason.empty() ? "" : ": " + one.known->reason));
    // A file that was replaced meanwhile has another key and is scanned again next time.
    if (one.keep) registry.keep(one.path, one.key, *one.known);
  }
}

std::vector<fs::path> absolute_folders(const std::vector<fs::path>& given) {
  std::vector<fs::path> folders;
  for (const fs::path& folder : given) {
    std::error_code failed;
    fs::path absolute = fs::weakly_canonical(fs::absolute(folder, failed), failed);
    if (failed) absolute = folder;
    if (std::find(folders.begin(), folders.end(), absolute) == folders.end()) folders.push_back(std::move(absolute));
  }
  return folders;
}

}  // namespace

Result<Catalogue> Catalogue::open(const CatalogueOptions& options) {
  auto state = std::make_unique<State>();
  state->folders = options.folders.empty() ? plugin_folders() : absolute_folders(options.folders);
  state->worker = options.worker.empty() ? worker_program() : options.worker;
  const fs::path cache = options.cache.empty() ? registry_file() : options.cache;

  Registry registry;
  if (!cache.empty() && !options.rescan) registry = Registry::read(cache, options.trace);
  std::vector<Found> found = find_files(state->folders, registry);
  std::vector<bool> scanned;
  for (const Found& one : found) scanned.push_back(!one.known);
  scan_unknown(found, state->worker);
  keep_scans(found, scanned, registry, options.trace);
  if (!cache.empty() && registry.changed()) registry.write(cache, options.trace);

  std::vector<std::size_t> folder_of;
  for (Found& one : found) {
    folder_of.push_back(one.folder);
    state->keys.push_back(one.key);
    state->modules.push_back(std::move(*one.known));
    state->loaded.push_back(std::make_unique<LoadedTables>());
  }
  settle_duplicates(state->modules, folder_of);
  for (std::size_t m = 0; m < state->modules.size(); ++m)
    for (Item& item : state->modules[m].items) item.module = m;
  return Catalogue(std::move(state));
}

Catalogue Catalogue::from_modules(std::vector<Module> modules) {
  auto state = std::make_unique<State>();
  state->modules = std::move(modules);
  state->keys.resize(state->modules.size());
  for (std::size_t m = 0; m < state->modules.size(); ++m) {
    state->loaded.push_back(std::make_unique<LoadedTables>());
    for (Item& item : state->modules[m].items) item.module = m;
  }
  return Catalogue(std::move(state));
}

Catalogue::Catalogue(std::unique_ptr<State> state) : state_(std::move(state)) {}
Catalogue::Catalogue(Catalogue&&) noexcept = default;
Catalogue& Catalogue::operator=(Catalogue&&) noexcept = default;
Catalogue::~Catalogue() = default;

std::span<const Module> Catalogue::modules() const { return state_->modules; }
std::span<const fs::path> Catalogue::folders() const { return state_->folders; }
const fs::path& Catalogue::worker() const { return state_->worker; }

Result<const void*> Catalogue::table(const Item& item) const {
  const Module& module = state_->modules.at(item.module);
  LoadedTables& loaded = *state_->loaded[item.module];
  BURNISH_CHECK(load_tables(module, state_->keys[item.module], loaded));
  for (std::size_t i = 0; i < module.items.size(); ++i)
    if (module.items[i].kind == item.kind && module.items[i].index == item.index) return loaded.tables[i];
  return Error{Code::Internal,
               "plugin " + module.path.string() + " has no " + std::string(kind_word(item.kind)) + " " + item.id,
               {},
               "the item belongs to another catalogue",
               {}};
}

namespace {

template <class Table>
Result<const Table*> typed_table(const Catalogue& catalogue, const Item& item) {
  BURNISH_TRY(const void* table, catalogue.table(item));
  return static_cast<const Table*>(table);
}

}  // namespace

Result<const burnish_pixel*> Catalogue::pixel(const Item& item) const {
  return typed_table<burnish_pixel>(*this, item);
}
Result<const burnish_decoder*> Catalogue::decoder(const Item& item) const {
  return typed_table<burnish_decoder>(*this, item);
}
Result<const burnish_encoder*> Catalogue::encoder(const Item& item) const {
  return typed_table<burnish_encoder>(*this, item);
}
Result<const burnish_analyser*> Catalogue::analyser(const Item& item) const {
  return typed_table<burnish_analyser>(*this, item);
}

Result<const burnish_settle*> Catalogue::settler(const Item& operation) const {
  BURNISH_CHECK(table(operation));
  const std::vector<const burnish_settle*>& settlers = state_->loaded[operation.module]->settlers;
  const auto found = std::find_if(settlers.begin(), settlers.end(),
                                  [&](const burnish_settle* s) { return operation.id == s->target; });
  return found == settlers.end() ? nullptr : *found;
}

}  // namespace burnish
