// The "steps" of nodes and outputs.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "burnish/core/pipeline.hpp"
#include "pipeline/document.hpp"

namespace burnish {

/// A chain as written, and what its notation strings say about the output.
struct StepChain {
  std::vector<Step> steps;
  std::string format, format_where;  // f_
  std::optional<double> quality;     // q_
  std::string quality_where;
  std::vector<std::string> warnings;
};

/// An array of {"op": ...} objects and notation strings.
[[nodiscard]] Result<StepChain> read_steps(const JsonValue& value, const std::string& where, const Catalogue&);
/// One notation string, appended to the chain.
[[nodiscard]] Status append_notation(std::string_view text, const std::string& where, const Catalogue&, StepChain&);
/// {"op": ID, PARAM: VALUE ..., "with": NODE}. Of a node ("from" stands beside "op") when `from` is given: it
/// receives the first name, and a list's others become step.with.
[[nodiscard]] Result<Step> read_step(const JsonValue& value, const std::string& where, const Catalogue&,
                                     std::string* from = nullptr);

/// {"generate": ID, PARAM: VALUE ..., "from": NODE or list, "provider": NAME}; `with` of the step holds the inputs.
[[nodiscard]] Result<Step> read_generate(const JsonValue& value, const std::string& where, const Catalogue&);

/// {"import": ID, "path": PATH, PARAM: VALUE ...}; the path is the node's to read.
[[nodiscard]] Result<Step> read_import(const JsonValue& value, const std::string& where, const Catalogue&);

}  // namespace burnish
