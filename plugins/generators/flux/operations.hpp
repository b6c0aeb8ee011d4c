// gen_fill and its relatives, said in the words of the models that can do them.
#pragma once
#include <burnish/pixel.h>

#include "profile.hpp"
#include "request.hpp"

namespace flux {

/// The request to a model of this provider that carries the operation out: the first of the profile's list that can, or
/// the one that `model` names. Unsettled; throws when there is none, saying what is missing.
[[nodiscard]] Request translate(const Arguments& arguments, const Profile& profile, const burnish_call* call);

}  // namespace flux
