// Generated pictures in a pipeline: before an input is opened, every `generate` node and every generative step is
// replaced by a source that reads what was made. A generative step ends a graph: what precedes it is computed and sent,
// its result is a new source.
#pragma once
#include "burnish/core/pipeline.hpp"
#include "generate/generation.hpp"

namespace burnish::imports {
class ImportedInputs;
}

namespace burnish::generate {

/// Whether anything in the pipeline is generated.
[[nodiscard]] bool generates(const Pipeline&);

/// The pipeline with every generated picture in place, for one input. In a dry run grey pictures of the likely sizes
/// stand in, and the prices are added up. `imported` knows inputs that are no files; null: all are.
[[nodiscard]] Result<Pipeline> place_generated(Generation&, const Pipeline&, const Input&,
                                               const imports::ImportedInputs* imported = nullptr);

}  // namespace burnish::generate
