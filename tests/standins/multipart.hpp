// multipart/form-data (RFC 7578).
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace burnish::standins {

struct Part {
  std::string name, file_name, type;
  std::string body;
};

/// Nothing when the content type is another one or the body does not hold to it.
[[nodiscard]] std::optional<std::vector<Part>> read_multipart(const std::string& content_type, std::string_view body);

}  // namespace burnish::standins
