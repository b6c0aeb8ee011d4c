// A strict reader of JSON (RFC 8259) for what --json prints.
#pragma once
#include <cctype>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace burnish::hosts {

struct Json {
  enum class Type { Invalid, Null, Boolean, Number, Text, Array, Object } type = Type::Invalid;
  double number = 0;
  bool boolean = false;
  std::string text;
  std::vector<Json> elements;
  std::vector<std::string> names;  // of the members of an object, in their order
  std::vector<Json> values;        // theirs

  [[nodiscard]] bool valid() const { return type != Type::Invalid; }
  /// Invalid where there is none.
  [[nodiscard]] const Json& operator[](std::string_view name) const {
    static const Json none;
    for (std::size_t i = 0; i < names.size(); ++i)
      if (names[i] == name) return values[i];
    return none;
  }
  [[nodiscard]] const Json& operator[](std::size_t i) const {
    static const Json none;
    return i < elements.size() ? elements[i] : none;
  }
  [[nodiscard]] const std::vector<std::string>& keys() const { return names; }
};

class JsonReader {
 public:
  explicit JsonReader(std::string_view text) : rest_(text) {}

  /// One document and nothing behind it but white space; invalid otherwise.
  Json document() {
    Json value = read(0);
    space();
    return rest_.empty() && good_ ? value : Json{};
  }

 private:
  static constexpr int deepest = 200;

  Json fail() {
    good_ = false;
    return {};
  }
  void space() {
    while (!rest_.empty() && std::string_view(" \t\r\n").find(rest_.front()) != std::string_view::npos)
      rest_.remove_prefix(1);
  }
  bool take(std::string_view token) {
    if (rest_.substr(0, token.size()) != token) return false;
    rest_.remove_prefix(token.size());
    return true;
  }
  Json read(int depth) {
    space();
    Json value;
    if (depth > deepest || rest_.empty()) return fail();
    if (take("null")) {
      value.type = Json::Type::Null;
    } else if (rest_.front() == 't' || rest_.front() == 'f') {
      value.type = Json::Type::Boolean;
      value.boolean = rest_.front() == 't';
      if (!take("true") && !take("false")) return fail();
    } else if (rest_.front() == '"') {
      value.type = Json::Type::Text;
      value.text = quoted();
    } else if (take("[")) {
      value.type = Json::Type::Array;
      read_items("]", [&] { value.elements.push_back(read(depth + 1)); });
    } else if (take("{")) {
      value.type = Json::Type::Object;
      read_items("}", [&] {
        space();
        std::string name = quoted();
        space();
        if (!take(":") || value[name].valid()) good_ = false;
        value.names.push_back(std::move(name));
        value.values.push_back(read(depth + 1));
      });
    } else {
      return number();
    }
    return good_ ? value : Json{};
  }
  template <class Item>
  void read_items(std::string_view end, Item item) {
    space();
    if (take(end)) return;
    do {
      item();
      space();
    } while (good_ && take(","));
    if (!take(end)) good_ = false;
  }
  std::size_t digits() {
    std::size_t n = 0;
    while (n < rest_.size() && std::isdigit(static_cast<unsigned char>(rest_[n])) != 0) ++n;
    rest_.remove_prefix(n);
    return n;
  }
  Json number() {
    const std::string_view start = rest_;
    take("-");
    const bool zero = !rest_.empty() && rest_.front() == '0';
    const std::size_t whole = digits();
    if (whole == 0 || (zero && whole > 1)) return fail();
    if (take(".") && digits() == 0) return fail();
    if (take("e") || take("E")) {
      if (!take("+")) take("-");
      if (digits() == 0) return fail();
    }
    Json value;
    value.type = Json::Type::Number;
    value.number = std::strtod(std::string(start.substr(0, start.size() - rest_.size())).c_str(), nullptr);
    return value;
  }
  std::string quoted() {
    std::string text;
    if (!take("\"")) good_ = false;
    while (good_ && !take("\"")) {
      if (rest_.empty() || static_cast<unsigned char>(rest_.front()) < 0x20) {
        good_ = false;
      } else if (take("\\")) {
        escaped(text);
      } else {
        character(text);
      }
    }
    return text;
  }
  unsigned long code_unit() {
    const std::string hex(rest_.substr(0, 4));
    good_ = good_ && hex.size() == 4 && hex.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
    if (!good_) return 0;
    rest_.remove_prefix(4);
    return std::strtoul(hex.c_str(), nullptr, 16);
  }
  static void append_utf8(std::string& text, unsigned long c) {
    const auto put = [&](unsigned long byte) { text += static_cast<char>(byte); };
    if (c < 0x80) return put(c);
    if (c < 0x800) {
      put(0xC0 | c >> 6U);
    } else if (c < 0x10000) {
      put(0xE0 | c >> 12U);
      put(0x80 | (c >> 6U & 0x3FU));
    } else {
      put(0xF0 | (c >> 18U & 7U));
      put(0x80 | (c >> 12U & 0x3FU));
      put(0x80 | (c >> 6U & 0x3FU));
    }
    put(0x80 | (c & 0x3FU));
  }
  void escaped(std::string& text) {
    constexpr std::string_view letters = "\"\\/bfnrt", meanings = "\"\\/\b\f\n\r\t";
    if (take("u")) {
      unsigned long c = code_unit();
      const bool high = c >= 0xD800 && c < 0xDC00;
      if (high && !take("\\u")) good_ = false;
      if (high && good_) c = 0x10000 + ((c - 0xD800) << 10U) + (code_unit() - 0xDC00);
      append_utf8(text, c);
      return;
    }
    const auto at = rest_.empty() ? std::string_view::npos : letters.find(rest_.front());
    if (at == std::string_view::npos) {
      good_ = false;
      return;
    }
    text += meanings[at];
    rest_.remove_prefix(1);
  }
  /// One character of UTF-8, whole.
  void character(std::string& text) {
    const auto first = static_cast<unsigned char>(rest_.front());
    const std::size_t n = first < 0x80                    ? 1
                          : first >= 0xC2 && first < 0xE0 ? 2
                          : first >= 0xE0 && first < 0xF0 ? 3
                          : first >= 0xF0 && first < 0xF5 ? 4
                                                          : 0;
    if (n == 0 || rest_.size() < n) {
      good_ = false;
      return;
    }
    for (std::size_t i = 1; i < n; ++i)
      if ((static_cast<unsigned char>(rest_[i]) & 0xC0U) != 0x80U) good_ = false;
    text += rest_.substr(0, n);
    rest_.remove_prefix(n);
  }

  std::string_view rest_;
  bool good_ = true;
};

inline Json read_json(std::string_view text) { return JsonReader(text).document(); }

}  // namespace burnish::hosts
