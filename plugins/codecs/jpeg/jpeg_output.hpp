// Takes the bytes that libjpeg writes: to a sink, or into memory.
#pragma once
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <span>

#include <jpeglib.h>

#include <burnish/stream.h>

namespace burnish {

class Trap;

class JpegOutput : public jpeg_destination_mgr {
 public:
  /// Null: the bytes are kept, see bytes().
  explicit JpegOutput(const burnish_sink* sink);
  JpegOutput(const JpegOutput&) = delete;
  JpegOutput& operator=(const JpegOutput&) = delete;

  /// What was written since the beginning, when it is kept; valid after jpeg_finish_compress.
  [[nodiscard]] std::span<JOCTET> bytes() const { return {buffer_.get(), used_}; }

 private:
  static void begin(j_compress_ptr codec);
  static boolean make_room(j_compress_ptr codec);
  static void finish(j_compress_ptr codec);
  void grow(Trap& trap);
  void flush(Trap& trap, std::size_t count);
  struct Free {
    void operator()(void* p) const { std::free(p); }
  };

  const burnish_sink* sink_;
  std::unique_ptr<JOCTET[], Free> buffer_;
  std::size_t size_ = 0, used_ = 0;
};

}  // namespace burnish
