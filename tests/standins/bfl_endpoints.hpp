// The endpoints of the BFL API that make or edit still pictures: their fields and prices as of 2026-11.
#pragma once
#include <string_view>
#include <vector>

#include "standins/fields.hpp"

namespace burnish::standins {

/// What decides the size and the look of the result.
enum class Shape { Flux2, Flux3, Kontext, Sized, Ultra, Fill, Expand, Outpaint, Erase, Deblur, Tryon };

/// In credits; of a flat price only `first` counts. 0 for what no page says: the answer then holds null.
struct Price {
  double first = 0, further_mp = 0, input_mp = 0;
};

struct Endpoint {
  std::string_view path;  // below /v1/
  Shape shape;
  Unknown unknown = Unknown::Ignore;
  Price price{};
  std::vector<Field> fields{};
  std::string_view format = "jpeg";  // by default

  [[nodiscard]] const Field* field(std::string_view name) const;
};

/// nullptr when there is none.
[[nodiscard]] const Endpoint* bfl_endpoint(std::string_view path);
[[nodiscard]] const std::vector<Endpoint>& bfl_endpoints();

}  // namespace burnish::standins
