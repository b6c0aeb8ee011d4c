// burnish.unsharp: sharpens by adding what a gaussian takes away.
#include <burnish/area.hpp>

#include "unsharp_kernels.hpp"

namespace {

struct Unsharp : burnish::area_op<Unsharp> {
  double sigma = 1, amount = 1, threshold = 0;

  static constexpr burnish::about info{
      .id = "burnish.unsharp",
      .version = 1,
      .name = "Unsharp mask",
      .summary = "Sharpens by adding the difference to a blurred copy.",
      .doc =
          "v + amount * (v - blur(v, sigma)) where the difference exceeds `threshold`. Works on encoded values; "
          "colours are compared with the blurred colour of what is visible, and alpha is kept as it is."};
  static constexpr std::array params{
      burnish::real<&Unsharp::sigma>({.id = "sigma",
                                      .label = "Sigma",
                                      .def = "1",
                                      .min = 0,
                                      .max = 250,
                                      .unit = "px",
                                      .doc = "Standard deviation of the gaussian: the size of what is sharpened.",
                                      .flags = BURNISH_PF_SPATIAL | BURNISH_PF_LOG,
                                      .soft_max = 10}),
      burnish::real<&Unsharp::amount>({.id = "amount",
                                       .label = "Amount",
                                       .def = "1",
                                       .min = 0,
                                       .max = 10,
                                       .doc = "How much of the difference is added.",
                                       .soft_max = 3}),
      burnish::real<&Unsharp::threshold>({.id = "threshold",
                                          .label = "Threshold",
                                          .def = "0",
                                          .min = 0,
                                          .max = 1,
                                          .doc = "Differences up to this (of the range 0..1) are left alone."})};

  const burnish_unsharp::Kernels* kernels = &burnish_unsharp::best_kernels();
  std::vector<float> weights{1.0F};

  void setup(const burnish_prepare& in, burnish_plan& out) {
    const double shrink = in.inputs[0]->shrink > 0 ? in.inputs[0]->shrink : 1;
    const double pixels = sigma / shrink;
    if (pixels >= visible_from) weights = burnish::gaussian_weights(pixels);
    out.flags |= BURNISH_KEEPS_ALPHA;
    out.cost = 0.2F + 0.05F * static_cast<float>(weights.size());
  }
  // Below this the neighbours' weight is under 1e-8: a float does not hold it beside the centre's.
  static constexpr double visible_from = 0.165;
  [[nodiscard]] bool identity() const { return weights.size() == 1 || amount == 0; }
  [[nodiscard]] int halo() const { return static_cast<int>(weights.size() / 2); }
  [[nodiscard]] std::size_t scratch_bytes(int32_t, int32_t) const {
    return sizeof(float) * kernels->scratch_samples(static_cast<int32_t>(weights.size()));
  }

  void tile(const burnish_tile& in, burnish_tile& out, std::byte* scratch) const {
    const burnish_rect& r = out.rect;
    constexpr auto sample = static_cast<std::ptrdiff_t>(sizeof(float));
    burnish_unsharp::SharpenTask task{.weights = weights.data(),
                                      .taps = static_cast<int32_t>(weights.size()),
                                      .how = {static_cast<float>(amount), static_cast<float>(threshold)},
                                      .in = {},
                                      .out = {},
                                      .planes = burnish::planes(out.format),
                                      .alpha = burnish::has_alpha(out.format),
                                      .width = burnish::width(r),
                                      .height = burnish::height(r),
                                      .scratch = reinterpret_cast<float*>(scratch)};
    for (int c = 0; c < task.planes; ++c) {
      task.in[c] = {burnish::row<float>(in, c, r.x0 - halo(), r.y0 - halo()), in.stride[c] / sample, 0};
      task.out[c] = {burnish::row<float>(out, c, r.x0, r.y0), out.stride[c] / sample};
    }
    kernels->sharpen(task);
  }
};
}  // namespace

BURNISH_MODULE("burnish.unsharp", "1.0.0", "Burnish", "Apache-2.0", Unsharp)
