#include "pipeline/steps.hpp"

#include <array>

#include "pipeline/check.hpp"
#include "pipeline/fields.hpp"
#include "pipeline/notation.hpp"
#include "pipeline/values.hpp"

namespace burnish {
namespace {

constexpr std::size_t max_steps = 1000;

/// "from" and "with": one name or a list of names.
Result<std::vector<std::string>> read_names(std::string_view key, const JsonValue& value, const std::string& where) {
  std::vector<std::string> names;
  if (!value.is(JsonValue::Type::Array)) {
    if (!value.is(JsonValue::Type::String))
      return wrong_type(key, value, where, "the name of a node or a list of names");
    BURNISH_TRY(std::string name, read_string(key, value, where));
    names.push_back(std::move(name));
    return names;
  }
  for (std::size_t i = 0; i < value.elements.size(); ++i) {
    BURNISH_TRY(std::string name, read_string(key, value.elements[i], element_path(where, i)));
    names.push_back(std::move(name));
  }
  if (names.empty()) return bad_pipeline("'" + std::string(key) + "' is an empty list", where, "must name a node");
  return names;
}

Status check_input_count(const Item& op, std::size_t count, const std::string& where, bool of_node) {
  if (count >= op.min_inputs && count <= op.max_inputs) return Done{};
  const bool more = count < op.min_inputs;
  const uint32_t bound = more ? op.min_inputs : op.max_inputs;
  const std::string noun = bound == 1 ? " picture" : " pictures";
  std::string hint;
  if (more) hint = of_node ? "give 'from' a list of names" : "name the other with \"with\"";
  return bad_pipeline(
      "'" + std::string(short_id(op.id)) + "' gets " + std::to_string(count) + (count == 1 ? " picture" : " pictures"),
      where, std::string("it takes at ") + (more ? "least " : "most ") + std::to_string(bound) + noun, std::move(hint));
}

/// The item of this kind that `key` names.
Result<const Item*> read_item(const JsonValue& value, const char* key, Kind kind, const std::string& where,
                              const Catalogue& catalogue) {
  const std::string id_where = member_path(where, key);
  BURNISH_TRY(const std::string id, read_string(key, *value.member(key), id_where));
  if (const Item* item = catalogue.find(kind, id)) return item;
  const std::string nearest = catalogue.nearest(kind, id);
  return Error{
      .code = Code::Unknown,
      .what = "no installed plugin declares " + std::string(kind_word(kind)) + " '" + id + "'",
      .where = id_where,
      .why = {},
      .hint = nearest.empty() ? "see burnish plugin list" : "did you mean '" + std::string(short_id(nearest)) + "'?"};
}

}  // namespace

Result<Step> read_step(const JsonValue& value, const std::string& where, const Catalogue& catalogue,
                       std::string* from) {
  const JsonValue* op = value.member("op");
  if (op == nullptr) {
    constexpr const char* example = R"(write {"op": "blur", "sigma": 2} or a string such as "c_fill,w_600,h_400")";
    return bad_pipeline("a step has no 'op'", where, "it does not say what to do", example);
  }
  const std::string op_where = member_path(where, "op");
  BURNISH_TRY(const std::string id, read_string("op", *op, op_where));
  Step step;
  step.where = where;
  BURNISH_TRY(step.op, find_step_operation(catalogue, id, op_where));
  for (std::size_t i = 0; i < value.keys.size(); ++i) {
    const std::string& key = value.keys[i];
    const std::string path = member_path(where, key);
    if (key == "op") continue;
    if (key == "provider" && step.generates()) {
      BURNISH_TRY(step.provider, read_string(key, value.elements[i], path));
      continue;
    }
    if (key == "with" || (key == "from" && from != nullptr)) {
      BURNISH_TRY(auto names, read_names(key, value.elements[i], path));
      if (key == "from") {
        *from = names.front();
        names.erase(names.begin());
      }
      // The first input is "from"; its list comes before "with", whatever their order in the file.
      step.with.insert(key == "from" ? step.with.begin() : step.with.end(), names.begin(), names.end());
      continue;
    }
    BURNISH_TRY(Argument argument, read_argument(short_id(step.op->id), key, value.elements[i], path));
    step.arguments.push_back(std::move(argument));
  }
  BURNISH_CHECK(check_arguments(*step.op, step.arguments));
  BURNISH_CHECK(check_input_count(*step.op, 1 + step.with.size(), where, from != nullptr));
  return step;
}

Status append_notation(std::string_view text, const std::string& where, const Catalogue& catalogue, StepChain& chain) {
  BURNISH_TRY(Notation notation, read_notation(text, where, catalogue));
  for (Component& component : notation.components) {
    Step step;
    step.where = component.where;
    step.component = std::move(component);
    chain.steps.push_back(std::move(step));
  }
  if (!notation.format.empty()) {
    chain.format = notation.format;
    chain.format_where = where;
  }
  if (notation.quality) {
    chain.quality = notation.quality;
    chain.quality_where = where;
  }
  chain.warnings.insert(chain.warnings.end(), notation.warnings.begin(), notation.warnings.end());
  return Done{};
}

Result<Step> read_generate(const JsonValue& value, const std::string& where, const Catalogue& catalogue) {
  Step step;
  step.where = where;
  BURNISH_TRY(step.op, read_item(value, "generate", Kind::Generator, where, catalogue));
  for (std::size_t i = 0; i < value.keys.size(); ++i) {
    const std::string& key = value.keys[i];
    const std::string path = member_path(where, key);
    if (key == "generate") continue;
    if (key == "provider") {
      BURNISH_TRY(step.provider, read_string(key, value.elements[i], path));
    } else if (key == "from") {
      BURNISH_TRY(step.with, read_names(key, value.elements[i], path));
    } else {
      BURNISH_TRY(Argument argument, read_argument(short_id(step.op->id), key, value.elements[i], path));
      step.arguments.push_back(std::move(argument));
    }
  }
  BURNISH_CHECK(check_arguments(*step.op, step.arguments));
  return step;
}

Result<Step> read_import(const JsonValue& value, const std::string& where, const Catalogue& catalogue) {
  Step step;
  step.where = where;
  BURNISH_TRY(step.op, read_item(value, "import", Kind::Importer, where, catalogue));
  for (std::size_t i = 0; i < value.keys.size(); ++i) {
    const std::string& key = value.keys[i];
    if (key == "import" || key == "path") continue;
    BURNISH_TRY(Argument argument,
                read_argument(short_id(step.op->id), key, value.elements[i], member_path(where, key)));
    step.arguments.push_back(std::move(argument));
  }
  BURNISH_CHECK(check_arguments(*step.op, step.arguments));
  return step;
}

Result<StepChain> read_steps(const JsonValue& value, const std::string& where, const Catalogue& catalogue) {
  if (value.is(JsonValue::Type::String)) {
    return wrong_type("steps", value, where, "an array", "write [\"" + value.text + "\"]");
  }
  BURNISH_CHECK(expect_type("steps", value, where, JsonValue::Type::Array));
  if (value.elements.size() > max_steps) {
    return bad_pipeline("'steps' has " + std::to_string(value.elements.size()) + " steps", where,
                        "at most " + std::to_string(max_steps) + " are allowed");
  }
  StepChain chain;
  for (std::size_t i = 0; i < value.elements.size(); ++i) {
    const JsonValue& element = value.elements[i];
    const std::string path = element_path(where, i);
    if (element.is(JsonValue::Type::String)) {
      BURNISH_CHECK(append_notation(element.text, path, catalogue, chain));
    } else if (element.is(JsonValue::Type::Object)) {
      BURNISH_TRY(Step step, read_step(element, path, catalogue));
      chain.steps.push_back(std::move(step));
    } else {
      return bad_pipeline("a step is " + std::string(phrase(element)), path,
                          "must be an object with 'op', or a string in transformation notation");
    }
  }
  return chain;
}

}  // namespace burnish
