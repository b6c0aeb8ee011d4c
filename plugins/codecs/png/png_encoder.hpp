// Writes PNG pictures.
#pragma once
#include <array>

#include "png_filters.hpp"

#include <burnish/encoder.hpp>

namespace burnish {

class PngEncoder : public encoder<PngEncoder> {
 public:
  int compression = 6;
  PngFilter filter = PngFilter::Auto;

  static constexpr about info{"burnish.png", 1, "PNG", "Writes PNG pictures of 8 or 16 bits, on all cores."};
  static constexpr std::array filter_choices{
      burnish_choice{"auto", "Automatic", "For each row the one that seems to compress best."},
      burnish_choice{"none", "None", "Samples as they are."},
      burnish_choice{"sub", "Sub", "Differences to the left."},
      burnish_choice{"up", "Up", "Differences to the row above."},
      burnish_choice{"average", "Average", "Differences to the mean of left and above."},
      burnish_choice{"paeth", "Paeth", "Differences to the likeliest neighbour."}};
  static constexpr std::array params{
      integer<&PngEncoder::compression>(
          {.id = "compression",
           .label = "Compression",
           .def = "6",
           .min = 0,
           .max = 9,
           .doc = "0 stores, 1 is the fastest, 9 the smallest; up to 6 photographs take a fast path."}),
      choice<&PngEncoder::filter>(filter_choices, {.id = "filter",
                                                   .label = "Filter",
                                                   .def = "auto",
                                                   .doc = "How rows are predicted before they are compressed.",
                                                   .flags = BURNISH_PF_ADVANCED})};
  static constexpr const char* format = "png";
  static constexpr std::array<const char*, 2> mime{"image/png", nullptr}, extensions{"png", nullptr};
  static constexpr std::array formats{
      burnish_format{BURNISH_U8, BURNISH_RGB, BURNISH_ALPHA_NONE, BURNISH_INTERLEAVED, BURNISH_LIGHT_ENCODED, {}},
      burnish_format{BURNISH_U8, BURNISH_RGB, BURNISH_ALPHA_STRAIGHT, BURNISH_INTERLEAVED, BURNISH_LIGHT_ENCODED, {}},
      burnish_format{BURNISH_U8, BURNISH_GRAY, BURNISH_ALPHA_NONE, BURNISH_INTERLEAVED, BURNISH_LIGHT_ENCODED, {}},
      burnish_format{BURNISH_U8, BURNISH_GRAY, BURNISH_ALPHA_STRAIGHT, BURNISH_INTERLEAVED, BURNISH_LIGHT_ENCODED, {}},
      burnish_format{BURNISH_U16, BURNISH_RGB, BURNISH_ALPHA_NONE, BURNISH_INTERLEAVED, BURNISH_LIGHT_ENCODED, {}},
      burnish_format{BURNISH_U16, BURNISH_RGB, BURNISH_ALPHA_STRAIGHT, BURNISH_INTERLEAVED, BURNISH_LIGHT_ENCODED, {}},
      burnish_format{BURNISH_U16, BURNISH_GRAY, BURNISH_ALPHA_NONE, BURNISH_INTERLEAVED, BURNISH_LIGHT_ENCODED, {}},
      burnish_format{
          BURNISH_U16, BURNISH_GRAY, BURNISH_ALPHA_STRAIGHT, BURNISH_INTERLEAVED, BURNISH_LIGHT_ENCODED, {}}};
  static constexpr uint32_t flags = BURNISH_EF_LOSSLESS | BURNISH_EF_ROWS;

  void encode(const encode_call& call) const;
};

}  // namespace burnish
