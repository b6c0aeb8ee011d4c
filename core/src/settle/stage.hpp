// The picture at one point of a pipeline, as those who look at it see it.
#pragma once
#include <functional>
#include <memory>
#include <string>

#include "burnish/core/result.hpp"
#include "image/image.hpp"
#include "image/shape.hpp"
#include "settle/findings.hpp"

namespace burnish::settle {

/// Upright, sRGB encoded, straight alpha, interleaved RGB; shrunk by a power of two.
struct Preview {
  Shape shape;
  Image image;
};

struct Stage {
  std::string key;  // equal keys are equal pictures
  Size full;
  /// The smallest power of two below the full size whose long edge is still at least this; 0: the full size. Made when
  /// it is first asked for.
  std::function<Result<std::shared_ptr<const Preview>>(int32_t long_edge)> preview;
  /// The regions that the file's metadata names, in 0..1 of this picture.
  std::function<Result<std::shared_ptr<const Findings>>()> regions;
};

/// The description of the picture at full size.
[[nodiscard]] Shape full_shape(const Stage& stage);

}  // namespace burnish::settle
