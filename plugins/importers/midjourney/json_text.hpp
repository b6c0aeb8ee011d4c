// JSON of strangers: bounded in depth, with NaN where programs write it.
#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace midjourney {

using nlohmann::json;

/// The document, with null for NaN and infinities; discarded (is_discarded()) when it is none.
[[nodiscard]] json parse_json(std::string_view text);
/// A string, number or boolean as text, a number as it was written as far as a double holds it; else empty.
[[nodiscard]] std::string scalar_text(const json& value);
/// The member of an object, or null.
[[nodiscard]] const json& member(const json& object, const char* key);
[[nodiscard]] std::string text_of(const json& object, const char* key);

}  // namespace midjourney
