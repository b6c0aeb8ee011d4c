// contract/codec_checks.hpp - what encoders and decoders must do with any picture, any file and a failing world.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "burnish/codec.h"
#include "contract/problems.hpp"
#include "kit/codec.hpp"

namespace burnish::contract {

/// An encoder with the decoder that reads its format back; the latter may be null.
struct CodecPair {
  const burnish_encoder* encoder;
  const burnish_decoder* decoder;
};

/// The decoder of the highest rank for a format, among all plugins and able to run in this process; or null.
[[nodiscard]] const burnish_decoder* decoder_of(const std::string& format);

/// Encodes; reads back; lossless is bit exact, lossy is within the PSNR; twice and with 4 threads the same bytes.
[[nodiscard]] Problems check_round_trip(const CodecPair& pair, const kit::TextValues& values,
                                        const kit::Picture& picture);
/// A sink that fails at byte 0, 1, n/2 and n-1, a sink that cannot seek, a reader that fails, a cancelled call.
[[nodiscard]] Problems check_failing_world(const burnish_encoder& encoder, const kit::Picture& picture);

/// Where MONOTONIC is declared: more quality never makes the file smaller by more than 2 %.
[[nodiscard]] Problems check_quality(const burnish_encoder& encoder, const kit::Picture& picture);

/// Every cut of the file at 1 % steps and `flips` changed files give pixels or a clean error.
[[nodiscard]] Problems check_damaged_files(const burnish_decoder& decoder, const kit::Bytes& file, int flips);
/// Rectangles, rows, unmapped reading and every shrink agree with reading all; limits hold.
[[nodiscard]] Problems check_reading(const burnish_decoder& decoder, const kit::Bytes& file);

[[nodiscard]] std::vector<burnish_format> formats_of(const burnish_encoder& encoder);
/// A picture to encode: noise for codecs that keep every bit, a scene for those that lose some.
[[nodiscard]] kit::Picture picture_for(const burnish_encoder& encoder, int32_t width, int32_t height,
                                       const burnish_format& format);

}  // namespace burnish::contract
