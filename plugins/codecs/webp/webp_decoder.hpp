#pragma once
#include <webp/decode.h>
#include <webp/demux.h>

#include <memory>

#include "container.hpp"

namespace burnish::webp {

struct IncrementalDelete {
  void operator()(WebPIDecoder* d) const { WebPIDelete(d); }
};
struct AnimationDelete {
  void operator()(WebPAnimDecoder* d) const { WebPAnimDecoderDelete(d); }
};

/// The file, read as far as it was asked for. Its bytes do not move.
class FileBytes {
 public:
  /// `size` bytes at the start of `source`, which outlives this.
  void open(const burnish_source& source, uint64_t size);
  /// At least `n` bytes, or all there are.
  void need(std::size_t n);
  [[nodiscard]] const uint8_t* data() const { return data_; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::size_t available() const { return available_; }

 private:
  const burnish_source* source_ = nullptr;
  std::unique_ptr<uint8_t[]> own_;
  const uint8_t* data_ = nullptr;
  std::size_t size_ = 0, available_ = 0;
};

/// One still picture, decoded downward as rows are asked for.
class StillPicture {
 public:
  StillPicture(FileBytes& file, int32_t width, int32_t height, bool alpha, uint32_t shrink, bool threads);
  StillPicture(const StillPicture&) = delete;
  StillPicture& operator=(const StillPicture&) = delete;
  ~StillPicture();
  /// Decodes until rows [0, y) are there.
  void decode_to(int32_t y, const burnish_call* call);
  [[nodiscard]] const uint8_t* row(int32_t y) const { return pixels_.get() + static_cast<std::size_t>(y) * stride_; }

 private:
  FileBytes& file_;
  WebPDecoderConfig config_{};
  std::size_t stride_;
  std::unique_ptr<uint8_t[]> pixels_;
  std::unique_ptr<WebPIDecoder, IncrementalDelete> decoder_;
  std::size_t fed_ = 0;
  int32_t ready_ = 0, height_;
};

/// The frames of an animation, each composed on the canvas. RGBA.
class Animation {
 public:
  Animation(FileBytes& file, bool threads);
  /// The canvas after `frame`; lives until the next call.
  const uint8_t* canvas(uint32_t frame, const burnish_call* call);

 private:
  std::unique_ptr<WebPAnimDecoder, AnimationDelete> decoder_;
  const uint8_t* canvas_ = nullptr;
  uint32_t next_ = 0;  // frame that the decoder gives next; canvas_ is the one before
};

struct Decoder : burnish::decoder<Decoder> {
  static constexpr burnish::about info{"burnish.webp", 1, "WebP",
                                       "Reads WebP pictures, lossy and lossless, and the frames of animated ones.",
                                       "A frame of an animation comes as it looks on the canvas. Pictures whose sides "
                                       "are multiples of 2, 4 or 8 are read "
                                       "at 1/2, 1/4 or 1/8 of their size directly."};
  static constexpr auto params = burnish::no_params<Decoder>;
  static constexpr const char* format = "webp";
  static constexpr std::array<const char*, 2> mime{"image/webp", nullptr}, extensions{"webp", nullptr};
  static constexpr std::array magics{
      burnish_magic{0, 12, "RIFF\0\0\0\0WEBP", "\xff\xff\xff\xff\0\0\0\0\xff\xff\xff\xff"}};

  void open(const burnish::decode_call& call);
  [[nodiscard]] uint32_t shrinks() const;
  void layout(uint32_t frame, uint32_t shrink, burnish_layout& out) const;
  void read(const burnish_call* call, uint32_t frame, uint32_t shrink, burnish_tile& out);

 private:
  void check_request(uint32_t frame, uint32_t shrink) const;
  void describe(burnish_image_info& to) const;

  Container container_;
  FileBytes file_;
  int32_t orientation_ = 1;
  uint32_t shrink_ = 0;
  std::unique_ptr<StillPicture> still_;
  std::unique_ptr<Animation> animation_;
};

}  // namespace burnish::webp
