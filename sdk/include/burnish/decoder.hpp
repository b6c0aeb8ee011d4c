// burnish/decoder.hpp - decoders. The class is the session; what it is goes into static members:
//
//   struct Qoi : burnish::decoder<Qoi> {
//     static constexpr burnish::about info{"org.example.qoi", 1, "QOI", "Reads QOI pictures."};
//     static constexpr auto params = burnish::no_params<Qoi>;
//     static constexpr const char* format = "qoi";
//     static constexpr std::array<const char*, 2> mime{"image/qoi", nullptr}, extensions{"qoi", nullptr};
//     static constexpr std::array magics{burnish_magic{0, 4, "qoif", nullptr}};
//     void open(const burnish::decode_call&);                        reads headers; fills call.info, call.frames
//     uint32_t shrinks() const;                                      optional; bit n: 1/2^n is cheap
//     void layout(uint32_t frame, uint32_t shrink, burnish_layout&) const;
//     void read(const burnish_call*, uint32_t frame, uint32_t shrink, burnish_tile& out);
//   };
#pragma once
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

#include "codec.h"
#include "picture.hpp"
#include "plugin.hpp"

namespace burnish {
inline namespace v1 {

/// Reads exactly n bytes or throws bad_data.
inline void read_exactly(const burnish_source& s, uint64_t at, void* p, std::size_t n) {
  std::size_t got = 0;
  check(s.read(&s, at, p, n, &got), "cannot read");
  if (got != n) throw bad_data("the file ends early");
}

inline bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto c = static_cast<unsigned char>(text[i]);
    const std::size_t n = c < 0x80 ? 1 : c < 0xC2 ? 0 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : c < 0xF5 ? 4 : 0;
    if (n == 0 || i + n > text.size()) return false;
    for (std::size_t k = 1; k < n; ++k)
      if ((static_cast<unsigned char>(text[i + k]) & 0xC0) != 0x80) return false;
    i += n;
  }
  return true;
}
inline std::string utf8_from_latin1(std::string_view text) {
  std::string out;
  for (const char ch : text) {
    const auto c = static_cast<unsigned char>(ch);
    if (c >= 0x80) out += static_cast<char>(0xC0 | c >> 6);
    out += static_cast<char>(c < 0x80 ? c : 0x80 | (c & 0x3F));
  }
  return out;
}

struct decode_call {
  const burnish_call* call;
  const burnish_source& source;  // outlives the session
  const burnish_limits& limits;
  burnish_image_info& info;  // of frame 0 at full size; pre-filled with shrink 1, orientation 1, scale 1
  uint32_t& frames;
  burnish_meta* meta;  // may be null

  /// Before any allocation: throws BURNISH_LIMIT when width x height x frames exceeds the host's bound.
  void check_size(uint64_t width, uint64_t height) const {
    if (width == 0 || height == 0) throw bad_data("the header says a size of zero");
    if (width > 0x7fffffffU || height > 0x7fffffffU || width > limits.max_pixels / height)
      throw error("the picture is " + std::to_string(width) + "x" + std::to_string(height) + " pixels; the limit is " +
                      std::to_string(limits.max_pixels),
                  BURNISH_LIMIT);
  }
  void set_size(int32_t width, int32_t height) const {
    info.width = width;
    info.height = height;
    info.view[0] = info.view[1] = 0;
    info.view[2] = width;
    info.view[3] = height;
  }
  void set_block(const char* key, const void* p, std::size_t n) const {
    if (meta != nullptr && n > 0) check(meta->set(meta, key, p, n), "cannot keep metadata");
  }
  /// Keeps text under "text:KEY"; what is not UTF-8 is taken for Latin-1.
  void set_text(const std::string& key, std::string_view text) const {
    const std::string utf8 = is_utf8(text) ? std::string(text) : utf8_from_latin1(text);
    set_block(("text:" + key).c_str(), utf8.data(), utf8.size());
  }
  /// Something the user should know that is not a failure.
  void note(const std::string& message) const { call->note(call, message.c_str()); }
};

/// The orientation (1..8) that an EXIF block, from its TIFF header on, states in its first directory; 1 when the block
/// is damaged or says nothing usable.
inline int32_t exif_orientation(const void* block, std::size_t n) {
  const auto* p = static_cast<const unsigned char*>(block);
  if (n < 14 || p[0] != p[1] || (p[0] != 'I' && p[0] != 'M')) return 1;
  const bool little = p[0] == 'I';
  const auto u16 = [p, little](std::size_t at) { return little ? p[at] | p[at + 1] << 8 : p[at] << 8 | p[at + 1]; };
  const auto low = static_cast<std::size_t>(u16(little ? 4 : 6)), high = static_cast<std::size_t>(u16(little ? 6 : 4));
  const std::size_t directory = high << 16 | low;
  if (u16(2) != 42 || directory > n - 2) return 1;
  const int entries = u16(directory);
  std::size_t at = directory + 2;
  for (int i = 0; i < entries && at + 12 <= n; ++i, at += 12) {
    constexpr int orientation_tag = 0x0112, type_short = 3;
    if (u16(at) != orientation_tag) continue;
    const int value = u16(at + 8);
    return u16(at + 2) == type_short && value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}

/// Fills size and view of `info` for a shrink: ceil(w / 2^n) pixels that stand for w / 2^n.
inline void set_shrunk_size(burnish_image_info& info, int32_t width, int32_t height, uint32_t shrink) {
  const auto up = [shrink](int32_t v) { return static_cast<int32_t>((int64_t{v} + (1 << shrink) - 1) >> shrink); };
  const double f = 1 << shrink;
  info.width = up(width);
  info.height = up(height);
  info.view[0] = info.view[1] = 0;
  info.view[2] = width / f;
  info.view[3] = height / f;
  info.shrink = f;
}

/// What layout() says of a picture whose full-size description is `full`. The host's metadata pointer is kept.
inline void describe(burnish_layout& out, const burnish_image_info& full, uint32_t shrink, int32_t access,
                     int32_t grid_width, int32_t grid_height) {
  burnish_image_info& info = *out.info;
  info.format = full.format;
  info.color = full.color;
  info.orientation = full.orientation;
  set_shrunk_size(info, full.width, full.height, shrink);
  out.access = access;
  out.grid[0] = grid_width;
  out.grid[1] = grid_height;
}

/// Throws unless `out` is an allowed request: a rectangle inside the picture, in its format.
inline void check_request(const burnish_image_info& info, const burnish_tile& out) {
  const burnish_rect& r = out.rect;
  if (empty(r) || r.x0 < 0 || r.y0 < 0 || r.x1 > info.width || r.y1 > info.height)
    throw error("a rectangle was asked for that is not inside the picture of " + std::to_string(info.width) + "x" +
                std::to_string(info.height) + " pixels");
  if (std::memcmp(&out.format, &info.format, sizeof out.format) != 0)
    throw error("pixels were asked for in another format than the decoder gives");
}

template <class D>
struct decoder {
  static constexpr const char* kind = "burnish.decoder/1";
  static constexpr int32_t rank = 100;
  [[nodiscard]] uint32_t shrinks() const { return 1; }

  static burnish_status open_session(const burnish_call* c, const burnish_prepare* p, const burnish_source* source,
                                     const burnish_limits* limits, void** session, burnish_image_info* info,
                                     uint32_t* frames, burnish_meta* meta) noexcept {
    return detail::guard(c, [&] {
      auto d = std::make_unique<D>();
      if (p != nullptr && p->values != nullptr) detail::load_values(*d, p->values);
      *frames = 1;
      d->open(decode_call{c, *source, *limits, *info, *frames, meta});
      *session = d.release();
    });
  }
  static uint32_t shrinks_of(const void* s) noexcept { return static_cast<const D*>(s)->shrinks(); }
  static burnish_status layout_of(const burnish_call* c, void* s, uint32_t frame, uint32_t shrink,
                                  burnish_layout* out) noexcept {
    return detail::guard(c, [&] { static_cast<D*>(s)->layout(frame, shrink, *out); });
  }
  static burnish_status read_from(const burnish_call* c, void* s, uint32_t frame, uint32_t shrink,
                                  burnish_tile* out) noexcept {
    return detail::guard(c, [&] { static_cast<D*>(s)->read(c, frame, shrink, *out); });
  }
  static void close_session(void* s) noexcept { delete static_cast<D*>(s); }
  static const void* table() noexcept {
    static constexpr burnish_decoder t = [] {
      burnish_decoder v{};
      v.struct_size = sizeof v;
      v.desc = &detail::desc<D>;
      v.format = D::format;
      v.mime = D::mime.data();
      v.extensions = D::extensions.data();
      v.magics = D::magics.data();
      v.magic_count = static_cast<uint32_t>(D::magics.size());
      v.rank = D::rank;
      if constexpr (requires { &D::probe; }) v.probe = &D::probe;
      v.open = &open_session;
      v.shrinks = &shrinks_of;
      v.layout = &layout_of;
      v.read = &read_from;
      v.close = &close_session;
      return v;
    }();
    return &t;
  }
};
}  // namespace v1
}  // namespace burnish
