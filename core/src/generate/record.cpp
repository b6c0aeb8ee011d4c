#include "generate/record.hpp"

#include <cmath>
#include <cstdlib>
#include <set>

#include "pipeline/values.hpp"

namespace burnish::generate {
namespace {

std::string text_in(const BlockMap& meta, const char* key) {
  const auto found = meta.find(key);
  return found == meta.end() ? std::string() : found->second;
}

std::optional<double> real_in(const BlockMap& meta, const char* key) {
  const std::string text = text_in(meta, key);
  if (text.empty()) return std::nullopt;
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);  // the process keeps the C locale
  return end == text.c_str() + text.size() && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

}  // namespace

Provenance record_of(const TicketRequest& request, const BlockMap& meta) {
  Provenance r;
  r.source_type =
      request.edits_picture ? SourceType::CompositeWithTrainedAlgorithmicMedia : SourceType::TrainedAlgorithmicMedia;
  r.model = std::string(short_id(request.model));
  r.operation = request.edits_picture ? r.model : "generate";
  r.provider = request.provider;
  r.created = request.created;
  r.inputs = request.inputs;
  for (const auto& [id, text] : request.arguments) {
    if (id == "prompt")
      r.prompt = text;
    else if (id == "negative_prompt")
      r.negative_prompt = text;
    else if (id == "seed")
      r.seed = text;
    else
      r.parameters[id] = text;
  }
  const std::pair<const char*, std::string Provenance::*> texts[] = {
      {"text:prompt", &Provenance::returned_prompt},
      {"text:seed", &Provenance::seed},
      {"text:request_id", &Provenance::request_id},
      {"text:currency", &Provenance::currency},
      {"text:model", &Provenance::model},
      {"text:model_version", &Provenance::model_version}};
  for (const auto& [key, member] : texts)
    if (const std::string value = text_in(meta, key); !value.empty()) r.*member = value;
  r.cost = real_in(meta, "text:cost");
  r.seconds = real_in(meta, "text:seconds");
  if (r.returned_prompt == r.prompt) r.returned_prompt.clear();
  const std::set<std::string> known{"text:prompt", "text:seed",          "text:request_id", "text:currency",
                                    "text:model",  "text:model_version", "text:cost",       "text:seconds"};
  constexpr std::string_view text = "text:";
  for (const auto& [key, value] : meta)
    if (known.count(key) == 0 && key.compare(0, text.size(), text) == 0) r.parameters[key.substr(text.size())] = value;
  return r;
}

}  // namespace burnish::generate
