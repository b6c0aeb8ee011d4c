// Colour profiles: what an ICC profile says, and transforms from and to sRGB (colour.cpp is the only lcms2).
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "burnish/core/result.hpp"
#include "image/shape.hpp"

namespace burnish {

enum class ProfileKind {
  None,  // no profile, or one that these pixels cannot use: they count as sRGB (CMYK: the built-in conversion)
  Srgb,  // sRGB to within what 8 bits show: nothing to convert
  Other,
};

/// Takes microseconds. A profile that is broken or speaks of another colour model is None; `note`, when given, then
/// says why. A gray picture may carry an RGB profile when that is sRGB.
[[nodiscard]] ProfileKind classify_profile(std::string_view icc, const burnish_format& pixels,
                                           std::string* note = nullptr);

/// What the profile calls itself, "Display P3"; empty when it does not say.
[[nodiscard]] std::string profile_name(std::string_view icc);

/// A change of colour space between interleaved, encoded pixels of U8, U16 or F32 without premultiplication. Alpha is
/// copied. Perceptual intent (relative colorimetric for matrix profiles) with black point compensation.
class ColourTransform {
 public:
  /// From the profile's colours to sRGB. Gray stays gray, CMYK becomes RGB; CMYK with an empty profile goes through a
  /// built-in model of coated paper. Code::BadData when the profile is unusable after all: treat it as None, with
  /// the error as the note.
  static Result<ColourTransform> to_srgb(std::string_view icc, const burnish_format& from);
  /// From sRGB (RGB or gray pixels) to the profile's colours, in its model.
  static Result<ColourTransform> from_srgb(std::string_view icc, const burnish_format& from);

  ColourTransform(ColourTransform&&) noexcept;
  ColourTransform& operator=(ColourTransform&&) noexcept;
  ~ColourTransform();

  [[nodiscard]] const burnish_format& from() const;
  [[nodiscard]] const burnish_format& to() const;  // the model differs, nothing else
  /// `in` covers out.rect. Row by row, on any thread; a pixel's result depends on that pixel alone. Never in place.
  void operator()(const burnish_tile& in, burnish_tile& out) const noexcept;

 private:
  struct State;
  explicit ColourTransform(std::unique_ptr<const State>);
  std::unique_ptr<const State> state_;
};

}  // namespace burnish
