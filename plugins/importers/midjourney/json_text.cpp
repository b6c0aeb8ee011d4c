#include "json_text.hpp"

#include "text.hpp"

namespace midjourney {
namespace {

constexpr int deepest = 64;
// A value takes some tens of bytes of memory: this keeps a text of 4 MB from taking hundreds of them.
constexpr std::size_t most_values = 400'000;

/// Python writes NaN, Infinity and -Infinity, which JSON does not have.
std::string without_nan(std::string_view text) {
  constexpr std::string_view words[] = {"NaN", "-Infinity", "Infinity"};
  std::string out;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') in_string = !in_string;
    if (in_string && text[i] == '\\' && i + 1 < text.size()) out += text[i++];
    std::size_t skipped = 0;
    if (!in_string && (text[i] == 'N' || text[i] == '-' || text[i] == 'I'))
      for (const std::string_view word : words)
        if (skipped == 0 && starts_with(text.substr(i, word.size()), word)) skipped = word.size();
    if (skipped == 0) {
      out += text[i];
    } else {
      out += "null";
      i += skipped - 1;
    }
  }
  return out;
}

}  // namespace

json parse_json(std::string_view text) {
  const std::string_view plain = trimmed(text);
  if (plain.empty() || (plain.front() != '{' && plain.front() != '[')) return json(json::value_t::discarded);
  std::size_t values = 0;
  const auto keep = [&](int depth, json::parse_event_t, json&) { return depth <= deepest && ++values <= most_values; };
  const bool odd = plain.find("NaN") != std::string_view::npos || plain.find("Infinity") != std::string_view::npos;
  const std::string mended = odd ? without_nan(plain) : std::string(plain);
  return json::parse(mended.begin(), mended.end(), keep, false);
}

std::string scalar_text(const json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number() || value.is_boolean()) return value.dump();
  return {};
}

const json& member(const json& object, const char* key) {
  static const json none;
  if (!object.is_object()) return none;
  const auto found = object.find(key);
  return found == object.end() ? none : *found;
}

std::string text_of(const json& object, const char* key) { return scalar_text(member(object, key)); }

}  // namespace midjourney
