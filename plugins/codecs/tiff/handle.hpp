// libtiff on a burnish_source. The only place that hands libtiff a file.
#pragma once
#include <tiffio.h>

#include <memory>

#include "structure.hpp"

namespace burnish::tiff {

class Handle {
 public:
  /// `source` outlives this. libtiff refuses to allocate more than `max_alloc` bytes at once.
  Handle(const burnish_source& source, uint64_t size, uint64_t max_alloc);
  ~Handle();
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  /// Makes the directory at this offset the current one.
  void select(uint64_t directory);
  [[nodiscard]] TIFF* get() const { return tiff_; }
  /// What happened, with libtiff's reason when it gave one.
  [[nodiscard]] error failure(const std::string& what) const;

 private:
  static tmsize_t read(thandle_t, void*, tmsize_t);
  static tmsize_t refuse_write(thandle_t, void*, tmsize_t);
  static toff_t seek(thandle_t, toff_t, int);
  static int close(thandle_t);
  static toff_t size(thandle_t);
  static int report(TIFF*, void*, const char* module, const char* format, va_list);
  static int ignore(TIFF*, void*, const char* module, const char* format, va_list);

  const burnish_source& source_;
  uint64_t size_, at_ = 0;
  std::string reason_;
  TIFF* tiff_ = nullptr;
};

}  // namespace burnish::tiff
