#include "standins/multipart.hpp"

#include <regex>

namespace burnish::standins {
namespace {

std::string parameter(const std::string& header, const std::string& name) {
  const std::regex form("[;\\s]" + name + "=(\"([^\"]*)\"|([^;\\s]+))", std::regex::icase);
  std::smatch found;
  if (!std::regex_search(header, found, form)) return {};
  return found[2].matched ? found[2].str() : found[3].str();
}

bool read_headers(std::string_view headers, Part& part) {
  const std::string text(headers);
  std::smatch found;
  static const std::regex disposition("content-disposition:\\s*form-data([^\\r\\n]*)", std::regex::icase);
  if (!std::regex_search(text, found, disposition)) return false;
  part.name = parameter(found[1].str(), "name");
  part.file_name = parameter(found[1].str(), "filename");
  static const std::regex type("content-type:\\s*([^\\r\\n;]*)", std::regex::icase);
  if (std::regex_search(text, found, type)) part.type = found[1].str();
  return !part.name.empty();
}

}  // namespace

std::optional<std::vector<Part>> read_multipart(const std::string& content_type, std::string_view body) {
  const std::string boundary = parameter(content_type, "boundary");
  if (content_type.rfind("multipart/form-data", 0) != 0 || boundary.empty()) return std::nullopt;
  const std::string opening = "--" + boundary, separator = "\r\n--" + boundary;
  if (body.substr(0, opening.size()) != opening) return std::nullopt;
  body.remove_prefix(opening.size());
  std::vector<Part> parts;
  while (body.substr(0, 2) == "\r\n") {
    const auto headers_end = body.find("\r\n\r\n");
    if (headers_end == std::string_view::npos) return std::nullopt;
    const auto end = body.find(separator, headers_end + 2);
    if (end == std::string_view::npos) return std::nullopt;
    Part& part = parts.emplace_back();
    if (!read_headers(body.substr(2, headers_end - 2), part)) return std::nullopt;
    if (end > headers_end + 4) part.body = body.substr(headers_end + 4, end - headers_end - 4);
    body.remove_prefix(end + separator.size());
  }
  return body.substr(0, 2) == "--" ? std::optional(std::move(parts)) : std::nullopt;
}

}  // namespace burnish::standins
