#include "pipeline/parameter_json.hpp"

#include <cmath>

#include "pipeline/numbers.hpp"

namespace burnish {
namespace {

using Json = nlohmann::ordered_json;

bool has_flag(const Parameter& parameter, uint32_t flag) { return (parameter.flags & flag) != 0; }
bool is_number(const Parameter& parameter) {
  return parameter.type == BURNISH_P_INT || parameter.type == BURNISH_P_REAL || parameter.type == BURNISH_P_IMAGE;
}

/// 3 rather than 3.0, so that editors show what people write.
Json number_json(double number) {
  if (std::trunc(number) == number && std::abs(number) < 1e15) return static_cast<int64_t>(number);
  return number;
}

Json number_schema(const Parameter& parameter) {
  Json schema{{"type", parameter.type == BURNISH_P_REAL ? "number" : "integer"}};
  if (parameter.min != 0 || parameter.max != 0) {
    schema["minimum"] = number_json(parameter.min);
    schema["maximum"] = number_json(parameter.max);
  }
  return schema;
}

Json choice_schema(const Parameter& parameter) {
  Json options = Json::array();
  for (const Choice& choice : parameter.choices) {
    Json option{{"const", choice.id}};
    if (!choice.doc.empty()) option["description"] = choice.doc;
    options.push_back(std::move(option));
  }
  return Json{{"oneOf", std::move(options)}};
}

/// A string that only holds variables, which every value may be.
const char* const variable_pattern = R"(\{[A-Za-z0-9_-]+\})";

Json numbers_schema(std::size_t count) {
  Json schema{{"type", "array"}, {"items", {{"type", "number"}}}};
  if (count > 0) {
    schema["minItems"] = count;
    schema["maxItems"] = count;
  }
  return schema;
}

/// What one value of the type may be, as alternatives.
Json alternatives(const Parameter& parameter) {
  switch (parameter.type) {
    case BURNISH_P_BOOL:
      return Json::array({{{"type", "boolean"}}});
    case BURNISH_P_INT:
    case BURNISH_P_IMAGE:
      return Json::array({number_schema(parameter)});
    case BURNISH_P_REAL:
      if (parameter.unit != "ratio") return Json::array({number_schema(parameter)});
      return Json::array({number_schema(parameter), {{"type", "string"}, {"pattern", "^[0-9.]+:[0-9.]+$"}}});
    case BURNISH_P_ENUM:
      return Json::array({choice_schema(parameter)});
    case BURNISH_P_POINT:
      return Json::array({{{"type", "string"}}, numbers_schema(2)});
    case BURNISH_P_RECT:
      return Json::array({{{"type", "string"}}, numbers_schema(4)});
    case BURNISH_P_CURVE:
      return Json::array({{{"type", "string"}}, {{"type", "array"}}});
    default:
      return Json::array({{{"type", "string"}}});
  }
}

Json default_json(const Parameter& parameter) {
  if (parameter.type == BURNISH_P_BOOL) return parameter.def == "true" || parameter.def == "1";
  if (is_number(parameter)) {
    if (const auto number = parse_number(parameter.def)) return number_json(*number);
  }
  return parameter.def;
}

}  // namespace

std::string_view type_word(int32_t type) {
  switch (type) {
    case BURNISH_P_BOOL:
      return "bool";
    case BURNISH_P_INT:
      return "int";
    case BURNISH_P_REAL:
      return "real";
    case BURNISH_P_ENUM:
      return "enum";
    case BURNISH_P_STRING:
      return "string";
    case BURNISH_P_COLOR:
      return "color";
    case BURNISH_P_POINT:
      return "point";
    case BURNISH_P_RECT:
      return "rect";
    case BURNISH_P_CURVE:
      return "curve";
    case BURNISH_P_FILE:
      return "file";
    case BURNISH_P_FOLDER:
      return "folder";
    case BURNISH_P_IMAGE:
      return "image";
    case BURNISH_P_SECRET:
      return "secret";
    default:
      return "unknown";
  }
}

Json describe_parameter(const Parameter& parameter) {
  Json json{{"id", parameter.id}, {"type", type_word(parameter.type)}, {"label", parameter.label}};
  json["doc"] = parameter.doc;
  json["default"] = parameter.def;
  const bool bounded = parameter.min != 0 || parameter.max != 0;
  json["min"] = bounded ? number_json(parameter.min) : Json();
  json["max"] = bounded ? number_json(parameter.max) : Json();
  json["unit"] = parameter.unit.empty() ? Json() : Json(parameter.unit);
  json["auto"] = has_flag(parameter, BURNISH_PF_AUTO);
  json["list"] = has_flag(parameter, BURNISH_PF_LIST);
  json["advanced"] = has_flag(parameter, BURNISH_PF_ADVANCED);
  json["deprecated"] = has_flag(parameter, BURNISH_PF_DEPRECATED);
  json["choices"] = Json::array();
  for (const Choice& choice : parameter.choices) {
    json["choices"].push_back({{"id", choice.id}, {"label", choice.label}, {"doc", choice.doc}});
  }
  json["aliases"] = parameter.aliases;
  json["since"] = parameter.since;
  return json;
}

Json parameter_schema(const Parameter& parameter) {
  Json options = alternatives(parameter);
  const bool is_text = options.front().contains("type") && options.front()["type"] == "string";
  if (has_flag(parameter, BURNISH_PF_LIST)) {
    Json items = options.size() == 1 ? options.front() : Json{{"anyOf", options}};
    // Of rectangles and points the numbers may also follow each other without brackets.
    const bool tuples = parameter.type == BURNISH_P_RECT || parameter.type == BURNISH_P_POINT;
    if (tuples) items = Json{{"anyOf", Json::array({std::move(items), {{"type", "number"}}})}};
    options.push_back({{"type", "array"}, {"items", std::move(items)}});
  }
  if (has_flag(parameter, BURNISH_PF_AUTO) && !is_text) options.push_back({{"const", "auto"}});
  if (!is_text) options.push_back({{"type", "string"}, {"pattern", variable_pattern}});
  Json schema;
  if (!parameter.label.empty()) schema["title"] = parameter.label;
  std::string description = parameter.doc;
  if (!parameter.unit.empty()) description += (description.empty() ? "Unit: " : " Unit: ") + parameter.unit + ".";
  if (!description.empty()) schema["description"] = description;
  if (!parameter.def.empty()) schema["default"] = default_json(parameter);
  if (has_flag(parameter, BURNISH_PF_DEPRECATED)) schema["deprecated"] = true;
  if (options.size() == 1) {
    schema.update(options.front());
  } else {
    schema["anyOf"] = std::move(options);
  }
  return schema;
}

std::string dump(const Json& document, int indent) {
  return document.dump(indent, ' ', false, Json::error_handler_t::replace);
}

}  // namespace burnish
