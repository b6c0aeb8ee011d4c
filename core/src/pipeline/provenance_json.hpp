// A provenance record as JSON, for reports and for files beside pictures.
#pragma once
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "burnish/core/provenance.hpp"

namespace burnish {

/// The fields under their names; null when the record is empty.
[[nodiscard]] nlohmann::ordered_json provenance_json(const Provenance& record);

[[nodiscard]] nlohmann::ordered_json number_or_null(const std::optional<double>& number);
[[nodiscard]] nlohmann::ordered_json text_or_null(const std::string& text);

}  // namespace burnish
