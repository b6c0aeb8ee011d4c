#include "pictures.hpp"

#include <burnish/meta.hpp>
#include <burnish/picture.hpp>

#include <algorithm>
#include <array>
#include <cmath>

#include "pixels.hpp"

namespace flux {
namespace {

constexpr std::string_view base64_letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

uint8_t to_byte(float v) { return static_cast<uint8_t>(std::clamp(v, 0.0F, 255.0F) + 0.5F); }

std::string encode(const burnish_call* call, const burnish_reader& reader, const char* mime, uint64_t max_bytes) {
  const auto* service = burnish::service<burnish_encode>(call, "burnish.encode/1");
  if (service == nullptr) throw burnish::error("the host encodes no pictures", BURNISH_UNSUPPORTED);
  burnish::byte_sink sink;
  burnish::check(service->encode(call, &reader, mime, max_bytes, sink.get()), "a picture could not be encoded");
  return sink.bytes();
}

/// Means over the area that each pixel of the smaller picture covers; colour is weighed by its alpha.
class Shrinker {
 public:
  Shrinker(Extent from, Pixels& to, int channels, bool alpha)
      : from_(from),
        to_(to),
        channels_(static_cast<std::size_t>(channels)),
        alpha_(alpha),
        sums_(static_cast<std::size_t>(to.size().width) * channels_),
        line_(sums_.size()) {}

  void add(int32_t y, const std::vector<float>& samples) {
    shrink_line(samples);
    const double scale = static_cast<double>(to_.size().height) / from_.height;
    const double top = y * scale, bottom = (y + 1) * scale;
    for (auto out = static_cast<int32_t>(top + slack); out < bottom - slack && out < to_.size().height; ++out) {
      const double weight = std::min(bottom, out + 1.0) - std::max(top, static_cast<double>(out));
      for (std::size_t i = 0; i < sums_.size(); ++i) sums_[i] += static_cast<float>(weight) * line_[i];
      if (bottom >= out + 1.0 - slack) finish(out);
    }
  }

 private:
  static constexpr double slack = 1e-9;  // for borders that coincide but for rounding

  void shrink_line(const std::vector<float>& samples) {
    std::fill(line_.begin(), line_.end(), 0.0F);
    const double scale = static_cast<double>(to_.size().width) / from_.width;
    for (int32_t x = 0; x < from_.width; ++x) {
      const double left = x * scale, right = (x + 1) * scale;
      for (auto out = static_cast<int32_t>(left + slack); out < right - slack && out < to_.size().width; ++out) {
        const double weight = std::min(right, out + 1.0) - std::max(left, static_cast<double>(out));
        add_pixel(samples.data() + static_cast<std::size_t>(x) * channels_,
                  line_.data() + static_cast<std::size_t>(out) * channels_, static_cast<float>(weight));
      }
    }
  }
  void add_pixel(const float* from, float* to, float weight) const {
    const float share = alpha_ ? weight * from[channels_ - 1] / 255 : weight;
    const std::size_t colours = alpha_ ? channels_ - 1 : channels_;
    for (std::size_t c = 0; c < colours; ++c) to[c] += share * from[c];
    if (alpha_) to[colours] += weight * from[colours];
  }
  void finish(int32_t out) {
    uint8_t* to = to_.row(out);
    const std::size_t kept = static_cast<std::size_t>(to_.channels());
    for (std::size_t x = 0; x < sums_.size() / channels_; ++x) {
      const float* sum = sums_.data() + x * channels_;
      const float whole = alpha_ ? sum[channels_ - 1] / 255 : 1;
      for (std::size_t c = 0; c < kept; ++c)
        to[x * kept + c] = alpha_ && c == channels_ - 1 ? to_byte(sum[c]) : to_byte(whole > 0 ? sum[c] / whole : 0);
    }
    std::fill(sums_.begin(), sums_.end(), 0.0F);
  }

  Extent from_;
  Pixels& to_;
  std::size_t channels_;
  bool alpha_;
  std::vector<float> sums_, line_;
};

Sent encode_pixels(const burnish_call* call, const burnish_reader& reader, int channels, bool alpha,
                   uint64_t max_bytes) {
  const burnish_image_info& i = *reader.info;
  const uint64_t raw =
      static_cast<uint64_t>(i.width) * static_cast<uint64_t>(i.height) * static_cast<uint64_t>(channels);
  // A PNG of incompressible pixels is hardly larger than they are.
  const bool png = alpha || raw + raw / 64 + 65536 <= max_bytes;
  const char* mime = png ? "image/png" : "image/jpeg";
  return {encode(call, reader, mime, max_bytes), mime};
}

/// What a mask of this plugin (255: change) is in another's way.
Sent encode_marks(const burnish_call* call, const burnish_reader& of, MaskEdit edit,
                  const std::function<uint8_t(const float*)>& mark) {
  const burnish_image_info& info = *of.info;
  const auto channels = static_cast<std::size_t>(burnish::channels(info.format));
  const bool transparent = edit == MaskEdit::Transparent;
  const burnish_color srgb{1, 13, 0, 1, 0, nullptr};
  Pixels out({info.width, info.height}, transparent ? BURNISH_RGB : BURNISH_GRAY, transparent, srgb);
  bool any = false;
  read_rows(call, of, [&](int32_t y, const std::vector<float>& samples) {
    uint8_t* to = out.row(y);
    for (std::size_t x = 0; x < static_cast<std::size_t>(info.width); ++x) {
      const uint8_t change = mark(samples.data() + x * channels);
      any = any || change > 0;
      const auto keep = static_cast<uint8_t>(255 - change);
      if (transparent)
        to[x * 4] = to[x * 4 + 1] = to[x * 4 + 2] = to[x * 4 + 3] = keep;
      else
        to[x] = edit == MaskEdit::White ? change : keep;
    }
  });
  if (!any) throw burnish::bad_param("mask", "the mask is black everywhere: nothing would change");
  return {encode(call, out.reader(), "image/png", UINT64_MAX), "image/png"};
}

bool begins(std::string_view bytes, std::string_view with) { return bytes.substr(0, with.size()) == with; }

bool whole_png(std::string_view b) {
  std::size_t at = 8;
  while (b.size() - at >= 12) {
    uint32_t length = 0;
    for (std::size_t i = 0; i < 4; ++i) length = length << 8 | static_cast<unsigned char>(b[at + i]);
    if (length > b.size() - at - 12) return false;
    if (b.substr(at + 4, 4) == "IEND") return true;
    at += std::size_t{length} + 12;
  }
  return false;
}
bool whole_webp(std::string_view b) {
  uint32_t length = 0;
  for (std::size_t i = 0; i < 4; ++i) length |= uint32_t{static_cast<unsigned char>(b[4 + i])} << (8 * i);
  return b.size() >= std::size_t{length} + 8;
}

std::string lower(std::string_view text) {
  std::string copy(text.substr(0, text.find(';')));
  for (char& c : copy)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return copy;
}

}  // namespace

std::string to_base64(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t n = std::min<std::size_t>(3, bytes.size() - i);
    uint32_t bits = 0;
    for (std::size_t k = 0; k < 3; ++k) bits = bits << 8 | (k < n ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    for (std::size_t k = 0; k < 4; ++k) out += k <= n ? base64_letters[bits >> (18 - 6 * k) & 63] : '=';
  }
  return out;
}

std::string from_base64(std::string_view text) {
  static const std::array<int8_t, 256> values = [] {
    std::array<int8_t, 256> v{};
    v.fill(-1);
    for (std::size_t i = 0; i < base64_letters.size(); ++i)
      v[static_cast<unsigned char>(base64_letters[i])] = static_cast<int8_t>(i);
    v['-'] = 62;
    v['_'] = 63;
    return v;
  }();
  std::string out;
  out.reserve(text.size() / 4 * 3);
  uint32_t bits = 0;
  int held = 0;
  bool ended = false;
  for (const char c : text) {
    if (c == ' ' || c == '\n' || c == '\r' || c == '\t') continue;
    if (c == '=') {
      ended = true;
      continue;
    }
    const int8_t v = values[static_cast<unsigned char>(c)];
    if (v < 0 || ended) return {};
    bits = bits << 6 | static_cast<uint32_t>(v);
    held += 6;
    if (held < 8) continue;
    held -= 8;
    out += static_cast<char>(bits >> held & 255);
  }
  return out;
}

Sent encode_picture(const burnish_call* call, const burnish_reader& reader, Extent size, bool with_alpha,
                    uint64_t max_bytes) {
  const burnish_image_info& info = *reader.info;
  const bool alpha = burnish::has_alpha(info.format), keeps_alpha = alpha && with_alpha;
  const bool same = size.width == info.width && size.height == info.height;
  const int channels = info.format.model + (keeps_alpha ? 1 : 0);
  if (same && keeps_alpha == alpha && info.format.sample == BURNISH_U8) {
    burnish_image_info bare = info;
    bare.meta = nullptr;  // what is known about a photograph is nobody else's business
    burnish_reader view = reader;
    view.info = &bare;
    return encode_pixels(call, view, channels, keeps_alpha, max_bytes);
  }
  Pixels out(size, info.format.model, keeps_alpha, info.color);
  if (alpha && !keeps_alpha && same) {
    // What is below full transparency may matter to nobody, but it is what the picture says.
    const auto all = static_cast<std::size_t>(burnish::channels(info.format)), kept = all - 1;
    read_rows(call, reader, [&](int32_t y, const std::vector<float>& samples) {
      uint8_t* to = out.row(y);
      for (std::size_t x = 0; x < static_cast<std::size_t>(info.width); ++x)
        for (std::size_t c = 0; c < kept; ++c) to[x * kept + c] = to_byte(samples[x * all + c]);
    });
  } else {
    Shrinker shrinker({info.width, info.height}, out, burnish::channels(info.format), alpha);
    read_rows(call, reader, [&](int32_t y, const std::vector<float>& samples) { shrinker.add(y, samples); });
  }
  return encode_pixels(call, out.reader(), channels, keeps_alpha, max_bytes);
}

Sent encode_mask(const burnish_call* call, const burnish_reader& reader, MaskEdit edit) {
  return encode_marks(call, reader, edit, [](const float* pixel) { return to_byte(pixel[0]); });
}

Sent encode_alpha_mask(const burnish_call* call, const burnish_reader& reader, MaskEdit edit) {
  const int alpha = burnish::colour_channels(reader.info->format);
  return encode_marks(call, reader, edit, [alpha](const float* pixel) { return to_byte(255 - pixel[alpha]); });
}

std::string picture_problem(std::string_view b, std::string_view content_type) {
  const std::string type = lower(content_type);
  if (b.empty()) return "an empty answer came instead of a picture";
  if (begins(b, "\x89PNG\r\n\x1a\n")) return whole_png(b) ? "" : "the PNG file is cut off";
  if (begins(b, "\xFF\xD8\xFF")) {
    // The end marker; some writers put a little behind it.
    const std::size_t end = b.rfind("\xFF\xD9");
    return end != std::string_view::npos && b.size() - end < 65536 ? "" : "the JPEG file is cut off";
  }
  if (begins(b, "RIFF") && b.size() >= 12 && b.substr(8, 4) == "WEBP")
    return whole_webp(b) ? "" : "the WebP file is cut off";
  std::string is = type.empty() ? "" : " (" + type.substr(0, 60) + ")";
  if (begins(type, "text/html") || begins(b, "<!DOCTYPE") || begins(b, "<html"))
    return "a web page came instead of a picture" + is;
  if (begins(type, "application/json") || b.front() == '{' || b.front() == '[')
    return "a JSON text came instead of a picture" + is;
  return "what came is neither PNG nor JPEG nor WebP" + is;
}

}  // namespace flux
