// One flat JSON object per line, for the run log.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace burnish {

using JsonField = std::variant<std::string, int64_t, double>;

/// {"a":"text","b":1}; no newline. Bytes that are no UTF-8 stay as they are.
[[nodiscard]] std::string json_line(const std::vector<std::pair<std::string, JsonField>>& fields);
/// Nothing when the line is not one whole flat object of strings and numbers.
[[nodiscard]] std::optional<std::map<std::string, JsonField>> parse_json_line(std::string_view line);

}  // namespace burnish
