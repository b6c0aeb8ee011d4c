#include "generate/record_line.hpp"

#include <array>
#include <utility>

#include "write/json_line.hpp"

namespace burnish::generate {
namespace {

using Text = std::string Provenance::*;
constexpr std::array<std::pair<const char*, Text>, 16> texts{{{"prompt", &Provenance::prompt},
                                                              {"negative_prompt", &Provenance::negative_prompt},
                                                              {"returned_prompt", &Provenance::returned_prompt},
                                                              {"model", &Provenance::model},
                                                              {"model_version", &Provenance::model_version},
                                                              {"provider", &Provenance::provider},
                                                              {"request_id", &Provenance::request_id},
                                                              {"job_id", &Provenance::job_id},
                                                              {"seed", &Provenance::seed},
                                                              {"operation", &Provenance::operation},
                                                              {"currency", &Provenance::currency},
                                                              {"created", &Provenance::created},
                                                              {"creator", &Provenance::creator},
                                                              {"rights", &Provenance::rights},
                                                              {"source", &Provenance::source},
                                                              {"confidence", &Provenance::confidence}}};
constexpr std::array<std::pair<const char*, std::optional<double> Provenance::*>, 2> reals{
    {{"cost", &Provenance::cost}, {"seconds", &Provenance::seconds}}};
constexpr std::string_view parameter = "parameter:";

}  // namespace

std::string record_line(const Provenance& r, const std::vector<std::string>& files) {
  std::vector<std::pair<std::string, JsonField>> fields{{"source_type", static_cast<int64_t>(r.source_type)}};
  for (const auto& [key, member] : texts)
    if (!(r.*member).empty()) fields.emplace_back(key, r.*member);
  for (const auto& [key, member] : reals)
    if (r.*member) fields.emplace_back(key, *(r.*member));
  for (const auto& [id, text] : r.parameters) fields.emplace_back(std::string(parameter) + id, text);
  for (std::size_t i = 0; i < r.inputs.size(); ++i) fields.emplace_back("input:" + std::to_string(i), r.inputs[i]);
  for (std::size_t i = 0; i < files.size(); ++i) fields.emplace_back("file:" + std::to_string(i), files[i]);
  return json_line(fields);
}

bool read_record_line(std::string_view line, Provenance& r, std::vector<std::string>& files) {
  const auto fields = parse_json_line(line);
  if (!fields) return false;
  const auto text = [&](const std::string& key) -> const std::string* {
    const auto found = fields->find(key);
    return found == fields->end() ? nullptr : std::get_if<std::string>(&found->second);
  };
  const auto type = fields->find("source_type");
  if (type != fields->end())
    if (const auto* number = std::get_if<int64_t>(&type->second)) r.source_type = static_cast<SourceType>(*number);
  for (const auto& [key, member] : texts)
    if (const std::string* value = text(key)) r.*member = *value;
  for (const auto& [key, member] : reals) {
    const auto found = fields->find(key);
    if (found == fields->end()) continue;
    if (const auto* real = std::get_if<double>(&found->second)) r.*member = *real;
    if (const auto* whole = std::get_if<int64_t>(&found->second)) r.*member = static_cast<double>(*whole);
  }
  for (const auto& [key, value] : *fields)
    if (key.compare(0, parameter.size(), parameter) == 0)
      if (const auto* t = std::get_if<std::string>(&value)) r.parameters[key.substr(parameter.size())] = *t;
  while (const std::string* value = text("input:" + std::to_string(r.inputs.size()))) r.inputs.push_back(*value);
  while (const std::string* value = text("file:" + std::to_string(files.size()))) files.push_back(*value);
  return true;
}

}  // namespace burnish::generate
