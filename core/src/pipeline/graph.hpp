// The nodes of a pipeline as a graph: every name known, no cycle, nothing unused.
#pragma once
#include "burnish/core/pipeline.hpp"

namespace burnish {

/// Adds a warning for each node that no output needs.
[[nodiscard]] Status check_graph(Pipeline& pipeline);

}  // namespace burnish
