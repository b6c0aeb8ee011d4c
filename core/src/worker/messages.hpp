// What host and decoding child say to each other (channel.hpp carries it).
#pragma once
#include <burnish/codec.h>

#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "burnish/core/catalogue.hpp"
#include "load/bounded_blocks.hpp"

namespace burnish {

/// Host to child, with the picture's descriptor: open this with that decoder.
struct OpenRequest {
  std::string plugin;   // path
  std::string decoder;  // id
  uint32_t index = 0;   // of item("burnish.decoder/1", index)
  uint64_t max_pixels = 0, max_bytes = 0;
  uint32_t max_frames = 0, max_depth = 0;
  uint64_t source_size = 0;
  std::string source_path;  // empty when there is none
  std::string values;       // write_values()
};

/// Child to host: what the headers say.
struct OpenedReply {
  burnish_image_info info{};  // of frame 0; no pointers but color.icc, which lies in `icc`
  std::string icc;
  uint32_t frames = 1;
  BlockMap blocks;
  std::vector<std::string> notes;
};

/// Host to child, with the descriptor of shared memory of `bytes`: fill it with frame 0 at full size.
struct ReadRequest {
  uint64_t bytes = 0;
  burnish_format format{};
  int32_t width = 0, height = 0;
  uint64_t stride = 0, plane = 0;  // bytes from row to row, and from plane to plane when planar
};

/// Child to host: it did not work.
struct FailedReply {
  Code code = Code::Internal;
  bool while_loading = false;  // the plugin itself, not the picture
  std::string param, why;
  std::vector<std::string> notes;
};

[[nodiscard]] std::string encode(const OpenRequest&);
[[nodiscard]] std::string encode(const OpenedReply&);
[[nodiscard]] std::string encode(const ReadRequest&);
[[nodiscard]] std::string encode(const FailedReply&);
[[nodiscard]] std::string encode(const std::vector<std::string>& notes);  // of Done

/// Nothing when the bytes are not exactly one such message, or hold what a correct peer never sends.
[[nodiscard]] std::optional<OpenRequest> decode_open_request(std::string_view);
[[nodiscard]] std::optional<OpenedReply> decode_opened(std::string_view);
[[nodiscard]] std::optional<ReadRequest> decode_read_request(std::string_view);
[[nodiscard]] std::optional<FailedReply> decode_failed(std::string_view);
[[nodiscard]] std::optional<std::vector<std::string>> decode_notes(std::string_view);

/// Values with everything they point at; `parameters` tells what that is.
[[nodiscard]] std::string write_values(std::span<const burnish_value> values, std::span<const Parameter> parameters);

/// Values that came as bytes.
class ReceivedValues {
 public:
  /// False when the bytes make no sense.
  bool read(std::string_view bytes);
  [[nodiscard]] std::span<const burnish_value> values() const { return values_; }

 private:
  friend class ValueDecoder;
  std::vector<burnish_value> values_;
  std::deque<std::string> strings_;  // deques: elements keep their address when one is added
  std::deque<std::vector<burnish_value>> lists_;
  std::deque<std::vector<double>> curves_;
};

/// Whether a picture's description can be one at all: a size, a known format, finite numbers, nothing that is yet to be
/// told by the host.
[[nodiscard]] bool is_sane(const burnish_image_info&);

}  // namespace burnish
