#include "pipeline/notation.hpp"

#include <algorithm>

#include "pipeline/canonical.hpp"
#include "pipeline/check.hpp"
#include "pipeline/component.hpp"
#include "pipeline/steps.hpp"

namespace burnish {
namespace {

constexpr std::size_t max_bytes = 8192, max_components = 64;

/// Between slashes; empty ones ("//" and a slash at the end) count for nothing.
std::vector<std::string_view> split_components(std::string_view text) {
  std::vector<std::string_view> parts;
  for (std::size_t start = 0; start <= text.size();) {
    const auto end = std::min(text.find('/', start), text.size());
    if (end > start) parts.push_back(text.substr(start, end - start));
    start = end + 1;
  }
  return parts;
}

std::string component_place(std::string_view where, std::size_t index, std::size_t count) {
  std::string place(where);
  if (count < 2) return place;
  if (!place.empty()) place += ", ";
  return place + "component " + std::to_string(index + 1);
}

Error bad_string(std::string what, std::string_view where, std::string why) {
  return Error{.code = Code::BadPipeline,
               .what = std::move(what),
               .where = std::string(where),
               .why = std::move(why),
               .hint = {}};
}

}  // namespace

Result<Notation> read_notation(std::string_view text, std::string_view where, const Catalogue& catalogue) {
  if (text.size() > max_bytes) {
    return bad_string("the transformation has " + std::to_string(text.size()) + " bytes", where,
                      "at most 8192 are read");
  }
  const std::vector<std::string_view> parts = split_components(text);
  if (parts.empty()) {
    return bad_string("the transformation is empty", where,
                      "it needs at least one component such as c_fill,w_600,h_400");
  }
  if (parts.size() > max_components) {
    return bad_string("the transformation has " + std::to_string(parts.size()) + " components", where,
                      "at most 64 are allowed");
  }
  Notation notation;
  std::optional<double> dpr;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    BURNISH_CHECK(read_component(parts[i], component_place(where, i, parts.size()), catalogue, notation, dpr));
  }
  if (dpr && notation.components.empty()) notation.warnings.emplace_back("dpr_ has no effect without a size");
  for (Component& component : notation.components) component.dpr = dpr.value_or(1);
  return notation;
}

Result<Pipeline> parse_notation(std::string_view text, const Catalogue& catalogue) {
  Pipeline pipeline;
  Output output;
  output.name = "1";
  StepChain chain;
  BURNISH_CHECK(append_notation(text, {}, catalogue, chain));
  output.steps = std::move(chain.steps);
  output.format = std::move(chain.format);
  output.quality = chain.quality;
  BURNISH_CHECK(check_output(catalogue, output));
  pipeline.outputs.push_back(std::move(output));
  pipeline.warnings = std::move(chain.warnings);
  pipeline.hash = pipeline_hash(pipeline, catalogue);
  return pipeline;
}

}  // namespace burnish
