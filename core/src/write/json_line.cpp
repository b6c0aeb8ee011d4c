#include "write/json_line.hpp"

#include <array>
#include <charconv>

namespace burnish {
namespace {

std::string quoted(std::string_view text) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<uint8_t>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte == 0x7F) {
      out += "\\u00";
      out += digits[byte >> 4U];
      out += digits[byte & 15U];
    } else {
      out += c;
    }
  }
  return out + '"';
}

struct Printer {
  std::string operator()(const std::string& v) const { return quoted(v); }
  std::string operator()(int64_t v) const { return std::to_string(v); }
  std::string operator()(double v) const {
    std::array<char, 32> text{};
    return {text.data(), std::to_chars(text.data(), text.data() + text.size(), v).ptr};
  }
};

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  std::optional<std::map<std::string, JsonField>> object() {
    std::map<std::string, JsonField> fields;
    if (!take('{')) return std::nullopt;
    if (!take('}')) {
      do {
        auto key = string();
        if (!key || !take(':')) return std::nullopt;
        auto value = field();
        if (!value) return std::nullopt;
        fields.insert_or_assign(*std::move(key), *std::move(value));
      } while (take(','));
      if (!take('}')) return std::nullopt;
    }
    skip_blanks();
    if (at_ != text_.size()) return std::nullopt;
    return fields;
  }

 private:
  void skip_blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\r')) ++at_;
  }
  bool take(char c) {
    skip_blanks();
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  std::optional<JsonField> field() {
    skip_blanks();
    if (at_ < text_.size() && text_[at_] == '"') {
      auto s = string();
      if (!s) return std::nullopt;
      return JsonField(*std::move(s));
    }
    const char *begin = text_.data() + at_, *end = text_.data() + text_.size();
    int64_t whole = 0;
    const auto as_whole = std::from_chars(begin, end, whole);
    double real = 0;
    const auto as_real = std::from_chars(begin, end, real);
    if (as_real.ec != std::errc()) return std::nullopt;
    at_ += static_cast<std::size_t>(as_real.ptr - begin);
    if (as_whole.ec == std::errc() && as_whole.ptr == as_real.ptr) return JsonField(whole);
    return JsonField(real);
  }

  std::optional<std::string> string() {
    if (!take('"')) return std::nullopt;
    std::string out;
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '"') return out;
      if (static_cast<uint8_t>(c) < 0x20) return std::nullopt;
      if (c != '\\')
        out += c;
      else if (!escape(out))
        return std::nullopt;
    }
    return std::nullopt;
  }

  // Only what quoted() writes, and the usual short forms.
  bool escape(std::string& out) {
    if (at_ == text_.size()) return false;
    const char c = text_[at_++];
    constexpr std::string_view from = "\"\\/bfnrt", to = "\"\\/\b\f\n\r\t";
    if (const auto i = from.find(c); i != std::string_view::npos) {
      out += to[i];
      return true;
    }
    if (c != 'u' || text_.size() - at_ < 4) return false;
    unsigned code = 0;
    const auto r = std::from_chars(text_.data() + at_, text_.data() + at_ + 4, code, 16);
    if (r.ec != std::errc() || r.ptr != text_.data() + at_ + 4 || code >= 0x80) return false;
    at_ += 4;
    out += static_cast<char>(code);
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::string json_line(const std::vector<std::pair<std::string, JsonField>>& fields) {
  std::string out = "{";
  for (const auto& [key, value] : fields) {
    if (out.size() > 1) out += ',';
    out += quoted(key) + ':' + std::visit(Printer(), value);
  }
  return out + '}';
}

std::optional<std::map<std::string, JsonField>> parse_json_line(std::string_view line) { return Reader(line).object(); }

}  // namespace burnish
