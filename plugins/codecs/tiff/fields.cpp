#include "fields.hpp"

#include <algorithm>
#include <cstring>

namespace burnish::tiff {
namespace {

constexpr uint64_t max_value_bytes = 16U << 20;  // workflows of generators in Make or UserComment have megabytes
constexpr uint64_t max_all_bytes = 20U << 20;    // of a directory
constexpr std::size_t header_bytes = 8;

struct Tags {
  uint16_t first, last;
};
/// What says how pixels are stored, where other directories are, or what has a block of its own (TIFF 6.0 and its
/// supplements, TIFF/EP, DNG, Photoshop). Everything else is metadata, known here or not.
constexpr Tags storage[] = {
    {254, 259},      // kind, size, bits, compression
    {262, 266},      // photometric, thresholds, fill order
    {273, 273},      // strips
    {277, 281},      // samples, rows, byte counts, extremes
    {284, 284},      // planes
    {288, 293},      // free space, grey response, fax
    {297, 297},      // page number
    {300, 301},      // transfer function
    {317, 317},      // predictor
    {320, 334},      // palette, tiles, sub-directories, inks
    {336, 347},      // dots, extra samples, sample format, clip path, JPEG tables
    {400, 405},      // global parameters
    {512, 532},      // JPEG, YCbCr, reference black and white
    {559, 559},      // strip row counts
    {700, 700},      // XMP
    {32781, 32781},  // image id
    {33421, 33422},  // mosaics of sensors
    {33723, 33723},  // IPTC
    {34377, 34377},  // Photoshop's resources
    {34665, 34665},  // EXIF
    {34675, 34675},  // profile
    {34853, 34853},  // GPS
    {37724, 37724},  // Photoshop's layers
    {40965, 40965},  // interoperability
    {50255, 50255},  // Photoshop's annotations
    {50706, 51125},  // DNG
    {52525, 52553},  // DNG 1.6, C2PA
};

bool descriptive(uint16_t t) {
  return std::none_of(std::begin(storage), std::end(storage), [t](Tags s) { return t >= s.first && t <= s.last; });
}

template <class Wanted>
std::vector<Field> collect(const Structure& s, const Directory& d, Wanted wanted) {
  std::vector<Field> fields;
  uint64_t room = max_all_bytes;  // many entries may name the same bytes
  for (const Entry& e : d.entries) {
    if (!wanted(e.tag) || bytes_of(e.type) == 0 || e.type >= Long8) continue;  // EXIF is classic TIFF
    Bytes value = s.value(e, std::min(max_value_bytes, room));
    room -= value.size();
    if (!value.empty()) fields.push_back({e.tag, e.type, e.count, std::move(value)});
  }
  return fields;
}

/// Nothing when there is none; a damaged directory of metadata does not spoil the picture.
std::optional<Directory> below(const Structure& s, const Directory& d, uint16_t pointer) {
  try {
    const auto at = s.number(d, pointer);
    if (at) return s.directory(*at);
  } catch (const error&) {
    return std::nullopt;
  }
  return std::nullopt;
}

std::vector<Field> collect_below(const Structure& s, const Directory& d, uint16_t pointer) {
  const auto directory = below(s, d, pointer);
  if (!directory) return {};
  try {
    return collect(s, *directory, [](uint16_t t) {
      return t != tag::interoperability_ifd && t != tag::exif_ifd && t != tag::gps_ifd;
    });
  } catch (const error&) {
    return {};
  }
}

}  // namespace

void put_number(Bytes& to, uint64_t v, std::size_t bytes) {
  uint8_t b[8];
  for (std::size_t i = 0; i < bytes; ++i)
    b[std::endian::native == std::endian::little ? i : bytes - 1 - i] = static_cast<uint8_t>(v >> 8 * i);
  to.insert(to.end(), b, b + bytes);
}

Field number_field(uint16_t tag, uint16_t type, const std::vector<uint64_t>& numbers) {
  Field f{tag, type, numbers.size(), {}};
  f.value.reserve(numbers.size() * bytes_of(type));
  for (const uint64_t v : numbers) put_number(f.value, v, bytes_of(type));
  return f;
}

Field bytes_field(uint16_t tag, uint16_t type, std::string_view bytes) {
  Field f{tag, type, (bytes.size() + bytes_of(type) - 1) / bytes_of(type), Bytes(bytes.begin(), bytes.end())};
  f.value.resize(f.count * bytes_of(type));
  return f;
}

Field rational_field(uint16_t tag, uint32_t numerator, uint32_t denominator) {
  Field f{tag, Rational, 1, {}};
  put_number(f.value, numerator, 4);
  put_number(f.value, denominator, 4);
  return f;
}

Bytes directory_bytes(std::vector<Field> fields, uint64_t at, bool big_tiff) {
  std::stable_sort(fields.begin(), fields.end(), [](const Field& a, const Field& b) { return a.tag < b.tag; });
  const std::size_t head = big_tiff ? 8 : 2, step = big_tiff ? 20 : 12, offset = big_tiff ? 8 : 4;
  Bytes table, values;
  const uint64_t values_at = at + head + fields.size() * step + offset;
  put_number(table, fields.size(), head);
  for (const Field& f : fields) {
    put_number(table, f.tag, 2);
    put_number(table, f.type, 2);
    put_number(table, f.count, offset);
    if (f.value.size() <= offset) {
      table.insert(table.end(), f.value.begin(), f.value.end());
      table.resize(table.size() + offset - f.value.size());
    } else {
      if ((values_at + values.size()) % 2 != 0) values.push_back(0);
      put_number(table, values_at + values.size(), offset);
      values.insert(values.end(), f.value.begin(), f.value.end());
    }
  }
  put_number(table, 0, offset);
  table.insert(table.end(), values.begin(), values.end());
  if (table.size() % 2 != 0) table.push_back(0);
  return table;
}

Exif collect_exif(const Structure& structure, const Directory& first) {
  Exif all{collect(structure, first, descriptive),
           collect_below(structure, first, tag::exif_ifd),
           collect_below(structure, first, tag::gps_ifd),
           {}};
  if (const auto exif = below(structure, first, tag::exif_ifd))
    all.interoperability = collect_below(structure, *exif, tag::interoperability_ifd);
  return all;
}

bool maker_note_moves(const Exif& exif) {
  const auto note =
      std::find_if(exif.exif.begin(), exif.exif.end(), [](const Field& f) { return f.tag == tag::maker_note; });
  if (note == exif.exif.end()) return false;
  using namespace std::string_view_literals;
  constexpr std::string_view from_itself[] = {"Nikon\0\2"sv, "Apple iOS\0"sv, "OLYMPUS\0"sv, "OM SYSTEM\0"sv,
                                              "FUJIFILM"sv,  "PENTAX \0"sv,   "HDRP"sv};
  const std::string_view bytes(reinterpret_cast<const char*>(note->value.data()), note->value.size());
  return std::none_of(std::begin(from_itself), std::end(from_itself),
                      [&](std::string_view head) { return bytes.substr(0, head.size()) == head; });
}

Bytes exif_block(const Exif& exif) {
  std::vector<Field> main = exif.main;
  Bytes body;
  const auto add = [&](const std::vector<Field>& fields) {
    const uint64_t at = header_bytes + body.size();
    const Bytes b = directory_bytes(fields, at, false);
    body.insert(body.end(), b.begin(), b.end());
    return at;
  };
  std::vector<Field> camera = exif.exif;
  if (!exif.interoperability.empty())
    camera.push_back(number_field(tag::interoperability_ifd, Long, {add(exif.interoperability)}));
  if (!camera.empty()) main.push_back(number_field(tag::exif_ifd, Long, {add(camera)}));
  if (!exif.gps.empty()) main.push_back(number_field(tag::gps_ifd, Long, {add(exif.gps)}));
  if (main.empty()) return {};
  const uint64_t first = add(main);
  Bytes block(2, std::endian::native == std::endian::little ? 'I' : 'M');
  put_number(block, 42, 2);
  put_number(block, first, 4);
  block.insert(block.end(), body.begin(), body.end());
  return block;
}

}  // namespace burnish::tiff
