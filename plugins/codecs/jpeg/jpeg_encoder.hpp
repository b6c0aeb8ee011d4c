// Writes JPEG pictures.
#pragma once
#include <array>

#include "jpeg_writer.hpp"

#include <burnish/encoder.hpp>

namespace burnish {

class JpegEncoder : public encoder<JpegEncoder> {
 public:
  int quality_value = 80;
  Chroma chroma = Chroma::Half;
  bool progressive = false;
  bool optimise = true;
  int restart_interval = 0;

  static constexpr about info{"burnish.jpeg", 1, "JPEG",
                              "Writes JPEG pictures with optimised tables, large ones on all cores."};
  static constexpr std::array chroma_choices{
      burnish_choice{"4:2:0", "4:2:0", "Colour at half the width and height."},
      burnish_choice{"4:2:2", "4:2:2", "Colour at half the width."},
      burnish_choice{"4:4:4", "4:4:4", "Colour at full size, for text and graphics."}};
  static constexpr std::array params{
      integer<&JpegEncoder::quality_value>({.id = "quality",
                                            .label = "Quality",
                                            .def = "80",
                                            .min = 1,
                                            .max = 100,
                                            .doc = "libjpeg's scale; 75 to 85 suits the web."}),
      choice<&JpegEncoder::chroma>(chroma_choices, {.id = "chroma",
                                                    .label = "Chroma subsampling",
                                                    .def = "4:2:0",
                                                    .doc = "How much of the colour resolution is kept."}),
      toggle<&JpegEncoder::progressive>({.id = "progressive",
                                         .label = "Progressive",
                                         .def = "false",
                                         .doc = "Shows a coarse picture early; a little smaller, slower to read."}),
      toggle<&JpegEncoder::optimise>({.id = "optimise",
                                      .label = "Optimise tables",
                                      .def = "true",
                                      .doc = "Huffman tables made for the picture; a few per cent smaller."}),
      integer<&JpegEncoder::restart_interval>(
          {.id = "restart_interval",
           .label = "Restart interval",
           .def = "0",
           .min = 0,
           .max = 8192,
           .doc = "Rows of blocks between restart markers, which confine damage; 0 places them only where "
                  "large pictures are encoded on several cores.",
           .flags = BURNISH_PF_ADVANCED})};
  static constexpr const char* format = "jpeg";
  static constexpr std::array<const char*, 4> mime{"image/jpeg", "image/jpg", "image/pjpeg", nullptr};
  static constexpr std::array<const char*, 5> extensions{"jpg", "jpeg", "jpe", "jfif", nullptr};
  static constexpr std::array formats{
      burnish_format{BURNISH_U8, BURNISH_RGB, BURNISH_ALPHA_NONE, BURNISH_INTERLEAVED, BURNISH_LIGHT_ENCODED, {}},
      burnish_format{BURNISH_U8, BURNISH_GRAY, BURNISH_ALPHA_NONE, BURNISH_INTERLEAVED, BURNISH_LIGHT_ENCODED, {}}};
  static constexpr uint32_t flags = BURNISH_EF_LOSSY | BURNISH_EF_MONOTONIC;
  static constexpr const char* quality = "quality";
  static constexpr int32_t max_width = JPEG_MAX_DIMENSION, max_height = JPEG_MAX_DIMENSION;

  void encode(const encode_call& call) const;
};

}  // namespace burnish
