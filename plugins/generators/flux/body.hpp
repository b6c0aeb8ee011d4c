// A request in the words of a provider: where each parameter and picture goes.
#pragma once
#include <string>
#include <vector>

#include "http.hpp"
#include "pictures.hpp"
#include "profile.hpp"
#include "request.hpp"

namespace flux {

struct Upload {
  std::string role;
  Sent sent;
};

/// "submit" of the profile as it is for this request: with "edit" merged in when pictures are sent, then
/// "masked" when a mask is.
[[nodiscard]] json submit_rules(const Profile& profile, const Request& request);
/// Throws for the first thing that the provider does not take.
void check_taken(const Profile& profile, const Request& request);
/// Where the provider wants what a mask says: white, unless its profile says otherwise.
[[nodiscard]] MaskEdit mask_edit(const json& rules);
[[nodiscard]] Message submit_message(const Profile& profile, const Request& request,
                                     const std::vector<Upload>& uploads);

}  // namespace flux
