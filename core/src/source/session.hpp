// A picture that is open for decoding, whichever decoder reads it and wherever that runs.
#pragma once
#include <burnish/codec.h>

#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "burnish/core/catalogue.hpp"
#include "burnish/core/pipeline.hpp"
#include "load/bounded_blocks.hpp"
#include "load/call.hpp"
#include "source/source.hpp"

namespace burnish {

/// Checked on the header, before any allocation.
struct DecodeLimits {
  uint64_t max_pixels = uint64_t{1} << 28;
  uint64_t max_bytes = 0;  // of a decoder's own memory; 0: none stated
  uint32_t max_frames = 1U << 16;
  uint32_t max_depth = 64;
};

/// Everything that is needed to open the same picture once more.
struct DecodeRequest {
  const Catalogue* catalogue = nullptr;  // outlives the session
  const Item* item = nullptr;            // the decoder
  std::vector<Argument> arguments;
  DecodeLimits limits;
  CallContext context;  // what it refers to outlives the session
};

/// How frame 0 is best read at one shrink. Pointers in `info` live as long as the session.
struct LayoutFacts {
  int32_t access = BURNISH_SEQUENTIAL;
  int32_t grid[2] = {0, 0};
  burnish_image_info info{};
};

/// One thread at a time, but for reopen(), which gives another thread its own at any time. Errors name the file.
class DecoderSession {
 public:
  /// Picks the decoder by the first bytes, then by the name. A decoder flagged BURNISH_DF_WORKER runs in a child.
  static Result<std::unique_ptr<DecoderSession>> open(const Catalogue&, const std::filesystem::path&,
                                                      std::span<const Argument> arguments, const DecodeLimits&,
                                                      const CallContext&);
  static Result<std::unique_ptr<DecoderSession>> open(const Catalogue&, std::unique_ptr<Source>,
                                                      std::span<const Argument> arguments, const DecodeLimits&,
                                                      const CallContext&);
  DecoderSession(const DecoderSession&) = delete;
  DecoderSession& operator=(const DecoderSession&) = delete;
  virtual ~DecoderSession() = default;

  /// Frame 0 at full size, as stored (before orientation). info().meta is null; see metadata().
  [[nodiscard]] const burnish_image_info& info() const { return info_; }
  [[nodiscard]] uint32_t frames() const { return frames_; }
  [[nodiscard]] const Item& item() const { return *request_.item; }
  [[nodiscard]] const std::string& name() const { return source_->name(); }
  [[nodiscard]] uint64_t bytes() const { return source_->size(); }
  [[nodiscard]] const BlockMap& metadata() const { return metadata_; }

  /// Bit n: a read at 1/2^n of the size is cheaper than reading it all. Bit 0 is always set.
  [[nodiscard]] virtual uint32_t shrinks() const = 0;
  [[nodiscard]] virtual Result<LayoutFacts> layout(uint32_t shrink) = 0;
  /// Fills out.rect of frame 0; out.format equals the layout's. A decoder in a child reads everything with the first.
  [[nodiscard]] virtual Status read(uint32_t shrink, burnish_tile& out) = 0;
  /// A session of its own on the same bytes.
  [[nodiscard]] virtual Result<std::unique_ptr<DecoderSession>> reopen() = 0;
  /// What the decoder wanted the user to know since it was last asked.
  [[nodiscard]] std::vector<std::string> take_notes();

 protected:
  DecoderSession(DecodeRequest request, std::unique_ptr<Source> source);
  /// The limits of the request, which a decoder may have forgotten.
  [[nodiscard]] Status check_size() const;
  [[nodiscard]] std::string what() const { return "cannot decode " + name(); }
  void add_notes(std::vector<std::string> notes);

  DecodeRequest request_;
  std::unique_ptr<Source> source_;
  burnish_image_info info_{};
  uint32_t frames_ = 1;
  BlockMap metadata_;

 private:
  std::vector<std::string> notes_;
};

/// The two ways, chosen by open().
[[nodiscard]] Result<std::unique_ptr<DecoderSession>> open_here(DecodeRequest, std::unique_ptr<Source>);
[[nodiscard]] Result<std::unique_ptr<DecoderSession>> open_in_child(DecodeRequest, std::unique_ptr<Source>);

}  // namespace burnish
