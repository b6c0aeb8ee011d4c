#include "text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

namespace midjourney {
namespace {

void append_utf8(std::string& out, uint32_t c) {
  const auto put = [&](uint32_t v) { out += static_cast<char>(static_cast<unsigned char>(v)); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | (c >> 6));
    put(0x80 | (c & 63));
  } else if (c < 0x10000) {
    put(0xE0 | (c >> 12));
    put(0x80 | ((c >> 6) & 63));
    put(0x80 | (c & 63));
  } else {
    put(0xF0 | (c >> 18));
    put(0x80 | ((c >> 12) & 63));
    put(0x80 | ((c >> 6) & 63));
    put(0x80 | (c & 63));
  }
}

unsigned char byte_at(std::string_view s, std::size_t i) { return static_cast<unsigned char>(s[i]); }

/// The length of the well-formed character at i (Unicode, table 3-7), or 0.
std::size_t character_length(std::string_view s, std::size_t i) {
  const unsigned first = byte_at(s, i);
  if (first < 0x80) return 1;
  const std::size_t n = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || s.size() - i < n) return 0;
  const unsigned second = byte_at(s, i + 1);
  const unsigned least = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
  const unsigned most = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
  if (second < least || second > most) return 0;
  for (std::size_t k = 2; k < n; ++k)
    if ((byte_at(s, i + k) & 0xC0) != 0x80) return 0;
  return n;
}

bool is_alphanumeric(char c) { return is_digit(c) || is_letter(c); }

std::optional<int> number(std::string_view digits) {
  int v = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), v);
  if (!is_number(digits) || error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return v;
}

struct Moment {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
};

/// Days since 1970-01-01 in the Gregorian calendar (H. Hinnant, "chrono-compatible low-level date algorithms").
int64_t days_of(int y, int m, int d) {
  const int64_t year = y - (m <= 2 ? 1 : 0);
  const int64_t era = (year >= 0 ? year : year - 399) / 400;
  const int64_t of_era = year - era * 400;
  const int64_t of_year = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
  return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

Moment moment_of(int64_t seconds) {
  int64_t days = seconds / 86400, rest = seconds % 86400;
  if (rest < 0) {
    rest += 86400;
    --days;
  }
  days += 719468;
  const int64_t era = (days >= 0 ? days : days - 146096) / 146097;
  const int64_t of_era = days - era * 146097;
  const int64_t year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  const int64_t of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int64_t mp = (5 * of_year + 2) / 153;
  Moment m;
  m.day = static_cast<int>(of_year - (153 * mp + 2) / 5 + 1);
  m.month = static_cast<int>(mp < 10 ? mp + 3 : mp - 9);
  m.year = static_cast<int>(year_of_era + era * 400 + (m.month <= 2 ? 1 : 0));
  m.hour = static_cast<int>(rest / 3600);
  m.minute = static_cast<int>(rest / 60 % 60);
  m.second = static_cast<int>(rest % 60);
  return m;
}

bool is_possible(const Moment& m) {
  constexpr std::array<int, 12> days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (m.year < 1970 || m.year > 9999 || m.month < 1 || m.month > 12 || m.day < 1) return false;
  const bool leap = (m.year % 4 == 0 && m.year % 100 != 0) || m.year % 400 == 0;
  const int last = days[static_cast<std::size_t>(m.month - 1)] + (m.month == 2 && leap ? 1 : 0);
  return m.day <= last && m.hour < 24 && m.minute < 60 && m.second < 61;
}

/// Minutes east of Greenwich: "GMT", "UTC", "Z", "+0200", "+02:00".
std::optional<int> zone_of(std::string_view text) {
  if (text == "GMT" || text == "UTC" || text == "UT" || text == "Z" || text == "z") return 0;
  if (text.size() < 5 || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  const auto hours = number(text.substr(1, 2));
  const auto minutes = number(text.substr(text[3] == ':' ? 4 : 3));
  if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  return (text[0] == '-' ? -1 : 1) * (*hours * 60 + *minutes);
}

bool read_clock(std::string_view text, Moment& m) {
  if (text.size() != 8 || text[2] != ':' || text[5] != ':') return false;
  const auto h = number(text.substr(0, 2)), n = number(text.substr(3, 2)), s = number(text.substr(6, 2));
  if (!h || !n || !s) return false;
  m.hour = *h;
  m.minute = *n;
  m.second = *s;
  return true;
}

std::string two(int v) { return {static_cast<char>('0' + v / 10), static_cast<char>('0' + v % 10)}; }

std::optional<std::string> in_utc(const Moment& m, int zone) {
  if (!is_possible(m)) return std::nullopt;
  const int64_t seconds =
      days_of(m.year, m.month, m.day) * 86400 + m.hour * 3600 + m.minute * 60 + m.second - int64_t{zone} * 60;
  const Moment u = moment_of(seconds);
  return two(u.year / 100) + two(u.year % 100) + "-" + two(u.month) + "-" + two(u.day) + "T" + two(u.hour) + ":" +
         two(u.minute) + ":" + two(u.second) + "Z";
}

std::optional<std::string> from_rfc1123(std::string_view text) {
  const auto comma = text.find(',');
  if (comma != std::string_view::npos) text = trimmed(text.substr(comma + 1));
  std::array<std::string_view, 5> words;
  for (std::string_view& word : words) {
    const auto end = text.find(' ');
    word = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view() : trimmed(text.substr(end));
  }
  constexpr std::string_view months = "janfebmaraprmayjunjulaugsepoctnovdec";
  const auto month = words[1].size() == 3 ? months.find(lower(words[1])) : std::string_view::npos;
  const auto day = number(words[0]), year = number(words[2]);
  const auto zone = zone_of(words[4]);
  Moment m;
  if (month == std::string_view::npos || month % 3 != 0 || !day || !year || !zone || !text.empty()) return std::nullopt;
  m.day = *day;
  m.month = static_cast<int>(month / 3) + 1;
  m.year = *year;
  if (!read_clock(words[3], m)) return std::nullopt;
  return in_utc(m, *zone);
}

std::optional<std::string> from_iso8601(std::string_view text) {
  if (text.size() < 20 || text[4] != '-' || text[7] != '-' || (text[10] != 'T' && text[10] != ' ')) return std::nullopt;
  const auto year = number(text.substr(0, 4)), month = number(text.substr(5, 2)), day = number(text.substr(8, 2));
  Moment m;
  if (!year || !month || !day || !read_clock(text.substr(11, 8), m)) return std::nullopt;
  m.year = *year;
  m.month = *month;
  m.day = *day;
  std::string_view rest = text.substr(19);
  if (rest[0] == '.') rest = rest.substr(std::min(rest.find_first_not_of("0123456789", 1), rest.size()));
  const auto zone = zone_of(rest);
  return zone ? in_utc(m, *zone) : std::nullopt;
}

}  // namespace

bool is_utf8(std::string_view bytes) {
  for (std::size_t i = 0; i < bytes.size();) {
    const std::size_t n = character_length(bytes, i);
    if (n == 0) return false;
    i += n;
  }
  return true;
}

std::string to_utf8(std::string_view bytes) {
  while (!bytes.empty() && bytes.back() == '\0') bytes.remove_suffix(1);
  if (is_utf8(bytes)) return std::string(bytes);
  std::string out;
  out.reserve(bytes.size() * 2);
  for (std::size_t i = 0; i < bytes.size(); ++i) append_utf8(out, byte_at(bytes, i));
  return out;
}

std::string from_utf16(std::string_view bytes, bool big_endian) {
  const auto unit = [&](std::size_t i) -> uint32_t {
    const uint32_t a = byte_at(bytes, i), b = byte_at(bytes, i + 1);
    return big_endian ? a << 8 | b : b << 8 | a;
  };
  std::string out;
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    uint32_t c = unit(i);
    if (c >= 0xD800 && c < 0xDC00 && i + 3 < bytes.size() && (unit(i + 2) & 0xFC00) == 0xDC00) {
      c = 0x10000 + ((c & 0x3FF) << 10 | (unit(i + 2) & 0x3FF));
      i += 2;
    } else if (c >= 0xD800 && c < 0xE000) {
      c = 0xFFFD;
    }
    append_utf8(out, c);
  }
  while (!out.empty() && out.back() == '\0') out.pop_back();
  return out;
}

bool is_number(std::string_view digits) {
  return !digits.empty() && std::all_of(digits.begin(), digits.end(), is_digit);
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

bool starts_with(std::string_view text, std::string_view beginning) {
  return text.substr(0, beginning.size()) == beginning;
}
bool starts_with_in_any_case(std::string_view text, std::string_view beginning) {
  return lower(text.substr(0, beginning.size())) == lower(beginning);
}

std::string shortened(std::string_view text, std::size_t most) {
  if (text.size() <= most) return std::string(text);
  std::size_t end = most > 4 ? most - 4 : 0;
  while (end > 0 && (byte_at(text, end) & 0xC0) == 0x80) --end;
  const auto space = text.rfind(' ', end);
  if (space != std::string_view::npos && space > end / 2) end = space;
  return std::string(trimmed(text.substr(0, end))) + " ...";
}

std::string quoted(std::string_view text) {
  std::string out = "\"" + shortened(to_utf8(text), 80) + "\"";
  for (char& c : out)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  return out;
}

bool is_uuid(std::string_view text) {
  if (text.size() != uuid_length) return false;
  for (std::size_t i = 0; i < uuid_length; ++i) {
    const bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
    if (hyphen ? text[i] != '-' : !is_hex(text[i])) return false;
  }
  return true;
}

std::optional<std::size_t> last_uuid(std::string_view text) {
  if (text.size() < uuid_length) return std::nullopt;
  for (std::size_t at = text.size() - uuid_length + 1; at-- > 0;) {
    const std::size_t end = at + uuid_length;
    if (text[at + 8] != '-' || !is_uuid(text.substr(at, uuid_length))) continue;
    if ((at == 0 || !is_alphanumeric(text[at - 1])) && (end == text.size() || !is_alphanumeric(text[end]))) return at;
  }
  return std::nullopt;
}

std::optional<std::string> rfc3339_of(std::string_view time) {
  const std::string_view text = trimmed(time);
  if (auto iso = from_iso8601(text)) return iso;
  return from_rfc1123(text);
}

std::string stable_key(std::string_view text) {
  uint64_t hash = 14695981039346656037U;
  for (std::size_t i = 0; i < text.size(); ++i) hash = (hash ^ byte_at(text, i)) * 1099511628211U;
  std::string out(16, '0');
  for (std::size_t i = 16; i-- > 0; hash >>= 4) out[i] = "0123456789abcdef"[hash & 15];
  return out;
}

}  // namespace midjourney
