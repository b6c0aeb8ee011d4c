// kit/codec.hpp - decoders and encoders driven as the host drives them.
#pragma once
#include <optional>

#include "kit/call.hpp"
#include "kit/source.hpp"
#include "kit/values.hpp"

namespace burnish::kit {

struct EncodeOptions {
  const Meta* meta = nullptr;
  uint64_t byte_budget = 0;
  unsigned threads = 1;
  bool seekable = true;
  std::optional<uint64_t> sink_fails_after = std::nullopt;
  /// Acquires that reach this row or below fail.
  int32_t reader_fails_from_row = INT32_MAX;
  bool cancelled = false;
  /// How the reader describes the picture, when not as Picture::info().
  const burnish_image_info* info = nullptr;
};

struct Encoded {
  Failure failure;
  Bytes bytes;
  std::vector<std::string> breaches, notes;
  [[nodiscard]] bool ok() const { return failure.code == BURNISH_OK && breaches.empty(); }
  [[nodiscard]] std::string text() const;
};

/// Throws std::invalid_argument for values that do not parse or a picture in a format that is not accepted.
[[nodiscard]] Encoded try_encode(const burnish_encoder& encoder, const TextValues& values, const Picture& picture,
                                 const EncodeOptions& options = {});
/// Throws RunFailure when it fails.
[[nodiscard]] Bytes encode(const burnish_encoder& encoder, const TextValues& values, const Picture& picture,
                           const EncodeOptions& options = {});

struct DecodeOptions {
  uint32_t frame = 0, shrink = 0;
  /// The part to read; all of it when absent.
  std::optional<burnish_rect> part = std::nullopt;
  /// Read in full-width pieces of so many rows (downward), or in cells of the layout's grid times this; 0: at once.
  int32_t rows_per_read = 0;
  /// Hands the file over as one piece of memory.
  bool mapped = true;
  /// The decoder stops here instead of reading pixels.
  bool headers_only = false;
  burnish_limits limits{sizeof(burnish_limits), uint64_t{1} << 28, uint64_t{1} << 32, 1000, 32};
  unsigned threads = 1;
  bool cancelled = false;
};

struct Decoded {
  Failure failure;
  burnish_image_info header{};  // as open left it: frame 0 at full size; icc is in `icc`
  burnish_image_info info{};    // as layout left it, of the frame and shrink that were read
  int32_t access = 0;
  int32_t grid[2] = {0, 0};
  uint32_t frames = 0, shrinks = 0;
  Bytes icc;
  std::map<std::string, std::string> meta;
  Picture picture;
  std::vector<std::string> breaches, notes;
  [[nodiscard]] bool ok() const { return failure.code == BURNISH_OK && breaches.empty(); }
  [[nodiscard]] std::string text() const;
};

[[nodiscard]] Decoded try_decode(const burnish_decoder& decoder, const TextValues& values, const Bytes& file,
                                 const DecodeOptions& options = {});
/// Throws RunFailure when it fails.
[[nodiscard]] Picture decode(const burnish_decoder& decoder, const Bytes& file, const DecodeOptions& options = {});

/// Whether one of the decoder's signatures is at its place.
[[nodiscard]] bool matches_magic(const burnish_decoder& decoder, const Bytes& file);

[[nodiscard]] Bytes read_file(const std::string& path);
void write_file(const std::string& path, const Bytes& bytes);

}  // namespace burnish::kit
