#include "handle.hpp"

#include <algorithm>
#include <cstdarg>
#include <cstdio>

namespace burnish::tiff {
namespace {

struct OptionsDelete {
  void operator()(TIFFOpenOptions* o) const { TIFFOpenOptionsFree(o); }
};

}  // namespace

tmsize_t Handle::read(thandle_t h, void* p, tmsize_t n) {
  auto& self = *static_cast<Handle*>(h);
  std::size_t got = 0;
  if (n < 0 || self.source_.read(&self.source_, self.at_, p, static_cast<std::size_t>(n), &got) < 0) return -1;
  self.at_ += got;
  return static_cast<tmsize_t>(got);
}

tmsize_t Handle::refuse_write(thandle_t, void*, tmsize_t) { return -1; }

toff_t Handle::seek(thandle_t h, toff_t offset, int whence) {
  auto& self = *static_cast<Handle*>(h);
  self.at_ = offset + (whence == SEEK_CUR ? self.at_ : whence == SEEK_END ? self.size_ : 0);
  return self.at_;
}

int Handle::close(thandle_t) { return 0; }

toff_t Handle::size(thandle_t h) { return static_cast<Handle*>(h)->size_; }

int Handle::report(TIFF*, void* user, const char*, const char* format, va_list arguments) {
  auto& self = *static_cast<Handle*>(user);
  if (self.reason_.empty()) {
    char text[400];
    std::vsnprintf(text, sizeof text, format, arguments);
    self.reason_ = text;
    std::replace(self.reason_.begin(), self.reason_.end(), '\n', ' ');
  }
  return 1;  // libtiff's global handler, which prints, is not called
}

int Handle::ignore(TIFF*, void*, const char*, const char*, va_list) { return 1; }

Handle::Handle(const burnish_source& source, uint64_t size, uint64_t max_alloc) : source_(source), size_(size) {
  const std::unique_ptr<TIFFOpenOptions, OptionsDelete> options(TIFFOpenOptionsAlloc());
  if (options == nullptr) throw std::bad_alloc();
  TIFFOpenOptionsSetMaxSingleMemAlloc(options.get(), static_cast<tmsize_t>(max_alloc));
  TIFFOpenOptionsSetErrorHandlerExtR(options.get(), &report, this);
  TIFFOpenOptionsSetWarningHandlerExtR(options.get(), &ignore, this);
  // r: read, h: only the header, m: no memory mapping, c: strips as they are, O: their offsets when they are needed
  tiff_ = TIFFClientOpenExt("file", "rhmcO", this, &read, &refuse_write, &seek, &close, &Handle::size, nullptr, nullptr,
                            options.get());
  if (tiff_ == nullptr) throw failure("the file cannot be opened");
}

Handle::~Handle() {
  if (tiff_ != nullptr) TIFFClose(tiff_);
}

void Handle::select(uint64_t directory) {
  if (TIFFSetSubDirectory(tiff_, directory) == 0) throw failure("the directory cannot be read");
}

error Handle::failure(const std::string& what) const {
  return bad_data(reason_.empty() ? what : what + " (" + reason_ + ")");
}

}  // namespace burnish::tiff
