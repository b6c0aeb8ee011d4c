#include <burnish/point.hpp>

// Affine, so shrinking first gives the same picture.
struct Contrast : burnish::point_op<Contrast> {
  static constexpr burnish::about info{
      "burnish.contrast", 1, "Contrast", "Moves values away from or towards middle gray.",
      R"(Each colour channel becomes `(v - 0.5) * amount + 0.5`, on encoded values: 1 changes nothing, 0 leaves plain gray,
2 doubles every distance from the middle. Alpha stays as it is; nothing is clamped.

    { "op": "contrast", "amount": 1.15 })"};
  static constexpr int32_t max_preshrink = 8;
  float amount = 1;
  static constexpr std::array params{
      burnish::real<&Contrast::amount>({.id = "amount",
                                        .label = "Amount",
                                        .def = "1",
                                        .min = 0,
                                        .max = 10,
                                        .doc = "Factor on the distance from middle gray.",
                                        .soft_max = 2,
                                        .step = 0.01})};

  bool identity() const { return amount == 1; }
  float value(float v) const { return (v - 0.5F) * amount + 0.5F; }
};
BURNISH_MODULE("burnish.contrast", "0.1.0", "Burnish", "Apache-2.0", Contrast)
