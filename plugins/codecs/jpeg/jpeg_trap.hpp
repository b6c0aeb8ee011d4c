// Where libjpeg's errors, warnings and progress arrive.
//
// libjpeg reports a failure by a callback that must not return, so the callback jumps back to Trap::run, which throws
// a burnish::error there. Nothing that is jumped over may own anything: what is given to run() may only call libjpeg.
#pragma once
#include <csetjmp>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <type_traits>

#include <jpeglib.h>

#include <burnish/plugin.hpp>

namespace burnish {

class Trap : public jpeg_error_mgr {
 public:
  Trap();
  Trap(const Trap&) = delete;
  Trap& operator=(const Trap&) = delete;

  /// Attaches to a codec before jpeg_create_*.
  void attach(jpeg_compress_struct& codec) { codec.err = this; }
  void attach(jpeg_decompress_struct& codec) { codec.err = this; }

  /// Runs f, which may only call libjpeg and own nothing; throws what libjpeg or a callback reported.
  template <class F>
  void run(const burnish_call* call, F f) {
    static_assert(std::is_trivially_destructible_v<F>);
    call_ = call;
    if (setjmp(jump_) == 0) {
      f();
      call_ = nullptr;
      return;
    }
    call_ = nullptr;
    throw error(message_, status_);
  }

  /// For callbacks: abandons the run. `message` is copied.
  [[noreturn]] void abandon(burnish_status status, const char* message);

  /// Decoding: abandons the run after this many scans; 0 = no bound.
  void limit_scans(int scans) { max_scans_ = scans; }

  /// Makes the codec ask for cancellation and count scans. Call after jpeg_create_*, which clears it.
  void watch(j_common_ptr codec);

  /// The first warning since the last call, or an empty string.
  std::string take_warning();

 private:
  static void on_error(j_common_ptr codec);
  static void on_message(j_common_ptr codec, int level);
  static void on_progress(j_common_ptr codec);

  std::jmp_buf jump_;
  jpeg_progress_mgr progress_{};
  const burnish_call* call_ = nullptr;
  burnish_status status_ = BURNISH_OK;
  int max_scans_ = 0;
  bool warned_ = false;
  char message_[JMSG_LENGTH_MAX] = "";
  char warning_[JMSG_LENGTH_MAX] = "";
};

}  // namespace burnish
