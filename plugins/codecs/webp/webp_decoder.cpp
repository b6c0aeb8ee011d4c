#include "webp_decoder.hpp"

#include <algorithm>
#include <cstring>

namespace burnish::webp {
namespace {

constexpr std::size_t feed_bytes = 128U << 10;
constexpr int64_t threads_pay_from = 1000 * 1000;  // pixels

bool threads_allowed(const burnish_call* call, int64_t pixels) {
  const auto* parallel = service<burnish_parallel>(call, "burnish.parallel/1");
  return parallel != nullptr && pixels >= threads_pay_from && parallel->width(call) > 1;
}

const char* reason(VP8StatusCode status) {
  switch (status) {
    case VP8_STATUS_OUT_OF_MEMORY:
      return "there is not enough memory to decode the picture";
    case VP8_STATUS_UNSUPPORTED_FEATURE:
      return "the picture uses a feature that libwebp does not know";
    case VP8_STATUS_SUSPENDED:
    case VP8_STATUS_NOT_ENOUGH_DATA:
      return "the file ends early";
    default:
      return "the picture data are damaged";
  }
}

}  // namespace

void FileBytes::open(const burnish_source& source, uint64_t size) {
  source_ = &source;
  size_ = static_cast<std::size_t>(size);
  if (source.mapped != nullptr) {
    data_ = static_cast<const uint8_t*>(source.mapped);
    available_ = size_;
  }
}

void FileBytes::need(std::size_t n) {
  n = std::min(n, size_);
  if (n <= available_) return;
  if (data_ == nullptr) {
    own_.reset(new uint8_t[size_]);  // pages that are never read from the file stay untouched
    data_ = own_.get();
  }
  std::size_t got = 0;
  check(source_->read(source_, available_, own_.get() + available_, n - available_, &got), "cannot read");
  if (got < n - available_) size_ = available_ + got;
  available_ += got;
}

StillPicture::StillPicture(FileBytes& file, int32_t width, int32_t height, bool alpha, uint32_t shrink, bool threads)
    : file_(file),
      stride_(static_cast<std::size_t>(width >> shrink) * (alpha ? 4 : 3)),
      pixels_(new uint8_t[stride_ * static_cast<std::size_t>(height >> shrink)]),
      height_(height >> shrink) {
  if (WebPInitDecoderConfig(&config_) == 0) throw error("libwebp has another version than its headers");
  config_.options.use_threads = threads ? 1 : 0;
  if (shrink > 0) {
    config_.options.use_scaling = 1;
    config_.options.scaled_width = width >> shrink;
    config_.options.scaled_height = height_;
  }
  config_.output.colorspace = alpha ? MODE_RGBA : MODE_RGB;
  config_.output.is_external_memory = 1;
  config_.output.u.RGBA.rgba = pixels_.get();
  config_.output.u.RGBA.stride = static_cast<int>(stride_);
  config_.output.u.RGBA.size = stride_ * static_cast<std::size_t>(height_);
  decoder_.reset(WebPIDecode(nullptr, 0, &config_));
  if (decoder_ == nullptr) throw std::bad_alloc();
}

StillPicture::~StillPicture() {
  decoder_.reset();
  WebPFreeDecBuffer(&config_.output);
}

void StillPicture::decode_to(int32_t y, const burnish_call* call) {
  while (ready_ < y) {
    throw_if_cancelled(call);
    file_.need(fed_ + feed_bytes);
    const std::size_t upto = std::min(fed_ + feed_bytes, file_.available());
    if (upto == fed_) throw bad_data(reason(VP8_STATUS_SUSPENDED));
    fed_ = upto;
    const VP8StatusCode status = WebPIUpdate(decoder_.get(), file_.data(), fed_);
    int last_row = 0;
    if (WebPIDecGetRGB(decoder_.get(), &last_row, nullptr, nullptr, nullptr) != nullptr) ready_ = last_row;
    if (status == VP8_STATUS_OK)
      ready_ = height_;
    else if (status != VP8_STATUS_SUSPENDED && ready_ < y)
      throw bad_data(reason(status));
  }
}

Animation::Animation(FileBytes& file, bool threads) {
  file.need(file.size());
  WebPAnimDecoderOptions options;
  if (WebPAnimDecoderOptionsInit(&options) == 0) throw error("libwebpdemux has another version than its headers");
  options.color_mode = MODE_RGBA;
  options.use_threads = threads ? 1 : 0;
  const WebPData data{file.data(), file.available()};
  decoder_.reset(WebPAnimDecoderNew(&data, &options));
  if (decoder_ == nullptr) throw bad_data("the animation is damaged or ends early");
}

const uint8_t* Animation::canvas(uint32_t frame, const burnish_call* call) {
  if (frame + 1 < next_) {
    WebPAnimDecoderReset(decoder_.get());
    next_ = 0;
  }
  while (next_ <= frame) {
    throw_if_cancelled(call);
    uint8_t* pixels = nullptr;
    int timestamp_ms = 0;
    if (WebPAnimDecoderGetNext(decoder_.get(), &pixels, &timestamp_ms) == 0)
      throw bad_data("frame " + std::to_string(next_) + " of the animation is damaged");
    canvas_ = pixels;
    ++next_;
  }
  return canvas_;
}

void Decoder::open(const decode_call& call) {
  container_ = read_container(call.source, call.limits.max_frames);
  call.check_size(static_cast<uint64_t>(container_.width), static_cast<uint64_t>(container_.height));
  if (call.limits.max_bytes > 0 && container_.end > call.limits.max_bytes)
    throw error("the file is " + std::to_string(container_.end) + " bytes; the limit is " +
                    std::to_string(call.limits.max_bytes),
                BURNISH_LIMIT);
  for (const std::string& note : container_.notes) call.call->note(call.call, note.c_str());
  orientation_ = exif_orientation(container_.exif);
  file_.open(call.source, container_.end);
  call.frames = container_.frames;
  call.set_size(container_.width, container_.height);
  describe(call.info);
  call.set_block("block:icc", container_.icc.data(), container_.icc.size());
  call.set_block("block:exif", container_.exif.data(), container_.exif.size());
  call.set_block("block:xmp", container_.xmp.data(), container_.xmp.size());
  call.set_block("block:c2pa", container_.c2pa.data(), container_.c2pa.size());
}

void Decoder::describe(burnish_image_info& to) const {
  const bool alpha = container_.alpha || container_.animated;
  to.format = {BURNISH_U8,
               BURNISH_RGB,
               static_cast<uint8_t>(alpha ? BURNISH_ALPHA_STRAIGHT : BURNISH_ALPHA_NONE),
               BURNISH_INTERLEAVED,
               BURNISH_LIGHT_ENCODED,
               {}};
  to.color = {1,
              13,
              0,
              1,
              static_cast<uint32_t>(container_.icc.size()),
              container_.icc.empty() ? nullptr : container_.icc.data()};  // without a profile WebP means sRGB
  to.orientation = orientation_;
}

/// libwebp's scaler averages exactly only when the factor divides both sides; otherwise it would stretch the picture.
uint32_t Decoder::shrinks() const {
  uint32_t bits = 1;
  if (container_.animated) return bits;
  for (uint32_t n = 1; n <= 3; ++n)
    if ((container_.width | container_.height) % (1 << n) == 0) bits |= 1U << n;
  return bits;
}

void Decoder::check_request(uint32_t frame, uint32_t shrink) const {
  if (frame >= container_.frames)
    throw error("frame " + std::to_string(frame) + " was asked for; there are " + std::to_string(container_.frames));
  if (shrink > 3 || (shrinks() >> shrink & 1) == 0)
    throw error("this picture cannot be read at 1/" + std::to_string(1U << std::min(shrink, 30U)), BURNISH_UNSUPPORTED);
}

void Decoder::layout(uint32_t frame, uint32_t shrink, burnish_layout& out) const {
  check_request(frame, shrink);
  out.access = BURNISH_SEQUENTIAL;
  out.grid[0] = 0;
  out.grid[1] = 16;
  set_shrunk_size(*out.info, container_.width, container_.height, shrink);
  describe(*out.info);
}

void Decoder::read(const burnish_call* call, uint32_t frame, uint32_t shrink, burnish_tile& out) {
  check_request(frame, shrink);
  const int64_t pixels = int64_t{container_.width} * container_.height;
  const std::size_t pixel_bytes = static_cast<std::size_t>(channels(out.format));
  const std::size_t row_bytes = pixel_bytes * static_cast<std::size_t>(width(out.rect));
  const std::size_t skip = pixel_bytes * static_cast<std::size_t>(out.rect.x0);
  const uint8_t* canvas = nullptr;
  if (container_.animated) {
    if (!animation_) animation_ = std::make_unique<Animation>(file_, threads_allowed(call, pixels));
    canvas = animation_->canvas(frame, call);
  } else {
    if (!still_ || shrink_ != shrink) {
      still_.reset();
      still_ = std::make_unique<StillPicture>(file_, container_.width, container_.height, container_.alpha, shrink,
                                              threads_allowed(call, pixels));
      shrink_ = shrink;
    }
    still_->decode_to(out.rect.y1, call);
  }
  const std::size_t canvas_stride = pixel_bytes * static_cast<std::size_t>(container_.width);
  for (int32_t y = out.rect.y0; y < out.rect.y1; ++y) {
    const uint8_t* from = canvas == nullptr ? still_->row(y) : canvas + static_cast<std::size_t>(y) * canvas_stride;
    std::memcpy(row<uint8_t>(out, 0, out.rect.x0, y), from + skip, row_bytes);
  }
}

}  // namespace burnish::webp
