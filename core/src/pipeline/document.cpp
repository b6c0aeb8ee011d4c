#include "pipeline/document.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <unordered_set>

#include "pipeline/numbers.hpp"

namespace burnish {
namespace {

constexpr std::size_t max_bytes = std::size_t{16} << 20;
constexpr std::size_t max_depth = 64;  // also bounds the recursion of everything that walks the tree

std::string place_text(std::string_view text, std::size_t byte) {
  const std::string_view before = text.substr(0, std::min(byte, text.size()));
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const auto start = before.rfind('\n');
  const std::size_t column = before.size() - (start == std::string_view::npos ? 0 : start + 1);
  return "line " + std::to_string(line) + ", column " + std::to_string(std::max<std::size_t>(column, 1));
}

/// Only what follows "syntax error while ... - " of nlohmann's text, or after "] ".
std::string cause_text(const std::string& what) {
  // The bytes themselves would spoil the message.
  if (what.find("ill-formed UTF-8") != std::string::npos) return "a string is not UTF-8";
  for (const std::string_view mark : {" - ", "] "}) {
    if (const auto at = what.find(mark); at != std::string::npos) return what.substr(at + mark.size());
  }
  return what;
}

/// nlohmann's SAX interface; its DOM would keep the last of two equal keys without a word.
class TreeBuilder {
 public:
  using number_integer_t = nlohmann::json::number_integer_t;
  using number_unsigned_t = nlohmann::json::number_unsigned_t;
  using number_float_t = nlohmann::json::number_float_t;
  using string_t = nlohmann::json::string_t;
  using binary_t = nlohmann::json::binary_t;

  TreeBuilder(std::string_view text, std::string_view name) : text_(text), name_(name) {}

  bool null() { return put({}); }
  bool boolean(bool value) { return put(scalar(JsonValue::Type::Boolean, value ? "true" : "false")); }
  bool number_integer(number_integer_t value) { return put(scalar(JsonValue::Type::Number, std::to_string(value))); }
  bool number_unsigned(number_unsigned_t value) { return put(scalar(JsonValue::Type::Number, std::to_string(value))); }
  bool number_float(number_float_t value, const string_t&) {
    return put(scalar(JsonValue::Type::Number, number_text(value)));
  }
  bool string(string_t& value) { return put(scalar(JsonValue::Type::String, std::move(value))); }
  bool binary(binary_t&) { return false; }  // never in text
  bool start_object(std::size_t) { return open(JsonValue::Type::Object); }
  bool start_array(std::size_t) { return open(JsonValue::Type::Array); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }

  bool key(string_t& key) {
    Level& level = levels_.back();
    if (!level.keys.insert(key).second) {
      fault_ = Error{.code = Code::BadPipeline,
                     .what = "key '" + key + "' is given twice in " + std::string(name_),
                     .where = member_path(path(), key),
                     .why = "the second would silently replace the first",
                     .hint = "remove one"};
      return false;
    }
    level.value->keys.push_back(std::move(key));
    return true;
  }

  bool parse_error(std::size_t byte, const std::string&, const nlohmann::json::exception& fault) {
    fault_ = Error{.code = Code::BadPipeline,
                   .what = std::string(name_) + " is not valid JSON",
                   .where = place_text(text_, byte),
                   .why = cause_text(fault.what()),
                   .hint = {}};
    return false;
  }

  Result<JsonValue> take(bool complete) && {
    if (!complete) return std::move(fault_);
    return std::move(root_);
  }

 private:
  struct Level {
    JsonValue* value;
    std::unordered_set<std::string> keys;
  };

  static JsonValue scalar(JsonValue::Type type, std::string text) {
    JsonValue value;
    value.type = type;
    value.text = std::move(text);
    return value;
  }

  /// The new value's final place. A parent's vector grows only after its previous child is complete, so that the
  /// pointers in levels_ stay valid.
  JsonValue& place() { return levels_.empty() ? root_ : levels_.back().value->elements.emplace_back(); }

  bool put(JsonValue value) {
    place() = std::move(value);
    return true;
  }
  bool open(JsonValue::Type type) {
    if (levels_.size() == max_depth) {
      fault_ = Error{.code = Code::BadPipeline,
                     .what = std::string(name_) + " is nested deeper than " + std::to_string(max_depth) + " levels",
                     .where = {},
                     .why = "no pipeline needs that",
                     .hint = {}};
      return false;
    }
    JsonValue& value = place();
    value.type = type;
    levels_.push_back({&value, {}});
    return true;
  }
  bool close() {
    levels_.pop_back();
    return true;
  }

  [[nodiscard]] std::string path() const {
    std::string path = "$";
    for (std::size_t i = 0; i + 1 < levels_.size(); ++i) {
      const JsonValue& value = *levels_[i].value;
      path = value.is(JsonValue::Type::Object) ? member_path(path, value.keys.back())
                                               : element_path(path, value.elements.size() - 1);
    }
    return path;
  }

  std::string_view text_, name_;
  JsonValue root_;
  std::vector<Level> levels_;
  Error fault_;
};

bool is_plain_word(std::string_view key) {
  return !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
           c == '$';
  });
}

}  // namespace

const JsonValue* JsonValue::member(std::string_view key) const {
  const auto found = std::find(keys.begin(), keys.end(), key);
  return found == keys.end() ? nullptr : &elements[static_cast<std::size_t>(found - keys.begin())];
}

JsonValue* JsonValue::member(std::string_view key) {
  const auto found = std::find(keys.begin(), keys.end(), key);
  return found == keys.end() ? nullptr : &elements[static_cast<std::size_t>(found - keys.begin())];
}

std::string_view type_phrase(JsonValue::Type type) {
  switch (type) {
    case JsonValue::Type::Null:
      return "null";
    case JsonValue::Type::Boolean:
      return "true or false";
    case JsonValue::Type::Number:
      return "a number";
    case JsonValue::Type::String:
      return "a string";
    case JsonValue::Type::Array:
      return "an array";
    case JsonValue::Type::Object:
      return "an object";
  }
  return "nothing";
}

std::string_view phrase(const JsonValue& value) {
  return value.is(JsonValue::Type::Boolean) ? std::string_view(value.text) : type_phrase(value.type);
}

std::string member_path(std::string_view path, std::string_view key) {
  std::string text(path);
  if (is_plain_word(key)) return text.append(".").append(key);
  return text.append(nlohmann::json::array({key}).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

std::string element_path(std::string_view path, std::size_t index) {
  return std::string(path) + "[" + std::to_string(index) + "]";
}

Result<JsonValue> parse_json(std::string_view text, std::string_view name) {
  if (text.size() > max_bytes) {
    return Error{.code = Code::BadPipeline,
                 .what = std::string(name) + " has " + std::to_string(text.size()) + " bytes",
                 .where = {},
                 .why = "a pipeline may have " + std::to_string(max_bytes),
                 .hint = {}};
  }
  if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);  // a byte order mark, from some editors
  TreeBuilder builder(text, name);
  const bool complete = nlohmann::json::sax_parse(text.begin(), text.end(), &builder);
  return std::move(builder).take(complete);
}

}  // namespace burnish
