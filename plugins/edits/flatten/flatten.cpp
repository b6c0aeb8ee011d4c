#include <burnish/conversion.hpp>
#include <burnish/picture.hpp>

struct Flatten : burnish::conversion_op<Flatten> {
  static constexpr burnish::about info{
      "burnish.flatten", 1, "Flatten", "Removes alpha: the picture on a background.",
      R"(What is transparent shows `background`, and the picture has no alpha any more. A picture without alpha stays as it is.

    { "op": "flatten", "background": "#204060" })"};
  burnish::colour background;
  bool opaque = false;
  static constexpr std::array params{burnish::color<&Flatten::background>(
      {.id = "background", .label = "Background", .def = "white", .doc = "What shows through; opaque."})};

  void setup(const burnish_prepare& in, burnish_plan& plan) {
    if (background.a < 1)
      throw burnish::bad_param("background", "the background to flatten on is translucent; use an opaque colour");
    opaque = !burnish::has_alpha(in.inputs[0]->format);
    plan.output->format.alpha = BURNISH_ALPHA_NONE;
    plan.max_preshrink = 8;
  }
  bool identity() const { return opaque; }
};
BURNISH_MODULE("burnish.flatten", "0.1.0", "Burnish", "Apache-2.0", Flatten)
