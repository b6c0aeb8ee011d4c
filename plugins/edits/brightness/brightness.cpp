#include <burnish/point.hpp>

// Affine, so shrinking first gives the same picture.
struct Brightness : burnish::point_op<Brightness> {
  static constexpr burnish::about info{
      "burnish.brightness", 1, "Brightness", "Adds the same to every value.",
      R"(Each colour channel becomes `v + amount`, on encoded values: 0 changes nothing, 1 makes black white, -1 makes white
black. Alpha stays as it is; nothing is clamped. For light as a camera sees it take `exposure`.

    { "op": "brightness", "amount": 0.05 })"};
  static constexpr int32_t max_preshrink = 8;
  float amount = 0;
  static constexpr std::array params{
      burnish::real<&Brightness::amount>({.id = "amount",
                                          .label = "Amount",
                                          .def = "0",
                                          .min = -1,
                                          .max = 1,
                                          .doc = "What is added, where black is 0 and white is 1.",
                                          .step = 0.01})};

  bool identity() const { return amount == 0; }
  float value(float v) const { return v + amount; }
};
BURNISH_MODULE("burnish.brightness", "0.1.0", "Burnish", "Apache-2.0", Brightness)
