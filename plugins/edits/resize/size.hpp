// From the parameters to the size of the output.
#pragma once
#include <cstdint>
#include <optional>

namespace burnish_resize {

enum class Fit { Exact, Contain, Cover, Limit };

struct Request {
  std::optional<int32_t> width, height;
  std::optional<double> scale;
  Fit fit = Fit::Exact;
};
struct Extent {
  double width, height;
};

/// Unrounded; `from` is the full-size picture, larger than nothing. At least one of the request's numbers is given.
[[nodiscard]] Extent requested_extent(const Request& request, const Extent& from);

/// Half up, at least one. Tolerates the error of a product such as 50 * 0.29.
[[nodiscard]] double rounded_side(double side);

}  // namespace burnish_resize
