#include "import/scan.hpp"

#include <set>

#include "pipeline/values.hpp"

namespace burnish::imports {
namespace {

constexpr std::size_t most_pictures = 1'000'000;
constexpr std::size_t most_fact_bytes = std::size_t{512} << 20;  // of a whole scan

/// The other end of burnish_import_emit.
class Collector {
 public:
  explicit Collector(const Files& files) {
    for (const FileEntry& e : files.entries()) entries_.insert(e.path);
    raw_.struct_size = sizeof raw_;
    raw_.impl = this;
    raw_.item = &take_item;
    raw_.group = &take_group;
  }
  Collector(const Collector&) = delete;
  Collector& operator=(const Collector&) = delete;

  [[nodiscard]] const burnish_import_emit* get() const { return &raw_; }
  [[nodiscard]] Scan take() { return std::move(scan_); }
  [[nodiscard]] const std::string& broken() const { return broken_; }

 private:
  static Collector& of(const burnish_import_emit* e) { return *static_cast<Collector*>(e->impl); }

  static burnish_status take_item(const burnish_import_emit* e, const char* path, const burnish_rect* part,
                                  const char* group, const burnish_meta* meta) noexcept {
    try {
      return of(e).item(path, part, group, meta);
    } catch (const std::exception&) {
      return BURNISH_NO_MEMORY;
    }
  }
  static burnish_status take_group(const burnish_import_emit* e, const char* id, const char* label) noexcept {
    try {
      if (id == nullptr || label == nullptr) return of(e).refuse("a group without a name");
      if (of(e).scan_.groups.size() >= most_pictures) return BURNISH_LIMIT;
      of(e).scan_.groups[id] = label;
      return BURNISH_OK;
    } catch (const std::exception&) {
      return BURNISH_NO_MEMORY;
    }
  }

  burnish_status refuse(std::string what) {
    broken_ = std::move(what);
    return BURNISH_BAD_PARAM;
  }

  burnish_status item(const char* path, const burnish_rect* part, const char* group, const burnish_meta* meta) {
    if (path == nullptr || entries_.count(path) == 0)
      return refuse("it named a file that it was not shown: " + std::string(path == nullptr ? "(none)" : path));
    if (part != nullptr && (part->x0 < 0 || part->y0 < 0 || part->x1 <= part->x0 || part->y1 <= part->y0))
      return refuse("it named an empty part of " + std::string(path));
    if (scan_.pictures.size() >= most_pictures) return BURNISH_LIMIT;
    Found found;
    found.entry = path;
    if (group != nullptr) found.group = group;
    if (part != nullptr) found.part = *part;
    for (uint32_t i = 0; meta != nullptr && i < BoundedBlocks::most_keys; ++i) {
      const char* key = meta->key(meta, i);
      if (key == nullptr) break;
      const void* p = nullptr;
      std::size_t n = 0;
      const std::string name(key);
      if (meta->get(meta, name.c_str(), &p, &n) != BURNISH_OK || n > most_fact_bytes - bytes_) continue;
      bytes_ += n;
      found.facts[name].assign(static_cast<const char*>(p), n);
    }
    scan_.pictures.push_back(std::move(found));
    return BURNISH_OK;
  }

  std::set<std::string, std::less<>> entries_;
  burnish_import_emit raw_{};
  Scan scan_;
  std::size_t bytes_ = 0;
  std::string broken_;
};

Result<const burnish_importer*> table_of(const Catalogue& catalogue, const Item& importer) {
  BURNISH_TRY(const void* table, catalogue.table(importer));
  return static_cast<const burnish_importer*>(table);
}

}  // namespace

Result<Scan> scan(const Catalogue& catalogue, const Item& importer, const std::vector<Argument>& arguments,
                  const Files& files, const CallContext& context) {
  BURNISH_TRY(const burnish_importer* table, table_of(catalogue, importer));
  BURNISH_TRY(const Values values, Values::resolve(importer, arguments));
  burnish_prepare prepare{};
  prepare.struct_size = sizeof prepare;
  prepare.values = values.data();
  Call call(context);
  call.set_catalogue(&catalogue);
  Collector collector(files);
  const burnish_status status = table->scan(call.get(), &prepare, files.get(), collector.get());
  if (!collector.broken().empty())
    return Error{Code::Plugin, "importer '" + importer.id + "' broke its contract", {}, collector.broken(), {}};
  BURNISH_CHECK(call.check(status, "cannot import with '" + std::string(short_id(importer.id)) + "'"));
  Scan found = collector.take();
  found.notes = call.take_notes();
  return found;
}

Result<const Item*> find_importer(const Catalogue& catalogue, const Files& files, const CallContext& context) {
  const Item* best = nullptr;
  int32_t best_score = 0;
  for (const Item* importer : catalogue.items(Kind::Importer)) {
    BURNISH_TRY(const burnish_importer* table, table_of(catalogue, *importer));
    const Call call(context);
    int32_t score = 0;
    if (table->probe == nullptr || table->probe(call.get(), files.get(), &score) != BURNISH_OK) continue;
    if (score <= best_score) continue;
    best = importer;
    best_score = score;
  }
  return best;
}

}  // namespace burnish::imports
