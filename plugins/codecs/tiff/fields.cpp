#include "fields.hpp"

#include <algorithm>
#include <cstring>

namespace burnish::tiff {
namespace {

constexpr uint64_t max_value_bytes = 64U << 10;
constexpr std::size_t header_bytes = 8;

bool descriptive(uint16_t t) {
  static constexpr uint16_t tags[] = {tag::image_description, tag::make,         tag::model,           tag::orientation,
                                      tag::x_resolution,      tag::y_resolution, tag::resolution_unit, tag::software,
                                      tag::date_time,         tag::artist,       tag::host_computer,   tag::copyright};
  return std::find(std::begin(tags), std::end(tags), t) != std::end(tags) ||
         (t >= tag::xp_title && t <= tag::xp_subject);
}

template <class Wanted>
std::vector<Field> collect(const Structure& s, const Directory& d, Wanted wanted) {
  std::vector<Field> fields;
  for (const Entry& e : d.entries) {
    if (!wanted(e.tag) || bytes_of(e.type) == 0 || e.type >= Long8) continue;  // EXIF is classic TIFF
    Bytes value = s.value(e, max_value_bytes);
    if (!value.empty()) fields.push_back({e.tag, e.type, e.count, std::move(value)});
  }
  return fields;
}

std::vector<Field> collect_below(const Structure& s, const Directory& first, uint16_t pointer) {
  const auto at = s.number(first, pointer);
  if (!at) return {};
  try {
    return collect(s, s.directory(*at), [](uint16_t t) {
      return t != tag::maker_note && t != tag::interoperability_ifd && t != tag::exif_ifd && t != tag::gps_ifd;
    });
  } catch (const error&) {
    return {};  // a damaged directory of metadata does not spoil the picture
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
  return {collect(structure, first, descriptive), collect_below(structure, first, tag::exif_ifd),
          collect_below(structure, first, tag::gps_ifd)};
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
  if (!exif.exif.empty()) main.push_back(number_field(tag::exif_ifd, Long, {add(exif.exif)}));
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
