// burnish.blur: a gaussian, accurate to 1/255, as a direct separable convolution.
#include <burnish/area.hpp>

#include "blur_kernels.hpp"

namespace {

struct Blur : burnish::area_op<Blur> {
  double sigma = 1;

  static constexpr burnish::about info{
      .id = "burnish.blur",
      .version = 1,
      .name = "Blur",
      .summary = "Softens the picture with a gaussian.",
      .doc =
          "`sigma` is the standard deviation in pixels; the result is within 1/255 of the exact gaussian. Pixels "
          "beyond the border repeat the border. Works on encoded values and premultiplied alpha."};
  static constexpr std::array params{
      burnish::real<&Blur::sigma>({.id = "sigma",
                                   .label = "Sigma",
                                   .def = "1",
                                   .min = 0,
                                   .max = 250,
                                   .unit = "px",
                                   .doc = "Standard deviation of the gaussian; 0 leaves the picture as it is.",
                                   .flags = BURNISH_PF_SPATIAL | BURNISH_PF_LOG,
                                   .soft_max = 50})};

  const burnish_blur::Kernels* kernels = &burnish_blur::best_kernels();
  std::vector<float> weights{1.0F};

  void setup(const burnish_prepare& in, burnish_plan& out) {
    const double shrink = in.inputs[0]->shrink > 0 ? in.inputs[0]->shrink : 1;
    const double pixels = sigma / shrink;
    if (pixels >= visible_from) weights = burnish::gaussian_weights(pixels);
    out.cost = 0.1F + 0.05F * static_cast<float>(weights.size());
  }
  // Below this the neighbours' weight is under 1e-8: a float does not hold it beside the centre's.
  static constexpr double visible_from = 0.165;
  [[nodiscard]] bool identity() const { return weights.size() == 1; }
  [[nodiscard]] int halo() const { return static_cast<int>(weights.size() / 2); }
  [[nodiscard]] std::size_t scratch_bytes(int32_t, int32_t) const {
    return sizeof(float) * kernels->scratch_samples(static_cast<int32_t>(weights.size()));
  }

  void tile(const burnish_tile& in, burnish_tile& out, std::byte* scratch) const {
    const burnish_rect& r = out.rect;
    constexpr auto sample = static_cast<std::ptrdiff_t>(sizeof(float));
    for (int c = 0; c < burnish::planes(out.format); ++c) {
      kernels->blur_plane({.weights = weights.data(),
                           .taps = static_cast<int32_t>(weights.size()),
                           .in = {burnish::row<float>(in, c, r.x0 - halo(), r.y0 - halo()), in.stride[c] / sample, 0},
                           .out = burnish::row<float>(out, c, r.x0, r.y0),
                           .out_stride = out.stride[c] / sample,
                           .width = burnish::width(r),
                           .height = burnish::height(r),
                           .scratch = reinterpret_cast<float*>(scratch)});
    }
  }
};
}  // namespace

BURNISH_MODULE("burnish.blur", "1.0.0", "Burnish", "Apache-2.0", Blur)
