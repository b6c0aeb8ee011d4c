#include "watch.hpp"

#include <poll.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace burnish::cli {
namespace {

namespace fs = std::filesystem;
constexpr int look_every_ms = 100, looks_until_quiet = 5;

bool is_unfinished(const fs::path& path) {
  const std::string name = path.filename().string(), extension = path.extension().string();
  constexpr std::array unfinished{".part", ".crdownload", ".download", ".tmp", ".partial", ".aria2", ".opdownload"};
  return name.empty() || name.front() == '.' ||
         std::any_of(unfinished.begin(), unfinished.end(), [&](const char* u) { return extension == u; });
}

Error cannot_watch(const fs::path& folder, std::string why, std::string hint = {}) {
  return {Code::Usage, "cannot watch " + folder.string(), "--watch", std::move(why), std::move(hint)};
}

}  // namespace

Result<std::unique_ptr<FolderWatch>> FolderWatch::open(std::span<const fs::path> folders) {
  std::unique_ptr<FolderWatch> watch(new FolderWatch());
  watch->inotify_ = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  for (const fs::path& folder : folders) {
    std::error_code ec;
    if (!fs::is_directory(folder, ec)) return cannot_watch(folder, "it is no folder", "name a download folder");
    const int w = inotify_add_watch(watch->inotify_, folder.c_str(),
                                    IN_CLOSE_WRITE | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR);
    if (w < 0)
      return cannot_watch(folder, std::strerror(errno),
                          errno == ENOSPC ? "raise fs.inotify.max_user_watches" : std::string());
    watch->folders_[w] = folder;
  }
  return watch;
}

FolderWatch::~FolderWatch() {
  if (inotify_ >= 0) ::close(inotify_);
}

Result<std::vector<fs::path>> FolderWatch::wait(const Cancellation& cancel) {
  while (!cancel.cancelled()) {
    pollfd p{inotify_, POLLIN, 0};
    poll(&p, 1, look_every_ms);  // a signal ends it early, and is seen above
    BURNISH_CHECK(read_events());
    if (std::vector<fs::path> files = settled(); !files.empty()) return files;
  }
  return std::vector<fs::path>{};
}

Status FolderWatch::read_events() {
  alignas(inotify_event) std::array<char, 64 * 1024> buffer{};
  for (;;) {
    const ssize_t n = ::read(inotify_, buffer.data(), buffer.size());
    if (n <= 0) return Done{};
    for (ssize_t at = 0; at < n;) {
      const auto* e = reinterpret_cast<const inotify_event*>(buffer.data() + at);
      at += static_cast<ssize_t>(sizeof(inotify_event)) + e->len;
      if ((e->mask & IN_Q_OVERFLOW) != 0) {  // some were lost: look at everything
        for (const auto& [w, folder] : folders_) {
          std::error_code ec;
          for (const auto& f : fs::directory_iterator(folder, ec))
            if (!is_unfinished(f.path())) pending_[f.path()];
        }
        continue;
      }
      const auto folder = folders_.find(e->wd);
      if (folder == folders_.end()) continue;
      if ((e->mask & (IN_DELETE_SELF | IN_MOVE_SELF)) != 0)
        return Error{Code::Missing, "the folder " + folder->second.string() + " is gone", {}, {}, {}};
      if (e->len == 0) continue;
      const fs::path file = folder->second / e->name;
      if (!is_unfinished(file)) pending_[file] = Seen{};
    }
  }
}

std::vector<fs::path> FolderWatch::settled() {
  std::vector<fs::path> files;
  for (auto it = pending_.begin(); it != pending_.end();) {
    struct stat s {};
    if (::stat(it->first.c_str(), &s) != 0 || !S_ISREG(s.st_mode)) {
      it = pending_.erase(it);
      continue;
    }
    Seen& seen = it->second;
    const Seen now{static_cast<uint64_t>(s.st_size), int64_t{s.st_mtim.tv_sec} * 1'000'000'000 + s.st_mtim.tv_nsec, 0};
    if (now.size != seen.size || now.mtime_ns != seen.mtime_ns) {
      seen = now;
    } else if (seen.size > 0 && ++seen.quiet >= looks_until_quiet) {
      files.push_back(it->first);
      it = pending_.erase(it);
      continue;
    } else if (seen.size == 0) {
      it = pending_.erase(it);  // a name that a browser reserved; it is told again once it is written
      continue;
    }
    ++it;
  }
  return files;
}

}  // namespace burnish::cli
