#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "burnish/core/pipeline.hpp"
#include "installed.hpp"
#include "pipeline/document.hpp"
#include "pipeline/numbers.hpp"
#include "reading.hpp"

namespace burnish {
namespace {

using Type = JsonValue::Type;

/// The part of JSON Schema that pipeline_schema() uses.
class Checker {
 public:
  explicit Checker(const JsonValue& root) : root_(root) {}

  bool accepts(const JsonValue& value, const JsonValue& schema) {
    for (std::size_t i = 0; i < schema.keys.size(); ++i) {
      if (!accepts(value, schema, schema.keys[i], schema.elements[i])) return false;
    }
    return true;
  }

 private:
  bool accepts(const JsonValue& value, const JsonValue& schema, const std::string& key, const JsonValue& rule) {
    if (key == "$ref") return accepts(value, definition(rule.text));
    if (key == "type") return has_type(value, rule);
    if (key == "const") return value.type == rule.type && value.text == rule.text;
    if (key == "enum") {
      for (const JsonValue& each : rule.elements) {
        if (each.type == value.type && each.text == value.text) return true;
      }
      return false;
    }
    if (key == "anyOf" || key == "oneOf") return holds_of(value, rule, key == "oneOf");
    if (key == "not") return !accepts(value, rule);
    if (key == "required") return has_all(value, rule);
    if (key == "properties" || key == "additionalProperties") return members_fit(value, schema);
    if (key == "items") return elements_fit(value, rule);
    if (key == "minItems") return value.elements.size() >= std::stoul(rule.text);
    if (key == "maxItems") return value.elements.size() <= std::stoul(rule.text);
    if (key == "minimum") return !value.is(Type::Number) || *parse_number(value.text) >= *parse_number(rule.text);
    if (key == "maximum") return !value.is(Type::Number) || *parse_number(value.text) <= *parse_number(rule.text);
    if (key == "pattern")
      return !value.is(Type::String) || testing::Matches(testing::ContainsRegex(rule.text))(value.text);
    static const std::set<std::string> notes{"$schema", "title", "description", "default", "deprecated", "$defs"};
    EXPECT_TRUE(notes.count(key) > 0) << "the schema uses " << key;
    return true;
  }

  const JsonValue& definition(const std::string& reference) {
    const JsonValue* found = root_.member("$defs")->member(reference.substr(std::string("#/$defs/").size()));
    if (found != nullptr) return *found;
    ADD_FAILURE() << "no definition " << reference;
    static const JsonValue anything{};
    return anything;
  }

  static bool is_of(const JsonValue& value, const std::string& type) {
    if (type == "integer") return value.is(Type::Number) && parse_whole(value.text).has_value();
    const std::map<std::string, Type> types{{"object", Type::Object},
                                            {"array", Type::Array},
                                            {"string", Type::String},
                                            {"number", Type::Number},
                                            {"boolean", Type::Boolean}};
    return types.at(type) == value.type;
  }
  static bool has_type(const JsonValue& value, const JsonValue& rule) {
    if (rule.is(Type::String)) return is_of(value, rule.text);
    for (const JsonValue& each : rule.elements) {
      if (is_of(value, each.text)) return true;
    }
    return false;
  }
  bool holds_of(const JsonValue& value, const JsonValue& rule, bool exactly_one) {
    int count = 0;
    for (const JsonValue& each : rule.elements) count += accepts(value, each) ? 1 : 0;
    return exactly_one ? count == 1 : count > 0;
  }
  static bool has_all(const JsonValue& value, const JsonValue& rule) {
    EXPECT_TRUE(rule.is(Type::Array));
    for (const JsonValue& each : rule.elements) {
      if (value.member(each.text) == nullptr) return false;
    }
    return true;
  }
  bool members_fit(const JsonValue& value, const JsonValue& schema) {
    if (!value.is(Type::Object)) return true;
    const JsonValue* properties = schema.member("properties");
    const JsonValue* others = schema.member("additionalProperties");
    for (std::size_t i = 0; i < value.keys.size(); ++i) {
      const JsonValue* rule = properties == nullptr ? nullptr : properties->member(value.keys[i]);
      if (rule == nullptr) rule = others;
      if (rule == nullptr) continue;
      if (rule->is(Type::Boolean) ? rule->text == "false" : !accepts(value.elements[i], *rule)) return false;
    }
    return true;
  }
  bool elements_fit(const JsonValue& value, const JsonValue& rule) {
    if (!value.is(Type::Array)) return true;
    for (const JsonValue& element : value.elements) {
      if (!accepts(element, rule)) return false;
    }
    return true;
  }

  const JsonValue& root_;
};

class PipelineSchema : public testing::Test {
 protected:
  PipelineSchema() : schema_(std::move(parse_json(pipeline_schema(test::installed()), "schema")).value()) {}
  bool accepts(std::string_view json) {
    const auto value = parse_json(json, "p.json");
    EXPECT_TRUE(value.ok()) << json;
    return value.ok() && Checker(schema_).accepts(*value, schema_);
  }
  bool accepts_step(const std::string& step) {
    return accepts(R"({"burnish": 1, "outputs": [{"steps": [)" + step + "]}]}");
  }
  JsonValue schema_;
};

TEST_F(PipelineSchema, StatesItsDialect) {
  EXPECT_EQ(test::text_of(schema_, "$schema"), "https://json-schema.org/draft/2020-12/schema");
  EXPECT_EQ(pipeline_schema(test::installed()).back(), '\n');
}

TEST_F(PipelineSchema, AcceptsGoodPipelines) {
  EXPECT_TRUE(accepts(R"({"burnish": 1, "outputs": [{}]})"));
  EXPECT_TRUE(accepts(R"({"$schema": "x", "burnish": 1, "description": "d", "variables": {"a": "b", "q": 80, "t": true},
    "nodes": {"photo": {"read": "{input}", "orient": false, "decode": {"page": 2}},
              "graded": {"from": "photo", "steps": [{"op": "exposure", "ev": 0.3}, "c_fill,w_9,h_9"]},
              "marked": {"op": "overlay", "from": ["graded", "photo"], "gravity": "south_east", "x": 24}},
    "outputs": [{"name": "hero", "from": "marked", "write": "{stem}.{ext}", "format": "jpg", "quality": "{q}",
                 "encode": {"bits": 16, "quality": 80.5}, "keep_profile": true},
                {"transform": "w_100"}]})"));
}

TEST_F(PipelineSchema, RefusesWhatTheParserRefuses) {
  for (const char* bad :
       {R"({"outputs": [{}]})", R"({"burnish": 2, "outputs": [{}]})", R"({"burnish": 1})",
        R"({"burnish": 1, "outputs": []})", R"({"burnish": 1, "outputs": [{"nmae": "x"}]})",
        R"({"burnish": 1, "outputs": [{"steps": [], "transform": "w_1"}]})",
        R"({"burnish": 1, "outputs": [{"quality": 0}]})", R"({"burnish": 1, "outputs": [{"format": "jpge"}]})",
        R"({"burnish": 1, "variables": {"a": []}, "outputs": [{}]})",
        R"({"burnish": 1, "nodes": {"a": {}}, "outputs": [{}]})",
        R"({"burnish": 1, "nodes": {"a": {"read": "x", "from": "y"}}, "outputs": [{}]})",
        R"({"burnish": 1, "nodes": {"a": {"op": "blur"}}, "outputs": [{}]})"}) {
    EXPECT_FALSE(accepts(bad)) << bad;
    EXPECT_FALSE(parse_pipeline(bad, "p.json", test::installed()).ok()) << bad;
  }
}

TEST_F(PipelineSchema, ChecksStepsByTheDeclaredTables) {
  EXPECT_TRUE(accepts_step(R"({"op": "blur", "sigma": 2})"));
  EXPECT_TRUE(accepts_step(R"({"op": "burnish.blur", "sigma": "{s}"})"));
  EXPECT_FALSE(accepts_step(R"({"op": "blurr"})"));
  EXPECT_FALSE(accepts_step(R"({"op": "blur", "sigma": -1})"));
  EXPECT_FALSE(accepts_step(R"({"op": "blur", "sigma": true})"));
  EXPECT_FALSE(accepts_step(R"({"op": "blur", "sigmaa": 1})"));
  EXPECT_FALSE(accepts_step(R"({"op": "blur", "with": "x"})"));
  EXPECT_FALSE(accepts_step(R"({"op": "overlay"})"));
  EXPECT_TRUE(accepts_step(R"({"op": "overlay", "with": "x"})"));
  EXPECT_TRUE(accepts_step(R"({"op": "resize", "width": "auto", "fit": "cover", "linear": true})"));
  EXPECT_FALSE(accepts_step(R"({"op": "resize", "width": 1.5})"));
  EXPECT_FALSE(accepts_step(R"({"op": "resize", "fit": "contian"})"));
  EXPECT_TRUE(accepts_step(R"({"op": "crop", "aspect": "16:9"})"));
  EXPECT_TRUE(accepts_step(R"({"op": "crop", "aspect": 1.5})"));
  EXPECT_FALSE(accepts_step(R"({"op": "crop", "aspect": "wide"})"));
  EXPECT_TRUE(accepts_step(R"({"op": "org.example.everything", "steps": [1, 2], "centre": [1, 2], "tone": "0,0"})"));
  EXPECT_FALSE(accepts_step("5"));
}

TEST_F(PipelineSchema, CarriesDocumentationAndDefaults) {
  const std::string text = pipeline_schema(test::installed());
  EXPECT_NE(text.find("What sigma does. Unit: px."), std::string::npos);
  EXPECT_NE(text.find("\"default\": 0.5"), std::string::npos);
}

TEST_F(PipelineSchema, AllowsNoOperationWhenNothingIsInstalled) {
  const auto bare = parse_json(pipeline_schema(test::nothing_installed()), "schema");
  ASSERT_TRUE(bare.ok());
  const auto with_step = parse_json(R"({"burnish": 1, "outputs": [{"steps": [{"op": "blur"}]}]})", "p");
  EXPECT_FALSE(Checker(*bare).accepts(*with_step, *bare));
}

}  // namespace
}  // namespace burnish
