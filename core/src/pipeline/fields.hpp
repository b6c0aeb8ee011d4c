// Typed access to the members of a JSON object, with errors that name the path.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "burnish/core/pipeline.hpp"
#include "pipeline/document.hpp"

namespace burnish {

[[nodiscard]] Error bad_pipeline(std::string what, std::string_view where, std::string why, std::string hint = {});

/// "'steps' is a string (PATH): must be an array".
[[nodiscard]] Error wrong_type(std::string_view key, const JsonValue& value, std::string_view where,
                               std::string_view expected, std::string hint = {});
[[nodiscard]] Status expect_type(std::string_view key, const JsonValue& value, std::string_view where,
                                 JsonValue::Type expected);

/// Every key must be one of `known`; `owner` is "a pipeline", "an output" ...
[[nodiscard]] Status check_keys(const JsonValue& object, std::string_view where, std::string_view owner,
                                std::span<const std::string_view> known);

[[nodiscard]] Result<std::string> read_string(std::string_view key, const JsonValue& value, std::string_view where);
/// true, false, or one of these as a string (a variable may have put it there).
[[nodiscard]] Result<bool> read_truth(std::string_view key, const JsonValue& value, std::string_view where);

/// A parameter's value in its text form; arrays become comma separated. `owner` is "'blur'", "'encode'" ...
[[nodiscard]] Result<Argument> read_argument(std::string_view owner, const std::string& id, const JsonValue& value,
                                             std::string where);
/// The members of an object such as "encode".
[[nodiscard]] Result<std::vector<Argument>> read_arguments(std::string_view key, const JsonValue& value,
                                                           std::string_view where);

}  // namespace burnish
