// JSON text to a tree of values: the reading side of nlohmann/json, strict and bounded.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "burnish/core/result.hpp"

namespace burnish {

struct JsonValue {
  enum class Type { Null, Boolean, Number, String, Array, Object };
  Type type = Type::Null;
  std::string text;                 // a string's text, a number's shortest text, "true" or "false"
  std::vector<std::string> keys;    // of an object, in the order of the file, no two equal
  std::vector<JsonValue> elements;  // of an array; of an object, in step with keys

  [[nodiscard]] bool is(Type t) const { return type == t; }
  [[nodiscard]] bool is_scalar() const { return is(Type::Boolean) || is(Type::Number) || is(Type::String); }
  /// Null when absent or not an object.
  [[nodiscard]] const JsonValue* member(std::string_view key) const;
  [[nodiscard]] JsonValue* member(std::string_view key);
};

/// "a string", "an object" ... for messages.
[[nodiscard]] std::string_view type_phrase(JsonValue::Type);
/// The same of a value; true and false by name.
[[nodiscard]] std::string_view phrase(const JsonValue&);

/// "$.nodes" + "photo" -> "$.nodes.photo"; keys that are no plain word are quoted: $.nodes["my photo"].
[[nodiscard]] std::string member_path(std::string_view path, std::string_view key);
[[nodiscard]] std::string element_path(std::string_view path, std::size_t index);

/// Refuses, with line and column: what is not JSON, a key given twice in one object, more than 64 levels, more than
/// 16 MiB. `name` is the file's, for the message.
[[nodiscard]] Result<JsonValue> parse_json(std::string_view text, std::string_view name);

}  // namespace burnish
