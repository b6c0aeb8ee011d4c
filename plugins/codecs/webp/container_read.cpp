#include <algorithm>
#include <cstring>

#include "container.hpp"

namespace burnish::webp {
namespace {

constexpr uint64_t max_block_bytes = 64U << 20;
constexpr uint32_t max_chunks = 1U << 16;  // a walk over a file made of empty chunks ends here

enum : uint8_t { flag_animation = 0x02, flag_alpha = 0x10 };

uint32_t le(const uint8_t* p, int bytes) {
  uint32_t v = 0;
  for (int i = bytes; i-- > 0;) v = v << 8 | p[i];
  return v;
}

struct Chunk {
  char id[5] = {};
  uint64_t at = 0, size = 0;  // of the payload
  [[nodiscard]] bool is(const char* name) const { return std::memcmp(id, name, 4) == 0; }
};

struct FrameHeader {
  int32_t width, height;
  bool alpha;
};

/// RFC 6386 section 9.1: three bytes of frame tag, a start code, then two 14-bit sides.
FrameHeader lossy_header(const uint8_t* p) {
  if ((p[0] & 1) != 0 || p[3] != 0x9d || p[4] != 0x01 || p[5] != 0x2a)
    throw bad_data("the VP8 frame header is damaged");
  return {static_cast<int32_t>(le(p + 6, 2) & 0x3fff), static_cast<int32_t>(le(p + 8, 2) & 0x3fff), false};
}

/// RFC 9649 section 3.4: a signature byte, two 14-bit sides less one, the alpha hint.
FrameHeader lossless_header(const uint8_t* p) {
  if (p[0] != 0x2f) throw bad_data("the VP8L frame header is damaged");
  const uint32_t bits = le(p + 1, 4);
  return {static_cast<int32_t>(bits & 0x3fff) + 1, static_cast<int32_t>(bits >> 14 & 0x3fff) + 1,
          (bits >> 28 & 1) != 0};
}

class Walk {
 public:
  Walk(const burnish_source& source, uint32_t max_frames) : source_(source), max_frames_(max_frames) {}

  Container run() {
    uint64_t at = open_riff();
    for (uint32_t n = 0; at + 8 <= out_.end; ++n) {
      Chunk c;
      if (!next(at, c)) break;
      if (n == max_chunks) {
        out_.notes.push_back("the file has more than " + std::to_string(max_chunks) + " chunks; the rest was not read");
        break;
      }
      enter(c, n == 0);
      at = c.at + c.size + (c.size & 1);
    }
    finish();
    return std::move(out_);
  }

 private:
  uint64_t open_riff() {
    uint8_t h[12];
    read_exactly(source_, 0, h, sizeof h);
    if (std::memcmp(h, "RIFF", 4) != 0 || std::memcmp(h + 8, "WEBP", 4) != 0) throw bad_data("not a WebP file");
    out_.end = std::min<uint64_t>(uint64_t{8} + le(h + 4, 4), source_.size);
    return sizeof h;
  }

  bool next(uint64_t at, Chunk& c) {
    uint8_t h[8];
    std::size_t got = 0;
    check(source_.read(&source_, at, h, sizeof h, &got), "cannot read");
    if (got != sizeof h) return false;
    std::memcpy(c.id, h, 4);
    c.at = at + 8;
    c.size = le(h + 4, 4);
    return true;
  }

  void enter(const Chunk& c, bool first) {
    if (c.is("VP8X") && first) {
      extended_header(c);
    } else if (c.is("VP8 ") || c.is("VP8L")) {
      still(c);
    } else if (c.is("ALPH")) {
      out_.alpha = true;
    } else if (c.is("ANMF")) {
      if (frames_ < max_frames_)
        ++frames_;
      else
        too_many_ = true;
    } else {
      keep_block(c);
    }
  }

  void extended_header(const Chunk& c) {
    if (c.size < 10) throw bad_data("the VP8X chunk has " + std::to_string(c.size) + " bytes; it needs 10");
    uint8_t h[10];
    read_exactly(source_, c.at, h, sizeof h);
    out_.animated = (h[0] & flag_animation) != 0;
    out_.alpha = (h[0] & flag_alpha) != 0;
    out_.width = static_cast<int32_t>(le(h + 4, 3)) + 1;
    out_.height = static_cast<int32_t>(le(h + 7, 3)) + 1;
    extended_ = true;
  }

  void still(const Chunk& c) {
    if (seen_pixels_) return;
    seen_pixels_ = true;
    uint8_t h[10] = {};
    read_exactly(source_, c.at, h, c.is("VP8L") ? 5 : 10);
    const FrameHeader f = c.is("VP8L") ? lossless_header(h) : lossy_header(h);
    if (extended_ && !out_.animated && (f.width != out_.width || f.height != out_.height))
      throw bad_data("the canvas is " + std::to_string(out_.width) + "x" + std::to_string(out_.height) +
                     " but its picture is " + std::to_string(f.width) + "x" + std::to_string(f.height));
    if (!extended_) {
      out_.width = f.width;
      out_.height = f.height;
      out_.alpha = out_.alpha || f.alpha;
    }
    if (c.at + c.size > source_.size)
      throw bad_data("the file ends early: the picture needs " + std::to_string(c.at + c.size) + " bytes, there are " +
                     std::to_string(source_.size));
  }

  void keep_block(const Chunk& c) {
    Bytes* to = c.is("ICCP")   ? &out_.icc
                : c.is("EXIF") ? &out_.exif
                : c.is("XMP ") ? &out_.xmp
                : c.is("C2PA") ? &out_.c2pa
                               : nullptr;
    if (to == nullptr || !to->empty() || c.size == 0) return;
    if (c.size > max_block_bytes || c.at + c.size > source_.size) {
      out_.notes.push_back(std::string("the ") + c.id + " block is damaged and was left out");
      return;
    }
    Bytes block(c.size);
    std::size_t got = 0;
    check(source_.read(&source_, c.at, block.data(), block.size(), &got), "cannot read");
    if (got == block.size()) *to = std::move(block);
  }

  void finish() {
    if (out_.animated) {
      if (frames_ == 0) throw bad_data("the animation has no frames");
      out_.frames = frames_;
      if (too_many_) out_.notes.push_back("only the first " + std::to_string(frames_) + " frames are read");
    } else if (!seen_pixels_) {
      throw bad_data("there is no picture in the file");
    }
    static constexpr uint8_t exif_mark[] = {'E', 'x', 'i', 'f', 0, 0};  // some writers keep JPEG's
    if (out_.exif.size() > 6 && std::memcmp(out_.exif.data(), exif_mark, 6) == 0)
      out_.exif.erase(out_.exif.begin(), out_.exif.begin() + 6);
  }

  const burnish_source& source_;
  uint32_t max_frames_;
  uint32_t frames_ = 0;
  bool extended_ = false, seen_pixels_ = false, too_many_ = false;
  Container out_;
};

}  // namespace

Container read_container(const burnish_source& source, uint32_t max_frames) {
  return Walk(source, std::max(max_frames, 1U)).run();
}

int32_t exif_orientation(const Bytes& exif) {
  const std::size_t n = exif.size();
  if (n < 14 || exif[0] != exif[1] || (exif[0] != 'I' && exif[0] != 'M')) return 1;
  const bool little = exif[0] == 'I';
  const auto number = [&](std::size_t at, int bytes) {
    uint32_t v = 0;
    for (int i = 0; i < bytes; ++i) v = v << 8 | exif[at + static_cast<std::size_t>(little ? bytes - 1 - i : i)];
    return v;
  };
  const std::size_t directory = number(4, 4);
  if (number(2, 2) != 42 || directory > n - 2) return 1;
  const std::size_t entries = number(directory, 2);
  for (std::size_t i = 0; i < entries; ++i) {
    const std::size_t at = directory + 2 + i * 12;
    if (at + 12 > n) return 1;
    if (number(at, 2) != 0x0112) continue;
    const uint32_t v = number(at + 8, number(at + 2, 2) == 4 ? 4 : 2);
    return v >= 1 && v <= 8 ? static_cast<int32_t>(v) : 1;
  }
  return 1;
}

}  // namespace burnish::webp
