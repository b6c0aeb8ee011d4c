#include <burnish/point.hpp>

// Affine, so shrinking first gives the same picture.
struct Saturation : burnish::point_op<Saturation> {
  static constexpr burnish::about info{
      "burnish.saturation", 1, "Saturation", "Moves colours away from or towards gray.",
      R"(Each channel becomes `luma + amount * (v - luma)`, where luma is 0.2126 red + 0.7152 green + 0.0722 blue of the
encoded values: 1 changes nothing, 0 gives a gray picture, 2 doubles the colour. Alpha stays as it is; nothing is clamped.

    { "op": "saturation", "amount": 1.2 })"};
  static constexpr auto formats = burnish::formats::rgb_straight_encoded;
  static constexpr int32_t max_preshrink = 8;
  float amount = 1;
  static constexpr std::array params{burnish::real<&Saturation::amount>({.id = "amount",
                                                                         .label = "Amount",
                                                                         .def = "1",
                                                                         .min = 0,
                                                                         .max = 10,
                                                                         .doc = "Factor on the distance from gray.",
                                                                         .soft_max = 2,
                                                                         .step = 0.01})};

  bool identity() const { return amount == 1; }
  void colours(float& r, float& g, float& b) const {
    const float luma = 0.2126F * r + 0.7152F * g + 0.0722F * b;
    r = luma + amount * (r - luma), g = luma + amount * (g - luma), b = luma + amount * (b - luma);
  }
};
BURNISH_MODULE("burnish.saturation", "0.1.0", "Burnish", "Apache-2.0", Saturation)
