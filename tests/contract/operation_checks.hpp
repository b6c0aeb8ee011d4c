// contract/operation_checks.hpp - what a pixel operation must do for any values, size, format and tiling.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "burnish/pixel.h"
#include "contract/problems.hpp"
#include "kit/run.hpp"

namespace burnish::contract {

/// One operation with one set of values on one set of pictures.
struct Case {
  const burnish_pixel* op;
  kit::TextValues values;
  std::vector<kit::Picture> inputs;
  mutable std::optional<bool> is_small = std::nullopt;  // answer of small(), which costs a prepare

  /// Whether the operation computes at all, and little enough here for a test to wait for it.
  [[nodiscard]] bool small() const;
  [[nodiscard]] std::string text() const;
  [[nodiscard]] const burnish_pixel& operation() const { return *op; }
};

/// How the operation did with one case. Refusing it cleanly (bad_param, unsupported, limit; with a message) is no
/// problem: `answered` is then false.
struct Verdict {
  Problems problems;
  bool answered = false;
};

/// Twice the same bytes, whatever lies around the pixels.
[[nodiscard]] Verdict check_repeats(const Case& c);
/// A grid, random tilings and several threads give the bytes of the whole, with everything undeclared poisoned.
[[nodiscard]] Verdict check_tilings(const Case& c, int random_tilings);
/// The output in the place of input 0 has the same bytes.
[[nodiscard]] Verdict check_in_place(const Case& c);
/// KEEPS_ALPHA, IDENTITY, COLOR_ONLY and PER_CHANNEL say the truth.
[[nodiscard]] Verdict check_flags(const Case& c);
/// required_region is deterministic and monotonic, and answers for rectangles anywhere.
[[nodiscard]] Verdict check_regions(const Case& c);
/// NaN, infinities and numbers far outside 0..1 harm nobody.
[[nodiscard]] Verdict check_wild_samples(const Case& c);
/// prepare many times, release(NULL), a preview scale.
[[nodiscard]] Verdict check_prepare(const Case& c);

/// All of the above.
[[nodiscard]] Verdict check_case(const Case& c);

/// Pictures of a size and format for as many inputs as the operation needs at least. Where the list has one, inputs
/// after the first have alpha.
[[nodiscard]] std::vector<kit::Picture> pictures_for(const burnish_pixel& op, const burnish_format& format,
                                                     int32_t width, int32_t height);

/// Every concrete format that the operation accepts, in its order of preference, each once.
[[nodiscard]] std::vector<burnish_format> formats_of(const burnish_pixel& op);

}  // namespace burnish::contract
