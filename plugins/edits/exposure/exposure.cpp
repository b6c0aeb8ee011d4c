#include <burnish/point.hpp>
#include <cmath>

// Affine in encoded values wherever the encoding is a power of light (all but sRGB's darkest 4 %), so shrinking first
// gives the same picture.
struct Exposure : burnish::point_op<Exposure> {
  static constexpr burnish::about info{
      "burnish.exposure", 1, "Exposure", "Multiplies light by 2^ev.",
      R"(Opens or closes the aperture after the fact: `ev: 1` doubles the light, `ev: -1` halves it. Works on linear light,
alpha stays as it is, and nothing is clamped: what gets brighter than white is still there for a later step.

    { "op": "exposure", "ev": 0.3 })"};
  static constexpr auto formats = burnish::formats::straight_linear;
  static constexpr int32_t max_preshrink = 8;
  double ev = 0;
  float gain = 1;
  static constexpr std::array params{burnish::real<&Exposure::ev>({.id = "ev",
                                                                   .label = "Exposure",
                                                                   .def = "0",
                                                                   .min = -10,
                                                                   .max = 10,
                                                                   .unit = "ev",
                                                                   .doc = "Stops to add; 1 doubles the light.",
                                                                   .soft_min = -3,
                                                                   .soft_max = 3,
                                                                   .step = 0.05})};

  void setup() { gain = static_cast<float>(std::exp2(ev)); }
  bool identity() const { return ev == 0; }
  float value(float v) const { return v * gain; }
};
BURNISH_MODULE("burnish.exposure", "0.1.0", "Burnish", "Apache-2.0", Exposure)
