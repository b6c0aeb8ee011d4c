// A pipeline: what to read, what to do with it, what to write. Parsed and checked, but still without pixels.
#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "burnish/core/catalogue.hpp"
#include "burnish/core/provenance.hpp"

namespace burnish {

/// One parameter as given; the text form is canonical, whatever it was written in.
struct Argument {
  std::string id, text;
  std::string where;  // "$.outputs[0].steps[1].angle", or a place in the notation
};

/// One component of the transformation notation, such as "c_fill,w_600,h_400,g_north": checked, but its geometry
/// depends on the picture's size, so expand_component() turns it into steps when that is known.
struct Component {
  std::string text, where;
  std::map<std::string, std::string> values;  // key -> literal value: {"c", "fill"}, {"w", "0.5"}
  double dpr = 1;                             // of the whole string
};

struct Step {
  const Item* op = nullptr;  // null for a notation component; a generator for a generative step
  std::vector<Argument> arguments;
  std::vector<std::string> with;  // nodes that are inputs 1, 2 ...
  std::optional<Component> component;
  std::string provider;  // of a generative step; empty: the default
  std::string where;

  [[nodiscard]] bool generates() const { return op != nullptr && op->kind == Kind::Generator; }
};

/// Where pixels come from: a file, an importer, a generator, or other nodes.
struct Node {
  std::string name, where;
  std::string read;                      // path template, "{input}" or "-"; empty when `from` is given
  std::optional<Step> importer;          // op is an importer: `read` is what it looks through, picture by picture
  std::vector<Argument> decode;          // decoder parameters
  bool orient = true;                    // apply the EXIF orientation
  std::optional<Step> generate;          // op, arguments and provider; `with` names the nodes of its inputs
  std::optional<Provenance> provenance;  // of what is read, when it was generated
  std::string from;
  std::vector<Step> steps;
};

struct Output {
  std::string name, where;
  std::string from;  // empty: the input
  std::vector<Step> steps;
  std::string write;              // template; empty: "{stem}.{ext}", or "{stem}-{name}.{ext}" with several outputs
  std::string format;             // "jpeg"; empty: decided by the template, then by the input
  std::optional<double> quality;  // 1..100
  std::vector<Argument> encode;
  bool keep_profile = false;
};

struct Pipeline {
  std::string description;
  std::vector<Node> nodes;
  std::vector<Output> outputs;
  std::filesystem::path folder;  // relative `read` paths start here
  std::string hash;              // SHA-256 of the canonical text with variables put in, hex; for --resume
  std::vector<std::string> warnings;

  [[nodiscard]] const Node* node(std::string_view name) const;
};

struct ParseOptions {
  std::map<std::string, std::string> variables;  // --set; win over the file's
  std::filesystem::path folder;                  // of the file; relative paths in `read` start here
};

/// JSON text to a checked pipeline: names, graph, operations, every parameter against its table. `name` is for
/// messages. Reads no picture.
[[nodiscard]] BURNISH_API Result<Pipeline> parse_pipeline(std::string_view json, std::string_view name,
                                                          const Catalogue&, const ParseOptions& = {});
/// The notation ("c_fill,w_600,h_400/f_webp,q_80") to a pipeline with one output of the input.
[[nodiscard]] BURNISH_API Result<Pipeline> parse_notation(std::string_view text, const Catalogue&);
/// The JSON Schema of pipeline files, made from the installed plugins' descriptions.
[[nodiscard]] BURNISH_API std::string pipeline_schema(const Catalogue&);

}  // namespace burnish
