// Reads PNG pictures: row by row, or whole when they are interlaced.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "png_session.hpp"

#include <burnish/decoder.hpp>

namespace burnish {

class PngDecoder : public decoder<PngDecoder> {
 public:
  static constexpr about info{"burnish.png", 1,
                              "PNG",         "Reads PNG pictures of every colour type and depth.",
                              nullptr,       BURNISH_DF_DETERMINISTIC | BURNISH_DF_FUZZED};
  static constexpr auto params = no_params<PngDecoder>;
  static constexpr const char* format = "png";
  static constexpr std::array<const char*, 3> mime{"image/png", "image/apng", nullptr};
  static constexpr std::array<const char*, 3> extensions{"png", "apng", nullptr};
  static constexpr std::array magics{burnish_magic{0, 8, "\x89PNG\r\n\x1A\n", nullptr}};

  void open(const decode_call& call);
  void layout(uint32_t frame, uint32_t shrink, burnish_layout& out) const;
  void read(const burnish_call* call, uint32_t frame, uint32_t shrink, burnish_tile& out);

 private:
  void keep_metadata(const decode_call& call);
  void check_memory() const;
  void start(const burnish_call* call);
  void read_streaming(const burnish_call* call, burnish_tile& out);
  void read_interlaced(const burnish_call* call, burnish_tile& out);
  void note_warning(const burnish_call* call);

  const burnish_source* source_ = nullptr;
  burnish_image_info full_{};
  uint64_t max_bytes_ = 0;
  bool interlaced_ = false, noted_ = false;
  std::string icc_;
  std::optional<PngSession> session_;
  bool usable_ = false;                 // session_ can give its next row
  std::vector<unsigned char> row_;      // for rows that are not wanted whole
  std::vector<unsigned char> picture_;  // all of an interlaced one, once it was read
};

}  // namespace burnish
