// The nodes of a pipeline as a graph: every name known, no cycle, nothing unused; and parts of it.
#pragma once
#include "burnish/core/pipeline.hpp"

namespace burnish {

/// Adds a warning for each node that no output needs.
[[nodiscard]] Status check_graph(Pipeline& pipeline);

/// A pipeline of one output, called "picture": what `from` and then `steps` of another give.
[[nodiscard]] Pipeline part_of(const Pipeline& pipeline, const std::string& from, const std::vector<Step>& steps);

}  // namespace burnish
