// The transformation notation: text to checked components. Knows no pixels and no sizes.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "burnish/core/pipeline.hpp"

namespace burnish {

/// One string of the notation, cut up. Geometry is per component; f_, q_ and dpr_ are of the whole string.
struct Notation {
  std::vector<Component> components;  // those with geometry, in order
  std::string format;                 // as the encoder calls it: "jpeg" for f_jpg; empty: not given
  std::optional<double> quality;
  std::vector<std::string> warnings;
};

/// `where` is the string's place ("$.outputs[0].transform"), or empty on the command line.
[[nodiscard]] Result<Notation> read_notation(std::string_view text, std::string_view where, const Catalogue&);

}  // namespace burnish
