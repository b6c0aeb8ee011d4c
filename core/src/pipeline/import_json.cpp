#include "pipeline/import_json.hpp"

#include "burnish/core/report_json.hpp"
#include "pipeline/parameter_json.hpp"
#include "pipeline/provenance_json.hpp"

namespace burnish {
namespace {

using Json = nlohmann::ordered_json;

Json facts_json(const std::vector<ImportedFact>& facts) {
  Json json = Json::array();
  for (const ImportedFact& f : facts)
    json.push_back({{"key", f.key},
                    {"value", f.value},
                    {"from", text_or_null(f.from)},
                    {"sure", f.sure ? Json(*f.sure) : Json()}});
  return json;
}

Json part_json(const std::optional<burnish_rect>& part) {
  if (!part) return nullptr;
  return {{"x", part->x0}, {"y", part->y0}, {"width", part->x1 - part->x0}, {"height", part->y1 - part->y0}};
}

Json picture_json(const ImportedPicture& p) {
  Json json{{"path", p.path}, {"bytes", p.bytes}};
  json["part"] = part_json(p.part);
  json["group"] = text_or_null(p.group);
  json["record"] = provenance_json(p.record);
  json["facts"] = facts_json(p.facts);
  json["notes"] = p.notes;
  json["sha256"] = text_or_null(p.sha256);
  json["same_as"] = text_or_null(p.same_as);
  json["similar_to"] = text_or_null(p.similar_to);
  json["copy"] = text_or_null(p.copy.string());
  if (p.already_there) json["already_there"] = true;
  return json;
}

}  // namespace

std::string record_json(const ImportedPicture& p) {
  Json json{{"burnish_record", 1},
            {"file", p.copy.filename().string()},
            {"sha256", p.sha256},
            {"bytes", p.bytes},
            {"imported_from", p.path}};
  json["part"] = part_json(p.part);
  json["group"] = text_or_null(p.group);
  json["record"] = provenance_json(p.record);
  json["facts"] = facts_json(p.facts);
  json["notes"] = p.notes;
  return dump(json, 2);
}

std::string to_json(const ImportedPicture& picture) { return dump(picture_json(picture)); }

std::string to_json(const ImportReport& report) {
  Json json = Json::parse(to_json(report.report));
  json["pictures"] = Json::array();
  for (const ImportedPicture& p : report.pictures) json["pictures"].push_back(picture_json(p));
  json["groups"] = report.groups;
  return dump(json);
}

}  // namespace burnish
