// The pipeline file: from its tree of JSON values to a checked Pipeline.
#include <array>
#include <map>

#include "burnish/core/pipeline.hpp"
#include "pipeline/canonical.hpp"
#include "pipeline/check.hpp"
#include "pipeline/document.hpp"
#include "pipeline/fields.hpp"
#include "pipeline/graph.hpp"
#include "pipeline/steps.hpp"
#include "pipeline/variables.hpp"

namespace burnish {
namespace {

constexpr std::size_t max_nodes = 1000, max_outputs = 10000;

using namespace std::string_view_literals;
constexpr std::array pipeline_keys{"$schema"sv, "burnish"sv, "description"sv, "variables"sv, "nodes"sv, "outputs"sv};
constexpr std::array read_keys{"read"sv, "decode"sv, "orient"sv};
constexpr std::array chain_keys{"from"sv, "steps"sv};
constexpr std::array node_keys{"read"sv, "decode"sv, "orient"sv, "generate"sv, "import"sv, "op"sv, "from"sv, "steps"sv};
constexpr std::array output_keys{"name"sv,   "from"sv,    "steps"sv,  "transform"sv,   "write"sv,
                                 "format"sv, "quality"sv, "encode"sv, "keep_profile"sv};

class PipelineReader {
 public:
  PipelineReader(JsonValue root, const Catalogue& catalogue, const ParseOptions& options)
      : root_(std::move(root)), catalogue_(catalogue), options_(options) {}

  Result<Pipeline> read() {
    BURNISH_CHECK(read_head());
    BURNISH_TRY(variables_, Variables::declare(root_.member("variables"), options_));
    if (const JsonValue* description = root_.member("description")) {
      BURNISH_CHECK(expect_type("description", *description, "$.description", JsonValue::Type::String));
      BURNISH_TRY(pipeline_.description, variables_.expand(description->text, "$.description"));
    }
    BURNISH_CHECK(read_nodes());
    BURNISH_CHECK(read_outputs());
    BURNISH_CHECK(check_graph(pipeline_));
    pipeline_.folder = options_.folder;
    pipeline_.hash = pipeline_hash(pipeline_, catalogue_);
    return std::move(pipeline_);
  }

 private:
  Status read_head() {
    if (!root_.is(JsonValue::Type::Object)) {
      return bad_pipeline("a pipeline is " + std::string(phrase(root_)), "$", "must be an object",
                          R"(begin with {"burnish": 1, "outputs": [...]})");
    }
    BURNISH_CHECK(check_keys(root_, "$", "a pipeline", pipeline_keys));
    if (const JsonValue* schema = root_.member("$schema")) {
      BURNISH_CHECK(expect_type("$schema", *schema, "$.$schema", JsonValue::Type::String));
    }
    const JsonValue* version = root_.member("burnish");
    if (version == nullptr) {
      return bad_pipeline("the pipeline has no 'burnish'", "$", "it must say which version of the form it has",
                          "add \"burnish\": 1");
    }
    if (!version->is(JsonValue::Type::Number)) return wrong_type("burnish", *version, "$.burnish", "the number 1");
    if (version->text == "1") return Done{};
    return bad_pipeline("'burnish' is " + version->text, "$.burnish", "this version reads pipelines of form 1");
  }

  Status read_nodes() {
    JsonValue* nodes = root_.member("nodes");
    if (nodes == nullptr) return Done{};
    BURNISH_CHECK(expect_type("nodes", *nodes, "$.nodes", JsonValue::Type::Object));
    if (nodes->keys.size() > max_nodes) {
      return bad_pipeline("the pipeline has " + std::to_string(nodes->keys.size()) + " nodes", "$.nodes",
                          "at most " + std::to_string(max_nodes) + " are allowed");
    }
    for (std::size_t i = 0; i < nodes->keys.size(); ++i) {
      Node node;
      node.name = nodes->keys[i];
      node.where = member_path("$.nodes", node.name);
      if (node.name.empty()) return bad_pipeline("a node has an empty name", node.where, "outputs could not name it");
      BURNISH_CHECK(read_node(nodes->elements[i], node));
      pipeline_.nodes.push_back(std::move(node));
    }
    return Done{};
  }

  Status read_node(JsonValue& value, Node& node) {
    BURNISH_CHECK(expect_type(node.name, value, node.where, JsonValue::Type::Object));
    BURNISH_CHECK(expand_members(value, node.where, value.member("import") != nullptr ? "path" : "read"));
    if (value.member("import") != nullptr) return read_import_node(value, node);
    if (value.member("generate") != nullptr) return read_generator_node(value, node);
    if (value.member("op") != nullptr) return read_operation_node(value, node);
    if (value.member("read") != nullptr) return read_source_node(value, node);
    if (value.member("from") != nullptr) return read_chain_node(value, node);
    BURNISH_CHECK(check_keys(value, node.where, "a node", node_keys));
    return bad_pipeline("node '" + node.name + "' has no 'read' and no 'from'", node.where,
                        "its pixels would come from nowhere",
                        R"(write {"read": "{input}"}, {"from": NODE, "steps": [...]} or {"op": ID, "from": NODE})");
  }

  Status read_source_node(const JsonValue& value, Node& node) {
    if (value.member("from") != nullptr || value.member("steps") != nullptr) {
      return bad_pipeline(
          "node '" + node.name + "' has 'read' and '" + (value.member("from") != nullptr ? "from" : "steps") + "'",
          node.where, "a node reads or works, not both", "add a second node with 'from': '" + node.name + "'");
    }
    BURNISH_CHECK(check_keys(value, node.where, "a node with 'read'", read_keys));
    const std::string where = member_path(node.where, "read");
    BURNISH_TRY(const std::string text, read_string("read", *value.member("read"), where));
    BURNISH_TRY(node.read, variables_.expand_read(text, where));
    if (node.read.find("://") != std::string::npos) {
      return not_in_version("reading the URL '" + node.read + "'", where, "download it first");
    }
    if (const JsonValue* orient = value.member("orient")) {
      BURNISH_TRY(node.orient, read_truth("orient", *orient, member_path(node.where, "orient")));
    }
    if (const JsonValue* decode = value.member("decode")) {
      BURNISH_TRY(node.decode, read_arguments("decode", *decode, member_path(node.where, "decode")));
      BURNISH_CHECK(check_known_somewhere(catalogue_, Kind::Decoder, node.decode));
    }
    return Done{};
  }

  Status read_generator_node(const JsonValue& value, Node& node) {
    for (const char* key : {"read", "steps", "op"}) {
      if (value.member(key) != nullptr) {
        return bad_pipeline("node '" + node.name + "' has 'generate' and '" + key + "'", node.where,
                            "a node does one or the other", "add a second node with 'from': '" + node.name + "'");
      }
    }
    BURNISH_TRY(node.generate, read_generate(value, node.where, catalogue_));
    return Done{};
  }

  Status read_import_node(const JsonValue& value, Node& node) {
    for (const char* key : {"read", "steps", "op", "from", "generate"}) {
      if (value.member(key) != nullptr) {
        return bad_pipeline("node '" + node.name + "' has 'import' and '" + key + "'", node.where,
                            "a node does one or the other", "add a second node with 'from': '" + node.name + "'");
      }
    }
    const JsonValue* path = value.member("path");
    if (path == nullptr) {
      return bad_pipeline("node '" + node.name + "' has 'import' and no 'path'", node.where,
                          "it does not say what to import", R"(add "path": "{input}")");
    }
    const std::string where = member_path(node.where, "path");
    BURNISH_TRY(const std::string text, read_string("path", *path, where));
    BURNISH_TRY(node.read, variables_.expand_read(text, where));
    BURNISH_TRY(node.importer, read_import(value, node.where, catalogue_));
    for (const Node& other : pipeline_.nodes) {
      if (!other.importer) continue;
      return bad_pipeline("nodes '" + other.name + "' and '" + node.name + "' both import", node.where,
                          "the pipeline runs once for each imported picture", "import in one node");
    }
    return Done{};
  }

  Status read_operation_node(const JsonValue& value, Node& node) {
    for (const char* key : {"read", "steps"}) {
      if (value.member(key) != nullptr) {
        return bad_pipeline("node '" + node.name + "' has 'op' and '" + key + "'", node.where,
                            "a node does one or the other", "put the operation into 'steps' of a node with 'from'");
      }
    }
    if (value.member("from") == nullptr) {
      return bad_pipeline("node '" + node.name + "' has 'op' and no 'from'", node.where,
                          "it does not say what to work on", "add \"from\": NODE");
    }
    BURNISH_TRY(Step step, read_step(value, node.where, catalogue_, &node.from));
    node.steps.push_back(std::move(step));
    return Done{};
  }

  Status read_chain_node(const JsonValue& value, Node& node) {
    BURNISH_CHECK(check_keys(value, node.where, "a node with 'from'", chain_keys));
    const JsonValue* steps = value.member("steps");
    if (steps == nullptr) {
      return bad_pipeline("node '" + node.name + "' has 'from' and no 'steps'", node.where,
                          "it would only be another name", "add \"steps\": [...] or \"op\": ID");
    }
    BURNISH_TRY(node.from, read_string("from", *value.member("from"), member_path(node.where, "from")));
    const std::string where = member_path(node.where, "steps");
    BURNISH_TRY(StepChain chain, read_steps(*steps, where, catalogue_));
    if (!chain.format.empty() || chain.quality) {
      return bad_pipeline("a node's steps set " + std::string(chain.format.empty() ? "q_" : "f_"),
                          chain.format.empty() ? chain.quality_where : chain.format_where,
                          "format and quality belong to an output", "move it there");
    }
    take(chain, node.steps);
    return Done{};
  }

  Status read_outputs() {
    JsonValue* outputs = root_.member("outputs");
    if (outputs == nullptr) {
      return bad_pipeline("the pipeline has no 'outputs'", "$", "it would write nothing",
                          R"(add "outputs": [{"write": "{stem}.{ext}"}])");
    }
    BURNISH_CHECK(expect_type("outputs", *outputs, "$.outputs", JsonValue::Type::Array));
    const std::size_t count = outputs->elements.size();
    if (count == 0 || count > max_outputs) {
      return bad_pipeline("'outputs' has " + std::to_string(count) + " outputs", "$.outputs",
                          "must have between 1 and " + std::to_string(max_outputs));
    }
    for (std::size_t i = 0; i < count; ++i) {
      Output output;
      output.where = element_path("$.outputs", i);
      output.name = std::to_string(i + 1);
      BURNISH_CHECK(read_output(outputs->elements[i], output));
      pipeline_.outputs.push_back(std::move(output));
    }
    return Done{};
  }

  Status read_output(JsonValue& value, Output& output) {
    if (!value.is(JsonValue::Type::Object)) {
      return bad_pipeline("an output is " + std::string(phrase(value)), output.where, "must be an object");
    }
    BURNISH_CHECK(check_keys(value, output.where, "an output", output_keys));
    BURNISH_CHECK(expand_members(value, output.where, "write"));
    BURNISH_CHECK(read_output_name(value, output));
    if (const JsonValue* from = value.member("from")) {
      BURNISH_TRY(output.from, read_string("from", *from, member_path(output.where, "from")));
    }
    if (const JsonValue* write = value.member("write")) {
      const std::string where = member_path(output.where, "write");
      BURNISH_TRY(const std::string text, read_string("write", *write, where));
      BURNISH_TRY(output.write, variables_.expand_write(text, where));
    }
    BURNISH_TRY(StepChain chain, read_output_steps(value, output));
    BURNISH_CHECK(read_format(value, chain, output));
    BURNISH_CHECK(read_quality(value, chain, output));
    take(chain, output.steps);
    if (const JsonValue* keep = value.member("keep_profile")) {
      BURNISH_TRY(output.keep_profile, read_truth("keep_profile", *keep, member_path(output.where, "keep_profile")));
    }
    if (const JsonValue* encode = value.member("encode")) {
      BURNISH_TRY(output.encode, read_arguments("encode", *encode, member_path(output.where, "encode")));
    }
    return check_output(catalogue_, output);
  }

  Status read_output_name(const JsonValue& value, Output& output) {
    const std::string where = member_path(output.where, "name");
    if (const JsonValue* name = value.member("name")) {
      BURNISH_TRY(output.name, read_string("name", *name, where));
    }
    if (output.name.find('/') != std::string::npos || output.name.find('\0') != std::string::npos) {
      return bad_pipeline("output name '" + output.name.substr(0, output.name.find('\0')) + "'", where,
                          "must not contain '/' or a NUL", "put folders into 'write'");
    }
    if (const auto [first, is_new] = output_places_.emplace(output.name, output.where); !is_new) {
      return bad_pipeline("two outputs are named '" + output.name + "'", where, "the first is " + first->second,
                          "choose another name");
    }
    return Done{};
  }

  Result<StepChain> read_output_steps(const JsonValue& value, const Output& output) {
    const JsonValue* steps = value.member("steps");
    const JsonValue* transform = value.member("transform");
    if (steps != nullptr && transform != nullptr) {
      return bad_pipeline("output '" + output.name + "' has 'steps' and 'transform'", output.where,
                          "an output has one or the other", "put the transform's string into 'steps'");
    }
    if (steps != nullptr) return read_steps(*steps, member_path(output.where, "steps"), catalogue_);
    StepChain chain;
    if (transform != nullptr) {
      const std::string where = member_path(output.where, "transform");
      BURNISH_CHECK(expect_type("transform", *transform, where, JsonValue::Type::String));
      BURNISH_CHECK(append_notation(transform->text, where, catalogue_, chain));
    }
    return chain;
  }

  Status read_format(const JsonValue& value, const StepChain& chain, Output& output) {
    output.format = chain.format;
    const JsonValue* format = value.member("format");
    if (format == nullptr) return Done{};
    const std::string where = member_path(output.where, "format");
    BURNISH_TRY(const std::string text, read_string("format", *format, where));
    BURNISH_TRY(output.format, check_format(catalogue_, text, where));
    if (chain.format.empty() || chain.format == output.format) return Done{};
    return bad_pipeline("format '" + output.format + "' against f_" + chain.format, chain.format_where,
                        "they name different formats", "remove one");
  }

  Status read_quality(const JsonValue& value, const StepChain& chain, Output& output) {
    output.quality = chain.quality;
    const JsonValue* quality = value.member("quality");
    if (quality == nullptr) return Done{};
    const std::string where = member_path(output.where, "quality");
    if (!quality->is(JsonValue::Type::Number) && !quality->is(JsonValue::Type::String)) {
      return wrong_type("quality", *quality, where, "a number from 1 to 100");
    }
    BURNISH_TRY(const double number, check_quality(quality->text, where));
    output.quality = number;
    if (!chain.quality || *chain.quality == number) return Done{};
    return bad_pipeline("quality " + quality->text + " against q_ in the notation", chain.quality_where, "they differ",
                        "remove one");
  }

  /// Puts variables into every string below but the template, whose own fields must stay.
  Status expand_members(JsonValue& object, const std::string& where, std::string_view template_key) {
    for (std::size_t i = 0; i < object.keys.size(); ++i) {
      if (object.keys[i] == template_key) continue;
      BURNISH_CHECK(variables_.expand_all(object.elements[i], member_path(where, object.keys[i])));
    }
    return Done{};
  }

  void take(StepChain& chain, std::vector<Step>& steps) {
    steps = std::move(chain.steps);
    pipeline_.warnings.insert(pipeline_.warnings.end(), chain.warnings.begin(), chain.warnings.end());
  }

  JsonValue root_;
  const Catalogue& catalogue_;
  const ParseOptions& options_;
  Variables variables_;
  Pipeline pipeline_;
  std::map<std::string, std::string> output_places_;  // name -> where
};

}  // namespace

Result<Pipeline> parse_pipeline(std::string_view json, std::string_view name, const Catalogue& catalogue,
                                const ParseOptions& options) {
  BURNISH_TRY(JsonValue root, parse_json(json, name));
  return PipelineReader(std::move(root), catalogue, options).read();
}

}  // namespace burnish
