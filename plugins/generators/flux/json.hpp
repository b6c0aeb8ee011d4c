// JSON as this plugin uses it: values at JSON pointers, and templates with {placeholders}.
#pragma once
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace flux {

using json = nlohmann::json;

/// Discarded (is_discarded()) when the text is not JSON.
[[nodiscard]] json parse_json(std::string_view text);

/// The value at a JSON pointer (RFC 6901); null when there is none. "/info#/seed" reads the text at /info as JSON and
/// goes on in it.
[[nodiscard]] json value_at(const json& document, std::string_view pointer);
/// The first of several pointers (one text, or a list of them) at which there is something.
[[nodiscard]] json first_at(const json& document, const json& pointers);
/// A number or text as text; empty for anything else.
[[nodiscard]] std::string scalar_text(const json& value);
[[nodiscard]] std::string text_at(const json& document, const json& pointers);
/// A number, also one written as text.
[[nodiscard]] std::optional<double> number_at(const json& document, const json& pointers);

/// Puts a value at a pointer, making objects on the way; "-" appends to a list.
void put_at(json& document, std::string_view pointer, json value);

/// "/v1/{model}" with every {word} replaced by what `lookup` says; it throws for what it does not know.
using Lookup = std::function<std::string(std::string_view word)>;
[[nodiscard]] std::string filled_in(std::string_view text, const Lookup& lookup);
/// The same in every text of a document; keys stay.
[[nodiscard]] json filled_in_everywhere(const json& document, const Lookup& lookup);

/// For a path or query of a URL. `keep` are characters that stay besides letters, digits and "-._~".
[[nodiscard]] std::string percent_encoded(std::string_view text, std::string_view keep = {});

}  // namespace flux
