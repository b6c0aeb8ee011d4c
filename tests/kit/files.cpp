#include "kit/files.hpp"

#include <algorithm>

namespace burnish::kit {
namespace {

bool fits(const char* glob, const char* name) {
  if (*glob == 0) return *name == 0;
  if (*glob == '*') return fits(glob + 1, name) || (*name != 0 && fits(glob, name + 1));
  return *name != 0 && (*glob == '?' || *glob == *name) && fits(glob + 1, name + 1);
}

std::string text_or_empty(const char* s) { return s == nullptr ? std::string() : std::string(s); }

struct Import {
  Imported result;
  std::size_t stop_after;
};

}  // namespace

Files::Files(std::map<std::string, std::string> files) : files_(std::move(files)) {
  table_.struct_size = sizeof table_;
  table_.impl = this;
  table_.list = [](const burnish_files* f, const char* dir, const char* glob, uint32_t index, const char** path,
                   uint64_t* size, int64_t* mtime_ns) noexcept -> burnish_status {
    *mtime_ns = 0;
    return static_cast<Files*>(f->impl)->list(text_or_empty(dir), text_or_empty(glob), index, path, size);
  };
  table_.open = [](const burnish_files* f, const char* path, const burnish_source** source) noexcept {
    return static_cast<Files*>(f->impl)->open(text_or_empty(path), source);
  };
  table_.close = [](const burnish_files* f, const burnish_source* s) noexcept {
    static_cast<Files*>(f->impl)->close(s);
  };
}

burnish_status Files::list(const std::string& dir, const std::string& glob, uint32_t index, const char** path,
                           uint64_t* size) const {
  for (const auto& [name, bytes] : files_) {
    if (!dir.empty() && name.rfind(dir + "/", 0) != 0) continue;
    const std::size_t slash = name.rfind('/');
    const std::string last = slash == std::string::npos ? name : name.substr(slash + 1);
    if (!glob.empty() && !fits(glob.c_str(), last.c_str())) continue;
    if (index-- > 0) continue;
    *path = name.c_str();
    *size = bytes.size();
    return BURNISH_OK;
  }
  return BURNISH_NOT_MINE;
}

burnish_status Files::open(const std::string& path, const burnish_source** source) {
  *source = nullptr;
  if (path.rfind('/', 0) == 0 || path.find("..") != std::string::npos) breaches_.push_back("opened " + path);
  const auto found = files_.find(path);
  if (found == files_.end()) return BURNISH_IO;
  open_.push_back(std::make_unique<Source>(Bytes(found->second.begin(), found->second.end())));
  *source = open_.back()->get();
  return BURNISH_OK;
}

void Files::close(const burnish_source* source) {
  const auto end =
      std::remove_if(open_.begin(), open_.end(), [&](const std::unique_ptr<Source>& s) { return s->get() == source; });
  if (end == open_.end()) breaches_.emplace_back("closed a source that is not open");
  open_.erase(end, open_.end());
}

std::vector<std::string> Files::breaches() const {
  std::vector<std::string> r = breaches_;
  if (!open_.empty()) r.push_back(std::to_string(open_.size()) + " sources were never closed");
  return r;
}

Imported run_import(const burnish_importer& importer, const TextValues& text, const Files& files,
                    std::size_t stop_after) {
  const Values values(*importer.desc, text);
  const Call call;
  burnish_prepare prepare{};
  prepare.struct_size = sizeof prepare;
  prepare.values = values.data();
  Import state{{}, stop_after};
  burnish_import_emit emit{};
  emit.struct_size = sizeof emit;
  emit.impl = &state;
  emit.item = [](const burnish_import_emit* e, const char* path, const burnish_rect* part, const char* group_id,
                 const burnish_meta* meta) noexcept -> burnish_status {
    auto& to = *static_cast<Import*>(e->impl);
    if (to.result.items.size() >= to.stop_after) return BURNISH_CANCELLED;
    Imported::Item item{path, text_or_empty(group_id), std::nullopt, {}};
    if (part != nullptr) item.part = *part;
    for (uint32_t i = 0; meta != nullptr; ++i) {
      const char* key = meta->key(meta, i);
      if (key == nullptr) break;
      const std::string kept = key;
      const void* p = nullptr;
      std::size_t n = 0;
      if (meta->get(meta, kept.c_str(), &p, &n) == BURNISH_OK)
        item.meta[kept] = std::string(static_cast<const char*>(p), n);
    }
    to.result.items.push_back(std::move(item));
    return BURNISH_OK;
  };
  emit.group = [](const burnish_import_emit* e, const char* id, const char* label) noexcept -> burnish_status {
    static_cast<Import*>(e->impl)->result.groups[id] = text_or_empty(label);
    return BURNISH_OK;
  };
  state.result.status = importer.scan(call.get(), &prepare, files.get(), &emit);
  state.result.failure = call.failure_of(state.result.status);
  return std::move(state.result);
}

}  // namespace burnish::kit
