// What a request would cost and how long it takes, by the provider's profile.
#pragma once
#include "profile.hpp"
#include "request.hpp"

namespace flux {

struct Price {
  double amount = 0;  // NaN: not known
  double seconds = 0;
};

/// In the profile's currency.
[[nodiscard]] Price price_of(const Request& request, const Arguments& arguments, const Profile& profile);

}  // namespace flux
