// What the endpoints of the BFL API make of a request that holds to their fields.
#pragma once
#include <optional>

#include "standins/bfl_endpoints.hpp"

namespace burnish::standins {

struct Made {
  Picture picture;
  double input_mp = 0, output_mp = 0;        // of 1024 * 1024 pixels
  std::vector<std::string> with_metadata{};  // fields whose picture carried some
};

/// A request that is refused although its fields are of the right types.
struct Objection {
  int status = 422;
  Json detail;
};

/// Nothing when it objects.
[[nodiscard]] std::optional<Made> make_picture(const Endpoint& endpoint, const Json& body, int64_t seed, bool strict,
                                               Objection& objection);

}  // namespace burnish::standins
