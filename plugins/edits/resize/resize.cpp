// burnish.resize: another size by a separable filter, antialiased when smaller, aligned to the fraction of a pixel.
#include <burnish/warp.hpp>

#include <algorithm>
#include <cmath>

#include "kernels.hpp"
#include "size.hpp"

namespace {
using namespace burnish_resize;

constexpr std::array fits{
    burnish_choice{"exact", "Exact", "Both sides as given: the picture may be distorted."},
    burnish_choice{"contain", "Contain", "The largest size that fits into width and height."},
    burnish_choice{"cover", "Cover", "The smallest size that covers width and height; nothing is cut off."},
    burnish_choice{"limit", "Limit", "As contain, but never larger than the picture is."}};
constexpr std::array filters{burnish_choice{"lanczos3", "Lanczos 3", "Sharp; the best for photographs."},
                             burnish_choice{"mitchell", "Mitchell", "A little softer, hardly any ringing."},
                             burnish_choice{"catmull_rom", "Catmull-Rom", "Sharp, with a small support."},
                             burnish_choice{"bilinear", "Bilinear", "Linear interpolation; soft."},
                             burnish_choice{"nearest", "Nearest", "Picks one pixel: for pixel art and masks."},
                             burnish_choice{"box", "Box", "The mean of the pixels that an output pixel covers."}};

constexpr burnish_format planar_floats(int alpha, int light) {
  return {BURNISH_F32, BURNISH_ANY, static_cast<uint8_t>(alpha), BURNISH_PLANAR, static_cast<uint8_t>(light), {}};
}
constexpr burnish_format interleaved(int sample, int model) {
  return {static_cast<uint8_t>(sample), static_cast<uint8_t>(model), BURNISH_ALPHA_NONE,
          BURNISH_INTERLEAVED,          BURNISH_LIGHT_ENCODED,       {}};
}

struct Resize : burnish::warp_op<Resize> {
  std::optional<int32_t> width, height;
  std::optional<double> scale;
  Fit fit = Fit::Exact;
  Filter filter = Filter::Lanczos3;
  bool linear = false;

  static constexpr burnish::about info{
      .id = "burnish.resize",
      .version = 1,
      .name = "Resize",
      .summary = "Makes the picture larger or smaller.",
      .doc =
          "Give `width`, `height` or both, in pixels, or `scale`; with one side the other follows the aspect. "
          "`scale` multiplies whatever the sides say. Sizes are rounded half up and are at least 1. A smaller "
          "picture is antialiased: the filter is stretched by the factor, in x and y separately. Beyond the border "
          "the border pixel repeats."};
  static constexpr std::array params{
      burnish::integer<&Resize::width>({.id = "width",
                                        .label = "Width",
                                        .min = 1,
                                        .max = 1000000,
                                        .unit = "px",
                                        .doc = "Width of the result; left out, it follows the height."}),
      burnish::integer<&Resize::height>({.id = "height",
                                         .label = "Height",
                                         .min = 1,
                                         .max = 1000000,
                                         .unit = "px",
                                         .doc = "Height of the result; left out, it follows the width."}),
      burnish::real<&Resize::scale>({.id = "scale",
                                     .label = "Scale",
                                     .min = 0.000001,
                                     .max = 1000000,
                                     .doc = "Factor for both sides: 0.5 halves them.",
                                     .soft_max = 4}),
      burnish::choice<&Resize::fit>(fits, {.id = "fit",
                                           .label = "Fit",
                                           .def = "exact",
                                           .doc = "What to do when width and height have another aspect."}),
      burnish::choice<&Resize::filter>(filters,
                                       {.id = "filter", .label = "Filter", .def = "lanczos3", .doc = "The kernel."}),
      burnish::toggle<&Resize::linear>({.id = "linear",
                                        .label = "Linear light",
                                        .def = "false",
                                        .doc = "Averages light instead of encoded values; slower."})};
  static constexpr std::array formats{interleaved(BURNISH_U8, BURNISH_RGB),
                                      interleaved(BURNISH_U8, BURNISH_GRAY),
                                      planar_floats(BURNISH_ALPHA_NONE, BURNISH_LIGHT_ENCODED),
                                      planar_floats(BURNISH_ALPHA_PREMUL, BURNISH_LIGHT_ENCODED),
                                      planar_floats(BURNISH_ALPHA_NONE, BURNISH_LIGHT_LINEAR),
                                      planar_floats(BURNISH_ALPHA_PREMUL, BURNISH_LIGHT_LINEAR),
                                      interleaved(BURNISH_U16, BURNISH_ANY)};

  const FloatKernels* float_kernels = &best_float_kernels();
  const ByteKernels* byte_kernels = &best_byte_kernels();
  FloatAxis across, down;
  FixedAxis fixed_across, fixed_down;  // for 8-bit samples
  bool same = false;

  void setup(const burnish_prepare& in, burnish_plan& out) {
    const burnish_image_info& from = *in.inputs[0];
    const double shrink = from.shrink > 0 ? from.shrink : 1;
    const Extent view{from.view[2] - from.view[0], from.view[3] - from.view[1]};
    const Extent size = output_size(from, {view.width * shrink, view.height * shrink});
    out.output->width = static_cast<int32_t>(size.width);
    out.output->height = static_cast<int32_t>(size.height);
    set_view(*out.output);
    same = shrink == 1 && from.width == out.output->width && from.height == out.output->height && is_whole(from);

    const Extent factor{view.width / size.width, view.height / size.height};
    across = float_axis(axis(from.view[0], from.view[2], from.width, factor.width, out.output->width), filter);
    down = float_axis(axis(from.view[1], from.view[3], from.height, factor.height, out.output->height), filter);
    if (from.format.sample == BURNISH_U8) {
      fixed_across = fixed_axis(across, largest_shift_across);
      fixed_down = fixed_axis(down, largest_shift_down);
      out.scratch_bytes = byte_kernels->scratch_bytes(byte_axes(), burnish::channels(from.format));
    } else {
      out.scratch_bytes = float_kernels->scratch_bytes(across, down, burnish::channels(from.format));
    }
    out.format_mask = accepted_formats(std::max(factor.width, factor.height));
    out.max_preshrink = preshrink(std::min(factor.width, factor.height) * shrink);
    out.cost = static_cast<float>(2 + 2 * factor.width * factor.height);
  }
  [[nodiscard]] bool identity() const { return same; }

  [[nodiscard]] burnish_rect need(const burnish_rect& r) const {
    if (burnish::empty(r)) return {};
    return {across.need_begin(r.x0), down.need_begin(r.y0), across.need_end(r.x1), down.need_end(r.y1)};
  }
  void tile(const burnish_task& task, burnish_tile& out) const {
    auto* const scratch = static_cast<std::byte*>(task.scratch);
    switch (out.format.sample) {
      case BURNISH_U8:
        return byte_kernels->bytes(byte_axes(), task.in[0], out, scratch);
      case BURNISH_U16:
        return float_kernels->words(across, down, task.in[0], out, scratch);
      default:
        return float_kernels->floats(across, down, task.in[0], out, scratch);
    }
  }

 private:
  static constexpr double largest_side = 1000000;
  // Past this factor 16-bit weights become coarse; floats do it.
  static constexpr double largest_byte_factor = 64;
  // So much is left to the filter after shrinking on load, whose own filter is only a box. Measured on photographs
  // against a full decode: 1.5 costs less than 0.002 SSIM where 2 costs less than 0.001, and decodes half as much.
  static constexpr double kept_factor = 1.5;

  [[nodiscard]] ByteAxes byte_axes() const { return {fixed_across, fixed_down, across, down}; }

  /// In pixels of a preview when the host renders one.
  [[nodiscard]] Extent output_size(const burnish_image_info& from, const Extent& pixels) const {
    if (!width && !height && !scale)
      throw burnish::bad_param("width", "resize has no size; give width, height or scale");
    const double preview = from.scale > 0 ? static_cast<double>(from.scale) : 1;
    const Extent full{rounded_side(pixels.width / preview), rounded_side(pixels.height / preview)};
    const Extent wanted = requested_extent({width, height, scale, fit}, full);
    for (const double side : {wanted.width, wanted.height})
      if (side > largest_side)
        throw burnish::bad_param(scale   ? "scale"
                                 : width ? "width"
                                         : "height",
                                 "the result would be " + std::to_string(std::llround(side)) +
                                     " pixels on a side; the most is 1000000, ask for less");
    return {rounded_side(rounded_side(wanted.width) * preview), rounded_side(rounded_side(wanted.height) * preview)};
  }
  static void set_view(burnish_image_info& output) {
    output.view[0] = output.view[1] = 0;
    output.view[2] = output.width;
    output.view[3] = output.height;
    output.shrink = 1;
  }
  static bool is_whole(const burnish_image_info& from) {
    return from.view[0] == 0 && from.view[1] == 0 && from.view[2] == from.width && from.view[3] == from.height;
  }
  /// Pixels that the view touches are the picture; a touch below a thousandth is an error of arithmetic.
  static AxisGeometry axis(double low, double high, int32_t pixels, double step, int32_t count) {
    const auto begin = std::clamp(static_cast<int32_t>(std::floor(low + 1e-3)), 0, pixels - 1);
    const auto end = std::clamp(static_cast<int32_t>(std::ceil(high - 1e-3)), begin + 1, pixels);
    return {.origin = low, .step = step, .begin = begin, .end = end, .count = count};
  }
  [[nodiscard]] uint64_t accepted_formats(double factor) const {
    if (linear) return 0b0110000;
    return factor > largest_byte_factor ? 0b1001100 : 0b1001111;
  }
  /// `factor`: full-size pixels for an output pixel.
  [[nodiscard]] int32_t preshrink(double factor) const {
    if (linear || filter == Filter::Nearest) return 1;
    for (const int32_t n : {8, 4, 2})
      if (factor >= kept_factor * n) return n;
    return 1;
  }
};
}  // namespace

BURNISH_MODULE("burnish.resize", "1.0.0", "Burnish", "Apache-2.0", Resize)
