#include "pipeline/fields.hpp"

#include <algorithm>

#include "pipeline/values.hpp"

namespace burnish {
namespace {

/// Appends scalars, and arrays of them to any depth, with commas between: [[0, 0], [1, 1]] is "0,0,1,1".
bool append_flat(const JsonValue& value, std::string& text, bool& first) {
  if (value.is(JsonValue::Type::Array)) {
    return std::all_of(value.elements.begin(), value.elements.end(),
                       [&](const JsonValue& element) { return append_flat(element, text, first); });
  }
  if (!value.is_scalar()) return false;
  if (!first) text += ',';
  first = false;
  for (const char c : value.text) {
    if (value.is(JsonValue::Type::String) && (c == ',' || c == '\\')) text += '\\';
    text += c;
  }
  return true;
}

std::string joined(std::span<const std::string> words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

}  // namespace

Error bad_pipeline(std::string what, std::string_view where, std::string why, std::string hint) {
  return Error{.code = Code::BadPipeline,
               .what = std::move(what),
               .where = std::string(where),
               .why = std::move(why),
               .hint = std::move(hint)};
}

Error wrong_type(std::string_view key, const JsonValue& value, std::string_view where, std::string_view expected,
                 std::string hint) {
  return bad_pipeline("'" + std::string(key) + "' is " + std::string(phrase(value)), where,
                      "must be " + std::string(expected), std::move(hint));
}

Status expect_type(std::string_view key, const JsonValue& value, std::string_view where, JsonValue::Type expected) {
  if (value.is(expected)) return Done{};
  return wrong_type(key, value, where, type_phrase(expected));
}

Status check_keys(const JsonValue& object, std::string_view where, std::string_view owner,
                  std::span<const std::string_view> known) {
  for (const std::string& key : object.keys) {
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    const std::vector<std::string> names(known.begin(), known.end());
    return bad_pipeline("unknown key '" + key + "'", member_path(where, key),
                        std::string(owner) + " may have " + joined(names), did_you_mean(key, names));
  }
  return Done{};
}

Result<std::string> read_string(std::string_view key, const JsonValue& value, std::string_view where) {
  BURNISH_CHECK(expect_type(key, value, where, JsonValue::Type::String));
  if (value.text.empty()) return bad_pipeline("'" + std::string(key) + "' is empty", where, "must name something");
  return value.text;
}

Result<bool> read_truth(std::string_view key, const JsonValue& value, std::string_view where) {
  if (value.is_scalar() && !value.is(JsonValue::Type::Number)) {
    if (value.text == "true") return true;
    if (value.text == "false") return false;
  }
  return wrong_type(key, value, where, "true or false");
}

Result<Argument> read_argument(std::string_view owner, const std::string& id, const JsonValue& value,
                               std::string where) {
  std::string text;
  bool first = true;
  if (value.is_scalar()) {
    text = value.text;
  } else if (!value.is(JsonValue::Type::Array) || !append_flat(value, text, first)) {
    const std::string shape =
        value.is(JsonValue::Type::Array) ? "an array of more than plain values" : std::string(phrase(value));
    return bad_pipeline("parameter '" + id + "' of '" + std::string(owner) + "' is " + shape, where,
                        "must be a string, a number, true, false or an array of these");
  }
  return Argument{id, std::move(text), std::move(where)};
}

Result<std::vector<Argument>> read_arguments(std::string_view key, const JsonValue& value, std::string_view where) {
  BURNISH_CHECK(expect_type(key, value, where, JsonValue::Type::Object));
  std::vector<Argument> arguments;
  for (std::size_t i = 0; i < value.keys.size(); ++i) {
    BURNISH_TRY(Argument argument,
                read_argument(key, value.keys[i], value.elements[i], member_path(where, value.keys[i])));
    arguments.push_back(std::move(argument));
  }
  return arguments;
}

}  // namespace burnish
