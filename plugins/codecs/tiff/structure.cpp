#include "structure.hpp"

#include <algorithm>
#include <cstring>

namespace burnish::tiff {
namespace {

constexpr uint64_t max_entries = 0xffff;

bool readable(const burnish_source& s, uint64_t at) {
  uint8_t b = 0;
  std::size_t got = 0;
  check(s.read(&s, at, &b, 1, &got), "cannot read");
  return got == 1;
}

}  // namespace

std::size_t bytes_of(uint16_t type) {
  static constexpr std::array<uint8_t, 19> sizes{0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};
  return type < sizes.size() ? sizes[type] : 0;
}

std::size_t swap_unit(uint16_t type) { return type == Rational || type == 10 ? 4 : bytes_of(type); }

void swap_bytes(uint8_t* p, std::size_t n, std::size_t unit) {
  if (unit == 2) {
    for (std::size_t i = 0; i + 2 <= n; i += 2) std::swap(p[i], p[i + 1]);
  } else if (unit > 2) {
    for (std::size_t i = 0; i + unit <= n; i += unit) std::reverse(p + i, p + i + unit);
  }
}

uint64_t size_of(const burnish_source& source) {
  if (source.size != UINT64_MAX) return source.size;
  uint64_t below = 0, above = 1;  // sizes: `below` bytes are there, `above` are not
  while (above < uint64_t{1} << 62 && readable(source, above - 1)) {
    below = above;
    above *= 2;
  }
  while (above - below > 1) {
    const uint64_t middle = below + (above - below) / 2;
    (readable(source, middle - 1) ? below : above) = middle;
  }
  return below;
}

const Entry* Directory::find(uint16_t wanted) const {
  const auto it = std::find_if(entries.begin(), entries.end(), [=](const Entry& e) { return e.tag == wanted; });
  return it == entries.end() ? nullptr : &*it;
}

Structure::Structure(const burnish_source& source) : source_(&source), size_(size_of(source)) { read_header(); }

Structure::Structure(std::string_view block) : block_(block), size_(block.size()) { read_header(); }

bool Structure::read(uint64_t at, void* p, std::size_t n) const {
  if (at > size_ || n > size_ - at) return false;
  if (source_ == nullptr) {
    std::memcpy(p, block_.data() + at, n);
    return true;
  }
  std::size_t got = 0;
  check(source_->read(source_, at, p, n, &got), "cannot read");
  return got == n;
}

uint64_t Structure::decode(const uint8_t* p, std::size_t n) const {
  uint64_t v = 0;
  for (std::size_t i = 0; i < n; ++i) v = v << 8 | p[little_ ? n - 1 - i : i];
  return v;
}

void Structure::read_header() {
  uint8_t h[16] = {};
  if (!read(0, h, 8)) throw bad_data("not a TIFF file: it has only " + std::to_string(size_) + " bytes");
  if (h[0] != h[1] || (h[0] != 'I' && h[0] != 'M')) throw bad_data("not a TIFF file");
  little_ = h[0] == 'I';
  const uint64_t version = decode(h + 2, 2);
  if (version == 43) {
    if (!read(0, h, 16) || decode(h + 4, 2) != 8) throw bad_data("the BigTIFF header is damaged");
    big_tiff_ = true;
    first_ = decode(h + 8, 8);
  } else if (version == 42) {
    first_ = decode(h + 4, 4);
  } else {
    throw bad_data("not a TIFF file: its version is " + std::to_string(version) + ", not 42 or 43");
  }
}

Directory Structure::directory(uint64_t at) const {
  const std::size_t head = big_tiff_ ? 8 : 2, step = big_tiff_ ? 20 : 12, offset = big_tiff_ ? 8 : 4;
  uint8_t b[8];
  if (!read(at, b, head))
    throw bad_data("a directory at byte " + std::to_string(at) + " lies outside the file of " + std::to_string(size_) +
                   " bytes");
  const uint64_t n = decode(b, head);
  if (n == 0 || n > max_entries) throw bad_data("a directory claims " + std::to_string(n) + " entries");
  Bytes table(n * step);
  if (!read(at + head, table.data(), table.size())) throw bad_data("the file ends within a directory");

  Directory d;
  d.entries.reserve(n);
  for (uint64_t i = 0; i < n; ++i) {
    const uint8_t* p = table.data() + i * step;
    Entry e{static_cast<uint16_t>(decode(p, 2)), static_cast<uint16_t>(decode(p + 2, 2)), decode(p + 4, offset), 0};
    const std::size_t unit = bytes_of(e.type);
    if (unit == 0 || e.count > size_ / unit) continue;
    e.at = e.count * unit <= offset ? at + head + i * step + 4 + offset : decode(p + 4 + offset, offset);
    d.entries.push_back(e);
  }
  if (read(at + head + table.size(), b, offset)) d.next = decode(b, offset);
  return d;
}

Bytes Structure::raw(const Entry& entry, uint64_t max_bytes) const {
  const uint64_t n = entry.count * bytes_of(entry.type);
  if (n == 0 || n > max_bytes || entry.at > size_ || n > size_ - entry.at) return {};
  Bytes b(n);
  return read(entry.at, b.data(), b.size()) ? b : Bytes{};
}

Bytes Structure::value(const Entry& entry, uint64_t max_bytes) const {
  Bytes b = raw(entry, max_bytes);
  if (!native()) swap_bytes(b.data(), b.size(), swap_unit(entry.type));
  return b;
}

std::vector<uint64_t> Structure::numbers(const Directory& d, uint16_t tag, uint64_t max_count) const {
  const Entry* e = d.find(tag);
  if (e == nullptr || e->count > max_count) return {};
  if (e->type != Byte && e->type != Short && e->type != Long && e->type != Ifd && e->type != Long8 && e->type != Ifd8)
    return {};
  const std::size_t unit = bytes_of(e->type);
  if (unit == 0) return {};
  const Bytes b = raw(*e, max_count * unit);
  std::vector<uint64_t> v(b.size() / unit);
  for (std::size_t i = 0; i < v.size(); ++i) v[i] = decode(b.data() + i * unit, unit);
  return v;
}

std::optional<uint64_t> Structure::number(const Directory& d, uint16_t tag) const {
  const Entry* e = d.find(tag);
  if (e == nullptr || e->count == 0) return std::nullopt;
  Directory one;
  one.entries.push_back({e->tag, e->type, 1, e->at});
  const std::vector<uint64_t> v = numbers(one, tag, 1);
  return v.empty() ? std::nullopt : std::optional<uint64_t>(v[0]);
}

}  // namespace burnish::tiff
