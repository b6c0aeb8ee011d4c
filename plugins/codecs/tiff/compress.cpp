#include "compress.hpp"

#include <cstring>

namespace burnish::tiff {
namespace {

template <class T>
void difference(uint8_t* row, std::size_t samples, std::size_t channels) {
  for (std::size_t i = samples; i-- > channels;) {
    T here, left;
    std::memcpy(&here, row + i * sizeof(T), sizeof(T));
    std::memcpy(&left, row + (i - channels) * sizeof(T), sizeof(T));
    here = static_cast<T>(here - left);
    std::memcpy(row + i * sizeof(T), &here, sizeof(T));
  }
}

/// The bytes of all samples, most significant first, go into planes; then byte differences over the whole row.
void difference_float(uint8_t* row, std::size_t samples, std::size_t channels, Bytes& scratch) {
  scratch.assign(row, row + samples * 4);
  for (std::size_t i = 0; i < samples; ++i)
    for (std::size_t b = 0; b < 4; ++b)
      row[b * samples + i] = scratch[i * 4 + (std::endian::native == std::endian::little ? 3 - b : b)];
  difference<uint8_t>(row, samples * 4, channels);
}

/// Codes of 9 to 12 bits, most significant bit first.
class Lzw {
 public:
  explicit Lzw(Bytes& out) : out_(out) { clear(); }

  void encode(const uint8_t* p, std::size_t n) {
    put(clear_code);
    if (n > 0) {
      uint32_t prefix = p[0];
      for (std::size_t i = 1; i < n; ++i) prefix = step(prefix, p[i]);
      put(prefix);
      count();
    }
    put(end_code);
    if (bits_ > 0) out_.push_back(static_cast<uint8_t>(buffer_ << (8 - bits_)));
  }

 private:
  static constexpr uint32_t clear_code = 256, end_code = 257, first_free = 258, last_code = 4094;
  static constexpr uint32_t slots = 1U << 13, none = UINT32_MAX;

  uint32_t step(uint32_t prefix, uint8_t byte) {
    const uint32_t key = prefix << 8 | byte;
    uint32_t slot = (key * 2654435761U) >> (32 - 13);
    while (keys_[slot] != none) {
      if (keys_[slot] == key) return codes_[slot];
      slot = (slot + 1) % slots;
    }
    put(prefix);
    keys_[slot] = key;
    codes_[slot] = static_cast<uint16_t>(next_);
    if (next_ == last_code) {
      put(clear_code);
      clear();
    } else {
      count();
    }
    return byte;
  }

  /// Readers widen the codes one entry early; so do writers.
  void count() {
    ++next_;
    if (next_ == (1U << width_) && width_ < 12) ++width_;
  }

  void clear() {
    keys_.fill(none);
    next_ = first_free;
    width_ = 9;
  }

  void put(uint32_t code) {
    buffer_ = buffer_ << width_ | code;
    bits_ += width_;
    while (bits_ >= 8) {
      bits_ -= 8;
      out_.push_back(static_cast<uint8_t>(buffer_ >> bits_));
    }
  }

  Bytes& out_;
  std::array<uint32_t, slots> keys_;
  std::array<uint16_t, slots> codes_;
  uint32_t next_ = first_free, width_ = 9;
  uint32_t buffer_ = 0, bits_ = 0;
};

}  // namespace

void predict(uint8_t* rows, std::size_t row_count, std::size_t row_bytes, std::size_t channels,
             std::size_t sample_bytes) {
  Bytes scratch;
  for (std::size_t y = 0; y < row_count; ++y, rows += row_bytes) {
    if (sample_bytes == 1)
      difference<uint8_t>(rows, row_bytes, channels);
    else if (sample_bytes == 2)
      difference<uint16_t>(rows, row_bytes / 2, channels);
    else
      difference_float(rows, row_bytes / 4, channels, scratch);
  }
}

Compressor::Compressor(Compression kind, int level) : kind_(kind) {
  if (kind != Compression::Zip) return;
  deflate_.reset(libdeflate_alloc_compressor(level));
  if (deflate_ == nullptr) throw std::bad_alloc();
}

void Compressor::run(const uint8_t* p, std::size_t n, Bytes& out) {
  switch (kind_) {
    case Compression::None:
      out.insert(out.end(), p, p + n);
      return;
    case Compression::Lzw:
      return lzw_encode(p, n, out);
    case Compression::Zip:
      return zip(p, n, out);
  }
}

void Compressor::zip(const uint8_t* p, std::size_t n, Bytes& out) {
  const std::size_t at = out.size();
  out.resize(at + libdeflate_zlib_compress_bound(deflate_.get(), n));
  const std::size_t used = libdeflate_zlib_compress(deflate_.get(), p, n, out.data() + at, out.size() - at);
  if (used == 0) throw error("libdeflate could not compress a strip");
  out.resize(at + used);
}

void lzw_encode(const uint8_t* p, std::size_t n, Bytes& out) { Lzw(out).encode(p, n); }

}  // namespace burnish::tiff
