#include <burnish/conversion.hpp>
#include <tuple>

struct AutoOrient : burnish::conversion_op<AutoOrient> {
  static constexpr burnish::about info{
      "burnish.auto_orient", 1, "Auto orient", "Turns the picture upright.",
      R"(Applies the orientation that the camera noted (EXIF), and marks it as applied. Pictures are upright already unless
they were read with `"orient": false`; then this does nothing.

    { "op": "auto_orient" })"};
  static constexpr auto params = burnish::no_params<AutoOrient>;
  bool upright = false;

  void setup(const burnish_prepare& in, burnish_plan& plan) {
    const burnish_image_info& from = *in.inputs[0];
    burnish_image_info& to = *plan.output;
    plan.max_preshrink = 8;
    // EXIF says which sides row 0 and column 0 show. 5 to 8 exchange the axes; then the sides run backward as listed.
    const int32_t o = from.orientation;
    upright = o < 2 || o > 8;
    if (upright) return;
    const auto& v = from.view;
    to.orientation = 1;
    if (o >= 5) {
      std::swap(to.width, to.height);
      to.view[0] = v[1], to.view[1] = v[0], to.view[2] = v[3], to.view[3] = v[2];
    }
    const bool right_to_left = o == 2 || o == 3 || o == 6 || o == 7;
    const bool bottom_up = o == 3 || o == 4 || o == 7 || o == 8;
    if (right_to_left) std::tie(to.view[0], to.view[2]) = std::pair(to.width - to.view[2], to.width - to.view[0]);
    if (bottom_up) std::tie(to.view[1], to.view[3]) = std::pair(to.height - to.view[3], to.height - to.view[1]);
  }
  bool identity() const { return upright; }
};
BURNISH_MODULE("burnish.auto_orient", "0.1.0", "Burnish", "Apache-2.0", AutoOrient)
