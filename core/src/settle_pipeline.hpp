// The word "settle" in "parse, open, settle, plan": steps that depend on what is in the picture get their numbers.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "burnish/core/pipeline.hpp"
#include "picture_stages.hpp"

namespace burnish {

/// The pipeline with numbers in the place of what is found by looking; null when nothing of it is. `settled` gets a
/// line for each step, `notes` what analysers said.
[[nodiscard]] Result<std::unique_ptr<const Pipeline>> settle_pipeline(const Pipeline& pipeline, PictureStages& stages,
                                                                      std::vector<std::string>& settled,
                                                                      std::vector<std::string>& notes);

}  // namespace burnish
