#include "image/icc_profile.hpp"

#include <algorithm>
#include <cmath>

namespace burnish {
namespace {

constexpr std::size_t header_bytes = 128, tag_bytes = 12, most_tags = 1024;

uint32_t big16(std::string_view b, std::size_t at) {
  return static_cast<uint32_t>(static_cast<uint8_t>(b[at])) << 8U | static_cast<uint8_t>(b[at + 1]);
}
uint32_t big32(std::string_view b, std::size_t at) { return big16(b, at) << 16U | big16(b, at + 2); }
double fixed(std::string_view b, std::size_t at) { return static_cast<int32_t>(big32(b, at)) / 65536.0; }

// parametricCurveType, section 10.18: parameters g a b c d e f, of which type n has as many as `counts` says.
std::optional<double> parametric(std::string_view tag, double x) {
  static constexpr std::array<std::size_t, 5> counts{1, 3, 4, 5, 7};
  if (tag.size() < 12) return std::nullopt;
  const uint32_t type = big16(tag, 8);
  if (type >= counts.size() || tag.size() < 12 + 4 * counts[type]) return std::nullopt;
  std::array<double, 7> p{1, 1, 0, 0, 0, 0, 0};
  for (std::size_t i = 0; i < counts[type]; ++i) p[i] = fixed(tag, 12 + 4 * i);
  const auto [g, a, b, c, d, e, f] = p;
  const double base = a * x + b, power = std::pow(std::max(base, 0.0), g);
  switch (type) {
    case 0:
      return std::pow(x, g);
    case 1:
      return base >= 0 ? power : 0.0;
    case 2:
      return base >= 0 ? power + c : c;
    case 3:
      return x >= d ? power : c * x;
    default:
      return x >= d ? power + e : c * x + f;
  }
}

std::optional<double> sampled(std::string_view tag, double x) {
  if (tag.size() < 12) return std::nullopt;
  const std::size_t n = big32(tag, 8);
  if (n == 0) return x;
  if (n > (tag.size() - 12) / 2) return std::nullopt;
  if (n == 1) return std::pow(x, big16(tag, 12) / 256.0);
  const double position = x * static_cast<double>(n - 1);
  const auto i = std::min(static_cast<std::size_t>(position), n - 2);
  const double low = big16(tag, 12 + 2 * i), high = big16(tag, 14 + 2 * i);
  return (low + (high - low) * (position - static_cast<double>(i))) / 65535.0;
}

void append_utf8(std::string& out, uint32_t c) {
  if (c < 0x20 || c == 0x7F) return;
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0U | c >> 6U);
    out += static_cast<char>(0x80U | (c & 0x3FU));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0U | c >> 12U);
    out += static_cast<char>(0x80U | (c >> 6U & 0x3FU));
    out += static_cast<char>(0x80U | (c & 0x3FU));
  } else {
    out += static_cast<char>(0xF0U | c >> 18U);
    out += static_cast<char>(0x80U | (c >> 12U & 0x3FU));
    out += static_cast<char>(0x80U | (c >> 6U & 0x3FU));
    out += static_cast<char>(0x80U | (c & 0x3FU));
  }
}

std::string from_utf16(std::string_view units) {
  std::string out;
  for (std::size_t i = 0; i + 1 < units.size(); i += 2) {
    uint32_t c = big16(units, i);
    if (c >= 0xD800 && c < 0xDC00 && i + 3 < units.size()) {
      const uint32_t low = big16(units, i + 2);
      if (low < 0xDC00 || low > 0xDFFF) continue;
      c = 0x10000 + ((c - 0xD800) << 10U) + (low - 0xDC00);
      i += 2;
    } else if (c >= 0xD800 && c < 0xE000) {
      continue;
    }
    append_utf8(out, c);
  }
  return out;
}

// multiLocalizedUnicodeType: records of language, country, length, offset.
std::string localised(std::string_view tag) {
  constexpr std::size_t longest = 2048;
  if (tag.size() < 28 || big32(tag, 12) < 12) return {};
  const std::size_t count = big32(tag, 8), step = big32(tag, 12);
  std::string first;
  for (std::size_t i = 0; i < std::min<std::size_t>(count, 256) && 16 + i * step + 12 <= tag.size(); ++i) {
    const std::size_t at = 16 + i * step;
    const std::size_t size = std::min<std::size_t>(big32(tag, at + 4), longest), offset = big32(tag, at + 8);
    if (offset > tag.size() || size > tag.size() - offset) continue;
    std::string text = from_utf16(tag.substr(offset, size));
    if (tag.substr(at, 2) == "en") return text;
    if (first.empty()) first = std::move(text);
  }
  return first;
}

std::string plain_text(std::string_view bytes) {
  std::string text;
  for (const char c : bytes) {
    if (c == '\0') break;
    append_utf8(text, static_cast<uint8_t>(c) < 0x80 ? static_cast<uint8_t>(c) : uint32_t{'?'});
  }
  return text;
}

}  // namespace

uint32_t IccProfile::u32(std::size_t at) const { return big32(bytes_, at); }

std::optional<IccProfile> IccProfile::parse(std::string_view bytes) {
  if (bytes.size() < header_bytes + 4 || big32(bytes, 36) != icc_signature("acsp")) return std::nullopt;
  const std::size_t stated = big32(bytes, 0);
  if (stated < header_bytes + 4 || stated > bytes.size()) return std::nullopt;
  IccProfile profile(bytes.substr(0, stated));
  profile.tags_ = big32(bytes, header_bytes);
  if (profile.tags_ > most_tags || header_bytes + 4 + profile.tags_ * tag_bytes > stated) return std::nullopt;
  return profile;
}

std::string_view IccProfile::find(uint32_t tag) const {
  for (std::size_t i = 0; i < tags_; ++i) {
    const std::size_t at = header_bytes + 4 + i * tag_bytes;
    if (u32(at) != tag) continue;
    const std::size_t offset = u32(at + 4), size = u32(at + 8);
    if (offset > bytes_.size() || size > bytes_.size() - offset || size < 8) return {};
    return bytes_.substr(offset, size);
  }
  return {};
}

std::optional<std::array<double, 3>> IccProfile::xyz(uint32_t tag) const {
  const std::string_view b = find(tag);
  if (b.size() < 20 || big32(b, 0) != icc_signature("XYZ ")) return std::nullopt;
  return std::array{fixed(b, 8), fixed(b, 12), fixed(b, 16)};
}

std::optional<double> IccProfile::curve(uint32_t tag, double x) const {
  const std::string_view b = find(tag);
  if (b.empty()) return std::nullopt;
  if (big32(b, 0) == icc_signature("curv")) return sampled(b, x);
  if (big32(b, 0) == icc_signature("para")) return parametric(b, x);
  return std::nullopt;
}

std::string IccProfile::description() const {
  const std::string_view b = find(icc_signature("desc"));
  if (b.size() < 12) return {};
  if (big32(b, 0) == icc_signature("mluc")) return localised(b);
  if (big32(b, 0) == icc_signature("desc")) return plain_text(b.substr(12, big32(b, 8)));
  return {};
}

}  // namespace burnish
