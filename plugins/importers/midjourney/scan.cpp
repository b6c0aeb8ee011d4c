#include "scan.hpp"

#include <algorithm>
#include <mutex>
#include <set>

#include "grid.hpp"
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
        parallel_(burnish::service<burnish_parallel>(call.call, "burnish.parallel/1")),
        pixels_(burnish::service<burnish_picture>(call.call, "burnish.picture/1")) {}

  void run() {
    list();
    if (options_.grids && pixels_ == nullptr)
      call_.call->note(call_.call, "grids are not looked for: this host does not show pixels");
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
    if (options_.grids && pixels_ != nullptr && read.failed.empty() && may_be_grid(p) && settle_grid(path, p) &&
        options_.split)
      return emit_quarters(path, p);
    burnish::metadata meta;
    p.facts.put_into(meta);
    if (!read.failed.empty()) meta.set("failed", read.failed);
    call_.item(path, meta, p.group);
  }

  [[nodiscard]] GridFinding look(const string& path, const PictureFacts& p) const {
    const burnish_meta* meta = nullptr;
    const burnish_reader* reader = nullptr;
    if (pixels_->open(call_.call, &call_.files.get(), path.c_str(), std::max(p.width, p.height), &meta, &reader) < 0)
      return GridFinding::CannotTell;
    struct Open {
      const burnish_picture& pixels;
      const burnish_call* call;
      const burnish_reader* reader;
      ~Open() { pixels.close(call, reader); }
    } const open{*pixels_, call_.call, reader};
    try {
      return look_for_grid(call_.call, *reader);
    } catch (const burnish::error& e) {
      if (e.code == BURNISH_CANCELLED) throw;
      return GridFinding::CannotTell;  // a damaged picture is still told with what its marks say
    }
  }

  /// Puts what the pixels say in the place of what the name lets guess. True for a grid.
  bool settle_grid(const string& path, PictureFacts& p) const {
    constexpr const char* source = "pixels";
    switch (look(path, p)) {
      case GridFinding::Grid:
        p.facts.replace("kind", "grid", source, 95);
        return true;
      case GridFinding::NoGrid:
        if (p.facts.value("kind") == "grid" && p.name.kind != NameKind::Grid)
          p.facts.replace("kind", "picture", source, 60);
        return false;
      case GridFinding::CannotTell:
        p.facts.note("its pixels could not be looked at for a grid");
        return false;
    }
    return false;
  }

  /// From the top left to the bottom right, as Midjourney numbers them.
  void emit_quarters(const string& path, const PictureFacts& p) const {
    const int32_t w = p.width / 2, h = p.height / 2;
    for (int32_t index = 0; index < 4; ++index) {
      const int32_t x = index % 2 * w, y = index / 2 * h;
      const burnish_rect part{x, y, x + w, y + h};
      Facts facts = p.facts;
      facts.replace("kind", "picture", "place in the grid", 95);
      facts.replace("index", std::to_string(index), "place in the grid", 95);
      burnish::metadata meta;
      facts.put_into(meta);
      call_.item(path, meta, p.group, &part);
    }
  }

  const burnish::scan_call& call_;
  ScanOptions options_;
  const burnish_parallel* parallel_;
  const burnish_picture* pixels_;
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
