// What makes two pipelines the same work.
#pragma once
#include <string>

#include "burnish/core/pipeline.hpp"

namespace burnish {

/// SHA-256 (hex) of everything that decides the outputs' bytes: the pipeline with its variables put in, and the
/// versions of the plugins that it names.
[[nodiscard]] std::string pipeline_hash(const Pipeline& pipeline, const Catalogue& catalogue);

}  // namespace burnish
