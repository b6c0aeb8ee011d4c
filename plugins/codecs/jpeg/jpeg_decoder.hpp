// Reads JPEG pictures: whole, shrunk to 1/2, 1/4 or 1/8 by libjpeg's scaled transforms, or only some rows and columns.
#pragma once
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "jpeg_source.hpp"
#include "jpeg_trap.hpp"

#include <burnish/decoder.hpp>

namespace burnish {

class JpegDecoder : public decoder<JpegDecoder> {
 public:
  static constexpr about info{"burnish.jpeg", 1,
                              "JPEG",         "Reads JPEG pictures, fast at 1/2, 1/4 and 1/8 of their size.",
                              nullptr,        BURNISH_DF_DETERMINISTIC | BURNISH_DF_FUZZED};
  static constexpr auto params = no_params<JpegDecoder>;
  static constexpr const char* format = "jpeg";
  static constexpr std::array<const char*, 4> mime{"image/jpeg", "image/jpg", "image/pjpeg", nullptr};
  static constexpr std::array<const char*, 5> extensions{"jpg", "jpeg", "jpe", "jfif", nullptr};
  static constexpr std::array magics{burnish_magic{0, 3, "\xFF\xD8\xFF", nullptr}};

  JpegDecoder() = default;
  ~JpegDecoder();
  JpegDecoder(const JpegDecoder&) = delete;
  JpegDecoder& operator=(const JpegDecoder&) = delete;

  void open(const decode_call& call);
  [[nodiscard]] uint32_t shrinks() const { return 0b1111; }
  void layout(uint32_t frame, uint32_t shrink, burnish_layout& out) const;
  void read(const burnish_call* call, uint32_t frame, uint32_t shrink, burnish_tile& out);

 private:
  /// Columns of the shrunk picture that libjpeg was told to give.
  struct Columns {
    int32_t x0 = 0, x1 = 0;
  };
  void state_colour();
  void keep_blocks(const decode_call& call);
  void check_memory() const;
  void start(const burnish_call* call, uint32_t shrink, const burnish_rect& wanted);
  void choose_scans(uint32_t shrink);
  void crop(const burnish_call* call, const burnish_rect& wanted);
  void check_complete() const;
  void read_rows(const burnish_call* call, burnish_tile& out);
  [[nodiscard]] int32_t unit(uint32_t shrink, bool across) const;

  burnish_image_info full_{};
  uint64_t max_bytes_ = 0;
  std::string icc_;

  Trap trap_;
  std::optional<JpegSource> source_;
  jpeg_decompress_struct codec_{};
  bool several_scans_ = false, can_skip_ = false;
  bool fresh_ = false;       // headers were read and nothing was started
  bool running_ = false;     // rows can be read
  bool whole_rows_ = false;  // a crop was outgrown once: do not crop again
  bool noted_ = false;
  bool inverted_ = false;  // Adobe's CMYK: 255 is no ink
  uint32_t shrink_ = 0;
  Columns columns_;
  std::vector<JSAMPLE> scratch_;  // one row of columns_
};

}  // namespace burnish
