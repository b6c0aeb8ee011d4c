#include "pipeline/provenance_json.hpp"

#include <cmath>

namespace burnish {

using Json = nlohmann::ordered_json;

Json number_or_null(const std::optional<double>& number) {
  if (!number || !std::isfinite(*number)) return nullptr;
  if (std::trunc(*number) == *number && std::abs(*number) < 1e15) return static_cast<int64_t>(*number);
  return *number;
}
Json text_or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }

Json provenance_json(const Provenance& record) {
  if (record.empty()) return nullptr;
  Json json = Json::object();
  json["source_type"] = text_or_null(std::string(source_type_word(record.source_type)));
  const std::pair<const char*, const std::string*> texts[] = {{"prompt", &record.prompt},
                                                              {"negative_prompt", &record.negative_prompt},
                                                              {"returned_prompt", &record.returned_prompt},
                                                              {"model", &record.model},
                                                              {"model_version", &record.model_version},
                                                              {"provider", &record.provider},
                                                              {"request_id", &record.request_id},
                                                              {"job_id", &record.job_id},
                                                              {"seed", &record.seed},
                                                              {"operation", &record.operation}};
  for (const auto& [name, text] : texts) json[name] = text_or_null(*text);
  json["cost"] = number_or_null(record.cost);
  json["currency"] = text_or_null(record.currency);
  json["created"] = text_or_null(record.created);
  json["seconds"] = number_or_null(record.seconds);
  json["parameters"] = record.parameters;
  json["inputs"] = record.inputs;
  json["creator"] = text_or_null(record.creator);
  json["rights"] = text_or_null(record.rights);
  json["source"] = text_or_null(record.source);
  json["confidence"] = text_or_null(record.confidence);
  json["parents"] = record.parents;
  json["manifests"] = record.manifests;
  return json;
}

}  // namespace burnish
