#pragma once
#include <webp/encode.h>

#include <memory>

#include "burnish/encoder.hpp"

namespace burnish::webp {

/// libwebp's picture with its memory.
struct RawPicture : WebPPicture {
  RawPicture();
  RawPicture(const RawPicture&) = delete;
  RawPicture& operator=(const RawPicture&) = delete;
  ~RawPicture() { WebPPictureFree(this); }
};

/// A libwebp picture, filled from a reader by rows, and what it was filled for.
class Picture {
 public:
  enum class Samples { Yuv, Argb, SharpYuv };

  Picture(const encode_call& call, Samples samples);
  [[nodiscard]] Samples samples() const { return samples_; }

  RawPicture raw;

 private:
  void fill(const encode_call& call);
  void import_yuv(const burnish_tile& tile);
  void import_argb(const burnish_tile& tile);

  Samples samples_;
  bool any_alpha_ = false;
};

struct Encoder : burnish::encoder<Encoder> {
  static constexpr burnish::about info{
      "burnish.webp", 1, "WebP", "Writes WebP pictures, lossy or lossless, with profile and metadata.",
      "With `lossless`, `quality` has no meaning and `method` says how hard to try. `near_lossless` below 100 lets a "
      "lossless picture lose what is hard to see, for a smaller file."};
  int quality_value = 80, method = 4, alpha_quality = 100, near_lossless = 100;
  bool lossless = false, exact = false, sharp_yuv = false;
  static constexpr std::array params{
      burnish::integer<&Encoder::quality_value>(
          {.id = "quality",
           .label = "Quality",
           .def = "80",
           .min = 1,
           .max = 100,
           .doc = "Of lossy pictures: 1 is the smallest file, 100 the best picture."}),
      burnish::toggle<&Encoder::lossless>(
          {.id = "lossless", .label = "Lossless", .def = "false", .doc = "Keep every pixel exactly."}),
      burnish::integer<&Encoder::method>({.id = "method",
                                          .label = "Effort",
                                          .def = "4",
                                          .min = 0,
                                          .max = 6,
                                          .doc = "0 is the fastest, 6 gives the smallest file."}),
      burnish::integer<&Encoder::alpha_quality>({.id = "alpha_quality",
                                                 .label = "Alpha quality",
                                                 .def = "100",
                                                 .min = 0,
                                                 .max = 100,
                                                 .doc = "Of the alpha channel of lossy pictures; 100 keeps it exactly.",
                                                 .flags = BURNISH_PF_ADVANCED}),
      burnish::integer<&Encoder::near_lossless>(
          {.id = "near_lossless",
           .label = "Near lossless",
           .def = "100",
           .min = 0,
           .max = 100,
           .doc = "With lossless: below 100 pixels may change a little; 0 changes most.",
           .flags = BURNISH_PF_ADVANCED}),
      burnish::toggle<&Encoder::exact>({.id = "exact",
                                        .label = "Exact",
                                        .def = "false",
                                        .doc = "Keep the colours of fully transparent pixels.",
                                        .flags = BURNISH_PF_ADVANCED}),
      burnish::toggle<&Encoder::sharp_yuv>(
          {.id = "sharp_yuv",
           .label = "Sharp colour",
           .def = "false",
           .doc = "Convert colours slowly but with crisper edges between saturated ones.",
           .flags = BURNISH_PF_ADVANCED})};
  static constexpr const char* format = "webp";
  static constexpr std::array<const char*, 2> mime{"image/webp", nullptr}, extensions{"webp", nullptr};
  static constexpr std::array formats{
      burnish_format{BURNISH_U8, BURNISH_RGB, BURNISH_ALPHA_NONE, BURNISH_INTERLEAVED, BURNISH_LIGHT_ENCODED, {}},
      burnish_format{BURNISH_U8, BURNISH_RGB, BURNISH_ALPHA_STRAIGHT, BURNISH_INTERLEAVED, BURNISH_LIGHT_ENCODED, {}}};
  static constexpr uint32_t flags = BURNISH_EF_LOSSY | BURNISH_EF_LOSSLESS | BURNISH_EF_MONOTONIC | BURNISH_EF_ROWS;
  static constexpr int32_t max_width = WEBP_MAX_DIMENSION, max_height = WEBP_MAX_DIMENSION;
  static constexpr const char* quality = "quality";

  void encode(const burnish::encode_call& call);

 private:
  [[nodiscard]] WebPConfig configure(const encode_call& call) const;

  std::unique_ptr<Picture> picture_;  // does not depend on quality: kept for the next try
};

}  // namespace burnish::webp
