#include <burnish/point.hpp>
#include <cmath>

#include "power.hpp"

struct Gamma : burnish::point_op<Gamma> {
  static constexpr burnish::about info{
      "burnish.gamma", 1, "Gamma", "Bends the tones: black and white stay, the middle moves.",
      R"(Each colour channel becomes `v ^ (1 / gamma)`, on encoded values: 1 changes nothing, 2 brightens the middle, 0.5
darkens it; 0 and 1 stay where they are. A negative value, which an earlier step may have left, keeps its sign:
`-(|v| ^ (1 / gamma))`. Alpha stays as it is; nothing is clamped.

    { "op": "gamma", "gamma": 1.2 })"};
  double gamma = 1;
  Power power;
  static constexpr std::array params{burnish::real<&Gamma::gamma>({.id = "gamma",
                                                                   .label = "Gamma",
                                                                   .def = "1",
                                                                   .min = 0.01,
                                                                   .max = 10,
                                                                   .doc = "Above 1 brightens the middle tones.",
                                                                   .flags = BURNISH_PF_LOG,
                                                                   .soft_min = 0.2,
                                                                   .soft_max = 5,
                                                                   .step = 0.01})};

  void setup() { power = Power(1 / gamma); }
  bool identity() const { return gamma == 1; }
  float value(float v) const { return std::copysign(power.of(std::fabs(v)), v); }
};
BURNISH_MODULE("burnish.gamma", "0.1.0", "Burnish", "Apache-2.0", Gamma)
