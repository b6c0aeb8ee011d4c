#include "metadata/exif.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "metadata/tiff_directory.hpp"

namespace burnish {
namespace {

enum Tag : uint16_t {
  image_width = 0x0100,
  image_length = 0x0101,
  strip_offsets = 0x0111,
  orientation = 0x0112,
  strip_byte_counts = 0x0117,
  tile_offsets = 0x0144,
  tile_byte_counts = 0x0145,
  sub_directories = 0x014A,
  jpeg_offset = 0x0201,
  jpeg_bytes = 0x0202,
  exif_directory = 0x8769,
  icc_profile = 0x8773,
  gps_directory = 0x8825,
  colour_space = 0xA001,
  pixel_x_dimension = 0xA002,
  pixel_y_dimension = 0xA003,
  interop_directory = 0xA005,
  multi_picture_version = 0xB000,
  multi_picture_count = 0xB001,
  multi_picture_list = 0xB002,
  pixel_scale = 0x830E,
  tie_points = 0x8482,
  transformation = 0x85D8,
  interop_index = 0x0001,
  related_width = 0x1001,
  related_length = 0x1002,
};

constexpr uint16_t short_type = 3, long_type = 4;
constexpr int most_directories = 64;

// What speaks of other pixels than those that the block goes along with.
constexpr std::array false_tags{strip_offsets,       strip_byte_counts, tile_offsets, tile_byte_counts,
                                sub_directories,     jpeg_offset,       jpeg_bytes,   multi_picture_version,
                                multi_picture_count, multi_picture_list};

// GeoTIFF: where on the earth pixels lie. The system of coordinates (0x87AF to 0x87B1) stays true without them.
constexpr std::array place_tags{pixel_scale, tie_points, transformation};

// Sorted, overlapping ones joined.
std::vector<Extent> merged(std::vector<Extent> extents) {
  std::sort(extents.begin(), extents.end(), [](const Extent& a, const Extent& b) { return a.begin < b.begin; });
  std::vector<Extent> joined;
  for (const Extent& e : extents) {
    if (!joined.empty() && e.begin <= joined.back().end)
      joined.back().end = std::max(joined.back().end, e.end);
    else
      joined.push_back(e);
  }
  return joined;
}

class Mender {
 public:
  Mender(const TiffBytes& in, const ExifTruth& truth) : in_(in), out_(in.bytes()), truth_(truth) {}

  bool mend() {
    const auto main = take(in_.first());
    if (!main) return false;
    const std::optional<TiffDirectory> exif = take_child(*main, exif_directory);
    const std::optional<TiffDirectory> gps = take_child(*main, gps_directory);
    std::optional<TiffDirectory> interop;
    if (exif) interop = take_child(*exif, interop_directory);
    if (exif) mend_exif(*exif);
    if (interop) mend_interop(*interop);
    mend_main(*main);
    drop_thumbnails(*main);
    if (main->next_at + 4 <= out_.size()) put32(main->next_at - removed_before(main->at), 0);
    return true;
  }
  std::string take_result() { return std::move(out_); }

 private:
  // A directory whose bytes are kept; nothing when it is unreadable or was already met.
  std::optional<TiffDirectory> take(uint32_t offset) {
    if (std::find(seen_.begin(), seen_.end(), offset) != seen_.end()) return std::nullopt;
    auto directory = in_.directory(offset);
    if (!directory) return std::nullopt;
    seen_.push_back(offset);
    kept_.push_back({directory->at, std::min(directory->next_at + 4, out_.size())});
    for (const TiffEntry& e : directory->entries)
      if (e.value) kept_.push_back(*e.value);
    return directory;
  }

  // The directory behind a pointer; a pointer that leads nowhere is removed.
  std::optional<TiffDirectory> take_child(const TiffDirectory& parent, uint16_t tag) {
    const TiffEntry* pointer = parent.find(tag);
    if (pointer == nullptr) return std::nullopt;
    const auto offset = in_.integer(*pointer);
    std::optional<TiffDirectory> child;
    if (offset) child = take(*offset);
    if (!child) remove(parent, *pointer);
    return child;
  }

  void mend_main(const TiffDirectory& d) {
    if (truth_.upright) set(d, orientation, 1);
    set_size(d, image_width, image_length);
    for (const uint16_t tag : false_tags)
      if (const TiffEntry* e = d.find(tag)) remove(d, *e);
    if (!truth_.same_places)
      for (const uint16_t tag : place_tags)
        if (const TiffEntry* e = d.find(tag)) remove(d, *e);
    if (truth_.srgb)
      if (const TiffEntry* e = d.find(icc_profile)) remove(d, *e);
  }

  void mend_exif(const TiffDirectory& d) {
    set_size(d, pixel_x_dimension, pixel_y_dimension);
    if (truth_.srgb) set(d, colour_space, 1);
  }

  void mend_interop(const TiffDirectory& d) {
    set_size(d, related_width, related_length);
    const TiffEntry* e = d.find(interop_index);
    const bool is_text = e != nullptr && e->value && e->value->end - e->value->begin == 4;
    if (truth_.srgb && is_text) out_.replace(e->value->begin - shift(d, *e), 4, "R98", 4);
  }

  void set_size(const TiffDirectory& d, uint16_t width, uint16_t height) {
    if (truth_.size.width <= 0 || truth_.size.height <= 0) return;
    set(d, width, static_cast<uint32_t>(truth_.size.width));
    set(d, height, static_cast<uint32_t>(truth_.size.height));
  }

  // The first element becomes `value`; an entry that cannot hold it is removed.
  void set(const TiffDirectory& d, uint16_t tag, uint32_t value) {
    const TiffEntry* e = d.find(tag);
    if (e == nullptr) return;
    const std::size_t moved = shift(d, *e);
    if (!e->value || e->count == 0) return remove(d, *e);
    const bool is_inline = e->value->begin == e->at + 8;
    const std::size_t at = e->value->begin - (is_inline ? moved : 0);
    if (e->type == short_type && value > 0xFFFF && e->count == 1) {
      put16(e->at - moved + 2, long_type);
      put32(at, value);
    } else if (e->type == short_type && value <= 0xFFFF) {
      put16(at, value);
    } else if (e->type == long_type) {
      put32(at, value);
    } else {
      remove(d, *e);
    }
  }

  // The entries behind it move up by one place, offsets stay.
  void remove(const TiffDirectory& d, const TiffEntry& e) {
    const std::size_t end = std::min(d.next_at + 4, out_.size()), from = e.at - shift(d, e);
    std::memmove(out_.data() + from, out_.data() + from + 12, end - from - 12);
    std::memset(out_.data() + end - 12, 0, 12);
    put16(d.at, static_cast<uint32_t>(d.entries.size() - 1 - removed_before(d.at) / 12));
    removed_.push_back({d.at, e.at});
  }

  // How far earlier removals moved an entry up.
  [[nodiscard]] std::size_t shift(const TiffDirectory& d, const TiffEntry& e) const {
    return 12 * static_cast<std::size_t>(std::count_if(removed_.begin(), removed_.end(), [&](const Removed& r) {
             return r.directory == d.at && r.entry < e.at;
           }));
  }
  [[nodiscard]] std::size_t removed_before(std::size_t directory) const {
    return 12 * static_cast<std::size_t>(std::count_if(removed_.begin(), removed_.end(),
                                                       [&](const Removed& r) { return r.directory == directory; }));
  }

  void drop_thumbnails(const TiffDirectory& main) {
    std::vector<Extent> gone;
    uint32_t offset = main.next;
    for (int i = 0; i < most_directories && offset != 0; ++i) {
      if (std::find(seen_.begin(), seen_.end(), offset) != seen_.end()) break;
      const auto d = in_.directory(offset);
      if (!d) break;
      seen_.push_back(offset);
      gone.push_back({d->at, std::min(d->next_at + 4, out_.size())});
      for (const TiffEntry& e : d->entries)
        if (e.value) gone.push_back(*e.value);
      add_pixels(*d, jpeg_offset, jpeg_bytes, gone);
      add_pixels(*d, strip_offsets, strip_byte_counts, gone);
      offset = d->next;
    }
    if (!gone.empty()) erase(std::move(gone));
  }

  void add_pixels(const TiffDirectory& d, uint16_t offsets, uint16_t sizes, std::vector<Extent>& gone) const {
    const TiffEntry *at = d.find(offsets), *size = d.find(sizes);
    if (at == nullptr || size == nullptr) return;
    for (uint32_t i = 0; i < std::min({at->count, size->count, 4096U}); ++i) {
      const auto begin = in_.integer(*at, i), n = in_.integer(*size, i);
      if (!begin || !n || *begin >= out_.size()) continue;
      gone.push_back({*begin, *begin + std::min<std::size_t>(*n, out_.size() - *begin)});
    }
  }

  // A thumbnail may show what was cropped away: its bytes are zeroed, and cut off where nothing else follows.
  void erase(std::vector<Extent> gone) {
    kept_.push_back({0, 8});
    const std::vector<Extent> kept = merged(std::move(kept_));
    for (const Extent& g : merged(std::move(gone))) {
      std::size_t at = g.begin;
      for (const Extent& k : kept) {
        if (k.end <= at) continue;
        if (k.begin >= g.end) break;
        if (k.begin > at) std::fill(position(at), position(k.begin), '\0');
        at = k.end;
      }
      if (at < g.end) std::fill(position(at), position(g.end), '\0');
    }
    while (out_.size() > kept.back().end && out_.back() == '\0') out_.pop_back();
  }
  [[nodiscard]] std::string::iterator position(std::size_t at) {
    return out_.begin() + static_cast<std::ptrdiff_t>(at);
  }

  void put16(std::size_t at, uint32_t v) {
    const auto low = static_cast<char>(v & 0xFFU), high = static_cast<char>(v >> 8U & 0xFFU);
    out_[at] = in_.little() ? low : high;
    out_[at + 1] = in_.little() ? high : low;
  }
  void put32(std::size_t at, uint32_t v) {
    put16(at, in_.little() ? v : v >> 16U);
    put16(at + 2, in_.little() ? v >> 16U : v);
  }

  struct Removed {
    std::size_t directory, entry;
  };
  const TiffBytes& in_;
  std::string out_;
  const ExifTruth& truth_;
  std::vector<uint32_t> seen_;
  std::vector<Extent> kept_;
  std::vector<Removed> removed_;
};

}  // namespace

bool places_pixels_on_earth(std::string_view block) {
  const auto tiff = TiffBytes::open(block);
  const auto main = tiff ? tiff->directory(tiff->first()) : std::nullopt;
  return main &&
         std::any_of(place_tags.begin(), place_tags.end(), [&](uint16_t tag) { return main->find(tag) != nullptr; });
}

std::optional<std::string> mend_exif(std::string_view block, const ExifTruth& truth) {
  const auto tiff = TiffBytes::open(block);
  if (!tiff) return std::nullopt;
  Mender mender(*tiff, truth);
  if (!mender.mend()) return std::nullopt;
  return mender.take_result();
}

}  // namespace burnish
