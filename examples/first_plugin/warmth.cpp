#include <burnish/point.hpp>
#include <cmath>

namespace {

struct Warmth : burnish::point_op<Warmth> {
  static constexpr burnish::about info{"org.example.warmth", 1, "Warmth", "Warms a picture, or cools it."};
  static constexpr auto formats = burnish::formats::rgb_straight_linear;

  float amount = 0, red = 1, blue = 1;
  static constexpr auto params = std::array{burnish::real<&Warmth::amount>(
      {.id = "amount", .label = "Amount", .def = "0", .min = -2, .max = 2, .doc = "Above 0 is warmer, below cooler."})};

  void setup() {
    red = std::exp2(amount / 2);
    blue = 1 / red;
  }
  bool identity() const { return amount == 0; }
  void colours(float& r, float&, float& b) const { r *= red, b *= blue; }
};

}  // namespace

BURNISH_MODULE("org.example.tools", "1.0.0", "Example", "MIT", Warmth)
