// Puts numbers in the place of what an operation was asked to find by itself.
#pragma once
#include <string>
#include <vector>

#include "settle/analyses.hpp"

namespace burnish::settle {

/// Whether the picture has to be looked at before this step can be planned. Steps of the notation and generative ones
/// never say so here.
[[nodiscard]] Result<bool> applies(const Catalogue& catalogue, const Step& step, const CallContext& context);

/// Says what a pipeline would need and nothing installed gives, before any picture is read.
[[nodiscard]] Status check_analysers(const Catalogue& catalogue, const Pipeline& pipeline, const CallContext& context);

struct Settled {
  std::vector<Argument> arguments;   // of the same step, all stated
  std::vector<std::string> reasons;  // of the best window
};
/// For a step to which it applies.
[[nodiscard]] Result<Settled> settle_step(const Catalogue& catalogue, const Step& step, const Stage& stage,
                                          Analyses& analyses, const CallContext& context);

}  // namespace burnish::settle
