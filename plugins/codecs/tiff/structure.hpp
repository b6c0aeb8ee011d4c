// The structure of a TIFF file or EXIF block: header, directories, values. Reads classic and BigTIFF in both byte
// orders and trusts nothing: every count and offset is held against the size of the file.
#pragma once
#include <bit>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "burnish/decoder.hpp"

namespace burnish::tiff {

using Bytes = std::vector<uint8_t>;

enum Type : uint16_t {
  Byte = 1,
  Ascii = 2,
  Short = 3,
  Long = 4,
  Rational = 5,
  Undefined = 7,
  Ifd = 13,
  Long8 = 16,
  Ifd8 = 18
};

/// Tags by the names of the specification (TIFF 6.0, its supplements, EXIF 2.3).
namespace tag {
enum : uint16_t {
  new_subfile_type = 254,
  image_width = 256,
  image_length = 257,
  bits_per_sample = 258,
  compression = 259,
  photometric = 262,
  fill_order = 266,
  image_description = 270,
  make = 271,
  model = 272,
  strip_offsets = 273,
  orientation = 274,
  samples_per_pixel = 277,
  rows_per_strip = 278,
  strip_byte_counts = 279,
  x_resolution = 282,
  y_resolution = 283,
  planar_configuration = 284,
  resolution_unit = 296,
  software = 305,
  date_time = 306,
  artist = 315,
  host_computer = 316,
  predictor = 317,
  color_map = 320,
  tile_width = 322,
  tile_length = 323,
  tile_offsets = 324,
  tile_byte_counts = 325,
  sub_ifds = 330,
  ink_set = 332,
  extra_samples = 338,
  sample_format = 339,
  xmp = 700,
  copyright = 33432,
  iptc = 33723,
  icc_profile = 34675,
  exif_ifd = 34665,
  gps_ifd = 34853,
  maker_note = 37500,
  xp_title = 40091,
  xp_subject = 40095,
  photoshop = 34377,
  photoshop_layers = 37724,
  interoperability_ifd = 40965,
  c2pa = 52545
};
}

/// 0 for a type that is not known.
std::size_t bytes_of(uint16_t type);
/// Of the pieces that change places between byte orders: a rational is two numbers of four bytes.
std::size_t swap_unit(uint16_t type);
void swap_bytes(uint8_t* p, std::size_t n, std::size_t unit);

struct Entry {
  uint16_t tag, type;
  uint64_t count;
  uint64_t at;  // of the value
};
struct Directory {
  std::vector<Entry> entries;
  uint64_t next = 0;  // offset of the following directory; 0: none
  [[nodiscard]] const Entry* find(uint16_t tag) const;
};

class Structure {
 public:
  /// Throws bad_data when there is no TIFF header. `source` outlives this.
  explicit Structure(const burnish_source& source);
  /// Over a block in memory, which outlives this.
  explicit Structure(std::string_view block);

  [[nodiscard]] bool native() const { return little_ == (std::endian::native == std::endian::little); }
  [[nodiscard]] uint64_t first() const { return first_; }
  [[nodiscard]] uint64_t size() const { return size_; }

  /// Throws bad_data when it lies outside the file.
  [[nodiscard]] Directory directory(uint64_t at) const;
  /// The value in native byte order; empty when it is larger than `max_bytes` or lies outside.
  [[nodiscard]] Bytes value(const Entry& entry, uint64_t max_bytes) const;
  /// The bytes as they stand in the file.
  [[nodiscard]] Bytes raw(const Entry& entry, uint64_t max_bytes) const;
  /// Numbers of an unsigned type; empty for other types.
  [[nodiscard]] std::vector<uint64_t> numbers(const Directory& d, uint16_t tag, uint64_t max_count) const;
  [[nodiscard]] std::optional<uint64_t> number(const Directory& d, uint16_t tag) const;
  [[nodiscard]] uint64_t number(const Directory& d, uint16_t tag, uint64_t absent) const {
    return number(d, tag).value_or(absent);
  }

 private:
  void read_header();
  [[nodiscard]] bool read(uint64_t at, void* p, std::size_t n) const;
  [[nodiscard]] uint64_t decode(const uint8_t* p, std::size_t n) const;

  const burnish_source* source_ = nullptr;
  std::string_view block_;
  uint64_t size_ = 0, first_ = 0;
  bool little_ = true, big_tiff_ = false;
};

/// Bytes in a source, found out by reading where the host does not know.
uint64_t size_of(const burnish_source& source);

}  // namespace burnish::tiff
