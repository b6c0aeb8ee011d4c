// A declared parameter as JSON: for `plugin describe` and for the schema. Only for files that write JSON.
#pragma once
#include <nlohmann/json.hpp>

#include "burnish/core/catalogue.hpp"

namespace burnish {

/// "bool", "int", "real", "enum" ...
[[nodiscard]] std::string_view type_word(int32_t type);
/// As `plugin describe --json` shows it.
[[nodiscard]] nlohmann::ordered_json describe_parameter(const Parameter& parameter);
/// As a JSON Schema of the values that a pipeline file may give.
[[nodiscard]] nlohmann::ordered_json parameter_schema(const Parameter& parameter);
/// Compact unless indented; bytes that are not UTF-8 are replaced.
[[nodiscard]] std::string dump(const nlohmann::ordered_json& document, int indent = -1);

}  // namespace burnish
