// burnish/importer.hpp - pictures that come with a story in their names and marks:
//
//   struct Album : burnish::importer<Album> {
//     static constexpr burnish::about info{...};
//     static constexpr auto params = ...;
//     static int probe(const burnish_call*, const burnish::file_view&);      0..100: how surely these files are its own
//     void scan(const burnish::scan_call&) const;                            emits one item per picture
//   };
#pragma once
#include <memory>

#include "importer.h"
#include "meta.hpp"
#include "plugin.hpp"

namespace burnish {
inline namespace v1 {

struct file_entry {
  std::string path;  // below the root, with '/'
  uint64_t size = 0;
  int64_t mtime_ns = 0;
};

/// The files that the host shows.
class file_view {
 public:
  explicit file_view(const burnish_files& files) : files_(files) {}

  /// f(entry) for every file below dir that matches glob ("" = all), until f returns false.
  template <class F>
  void each(const char* dir, const char* glob, F f) const {
    for (uint32_t i = 0;; ++i) {
      const char* path = nullptr;
      file_entry e;
      const burnish_status s = files_.list(&files_, dir, glob, i, &path, &e.size, &e.mtime_ns);
      check(s, "cannot list the files");
      if (s == BURNISH_NOT_MINE) return;
      e.path = path;
      if (!f(e)) return;
    }
  }
  /// The first `most` bytes of a file.
  [[nodiscard]] std::string read(const std::string& path, std::size_t most) const {
    const burnish_source* source = nullptr;
    check(files_.open(&files_, path.c_str(), &source), "cannot open a file");
    struct close_later {
      const burnish_files& files;
      const burnish_source* source;
      ~close_later() { files.close(&files, source); }
    } const held{files_, source};
    std::string bytes(source->size < most ? static_cast<std::size_t>(source->size) : most, '\0');
    std::size_t got = 0;
    check(source->read(source, 0, bytes.data(), bytes.size(), &got), "cannot read a file");
    bytes.resize(got);
    return bytes;
  }
  [[nodiscard]] const burnish_files& get() const { return files_; }

 private:
  const burnish_files& files_;
};

struct scan_call {
  const burnish_call* call;
  file_view files;
  const burnish_import_emit& out;

  /// `part`: the picture's place inside the file; `group_id`: pictures of one job. Throws once the host has enough.
  void item(const std::string& path, const metadata& meta, const std::string& group_id = {},
            const burnish_rect* part = nullptr) const {
    stop_unless_ok(out.item(&out, path.c_str(), part, group_id.empty() ? nullptr : group_id.c_str(), meta.get()));
  }
  void group(const std::string& group_id, const std::string& label) const {
    stop_unless_ok(out.group(&out, group_id.c_str(), label.c_str()));
  }

 private:
  // Not a failure of this plugin: what the host said goes back to it unchanged.
  struct stopped {
    burnish_status status;
  };
  static void stop_unless_ok(burnish_status s) {
    if (s != BURNISH_OK) throw stopped{s};
  }
  template <class I>
  friend struct importer;
};

template <class I>
struct importer {
  static constexpr const char* kind = "burnish.importer/1";

  static burnish_status probe_files(const burnish_call* c, const burnish_files* files, int32_t* score) noexcept {
    return detail::guard(c, [&] { *score = I::probe(c, file_view(*files)); });
  }
  static burnish_status scan_files(const burnish_call* c, const burnish_prepare* p, const burnish_files* files,
                                   const burnish_import_emit* out) noexcept {
    return detail::guard(c, [&]() -> burnish_status {
      I i;
      if (p->values != nullptr) detail::load_values(i, p->values);
      const I& ready = i;
      try {
        ready.scan(scan_call{c, file_view(*files), *out});
      } catch (const scan_call::stopped& s) {
        return s.status;
      }
      return BURNISH_OK;
    });
  }
  static const void* table() noexcept {
    static constexpr burnish_importer t = [] {
      burnish_importer v{};
      v.struct_size = sizeof v;
      v.desc = &detail::desc<I>;
      v.probe = &probe_files;
      v.scan = &scan_files;
      return v;
    }();
    return &t;
  }
};
}  // namespace v1
}  // namespace burnish
