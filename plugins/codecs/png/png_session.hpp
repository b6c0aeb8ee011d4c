// One pass of libpng over a file: rows of pixels from the top down.
//
// libpng reports a failure by a callback that must not return, so the callback jumps back to where libpng was entered
// and a burnish::error is thrown there; nothing that is jumped over owns anything.
#pragma once
#include <csetjmp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <type_traits>

#include <png.h>

#include <burnish/decoder.hpp>

namespace burnish {

class PngSession {
 public:
  explicit PngSession(const burnish_source& source);
  ~PngSession();
  PngSession(const PngSession&) = delete;
  PngSession& operator=(const PngSession&) = delete;

  /// Reads up to the first row. Palettes, low depths and transparent colours are expanded: 8 or 16 bits (in the
  /// machine's order) of grey or RGB, alpha last.
  void start(const burnish_call* call);

  [[nodiscard]] burnish_format format() const;  // after start
  [[nodiscard]] int32_t width() const { return static_cast<int32_t>(width_); }
  [[nodiscard]] int32_t height() const { return static_cast<int32_t>(height_); }
  [[nodiscard]] bool interlaced() const { return interlaced_; }
  [[nodiscard]] std::size_t row_bytes() const { return row_bytes_; }
  /// Of the next row that read_rows gives.
  [[nodiscard]] int32_t next_row() const { return next_row_; }

  /// Gives the next rows to p, p + stride, ...; with stride 0 they are thrown away, each over the one before.
  void read_rows(const burnish_call* call, unsigned char* p, std::ptrdiff_t stride, int32_t count);
  /// All of an interlaced picture; rows are row_bytes() apart.
  void read_all(const burnish_call* call, unsigned char* p);

  /// The first warning since the last call, or an empty string.
  std::string take_warning();

 private:
  static void on_error(png_structp png, png_const_charp message);
  static void on_warning(png_structp png, png_const_charp message);
  static void on_read(png_structp png, png_bytep out, png_size_t n);
  [[noreturn]] void abandon(burnish_status status, const char* message);

  template <class F>
  void run(F f) {
    static_assert(std::is_trivially_destructible_v<F>);
    if (setjmp(jump_) == 0) {
      f();
      return;
    }
    throw error(message_, status_);
  }

  const burnish_source& source_;
  std::unique_ptr<unsigned char[]> buffer_;  // when the source is not in memory
  const unsigned char* next_ = nullptr;
  std::size_t left_ = 0;
  uint64_t at_ = 0;

  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
  uint32_t width_ = 0, height_ = 0;
  std::size_t row_bytes_ = 0;
  int32_t next_row_ = 0;
  bool interlaced_ = false;

  std::jmp_buf jump_;
  burnish_status status_ = BURNISH_OK;
  char message_[200] = "";
  char warning_[200] = "";
};

}  // namespace burnish
