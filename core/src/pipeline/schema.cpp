// The JSON Schema (2020-12) of pipeline files, so that editors complete and check them.
#include "burnish/core/pipeline.hpp"
#include "pipeline/parameter_json.hpp"
#include "pipeline/values.hpp"

namespace burnish {
namespace {

using Json = nlohmann::ordered_json;

Json text_schema(const char* description) { return {{"type", "string"}, {"description", description}}; }
Json reference(const char* definition) { return {{"$ref", std::string("#/$defs/") + definition}}; }
/// A value, or a string that a variable fills in.
Json or_variable(Json schema) {
  return {{"anyOf", Json::array({std::move(schema), {{"type", "string"}, {"pattern", R"(\{[A-Za-z0-9_-]+\})"}}})}};
}

Json parameter_properties(const Item& item) {
  Json properties = Json::object();
  for (const Parameter& parameter : item.parameters) {
    if ((parameter.flags & BURNISH_PF_HIDDEN) == 0) properties[parameter.id] = parameter_schema(parameter);
  }
  return properties;
}

/// Both spellings of the id of Burnish's own.
Json id_schema(const Item& item) {
  Json ids = Json::array({item.id});
  if (short_id(item.id) != item.id) ids.insert(ids.begin(), std::string(short_id(item.id)));
  return {{"enum", std::move(ids)}};
}

/// One operation as a step.
Json operation_schema(const Item& op) {
  Json properties{{"op", id_schema(op)}};
  Json required = Json::array({"op"});
  if (op.max_inputs > 1) {
    properties["with"] = reference("names");
    properties["with"]["description"] = "The nodes that are the other inputs.";
    if (op.min_inputs > 1) required.push_back("with");
  }
  properties.update(parameter_properties(op));
  return {{"title", op.name},
          {"description", op.summary},
          {"type", "object"},
          {"properties", std::move(properties)},
          {"required", std::move(required)},
          {"additionalProperties", false}};
}

/// The same as a node: "from" stands beside "op" and may carry all inputs.
Json operation_node_schema(const Item& op) {
  Json schema = operation_schema(op);
  schema["properties"]["from"] = reference("names");
  schema["required"] = Json::array({"op", "from"});
  return schema;
}

/// What makes pictures, as a node.
Json source_schema(const Item& item, const char* key, const char* second, Json second_schema) {
  Json properties{{key, id_schema(item)}};
  properties[second] = std::move(second_schema);
  if (item.kind == Kind::Generator)
    properties["provider"] = text_schema("Where to have it made; burnish doctor lists them.");
  properties.update(parameter_properties(item));
  Json required = Json::array({key});
  if (item.kind == Kind::Importer) required.push_back(second);
  return {{"title", item.name},
          {"description", item.summary},
          {"type", "object"},
          {"properties", std::move(properties)},
          {"required", std::move(required)},
          {"additionalProperties", false}};
}
Json generator_node_schema(const Item& item) { return source_schema(item, "generate", "from", reference("names")); }
Json importer_node_schema(const Item& item) {
  return source_schema(item, "import", "path", text_schema("A file, folder or zip; {input} for each given one."));
}

Json names_schema() {
  return {{"anyOf",
           Json::array({{{"type", "string"}}, {{"type", "array"}, {"items", {{"type", "string"}}}, {"minItems", 1}}})}};
}

Json steps_schema() {
  Json step{{"anyOf", Json::array({text_schema("Transformation notation, such as c_fill,w_600,h_400.")})}};
  step["anyOf"].push_back(reference("operation"));
  return {{"type", "array"}, {"description", "What is done, one after the other."}, {"items", std::move(step)}};
}

Json items_schema(const Catalogue& catalogue, Kind kind, Json (*schema_of)(const Item&)) {
  Json options = Json::array();
  for (const Item* item : catalogue.items(kind)) options.push_back(schema_of(*item));
  if (options.empty()) return {{"not", Json::object()}};  // nothing is installed, so nothing is allowed
  return {{"oneOf", std::move(options)}};
}

/// Pixel operations, and generators that work on a picture.
Json operations_schema(const Catalogue& catalogue, Json (*schema_of)(const Item&)) {
  Json schema = items_schema(catalogue, Kind::Pixel, schema_of);
  for (const Item* item : catalogue.items(Kind::Generator))
    if (schema.contains("oneOf") && item->max_inputs > 0) schema["oneOf"].push_back(schema_of(*item));
  return schema;
}

/// The parameters of every codec of a kind together: which codec it will be is often known only at run time.
Json codec_schema(const Catalogue& catalogue, Kind kind) {
  Json properties = Json::object();
  for (const Item* codec : catalogue.items(kind)) {
    for (const Parameter& parameter : codec->parameters) {
      Json schema = parameter_schema(parameter);
      schema["description"] = codec->format + ": " + schema.value("description", "");
      Json& known = properties[parameter.id];
      if (known.is_null()) {
        known = std::move(schema);
      } else if (known.contains("anyOf") && known.value("x-merged", false)) {
        known["anyOf"].push_back(std::move(schema));
      } else {
        known = Json{{"x-merged", true}, {"anyOf", Json::array({known, std::move(schema)})}};
      }
    }
  }
  for (auto& property : properties) property.erase("x-merged");
  return {{"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
}

Json node_schema() {
  Json read{{"type", "object"},
            {"properties",
             {{"read", text_schema("A path, {input} for each given file, or - for standard input.")},
              {"decode", reference("decode")},
              {"orient", or_variable({{"type", "boolean"}})}}},
            {"required", {"read"}},
            {"additionalProperties", false}};
  read["properties"]["orient"]["default"] = true;
  read["properties"]["orient"]["description"] = "Whether the EXIF orientation is applied.";
  Json chain{{"type", "object"},
             {"properties", {{"from", text_schema("The node to begin with.")}, {"steps", reference("steps")}}},
             {"required", {"from", "steps"}},
             {"additionalProperties", false}};
  return {{"anyOf", Json::array({std::move(read), std::move(chain), reference("operation_node"),
                                 reference("generator_node"), reference("importer_node")})}};
}

Json format_schema(const Catalogue& catalogue) {
  Json formats = Json::array();
  for (const Item* encoder : catalogue.items(Kind::Encoder)) {
    formats.push_back(encoder->format);
    for (const std::string& extension : encoder->extensions) {
      if (extension != encoder->format) formats.push_back(extension);
    }
  }
  Json schema = or_variable({{"enum", std::move(formats)}});
  schema["description"] = "Default: what the extension of 'write' says, else the input's format.";
  return schema;
}

Json output_schema(const Catalogue& catalogue) {
  Json quality = or_variable({{"type", "number"}, {"minimum", 1}, {"maximum", 100}});
  quality["default"] = 80;
  Json keep = or_variable({{"type", "boolean"}});
  keep["default"] = false;
  keep["description"] = "Keep the input's colours and profile instead of converting to sRGB.";
  Json properties{{"name", text_schema("For {name} and reports. Default: the output's number.")},
                  {"from", text_schema("The node to write. Default: the input.")},
                  {"steps", reference("steps")},
                  {"transform", text_schema("Transformation notation, instead of steps.")}};
  properties["write"] = text_schema("The file: {stem} {ext} {dir} {name} {index} {width} {height} {hash}.");
  properties["format"] = format_schema(catalogue);
  properties["quality"] = std::move(quality);
  properties["encode"] = reference("encode");
  properties["keep_profile"] = std::move(keep);
  return {{"type", "object"},
          {"properties", std::move(properties)},
          {"not", {{"required", {"steps", "transform"}}}},
          {"additionalProperties", false}};
}

Json definitions(const Catalogue& catalogue) {
  Json definitions = Json::object();
  definitions["names"] = names_schema();
  definitions["steps"] = steps_schema();
  definitions["operation"] = operations_schema(catalogue, &operation_schema);
  definitions["operation_node"] = operations_schema(catalogue, &operation_node_schema);
  definitions["generator_node"] = items_schema(catalogue, Kind::Generator, &generator_node_schema);
  definitions["importer_node"] = items_schema(catalogue, Kind::Importer, &importer_node_schema);
  definitions["node"] = node_schema();
  definitions["decode"] = codec_schema(catalogue, Kind::Decoder);
  definitions["encode"] = codec_schema(catalogue, Kind::Encoder);
  definitions["output"] = output_schema(catalogue);
  return definitions;
}

}  // namespace

std::string pipeline_schema(const Catalogue& catalogue) {
  Json variables{{"type", "object"},
                 {"description", "Values for {name} in the file's strings; --set overrides them."},
                 {"additionalProperties", {{"type", {"string", "number", "boolean"}}}}};
  Json outputs{{"type", "array"}, {"items", reference("output")}, {"minItems", 1}};
  Json nodes{{"type", "object"}, {"additionalProperties", reference("node")}};
  Json properties{{"$schema", {{"type", "string"}}},
                  {"burnish", {{"const", 1}, {"description", "The version of this form."}}},
                  {"description", {{"type", "string"}}}};
  properties["variables"] = std::move(variables);
  properties["nodes"] = std::move(nodes);
  properties["outputs"] = std::move(outputs);
  Json schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
              {"title", "Burnish pipeline"},
              {"type", "object"},
              {"properties", std::move(properties)},
              {"required", {"burnish", "outputs"}},
              {"additionalProperties", false}};
  schema["$defs"] = definitions(catalogue);
  return dump(schema, 2) + "\n";
}

}  // namespace burnish
