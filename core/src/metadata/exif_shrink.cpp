#include <algorithm>

#include "metadata/exif.hpp"
#include "metadata/tiff_directory.hpp"

namespace burnish {
namespace {

constexpr uint16_t exif_directory = 0x8769, gps_directory = 0x8825, interop_directory = 0xA005, long_type = 4;
constexpr std::size_t entry_bytes = 12, header_bytes = 8;

struct Value {
  uint16_t tag, type;
  uint32_t count;
  std::string bytes;
  int child = -1;  // position of the directory that it points at
};
using Directory = std::vector<Value>;

std::size_t bytes_of(const Value& v) { return entry_bytes + (v.bytes.size() > 4 ? v.bytes.size() + 1 : 0); }

/// The directories of a block taken apart, and put together without what is largest.
class Shrinker {
 public:
  explicit Shrinker(const TiffBytes& in) : in_(in) {}

  bool read() { return read_directory(in_.first(), 0) == 0; }

  void drop_down_to(std::size_t most) {
    while (size() > most) {
      Directory* in = nullptr;
      std::size_t at = 0, largest = 4;
      for (Directory& d : directories_)
        for (std::size_t i = 0; i < d.size(); ++i)
          if (d[i].child < 0 && d[i].bytes.size() > largest) in = &d, at = i, largest = d[i].bytes.size();
      if (in == nullptr) return;
      in->erase(in->begin() + static_cast<std::ptrdiff_t>(at));
    }
  }
  [[nodiscard]] std::size_t size() const {
    std::size_t n = header_bytes;
    for (const Directory& d : directories_) {
      n += 6;
      for (const Value& v : d) n += bytes_of(v);
    }
    return n;
  }

  [[nodiscard]] std::string text() const {
    std::vector<std::size_t> places;
    std::size_t at = header_bytes;
    for (const Directory& d : directories_) {
      places.push_back(at);
      at += 6;
      for (const Value& v : d) at += bytes_of(v);
      at += at & 1U;
    }
    std::string out(in_.bytes().substr(0, 4));
    put(out, header_bytes, 4);
    for (std::size_t i = 0; i < directories_.size(); ++i) {
      out.resize(places[i]);
      write_directory(out, directories_[i], places);
    }
    return out;
  }

 private:
  /// Its position; -1 when it cannot be read.
  int read_directory(uint32_t offset, int level) {
    const auto d = in_.directory(offset);
    if (!d) return -1;
    const std::size_t position = directories_.size();
    directories_.emplace_back();
    for (const TiffEntry& e : d->entries) {
      if (!e.value) continue;
      Value v{e.tag, e.type, e.count, std::string(in_.bytes().substr(e.value->begin, e.value->end - e.value->begin))};
      const bool is_pointer = e.tag == exif_directory || e.tag == gps_directory || e.tag == interop_directory;
      if (is_pointer) {
        const auto child = level < 2 ? in_.integer(e) : std::nullopt;
        v.child = child ? read_directory(*child, level + 1) : -1;
        if (v.child < 0) continue;
      }
      directories_[position].push_back(std::move(v));
    }
    return static_cast<int>(position);
  }

  void write_directory(std::string& out, const Directory& d, const std::vector<std::size_t>& places) const {
    std::size_t values = out.size() + 6 + d.size() * entry_bytes;
    std::string behind;
    put(out, d.size(), 2);
    for (const Value& v : d) {
      put(out, v.tag, 2);
      put(out, v.child < 0 ? v.type : long_type, 2);
      put(out, v.child < 0 ? v.count : 1, 4);
      if (v.child >= 0) {
        put(out, places[static_cast<std::size_t>(v.child)], 4);
      } else if (v.bytes.size() <= 4) {
        out.append(v.bytes).append(4 - v.bytes.size(), '\0');
      } else {
        if ((values + behind.size()) % 2 != 0) behind += '\0';
        put(out, values + behind.size(), 4);
        behind += v.bytes;
      }
    }
    put(out, 0, 4);
    out += behind;
  }
  void put(std::string& out, std::size_t value, int bytes) const {
    for (int i = 0; i < bytes; ++i)
      out += static_cast<char>(value >> 8U * static_cast<unsigned>(in_.little() ? i : bytes - 1 - i) & 0xFFU);
  }

  const TiffBytes& in_;
  std::vector<Directory> directories_;
};

}  // namespace

std::optional<std::string> shrink_exif(std::string_view block, std::size_t most) {
  const auto tiff = TiffBytes::open(block);
  if (!tiff) return std::nullopt;
  Shrinker shrinker(*tiff);
  if (!shrinker.read()) return std::nullopt;
  shrinker.drop_down_to(most);
  if (shrinker.size() > most) return std::nullopt;
  return shrinker.text();
}

}  // namespace burnish
