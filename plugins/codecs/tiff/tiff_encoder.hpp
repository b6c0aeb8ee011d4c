#pragma once
#include "burnish/encoder.hpp"
#include "compress.hpp"

namespace burnish::tiff {

namespace accepted {
constexpr burnish_format of(uint8_t sample, uint8_t model, uint8_t alpha) {
  return {sample, model, alpha, BURNISH_INTERLEAVED, BURNISH_LIGHT_ENCODED, {}};
}
}  // namespace accepted

struct Encoder : burnish::encoder<Encoder> {
  static constexpr burnish::about info{
      "burnish.tiff", 1, "TIFF", "Writes TIFF pictures of 8, 16 or 32 bits, with profile and metadata.",
      "Files above 3.9 GB become BigTIFF. EXIF data is written as TIFF has it: in the first directory and in those of "
      "EXIF and GPS, without the maker note. With `compression` \"none\" pixels are written as they come."};
  enum class Predictor : uint8_t { Auto, None };
  Compression compression = Compression::Zip;
  std::optional<int> bits;
  Predictor predictor = Predictor::Auto;
  bool tile = false;
  int level = 4;
  static constexpr std::array compressions{burnish_choice{"none", "None", "The fastest to write and to read."},
                                           burnish_choice{"lzw", "LZW", "Every program reads it."},
                                           burnish_choice{"zip", "Zip", "The smallest."}};
  static constexpr std::array predictors{
      burnish_choice{"auto", "Automatic", "With lzw and zip: store differences between neighbours."},
      burnish_choice{"none", "None", "Store the samples themselves."}};
  static constexpr std::array params{
      burnish::choice<&Encoder::compression>(compressions, {.id = "compression",
                                                            .label = "Compression",
                                                            .def = "zip",
                                                            .doc = "How pixels are packed; no choice loses anything."}),
      burnish::integer<&Encoder::bits>(
          {.id = "bits",
           .label = "Bits",
           .def = "auto",
           .min = 8,
           .max = 32,
           .doc = "Bits of a sample: 8, 16 or 32 (float); the host converts the pixels. Automatic keeps them."}),
      burnish::choice<&Encoder::predictor>(predictors, {.id = "predictor",
                                                        .label = "Predictor",
                                                        .def = "auto",
                                                        .doc = "What is packed.",
                                                        .flags = BURNISH_PF_ADVANCED}),
      burnish::toggle<&Encoder::tile>({.id = "tile",
                                       .label = "Tiles",
                                       .def = "false",
                                       .doc = "Write tiles of 256x256 pixels instead of strips.",
                                       .flags = BURNISH_PF_ADVANCED}),
      burnish::integer<&Encoder::level>({.id = "level",
                                         .label = "Zip level",
                                         .def = "6",
                                         .min = 1,
                                         .max = 12,
                                         .doc = "1 is the fastest, 12 the smallest.",
                                         .flags = BURNISH_PF_ADVANCED})};
  static constexpr const char* format = "tiff";
  static constexpr std::array<const char*, 2> mime{"image/tiff", nullptr};
  static constexpr std::array<const char*, 3> extensions{"tif", "tiff", nullptr};
  static constexpr std::array formats{accepted::of(BURNISH_U8, BURNISH_RGB, BURNISH_ALPHA_NONE),
                                      accepted::of(BURNISH_U8, BURNISH_RGB, BURNISH_ALPHA_STRAIGHT),
                                      accepted::of(BURNISH_U8, BURNISH_GRAY, BURNISH_ALPHA_NONE),
                                      accepted::of(BURNISH_U8, BURNISH_GRAY, BURNISH_ALPHA_STRAIGHT),
                                      accepted::of(BURNISH_U16, BURNISH_RGB, BURNISH_ALPHA_NONE),
                                      accepted::of(BURNISH_U16, BURNISH_RGB, BURNISH_ALPHA_STRAIGHT),
                                      accepted::of(BURNISH_U16, BURNISH_GRAY, BURNISH_ALPHA_NONE),
                                      accepted::of(BURNISH_U16, BURNISH_GRAY, BURNISH_ALPHA_STRAIGHT),
                                      accepted::of(BURNISH_F32, BURNISH_RGB, BURNISH_ALPHA_NONE),
                                      accepted::of(BURNISH_F32, BURNISH_RGB, BURNISH_ALPHA_STRAIGHT),
                                      accepted::of(BURNISH_F32, BURNISH_GRAY, BURNISH_ALPHA_NONE),
                                      accepted::of(BURNISH_F32, BURNISH_GRAY, BURNISH_ALPHA_STRAIGHT),
                                      accepted::of(BURNISH_U8, BURNISH_CMYK, BURNISH_ALPHA_NONE),
                                      accepted::of(BURNISH_U16, BURNISH_CMYK, BURNISH_ALPHA_NONE)};
  static constexpr uint32_t flags = BURNISH_EF_LOSSLESS | BURNISH_EF_ROWS;

  void encode(const burnish::encode_call& call);
};

}  // namespace burnish::tiff
