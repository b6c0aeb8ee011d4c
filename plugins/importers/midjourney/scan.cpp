#include "scan.hpp"

#include <algorithm>
#include <mutex>
#include <set>

#include "picture_facts.hpp"
#include "text.hpp"

namespace midjourney {
namespace {

using std::string;

// Files read before the first of them is told: the threads stay busy, and what is kept is bounded.
constexpr std::size_t files_at_once = 64;

bool is_picture(const string& path) {
  const string ext = extension_of(path);
  return ext == "png" || ext == "jpg" || ext == "jpeg" || ext == "webp";
}

/// What macOS puts into zips beside a file: its name, but not a picture.
bool is_shadow(const string& path) {
  const auto slash = path.rfind('/');
  return starts_with(path, "__MACOSX/") || path.find("/__MACOSX/") != string::npos ||
         starts_with(std::string_view(path).substr(slash == string::npos ? 0 : slash + 1), "._");
}

/// A source that is closed again. Views need not bear being opened from several threads at once.
class OpenFile {
 public:
  OpenFile(const burnish_files& files, const string& path, std::mutex& mutex) : files_(files), mutex_(mutex) {
    const std::lock_guard lock(mutex_);
    if (files_.open(&files_, path.c_str(), &source_) < 0) source_ = nullptr;
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() {
    if (source_ == nullptr) return;
    const std::lock_guard lock(mutex_);
    files_.close(&files_, source_);
  }
  [[nodiscard]] const burnish_source* get() const { return source_; }

 private:
  const burnish_files& files_;
  std::mutex& mutex_;
  const burnish_source* source_ = nullptr;
};

struct Read {
  PictureFacts picture;
  string failed;
};

Read read_file(const burnish_files& files, const string& path, std::mutex& mutex) {
  const OpenFile file(files, path, mutex);
  if (file.get() == nullptr) return {name_facts(path), "the file cannot be opened"};
  Input input(*file.get());
  const Marks marks = read_marks(input);
  if (!marks.format.empty()) {
    Read r{picture_facts(path, marks), {}};
    if (marks.failed) r.picture.facts.note("the file cannot be read to its end");
    return r;
  }
  Read r{name_facts(path), {}};
  if (marks.failed)
    r.failed = "the file cannot be read";
  else
    r.failed = input.peek(0, 1).empty() ? "the file is empty" : "the file is neither PNG, JPEG nor WebP";
  return r;
}

/// One batch, read on the host's threads.
struct Batch {
  const burnish_files& files;
  const string* paths;
  std::vector<Read> reads;
  std::mutex mutex;

  static burnish_status body(void* ctx, const burnish_call* call, uint32_t index) noexcept {
    return burnish::detail::guard(call, [&] {
      Batch& b = *static_cast<Batch*>(ctx);
      burnish::throw_if_cancelled(call);
      b.reads[index] = read_file(b.files, b.paths[index], b.mutex);
    });
  }
};

class Scan {
 public:
  Scan(const burnish::scan_call& call, const ScanOptions& options)
      : call_(call),
        options_(options),
        parallel_(burnish::service<burnish_parallel>(call.call, "burnish.parallel/1")) {}

  void run() {
    list();
    for (std::size_t at = 0; at < paths_.size(); at += files_at_once) {
      const std::size_t n = std::min(files_at_once, paths_.size() - at);
      Batch batch{call_.files.get(), &paths_[at], std::vector<Read>(n), {}};
      read(batch, static_cast<uint32_t>(n));
      for (std::size_t i = 0; i < n; ++i) emit(paths_[at + i], batch.reads[i]);
      call_.call->progress(call_.call, static_cast<double>(at + n) / static_cast<double>(paths_.size()),
                           "reading marks");
    }
  }

 private:
  void list() {
    std::size_t videos = 0;
    string video;
    call_.files.each("", "", [&](const burnish::file_entry& e) {
      if (is_shadow(e.path)) return true;
      if (is_picture(e.path)) paths_.push_back(e.path);
      if (extension_of(e.path) == "mp4" && videos++ == 0) video = e.path;
      return call_.call->cancelled(call_.call) == 0;
    });
    burnish::throw_if_cancelled(call_.call);
    if (videos == 0) return;
    const string more = videos == 1 ? "" : " and " + std::to_string(videos - 1) + " more";
    call_.call->note(call_.call, ("videos are not imported: " + quoted(video) + more).c_str());
  }

  void read(Batch& batch, uint32_t n) {
    if (parallel_ != nullptr) {
      burnish::check(parallel_->run(call_.call, n, &batch, &Batch::body), "cannot read the files");
      return;
    }
    for (uint32_t i = 0; i < n; ++i) burnish::check(Batch::body(&batch, call_.call, i), "cannot read the files");
  }

  void emit(const string& path, Read& read) {
    PictureFacts& p = read.picture;
    if (!p.group.empty() && groups_.insert(p.group).second) call_.group(p.group, p.label.empty() ? p.group : p.label);
    burnish::metadata meta;
    p.facts.put_into(meta);
    if (!read.failed.empty()) meta.set("failed", read.failed);
    call_.item(path, meta, p.group);
  }

  const burnish::scan_call& call_;
  ScanOptions options_;
  const burnish_parallel* parallel_;
  std::vector<string> paths_;
  std::set<string> groups_;
};

}  // namespace

int probe(const burnish::file_view& files) {
  constexpr int most = 20;
  int seen = 0, score = 0;
  std::mutex mutex;
  files.each("", "", [&](const burnish::file_entry& e) {
    if (!is_picture(e.path) || is_shadow(e.path)) return true;
    ++seen;
    const Read r = read_file(files.get(), e.path, mutex);
    if (r.picture.facts.value("source") == "midjourney") score += r.picture.facts.sureness("source");
    return seen < most;
  });
  return seen == 0 ? 0 : score / seen;
}

void scan(const burnish::scan_call& call, const ScanOptions& options) { Scan(call, options).run(); }

}  // namespace midjourney
