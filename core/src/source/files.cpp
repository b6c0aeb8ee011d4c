#include "source/files.hpp"

#include <fcntl.h>
#include <fnmatch.h>
#include <strings.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <new>
#include <string_view>

#include "source/entry_names.hpp"
#include "source/file_views.hpp"

namespace burnish {
namespace {

constexpr std::size_t most_queries = 32;  // remembered
constexpr std::size_t most_failures = 200'000;

Error cannot_read(Code code, const std::filesystem::path& path, std::string why) {
  return {code, "cannot read " + path.string(), {}, std::move(why), {}};
}

/// By its first bytes. Those of an archive may come behind a program or padding; then its name must say so.
bool is_zip(int file, const std::filesystem::path& path) {
  char magic[4] = {};
  if (pread(file, magic, sizeof magic, 0) != ssize_t{sizeof magic}) return false;
  const std::string_view four(magic, sizeof magic);
  return four == "PK\3\4" || four == "PK\5\6" || strcasecmp(path.extension().c_str(), ".zip") == 0;
}

}  // namespace

Result<std::unique_ptr<Files>> Files::open(const std::filesystem::path& path, const FilesLimits& limits,
                                           const CallContext& context) {
  // Not blocking: opening a pipe must not hang.
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  struct stat facts {};
  if (!file || fstat(file.get(), &facts) != 0) {
    const int error = errno;
    return cannot_read(error == ENOENT || error == ENOTDIR ? Code::Missing : Code::Unreadable, path,
                       std::strerror(error));
  }
  if (S_ISDIR(facts.st_mode)) return folder_files(std::move(file), path, limits, context);
  if (!S_ISREG(facts.st_mode)) return cannot_read(Code::Unreadable, path, "it is neither a file nor a folder");
  if (is_zip(file.get(), path)) return archive_files(std::move(file), path, limits, context);
  return single_file(std::move(file), path, limits, context);
}

Files::Files(const CallContext& context) : context_(context) {
  raw_.struct_size = sizeof raw_;
  raw_.impl = this;
  raw_.list = &Files::list;
  raw_.open = &Files::open_for_plugin;
  raw_.close = &Files::close_for_plugin;
}

Files::~Files() = default;

void Files::refuse(const std::string& path, Code code, std::string why, std::string hint) {
  std::string shown = printable(path);
  std::string what = "cannot read " + shown;
  refused_.push_back({std::move(shown), Error{code, std::move(what), {}, std::move(why), std::move(hint)}});
}

const Files* Files::of(const burnish_files* raw) {
  return raw != nullptr && raw->open == &Files::open_for_plugin ? static_cast<const Files*>(raw->impl) : nullptr;
}

std::vector<RefusedEntry> Files::take_failures() const {
  const std::scoped_lock lock(mutex_);
  return std::exchange(failures_, {});
}

const std::vector<uint32_t>& Files::matches(Query query) const {
  if (queries_.size() >= most_queries && queries_.count(query) == 0) queries_.clear();
  const auto [found, is_new] = queries_.try_emplace(std::move(query));
  if (!is_new) return found->second;
  const auto& [dir, glob] = found->first;
  const std::string below = dir.empty() ? dir : dir + "/";
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const std::string& path = entries_[i].path;
    if (path.compare(0, below.size(), below) != 0) continue;
    const char* name = path.c_str() + path.rfind('/') + 1;  // npos + 1 is 0
    if (glob.empty() || fnmatch(glob.c_str(), name, 0) == 0) found->second.push_back(static_cast<uint32_t>(i));
  }
  return found->second;
}

const FileEntry* Files::entry_at(const char* dir, const char* glob, uint32_t index) const {
  Query query(dir == nullptr ? "" : dir, glob == nullptr ? "" : glob);
  while (!query.first.empty() && query.first.back() == '/') query.first.pop_back();
  if (query.first.empty() && query.second.empty()) return index < entries_.size() ? &entries_[index] : nullptr;
  const std::scoped_lock lock(mutex_);
  const std::vector<uint32_t>& positions = matches(std::move(query));
  return index < positions.size() ? &entries_[positions[index]] : nullptr;
}

burnish_status Files::list(const burnish_files* raw, const char* dir, const char* glob, uint32_t index,
                           const char** path, uint64_t* size, int64_t* mtime_ns) noexcept {
  try {
    const FileEntry* entry = static_cast<const Files*>(raw->impl)->entry_at(dir, glob, index);
    if (entry == nullptr) return BURNISH_NOT_MINE;
    if (path != nullptr) *path = entry->path.c_str();
    if (size != nullptr) *size = entry->size;
    if (mtime_ns != nullptr) *mtime_ns = entry->mtime_ns;
    return BURNISH_OK;
  } catch (const std::bad_alloc&) {
    return BURNISH_NO_MEMORY;
  }
}

burnish_status Files::open_for_plugin(const burnish_files* raw, const char* path,
                                      const burnish_source** source) noexcept {
  if (path == nullptr || source == nullptr) return BURNISH_BAD_PARAM;
  *source = nullptr;
  const auto& files = *static_cast<const Files*>(raw->impl);
  try {
    auto opened = files.source(path);
    const std::scoped_lock lock(files.mutex_);
    if (!opened) {
      const burnish_status status = status_of(opened.error().code);
      if (files.failures_.size() < most_failures) files.failures_.push_back({printable(path), opened.take_error()});
      return status;
    }
    const burnish_source* given = opened.value()->get();
    files.open_[given] = std::move(opened).value();
    *source = given;
    return BURNISH_OK;
  } catch (const std::bad_alloc&) {
    return BURNISH_NO_MEMORY;
  }
}

void Files::close_for_plugin(const burnish_files* raw, const burnish_source* source) noexcept {
  const auto& files = *static_cast<const Files*>(raw->impl);
  std::unique_ptr<Source> closed;  // goes after the lock
  const std::scoped_lock lock(files.mutex_);
  const auto found = files.open_.find(source);
  if (found == files.open_.end()) return;
  closed = std::move(found->second);
  files.open_.erase(found);
}

}  // namespace burnish
