#pragma once
#include <memory>

#include "blocks.hpp"
#include "page.hpp"

namespace burnish::tiff {

struct Decoder : burnish::decoder<Decoder> {
  static constexpr burnish::about info{
      "burnish.tiff", 1, "TIFF", "Reads TIFF and BigTIFF pictures, one frame for each page.",
      "Strips and tiles, 1 to 16 and 32 bits, floats of 16, 32 and 64 bits, gray, RGB, CMYK, palette, with or without "
      "alpha. YCbCr, CIE L\\*a\\*b\\* and LogLuv come as 8-bit RGB. Of the EXIF data all but the maker note is kept."};
  static constexpr auto params = burnish::no_params<Decoder>;
  static constexpr const char* format = "tiff";
  static constexpr std::array<const char*, 3> mime{"image/tiff", "image/tiff-fx", nullptr};
  static constexpr std::array<const char*, 3> extensions{"tif", "tiff", nullptr};
  static constexpr std::array magics{burnish_magic{0, 4, "II*\0", nullptr}, burnish_magic{0, 4, "MM\0*", nullptr},
                                     burnish_magic{0, 4, "II+\0", nullptr}, burnish_magic{0, 4, "MM\0+", nullptr}};

  void open(const burnish::decode_call& call);
  void layout(uint32_t frame, uint32_t shrink, burnish_layout& out);
  void read(const burnish_call* call, uint32_t frame, uint32_t shrink, burnish_tile& out);

 private:
  const Page& page(uint32_t frame, uint32_t shrink);
  void describe(const Page& page, burnish_image_info& to) const;
  void hand_over_blocks(const decode_call& call) const;

  const burnish_source* source_ = nullptr;
  burnish_limits limits_{};
  std::optional<Structure> structure_;
  std::vector<uint64_t> directories_;
  std::vector<std::unique_ptr<Page>> pages_;  // by frame, as they are met; profiles live as long as the session
  std::unique_ptr<Handle> handle_;
  std::unique_ptr<Blocks> blocks_;
  uint32_t blocks_frame_ = 0;
};

}  // namespace burnish::tiff
