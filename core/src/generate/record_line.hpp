// A provenance record and the names of files as one line of JSON, for the results.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "burnish/core/provenance.hpp"

namespace burnish::generate {

[[nodiscard]] std::string record_line(const Provenance& record, const std::vector<std::string>& files);
/// False when the line is damaged.
[[nodiscard]] bool read_record_line(std::string_view line, Provenance& record, std::vector<std::string>& files);

}  // namespace burnish::generate
