// contract/variants.hpp - the parameter values with which an operation is tried.
#pragma once
#include <string>
#include <vector>

#include "burnish/abi.h"
#include "kit/values.hpp"

namespace burnish::contract {

/// The defaults; all at their minimum, all at their maximum; each parameter alone at its minimum, its maximum and each
/// of its choices; then `random` mixtures. The first is always the defaults.
[[nodiscard]] std::vector<kit::TextValues> variants(const burnish_desc& desc, int random, uint64_t seed = 1);

/// The texts worth trying for one parameter.
[[nodiscard]] std::vector<std::string> extremes(const burnish_param& p);

/// "sigma=2 amount=1", or "defaults".
[[nodiscard]] std::string to_text(const kit::TextValues& values);

}  // namespace burnish::contract
