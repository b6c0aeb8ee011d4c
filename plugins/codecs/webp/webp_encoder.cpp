#include "webp_encoder.hpp"

#include <algorithm>

#include "container.hpp"

namespace burnish::webp {
namespace {

constexpr int lossless_effort = 75;              // cwebp's: libwebp reads "quality" as effort for lossless pictures
constexpr int64_t threads_pay_from = 512 * 512;  // pixels

struct Memory {
  WebPMemoryWriter raw{};
  Memory() { WebPMemoryWriterInit(&raw); }
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;
  ~Memory() { WebPMemoryWriterClear(&raw); }
};

struct Progress {
  const burnish_call* call;
  int percent = 0;
};

int on_progress(int percent, const WebPPicture* picture) {
  auto& p = *static_cast<Progress*>(picture->user_data);
  if (p.call->cancelled(p.call) != 0) return 0;
  if (percent > p.percent) {
    p.percent = percent;
    p.call->progress(p.call, percent / 100.0, "encoding");
  }
  return 1;
}

error failure(WebPEncodingError code) {
  switch (code) {
    case VP8_ENC_ERROR_USER_ABORT:
      return error("cancelled", BURNISH_CANCELLED);
    case VP8_ENC_ERROR_OUT_OF_MEMORY:
    case VP8_ENC_ERROR_BITSTREAM_OUT_OF_MEMORY:
      return error("there is not enough memory to encode the picture", BURNISH_NO_MEMORY);
    case VP8_ENC_ERROR_PARTITION0_OVERFLOW:
    case VP8_ENC_ERROR_PARTITION_OVERFLOW:
    case VP8_ENC_ERROR_FILE_TOO_BIG:
      return error("the picture needs more bytes than WebP allows; lower the quality or the size", BURNISH_LIMIT);
    default:
      return error("libwebp cannot encode the picture (its error " + std::to_string(static_cast<int>(code)) + ")");
  }
}

void run(WebPConfig& config, Picture& picture, Memory& memory, const burnish_call* call) {
  Progress progress{call};
  picture.raw.writer = WebPMemoryWrite;
  picture.raw.custom_ptr = &memory.raw;
  picture.raw.progress_hook = on_progress;
  picture.raw.user_data = &progress;
  if (WebPEncode(&config, &picture.raw) != 0) return;
  if (picture.raw.error_code != VP8_ENC_ERROR_PARTITION0_OVERFLOW) throw failure(picture.raw.error_code);
  // The modes of a huge, busy picture do not fit into the first partition; libwebp can be told to use plainer ones.
  config.partition_limit = 100;
  WebPMemoryWriterClear(&memory.raw);
  if (WebPEncode(&config, &picture.raw) == 0) throw failure(picture.raw.error_code);
}

}  // namespace

WebPConfig Encoder::configure(const encode_call& call) const {
  WebPConfig config;
  if (WebPConfigInit(&config) == 0) throw error("libwebp has another version than its headers");
  config.lossless = lossless ? 1 : 0;
  config.quality = static_cast<float>(lossless ? lossless_effort : quality_value);
  config.method = method;
  config.alpha_quality = alpha_quality;
  config.near_lossless = near_lossless;
  config.exact = exact ? 1 : 0;
  config.use_sharp_yuv = sharp_yuv && !lossless ? 1 : 0;
  const auto* parallel = service<burnish_parallel>(call.call, "burnish.parallel/1");
  const bool big = int64_t{call.info().width} * call.info().height >= threads_pay_from;
  config.thread_level = big && parallel != nullptr && parallel->width(call.call) > 1 ? 1 : 0;
  if (WebPValidateConfig(&config) == 0) throw error("these parameters do not go together", BURNISH_BAD_PARAM);
  return config;
}

void Encoder::encode(const encode_call& call) {
  const int32_t width = call.info().width, height = call.info().height;
  if (width > max_width || height > max_height)
    throw error("the picture is " + std::to_string(width) + "x" + std::to_string(height) + "; WebP allows " +
                    std::to_string(max_width) + " pixels a side: resize it or choose another format",
                BURNISH_LIMIT);
  WebPConfig config = configure(call);
  const auto samples = lossless    ? Picture::Samples::Argb
                       : sharp_yuv ? Picture::Samples::SharpYuv
                                   : Picture::Samples::Yuv;
  if (!picture_ || picture_->samples() != samples) {
    picture_.reset();
    picture_ = std::make_unique<Picture>(call, samples);
  }
  Memory memory;
  run(config, *picture_, memory, call.call);

  const std::string icc(call.block("block:icc")), exif(call.block("block:exif"));  // each lives until the next call
  const std::string xmp(call.block("block:xmp")), c2pa(call.block("block:c2pa"));
  const Blocks blocks{icc, exif, xmp, c2pa};
  if (blocks.empty()) return call.write(memory.raw.mem, memory.raw.size);
  const Extended file = add_blocks(memory.raw.mem, memory.raw.size, width, height, blocks);
  call.write(file.head.data(), file.head.size());
  call.write(file.pixels, file.pixel_bytes);
  if (!file.tail.empty()) call.write(file.tail.data(), file.tail.size());
}

}  // namespace burnish::webp
