#include <burnish/conversion.hpp>
#include <string_view>

struct ConvertColour : burnish::conversion_op<ConvertColour> {
  static constexpr burnish::about info{
      "burnish.convert_colour", 1, "Convert colour", "Converts the picture to another colour profile.",
      R"(`to` is `srgb` or the path of an ICC profile (relative to the pipeline). The colours look the same as far as the new
profile can show them; the profile is embedded when it is not sRGB. Pictures are in sRGB already unless they were read
with `keep_profile`.

    { "op": "convert_colour", "to": "srgb" })"};
  std::string_view to;
  bool already = false;
  static constexpr std::array params{burnish::text<&ConvertColour::to>(
      {.id = "to", .label = "To", .def = "srgb", .doc = "srgb, or the path of an ICC profile."})};

  void setup(const burnish_prepare& in, burnish_plan& plan) {
    if (to.empty()) throw burnish::bad_param("to", "no profile was named; use srgb or the path of an ICC profile");
    plan.max_preshrink = 8;
    if (to != "srgb") return;                                     // the host reads the profile
    constexpr uint8_t bt709 = 1, srgb = 13, identity_matrix = 0;  // ITU-T H.273
    const burnish_color& from = in.inputs[0]->color;
    already = from.icc_size == 0 && from.primaries == bt709 && from.transfer == srgb &&
              in.inputs[0]->format.model != BURNISH_CMYK;
    plan.output->color = {bt709, srgb, identity_matrix, 1, 0, nullptr};
    if (in.inputs[0]->format.model == BURNISH_CMYK) plan.output->format.model = BURNISH_RGB;
  }
  bool identity() const { return already; }
};
BURNISH_MODULE("burnish.convert_colour", "0.1.0", "Burnish", "Apache-2.0", ConvertColour)
