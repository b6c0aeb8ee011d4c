#include "page.hpp"

#include <tiffio.h>

#include <algorithm>
#include <set>

namespace burnish::tiff {
namespace {

constexpr uint64_t max_icc_bytes = 32U << 20;
constexpr uint64_t large_strip_bytes = 8U << 20;  // above, rows are decoded one by one
constexpr uint64_t max_strips = 1U << 24;
constexpr uint32_t max_channels = 64;

error unsupported(const std::string& what) { return error(what, BURNISH_UNSUPPORTED); }

class Reading {
 public:
  Reading(const Structure& s, uint64_t at, const burnish_limits& limits) : s_(s), d_(s.directory(at)), limits_(limits) {
    page_.directory = at;
  }

  Page run() {
    size();
    storage();
    samples();
    colour();
    blocks();
    orientation_and_profile();
    choose_way();
    return std::move(page_);
  }

 private:
  uint64_t number(uint16_t tag, uint64_t absent) const { return s_.number(d_, tag, absent); }

  void size() {
    const uint64_t w = number(tag::image_width, 0), h = number(tag::image_length, 0);
    if (w == 0 || h == 0) throw bad_data("the directory has no width or height");
    if (w > 0x7fffffffU || h > 0x7fffffffU || w > limits_.max_pixels / h)
      throw error("the picture is " + std::to_string(w) + "x" + std::to_string(h) + " pixels; the limit is " +
                      std::to_string(limits_.max_pixels),
                  BURNISH_LIMIT);
    page_.width = static_cast<int32_t>(w);
    page_.height = static_cast<int32_t>(h);
  }

  void storage() {
    page_.compression = static_cast<uint16_t>(number(tag::compression, COMPRESSION_NONE));
    if (page_.compression == COMPRESSION_OJPEG)
      throw unsupported("the old JPEG-in-TIFF (compression 6) is not read; save the file again with another program");
    if (TIFFIsCODECConfigured(page_.compression) == 0)
      throw unsupported("TIFF compression " + std::to_string(page_.compression) + " is not supported");
    if (number(tag::new_subfile_type, 0) % 2 == 1 && d_.find(tag::sub_ifds) != nullptr)
      throw unsupported("this looks like a camera raw file: its first picture is only a thumbnail");
    const uint64_t planar = number(tag::planar_configuration, PLANARCONFIG_CONTIG);
    if (planar != PLANARCONFIG_CONTIG && planar != PLANARCONFIG_SEPARATE)
      throw bad_data("planar configuration " + std::to_string(planar) + " does not exist");
    const uint64_t n = number(tag::samples_per_pixel, 1);
    if (n == 0 || n > max_channels) throw unsupported("pixels of " + std::to_string(n) + " samples are not supported");
    page_.stored_channels = static_cast<uint32_t>(n);
    page_.separate = planar == PLANARCONFIG_SEPARATE && n > 1;
  }

  void samples() {
    const auto same = [&](uint16_t tag, uint64_t absent) {
      const std::vector<uint64_t> v = s_.numbers(d_, tag, max_channels);
      if (std::adjacent_find(v.begin(), v.end(), std::not_equal_to<>()) != v.end())
        throw unsupported("channels of different bit depths or kinds are not supported");
      return v.empty() ? absent : v[0];
    };
    const uint64_t bits = same(tag::bits_per_sample, 1), kind = same(tag::sample_format, SAMPLEFORMAT_UINT);
    page_.bits = static_cast<uint32_t>(std::min<uint64_t>(bits, 1U << 16));
    if (kind == SAMPLEFORMAT_IEEEFP && (bits == 16 || bits == 32 || bits == 64))
      page_.samples = bits == 16 ? Samples::F16 : bits == 32 ? Samples::F32 : Samples::F64;
    else if ((kind == SAMPLEFORMAT_UINT || kind == SAMPLEFORMAT_VOID) && ((bits >= 1 && bits <= 16) || bits == 32))
      page_.samples = bits == 8 ? Samples::U8 : bits == 16 ? Samples::U16 : bits == 32 ? Samples::U32 : Samples::Packed;
    else
      throw unsupported("samples of " + std::to_string(bits) + " bits and kind " + std::to_string(kind) +
                        (kind == SAMPLEFORMAT_INT ? " (signed)" : "") + " are not supported");
    page_.format.sample = page_.samples == Samples::F16                                          ? BURNISH_F16
                          : page_.samples == Samples::U16 || (page_.bits > 8 && page_.bits < 16) ? BURNISH_U16
                          : page_.bits <= 8                                                      ? BURNISH_U8
                                                                                                 : BURNISH_F32;
    page_.format.layout = BURNISH_INTERLEAVED;
    page_.format.light = BURNISH_LIGHT_ENCODED;
    page_.format.alpha = BURNISH_ALPHA_NONE;
  }

  void colour() {
    const auto kind = s_.number(d_, tag::photometric);
    page_.photometric =
        static_cast<uint16_t>(kind.value_or(page_.stored_channels >= 3 ? PHOTOMETRIC_RGB : PHOTOMETRIC_MINISBLACK));
    if (!kind) page_.notes.push_back("the file does not say what its colours are; taken for gray or RGB");
    switch (page_.photometric) {
      case PHOTOMETRIC_MINISWHITE:
      case PHOTOMETRIC_MINISBLACK:
        page_.white_is_zero = page_.photometric == PHOTOMETRIC_MINISWHITE;
        return channels(BURNISH_GRAY, 1);
      case PHOTOMETRIC_RGB:
        return channels(BURNISH_RGB, 3);
      case PHOTOMETRIC_PALETTE:
        return palette();
      case PHOTOMETRIC_SEPARATED:
        if (number(tag::ink_set, INKSET_CMYK) != INKSET_CMYK)
          throw unsupported("inks other than CMYK are not supported");
        return channels(BURNISH_CMYK, 4);
      case PHOTOMETRIC_YCBCR:
        if (page_.compression == COMPRESSION_JPEG && !page_.separate && page_.samples == Samples::U8)
          return channels(BURNISH_RGB, 3);  // libjpeg converts
        [[fallthrough]];
      case PHOTOMETRIC_CIELAB:
      case PHOTOMETRIC_LOGL:
      case PHOTOMETRIC_LOGLUV:
        if (page_.bits != 8 && page_.bits != 16)
          throw unsupported("YCbCr, L*a*b* and LogLuv pictures of " + std::to_string(page_.bits) +
                            " bits are not supported");
        page_.way = Way::Colour;
        page_.format.sample = BURNISH_U8;
        page_.format.model = BURNISH_RGB;
        page_.notes.push_back("its colours were converted to 8-bit RGB");
        return;
      default:
        throw unsupported("photometric interpretation " + std::to_string(page_.photometric) + " is not supported");
    }
  }

  void channels(uint8_t model, uint32_t colours) {
    if (page_.stored_channels < colours)
      throw bad_data("the picture has " + std::to_string(page_.stored_channels) + " channels; its colours need " +
                     std::to_string(colours));
    page_.format.model = model;
    const uint32_t extra = page_.stored_channels - colours;
    if (extra == 0) return;
    const std::vector<uint64_t> kinds = s_.numbers(d_, tag::extra_samples, max_channels);
    if (!kinds.empty() && kinds[0] == EXTRASAMPLE_ASSOCALPHA) {
      page_.format.alpha = BURNISH_ALPHA_PREMUL;
    } else if (!kinds.empty() && kinds[0] == EXTRASAMPLE_UNASSALPHA) {
      page_.format.alpha = BURNISH_ALPHA_STRAIGHT;
    } else if (kinds.empty() && extra == 1) {
      page_.format.alpha = BURNISH_ALPHA_STRAIGHT;
      page_.notes.push_back("the file does not say what its last channel is; taken for alpha");
    }
    const uint32_t left_out = extra - (page_.format.alpha == BURNISH_ALPHA_NONE ? 0 : 1);
    if (left_out > 0) page_.notes.push_back(std::to_string(left_out) + " extra channels were left out");
  }

  void palette() {
    if (page_.bits > 16 || page_.stored_channels != 1 || page_.samples == Samples::F16)
      throw unsupported("a palette goes with one channel of at most 16 bits");
    const std::size_t n = std::size_t{3} << page_.bits;
    const std::vector<uint64_t> map = s_.numbers(d_, tag::color_map, n);
    if (map.size() != n) throw bad_data("the palette is missing or not of " + std::to_string(n) + " values");
    page_.color_map.assign(map.begin(), map.end());
    page_.format.model = BURNISH_RGB;
    page_.format.sample = BURNISH_U8;
    // Some writers put 8-bit values where the specification asks for 16 bits; libtiff guesses the same way.
    const bool wide = std::any_of(map.begin(), map.end(), [](uint64_t v) { return v > 255; });
    for (uint16_t& v : page_.color_map) v = static_cast<uint16_t>(wide ? v >> 8 : v);
  }

  void blocks() {
    page_.tiled = d_.find(tag::tile_width) != nullptr;
    if (page_.tiled) {
      const uint64_t w = number(tag::tile_width, 0), h = number(tag::tile_length, 0);
      // A tile may be larger than its picture, but not out of all proportion to it.
      const uint64_t bound =
          std::max<uint64_t>(uint64_t{4096} * 4096,
                             uint64_t{4} * static_cast<uint64_t>(page_.width) * static_cast<uint64_t>(page_.height));
      if (w == 0 || h == 0 || w > 0x7fffffffU || h > 0x7fffffffU || w > bound / h)
        throw bad_data("tiles of " + std::to_string(w) + "x" + std::to_string(h) + " pixels make no sense here");
      page_.block_width = static_cast<int32_t>(w);
      page_.block_height = static_cast<int32_t>(h);
    } else {
      page_.block_width = page_.width;
      const uint64_t rows = number(tag::rows_per_strip, UINT32_MAX);
      if (rows == 0) throw bad_data("strips of no rows");
      page_.block_height = static_cast<int32_t>(std::min<uint64_t>(rows, static_cast<uint64_t>(page_.height)));
    }
  }

  void orientation_and_profile() {
    const uint64_t o = number(tag::orientation, 1);
    page_.orientation = o >= 1 && o <= 8 ? static_cast<int32_t>(o) : 1;
    if (page_.way == Way::Colour) return;  // the profile speaks about the colours before
    if (const Entry* e = d_.find(tag::icc_profile)) page_.icc = s_.raw(*e, max_icc_bytes);
  }

  void choose_way() {
    if (page_.way == Way::Colour) return;
    if (direct()) {
      page_.way = Way::Direct;
    } else if (!page_.tiled && !page_.separate &&
               page_.stored_row_bytes(page_.width) * static_cast<uint64_t>(page_.block_height) > large_strip_bytes) {
      page_.way = Way::Rows;
    }
  }

  /// Whether the rows can be taken from the file as they are; finds where they lie.
  bool direct() {
    if (page_.compression != COMPRESSION_NONE || page_.tiled || page_.separate || page_.white_is_zero ||
        !page_.color_map.empty() || page_.samples == Samples::Packed || page_.samples == Samples::U32 ||
        page_.samples == Samples::F64 || static_cast<uint32_t>(page_.channels()) != page_.stored_channels ||
        number(tag::fill_order, FILLORDER_MSB2LSB) != FILLORDER_MSB2LSB || page_.photometric == PHOTOMETRIC_YCBCR)
      return false;
    const int32_t rows = page_.block_height;
    const uint64_t strips =
        (static_cast<uint64_t>(page_.height) + static_cast<uint64_t>(rows) - 1) / static_cast<uint64_t>(rows);
    const std::vector<uint64_t> offsets = s_.numbers(d_, tag::strip_offsets, max_strips);
    const std::vector<uint64_t> counts = s_.numbers(d_, tag::strip_byte_counts, max_strips);
    if (offsets.size() != strips || counts.size() != strips) return false;
    const uint64_t row_bytes = page_.stored_row_bytes(page_.width);
    uint64_t expected = 0;
    for (uint64_t i = 0; i < strips; ++i) {
      const int32_t first = static_cast<int32_t>(i) * rows;
      const uint64_t bytes = row_bytes * static_cast<uint64_t>(std::min(rows, page_.height - first));
      if (counts[i] < bytes || offsets[i] > s_.size() || bytes > s_.size() - offsets[i]) {
        page_.runs.clear();
        return false;
      }
      if (page_.runs.empty() || offsets[i] != expected) page_.runs.push_back({first, offsets[i]});
      expected = offsets[i] + bytes;
    }
    return true;
  }

  const Structure& s_;
  Directory d_;
  const burnish_limits& limits_;
  Page page_;
};

}  // namespace

Page read_page(const Structure& structure, uint64_t directory, const burnish_limits& limits) {
  return Reading(structure, directory, limits).run();
}

std::vector<uint64_t> find_pages(const Structure& structure, std::size_t max, std::vector<std::string>& notes) {
  constexpr std::size_t max_directories = 1U << 16;
  constexpr uint64_t reduced_or_mask = FILETYPE_REDUCEDIMAGE | FILETYPE_MASK;
  std::vector<uint64_t> pages;
  std::set<uint64_t> seen;
  for (uint64_t at = structure.first(); at != 0 && seen.size() < max_directories;) {
    if (!seen.insert(at).second) {
      notes.push_back("the chain of pages runs in a circle; it was cut there");
      break;
    }
    try {
      const Directory d = structure.directory(at);
      if (pages.empty() || (structure.number(d, tag::new_subfile_type, 0) & reduced_or_mask) == 0) {
        if (pages.size() == max) {
          notes.push_back("only the first " + std::to_string(max) + " pages are read");
          break;
        }
        pages.push_back(at);
      }
      at = d.next;
    } catch (const error&) {
      if (pages.empty()) throw;
      notes.push_back("the directory after page " + std::to_string(pages.size()) + " is damaged; later pages are lost");
      break;
    }
  }
  if (pages.empty()) throw bad_data("there is no picture in the file");
  return pages;
}

}  // namespace burnish::tiff
