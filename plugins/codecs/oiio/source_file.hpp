// A burnish_source as OpenImageIO wants it: as a proxy, or as a path for the readers that insist on one.
#pragma once
#include <OpenImageIO/filesystem.h>

#include "burnish/decoder.hpp"

namespace burnish::oiio {

class SourceProxy final : public OIIO::Filesystem::IOProxy {
 public:
  /// `source` outlives this.
  SourceProxy(const burnish_source& source, const std::string& name) : IOProxy(name, Read), source_(source) {}
  const char* proxytype() const override { return "burnish"; }
  std::size_t read(void* p, std::size_t n) override;
  std::size_t pread(void* p, std::size_t n, int64_t at) override;
  std::size_t size() const override { return static_cast<std::size_t>(source_.size); }

 private:
  const burnish_source& source_;
};

/// A path that shows the source's bytes while this lives: its own when it can be opened, else that of a copy in
/// memory, which has no name in any folder.
class SourcePath {
 public:
  explicit SourcePath(const burnish_source& source);
  ~SourcePath();
  SourcePath(const SourcePath&) = delete;
  SourcePath& operator=(const SourcePath&) = delete;
  [[nodiscard]] const std::string& text() const { return path_; }

 private:
  SourcePath() = default;  // the other one delegates to it, so that what it throws later closes the copy
  std::string path_;
  int descriptor_ = -1;
};

}  // namespace burnish::oiio
