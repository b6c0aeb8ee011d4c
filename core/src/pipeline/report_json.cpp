#include "burnish/core/report_json.hpp"

#include <algorithm>
#include <cmath>
#include <system_error>

#include "pipeline/parameter_json.hpp"
#include "pipeline/provenance_json.hpp"

namespace burnish {
namespace {

using Json = nlohmann::ordered_json;

double milliseconds(double ms) { return std::round(ms * 1000) / 1000; }

Json output_json(const OutputReport& output) {
  Json json{{"input", output.input},   {"name", output.name},          {"path", output.path},   {"width", output.width},
            {"height", output.height}, {"format", output.format},      {"bytes", output.bytes}, {"quality", nullptr},
            {"score", nullptr},        {"ms", milliseconds(output.ms)}};
  json["quality"] = number_or_null(output.quality);
  json["score"] = number_or_null(output.score);
  if (output.skipped) json["skipped"] = true;
  if (!output.sidecars.empty()) json["sidecars"] = output.sidecars;
  return json;
}

Json failures_json(std::span<const FailureReport> failed) {
  Json json = Json::array();
  for (const FailureReport& failure : failed) {
    json.push_back({{"input", failure.input},
                    {"name", failure.name},
                    {"code", code_word(failure.error.code)},
                    {"message", failure.error.message()}});
  }
  return json;
}

Json metadata_json(const std::vector<MetadataEntry>& entries) {
  Json json = Json::object();
  for (const MetadataEntry& entry : entries) {
    if (!json.contains(entry.key)) {
      json[entry.key] = entry.value;
      continue;
    }
    Json& known = json[entry.key];
    if (!known.is_array()) known = Json::array({known});
    known.push_back(entry.value);
  }
  return json;
}

Json history_json(const std::vector<HistoryStep>& history) {
  Json json = Json::array();
  for (const HistoryStep& step : history) {
    const std::pair<const char*, const std::string*> texts[] = {
        {"action", &step.action},          {"agent", &step.agent},   {"when", &step.when},
        {"parameters", &step.parameters},  {"plugin", &step.plugin}, {"plugin_version", &step.plugin_version},
        {"plugin_hash", &step.plugin_hash}};
    Json& entry = json.emplace_back(Json::object());
    for (const auto& [name, text] : texts) entry[name] = text_or_null(*text);
  }
  return json;
}

Json file_json(const FileFacts& file) {
  Json json{{"path", file.path},         {"format", file.format}, {"width", file.width},
            {"height", file.height},     {"frames", file.frames}, {"bits", file.bits},
            {"channels", file.channels}, {"alpha", file.alpha},   {"orientation", file.orientation}};
  json["profile"] = text_or_null(file.profile);
  json["bytes"] = file.bytes;
  json["metadata"] = metadata_json(file.metadata);
  json["provenance"] = provenance_json(file.provenance);
  json["warnings"] = file.warnings;
  json["marks"] = file.marks;
  json["history"] = history_json(file.provenance.history);
  return json;
}

std::string_view state_word(ModuleState state) {
  switch (state) {
    case ModuleState::Usable:
      return "usable";
    case ModuleState::Broken:
      return "broken";
    case ModuleState::Shadowed:
      return "shadowed";
    case ModuleState::Duplicate:
      return "duplicate";
  }
  return "unknown";
}

Json module_json(const Module& module) {
  Json json{{"path", module.path.string()}, {"id", module.id},           {"version", module.version},
            {"vendor", module.vendor},      {"license", module.license}, {"state", state_word(module.state)}};
  json["reason"] = text_or_null(module.reason);
  json["items"] = Json::array();
  for (const Item& item : module.items) {
    json["items"].push_back({{"kind", kind_word(item.kind)},
                             {"id", item.id},
                             {"version", item.version},
                             {"name", item.name},
                             {"summary", item.summary}});
  }
  return json;
}

Json describe_item(const Catalogue& catalogue, const Item& item) {
  Json json{{"kind", kind_word(item.kind)}, {"id", item.id},           {"name", item.name},
            {"version", item.version},      {"summary", item.summary}, {"doc", item.doc}};
  const auto modules = catalogue.modules();
  json["plugin"] = item.module < modules.size() ? Json(modules[item.module].path.string()) : Json();
  json["tags"] = item.tags;
  json["permissions"] = item.permissions;
  if (item.kind == Kind::Pixel) {
    json["min_inputs"] = item.min_inputs;
    json["max_inputs"] = item.max_inputs;
  }
  if (item.kind == Kind::Decoder || item.kind == Kind::Encoder) {
    json["format"] = item.format;
    json["mime"] = item.mime;
    json["extensions"] = item.extensions;
  }
  if (item.kind == Kind::Encoder) {
    json["quality"] = text_or_null(item.quality);
    json["lossy"] = (item.encoder_flags & BURNISH_EF_LOSSY) != 0;
    json["lossless"] = (item.encoder_flags & BURNISH_EF_LOSSLESS) != 0;
    json["alpha"] = item.alpha;
  }
  json["parameters"] = Json::array();
  for (const Parameter& parameter : item.parameters) json["parameters"].push_back(describe_parameter(parameter));
  if (item.kind == Kind::Analyser) {
    json["requests"] = Json::array();
    for (const Parameter& request : item.requests) json["requests"].push_back(describe_parameter(request));
    json["needs"] = item.needs;
    json["labels"] = item.labels;
  }
  return json;
}

}  // namespace

std::string to_json(const Report& report) {
  Json json{{"outputs", Json::array()}};
  for (const OutputReport& output : report.outputs) json["outputs"].push_back(output_json(output));
  json["failed"] = failures_json(report.failed);
  json["ms"] = milliseconds(report.ms);
  return dump(json);
}

std::string to_json(std::span<const FileFacts> files, std::span<const FailureReport> failed) {
  Json json{{"files", Json::array()}};
  for (const FileFacts& file : files) json["files"].push_back(file_json(file));
  json["failed"] = failures_json(failed);
  return dump(json);
}

std::string comparison_json(Metric metric, double score) {
  Json json{{"metric", metric == Metric::Psnr ? "psnr" : "ssim"}};
  json["score"] = std::isfinite(score) ? Json(score) : Json();
  return dump(json);
}

std::string error_json(const Error& error) {
  return dump({{"error",
                {{"code", code_word(error.code)},
                 {"where", error.where},
                 {"message", error.message()},
                 {"hint", error.hint}}}});
}

std::string catalogue_json(const Catalogue& catalogue, Listed listed) {
  Json json{{"plugins", Json::array()}, {"folders", Json::array()}};
  for (const Module& module : catalogue.modules())
    if (listed == Listed::All || module.state != ModuleState::Usable) json["plugins"].push_back(module_json(module));
  for (const auto& folder : catalogue.folders()) json["folders"].push_back(folder.string());
  return dump(json);
}

namespace {

/// A tenth of a pixel is more than an analyser knows.
double tenths(double v) { return std::round(v * 10) / 10; }

Json window_json(const AnalysedWindow& w) {
  Json json{{"x", w.x}, {"y", w.y}, {"width", w.width}, {"height", w.height}, {"score", w.score}};
  json["reasons"] = w.reasons;
  json["terms"] = Json::object();
  for (const auto& [name, value] : w.terms) json["terms"][name] = value;
  return json;
}

Json finding_json(const AnalysedFinding& f) {
  Json json{{"label", f.label},         {"score", f.score},           {"x", tenths(f.x)},       {"y", tenths(f.y)},
            {"width", tenths(f.width)}, {"height", tenths(f.height)}, {"points", Json::array()}};
  for (const auto& [x, y] : f.points) json["points"].push_back({tenths(x), tenths(y)});
  return json;
}

}  // namespace

std::string to_json(const Analysis& a) {
  constexpr std::size_t most_windows = 3;
  Json json = Json::object();
  if (a.chooses) {
    json = a.windows.empty() ? Json{{"x", nullptr},           {"y", nullptr},     {"width", nullptr},
                                    {"height", nullptr},      {"score", nullptr}, {"reasons", Json::array()},
                                    {"terms", Json::object()}}
                             : window_json(a.windows.front());
    if (const auto known = a.numbers.find("confidence"); known != a.numbers.end()) json["confidence"] = known->second;
    json["windows"] = Json::array();
    for (std::size_t i = 0; i < std::min(a.windows.size(), most_windows); ++i)
      json["windows"].push_back(window_json(a.windows[i]));
  }
  json["findings"] = Json::array();
  for (const AnalysedFinding& f : a.findings) json["findings"].push_back(finding_json(f));
  if (!a.chooses) {
    json["numbers"] = Json::object();
    for (const auto& [name, value] : a.numbers) json["numbers"][name] = value;
  }
  return dump(json);
}

std::string items_json(const Catalogue& catalogue, std::span<const Item* const> items) {
  Json json{{"items", Json::array()}};
  for (const Item* item : items) json["items"].push_back(describe_item(catalogue, *item));
  return dump(json);
}

std::string folders_json(const Catalogue& catalogue) {
  Json json{{"folders", Json::array()}};
  for (const auto& folder : catalogue.folders()) {
    std::error_code ignored;
    json["folders"].push_back({{"path", folder.string()}, {"exists", std::filesystem::is_directory(folder, ignored)}});
  }
  return dump(json);
}

std::string findings_json(std::span<const Finding> findings) {
  Json json{{"good", true}, {"findings", Json::array()}};
  for (const Finding& finding : findings) {
    json["findings"].push_back(
        {{"good", finding.good}, {"text", finding.text}, {"advice", text_or_null(finding.advice)}});
    if (!finding.good) json["good"] = false;
  }
  return dump(json);
}

std::string to_json(const Estimate& e) {
  Json json = Json::object();
  json["model"] = e.model;
  json["provider"] = e.provider;
  json["requests"] = e.requests;
  json["cached"] = e.cached;
  json["price"] = e.price ? Json(*e.price) : Json(nullptr);
  json["currency"] = e.currency;
  json["seconds"] = e.seconds;
  return dump(json);
}

std::string to_json(const Balance& b) {
  Json json = Json::object();
  json["provider"] = b.provider;
  json["balance"] = b.amount;
  json["currency"] = b.currency;
  return dump(json);
}

std::string texts_json(std::span<const std::pair<std::string, std::string>> texts) {
  Json json = Json::object();
  for (const auto& [name, text] : texts) json[name] = text;
  return dump(json);
}

}  // namespace burnish
