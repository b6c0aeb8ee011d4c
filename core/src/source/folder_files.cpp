// A folder, or one file, as Files. A name is opened part by part below the descriptor of the root, so that nothing that
// somebody renames or links meanwhile leads out of it.
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>

#include "source/entry_names.hpp"
#include "source/file_views.hpp"

namespace burnish {
namespace {

constexpr uint32_t look_up_every = 256;  // names between two looks at the cancellation

int64_t mtime_of(const struct stat& facts) {
  return int64_t{facts.st_mtim.tv_sec} * 1'000'000'000 + facts.st_mtim.tv_nsec;
}

std::string kind_of(const struct stat& facts) {
  if (S_ISFIFO(facts.st_mode)) return "it is a pipe";
  if (S_ISSOCK(facts.st_mode)) return "it is a socket";
  if (S_ISDIR(facts.st_mode)) return "it is a folder";
  return "it is a device";
}

/// Where the kernel says that an open file is; empty when it does not say.
std::string place_of(int descriptor) {
  std::string place(longest_path * 2, '\0');
  const std::string link = "/proc/self/fd/" + std::to_string(descriptor);
  const ssize_t n = readlink(link.c_str(), place.data(), place.size());
  place.resize(n < 0 ? 0 : static_cast<std::size_t>(n));
  return place;
}

/// The folder below the root that holds `path`; `name` becomes its last part. No part may be a link.
Descriptor folder_of(int root, std::string_view path, std::string& name) {
  Descriptor at(fcntl(root, F_DUPFD_CLOEXEC, 3));
  for (std::size_t slash = path.find('/'); at && slash != std::string_view::npos; slash = path.find('/')) {
    const std::string part(path.substr(0, slash));
    at = Descriptor(openat(at.get(), part.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    path.remove_prefix(slash + 1);
  }
  name = path;
  return at;
}

struct FolderCloser {
  void operator()(DIR* folder) const { closedir(folder); }
};

class FolderFiles final : public Files {
 public:
  FolderFiles(Descriptor root, const std::filesystem::path& path, const CallContext& context)
      : Files(context), root_(std::move(root)), path_(path), place_(place_of(root_.get())) {}

  bool is_archive() const override { return false; }

  Status find(const FilesLimits& limits) {
    std::vector<std::string> folders{{}};
    while (!folders.empty()) {
      const std::string folder = std::move(folders.back());
      folders.pop_back();
      BURNISH_TRY(const bool more, look_into(folder, limits, folders));
      if (!more) break;
    }
    const auto by_path = [](const auto& a, const auto& b) { return a.path < b.path; };
    std::sort(entries_.begin(), entries_.end(), by_path);
    std::sort(refused_.begin(), refused_.end(), by_path);
    return Done{};
  }

  Result<std::unique_ptr<Source>> source(const std::string& path) const override {
    const std::string full = (path_ / path).string();
    const auto found = std::lower_bound(entries_.begin(), entries_.end(), path,
                                        [](const FileEntry& entry, const std::string& p) { return entry.path < p; });
    if (found == entries_.end() || found->path != path)
      return Error{Code::Missing, "cannot read " + full, {}, "it is not among the files that were found", {}};
    std::string name;
    const Descriptor folder = folder_of(root_.get(), path, name);
    Descriptor file;
    if (folder) file = Descriptor(openat(folder.get(), name.c_str(), flags | O_RDONLY | O_NONBLOCK | O_NOFOLLOW));
    if (!file && errno == ELOOP) {
      std::string why;
      const Descriptor target = link_target(folder.get(), name, why);
      if (!target) return Error{Code::Unreadable, "cannot read " + full, {}, std::move(why), {}};
      file = Descriptor(::open(("/proc/self/fd/" + std::to_string(target.get())).c_str(), flags | O_RDONLY));
    }
    struct stat facts {};
    if (!file || fstat(file.get(), &facts) != 0) {
      const int error = errno;
      const bool gone = error == ENOENT || error == ENOTDIR;
      return Error{gone ? Code::Missing : Code::Unreadable, "cannot read " + full, {}, std::strerror(error), {}};
    }
    if (!S_ISREG(facts.st_mode)) return Error{Code::Unreadable, "cannot read " + full, {}, kind_of(facts), {}};
    return Source::of_file(std::move(file), static_cast<uint64_t>(facts.st_size), full, full);
  }

 private:
  static constexpr int flags = O_CLOEXEC | O_NOCTTY;

  /// What a link leads to, opened without touching it, when that is a regular file below the root.
  Descriptor link_target(int folder, const std::string& name, std::string& why) const {
    Descriptor target(openat(folder, name.c_str(), O_PATH | O_CLOEXEC));
    struct stat facts {};
    if (!target || fstat(target.get(), &facts) != 0) {
      why = errno == ENOENT  ? "it is a link to nothing"
            : errno == ELOOP ? "it is a link that leads in a circle"
                             : std::string("it is a link: ") + std::strerror(errno);
      return {};
    }
    const std::string place = place_of(target.get());
    const std::string below = place_ == "/" ? place_ : place_ + "/";
    if (place_.empty() || place.compare(0, below.size(), below) != 0) {
      why = "it is a link to " + printable(place) + ", which is outside the folder";
      return {};
    }
    if (!S_ISREG(facts.st_mode)) {
      why = S_ISDIR(facts.st_mode) ? "it is a link to a folder" : "it is a link: " + kind_of(facts);
      return {};
    }
    return target;
  }

  /// False when there is no room for more.
  Result<bool> look_into(const std::string& below, const FilesLimits& limits, std::vector<std::string>& folders) {
    std::string name;
    const Descriptor parent = folder_of(root_.get(), below, name);
    const char* last = name.empty() ? "." : name.c_str();
    int file = parent ? openat(parent.get(), last, flags | O_RDONLY | O_DIRECTORY | O_NOFOLLOW) : -1;
    const std::unique_ptr<DIR, FolderCloser> folder(file < 0 ? nullptr : fdopendir(file));
    if (!folder) {
      const int error = errno;
      if (file >= 0) ::close(file);
      if (below.empty()) return Error{Code::Unreadable, "cannot read " + path_.string(), {}, std::strerror(error), {}};
      refuse(below, Code::Unreadable, std::strerror(error));
      return true;
    }
    for (;;) {
      errno = 0;
      const dirent* entry = readdir(folder.get());
      if (entry == nullptr) break;
      if (entry->d_name[0] == '.' || std::strcmp(entry->d_name, "__MACOSX") == 0) continue;
      if (seen_++ % look_up_every == 0 && Call(context()).stopped())
        return Call(context()).error(BURNISH_CANCELLED, "cannot read " + path_.string());
      if (seen_ > limits.max_entries) {
        refuse(below.empty() ? "." : below, Code::Limit,
               "there are more than " + std::to_string(limits.max_entries) + " files; the rest is left out",
               "import its folders one by one");
        return false;
      }
      take(dirfd(folder.get()), below, entry->d_name, limits, folders);
    }
    if (errno != 0) refuse(below.empty() ? "." : below, Code::Unreadable, std::strerror(errno));
    return true;
  }

  void take(int folder, const std::string& below, const std::string& name, const FilesLimits& limits,
            std::vector<std::string>& folders) {
    std::string path = below.empty() ? name : below + "/" + name;
    struct stat facts {};
    if (fstatat(folder, name.c_str(), &facts, AT_SYMLINK_NOFOLLOW) != 0) {
      if (errno != ENOENT) refuse(path, Code::Unreadable, std::strerror(errno));
      return;
    }
    if (path.size() > longest_path)
      return refuse(
          path, Code::Limit,
          "its path has " + std::to_string(path.size()) + " bytes; the limit is " + std::to_string(longest_path));
    if (S_ISDIR(facts.st_mode)) {
      if (limits.recursive) folders.push_back(std::move(path));
      return;
    }
    if (S_ISLNK(facts.st_mode)) {
      std::string why;
      const Descriptor target = link_target(folder, name, why);
      if (!target) return refuse(path, Code::Unreadable, std::move(why));
      fstat(target.get(), &facts);
    }
    if (!S_ISREG(facts.st_mode)) return refuse(path, Code::Unreadable, kind_of(facts));
    const auto size = static_cast<uint64_t>(facts.st_size);
    if (size > limits.max_entry_bytes)
      return refuse(
          path, Code::Limit,
          "it has " + std::to_string(size) + " bytes; the limit is " + std::to_string(limits.max_entry_bytes));
    entries_.push_back({std::move(path), size, mtime_of(facts)});
  }

  Descriptor root_;
  std::filesystem::path path_;
  std::string place_;
  uint32_t seen_ = 0;
};

class SingleFile final : public Files {
 public:
  SingleFile(Descriptor file, std::filesystem::path path, const struct stat& facts, const CallContext& context)
      : Files(context), file_(std::move(file)), path_(std::move(path)) {
    entries_.push_back({path_.filename().string(), static_cast<uint64_t>(facts.st_size), mtime_of(facts)});
  }
  bool is_archive() const override { return false; }

  Result<std::unique_ptr<Source>> source(const std::string& path) const override {
    const std::string& full = path_.string();
    struct stat facts {};
    Descriptor file(fcntl(file_.get(), F_DUPFD_CLOEXEC, 3));
    if (path != entries_.front().path || !file || fstat(file.get(), &facts) != 0)
      return Error{Code::Missing, "cannot read " + path, {}, "the only file is " + full, {}};
    return Source::of_file(std::move(file), static_cast<uint64_t>(facts.st_size), full, full);
  }

 private:
  Descriptor file_;
  std::filesystem::path path_;
};

}  // namespace

Result<std::unique_ptr<Files>> folder_files(Descriptor root, const std::filesystem::path& path,
                                            const FilesLimits& limits, const CallContext& context) {
  auto files = std::make_unique<FolderFiles>(std::move(root), path, context);
  BURNISH_CHECK(files->find(limits));
  return std::unique_ptr<Files>(std::move(files));
}

Result<std::unique_ptr<Files>> single_file(Descriptor file, const std::filesystem::path& path,
                                           const FilesLimits& limits, const CallContext& context) {
  struct stat facts {};
  if (fstat(file.get(), &facts) != 0)
    return Error{Code::Unreadable, "cannot read " + path.string(), {}, std::strerror(errno), {}};
  const auto size = static_cast<uint64_t>(facts.st_size);
  if (size > limits.max_entry_bytes)
    return Error{Code::Limit,
                 "cannot read " + path.string(),
                 {},
                 "it has " + std::to_string(size) + " bytes; the limit is " + std::to_string(limits.max_entry_bytes),
                 {}};
  return std::unique_ptr<Files>(std::make_unique<SingleFile>(std::move(file), path, facts, context));
}

}  // namespace burnish
