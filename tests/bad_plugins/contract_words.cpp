// Operations and a module that say what is not true: flags, failures, descriptions, tables.
#include "burnish/point.hpp"

namespace {

using burnish::row;

template <class Op>
struct Copy : burnish::point_op<Op> {
  static constexpr auto formats = burnish::formats::rgb_straight_encoded;
};

/// Halves every sample of one channel (alpha: 3) in `flagged` place; the rest is copied.
void halve(const burnish_tile& in, burnish_tile& out, int channel) {
  for (int c = 0; c < burnish::channels(out.format); ++c)
    for (int32_t y = out.rect.y0; y < out.rect.y1; ++y)
      for (int32_t x = out.rect.x0; x < out.rect.x1; ++x)
        *row<float>(out, c, x, y) = *row<float>(in, c, x, y) * (c == channel ? 0.5F : 1.0F);
}

struct FalseAlpha : Copy<FalseAlpha> {
  static constexpr burnish::about info{"bad.false_keeps_alpha", 1, "Alpha", "Halves alpha and says that it is kept."};
  static constexpr auto params = burnish::no_params<FalseAlpha>;
  void setup(const burnish_prepare&, burnish_plan& plan) { plan.flags = BURNISH_KEEPS_ALPHA; }
  static void tile(const burnish_tile& in, burnish_tile& out) { halve(in, out, 3); }
};

struct FalseIdentity : Copy<FalseIdentity> {
  static constexpr burnish::about info{"bad.false_identity", 1, "Nothing", "Halves red and says that it does nothing."};
  static constexpr auto params = burnish::no_params<FalseIdentity>;
  [[nodiscard]] static bool identity() { return true; }
  static void tile(const burnish_tile& in, burnish_tile& out) { halve(in, out, 0); }
};

struct FalseColourOnly : Copy<FalseColourOnly> {
  static constexpr burnish::about info{"bad.false_colour_only", 1, "Place",
                                       "Fades downward and says that it looks at colour only."};
  static constexpr auto params = burnish::no_params<FalseColourOnly>;
  void setup(const burnish_prepare&, burnish_plan& plan) { plan.flags = BURNISH_COLOR_ONLY; }
  static void tile(const burnish_tile& in, burnish_tile& out) {
    for (int c = 0; c < burnish::channels(out.format); ++c)
      for (int32_t y = out.rect.y0; y < out.rect.y1; ++y)
        for (int32_t x = out.rect.x0; x < out.rect.x1; ++x)
          *row<float>(out, c, x, y) = *row<float>(in, c, x, y) / static_cast<float>(y + 1);
  }
};

struct FalsePerChannel : Copy<FalsePerChannel> {
  static constexpr burnish::about info{"bad.false_per_channel", 1, "Mix", "Mixes channels and says that it does not."};
  static constexpr auto params = burnish::no_params<FalsePerChannel>;
  void setup(const burnish_prepare&, burnish_plan& plan) { plan.flags |= BURNISH_PER_CHANNEL; }
  void colours(float& r, float& g, float&) const { r = (r + g) / 2; }
};

struct Speechless : Copy<Speechless> {
  static constexpr burnish::about info{"bad.speechless", 1, "Silent", "Fails without a word."};
  static constexpr auto params = burnish::no_params<Speechless>;
  [[nodiscard]] float value(float v) const { return v; }
  static burnish_status refuse(const burnish_call*, const burnish_prepare*, burnish_plan*) noexcept {
    return BURNISH_BAD_PARAM;
  }
  static const void* table() noexcept {
    static constexpr burnish_pixel t =
        burnish::detail::pixel_table<Speechless>(&refuse, &burnish::point_op<Speechless>::process);
    return &t;
  }
};

struct Resized : Copy<Resized> {
  static constexpr burnish::about info{"bad.resized_point", 1, "Size", "A point operation that changes the size."};
  static constexpr auto params = burnish::no_params<Resized>;
  void setup(const burnish_prepare&, burnish_plan& plan) { plan.output->width += 1; }
  static void tile(const burnish_tile& in, burnish_tile& out) { halve(in, out, 0); }
};

struct Undescribed : Copy<Undescribed> {
  static constexpr burnish::about info{"Bad Words", 0, "Words", nullptr};
  enum class Mode { A, B };
  float a = 0;
  Mode mode = Mode::A;
  static constexpr std::array choices{burnish_choice{"one", "One", "One."}, burnish_choice{"one", "Two", "Two."}};
  static constexpr auto params = std::array{
      burnish::real<&Undescribed::a>(
          {.id = "Amount", .def = "11", .min = 0, .max = 10, .unit = "miles", .doc = "How much."}),
      burnish::real<&Undescribed::a>(
          {.id = "upside_down", .def = "5", .min = 9, .max = 1, .doc = "Its minimum is above its maximum."}),
      burnish::choice<&Undescribed::mode>(choices, {.id = "mode", .def = "three", .doc = "Its default is no choice."}),
      burnish::real<&Undescribed::a>({.id = "mode", .def = "1", .flags = BURNISH_PF_SPATIAL})};
  [[nodiscard]] float value(float v) const { return v; }
};

const void* item(const char* kind, uint32_t index) noexcept {
  // Answers any kind with the same tables.
  static_cast<void>(kind);
  return burnish::detail::item<FalseAlpha, FalseIdentity, FalseColourOnly, FalsePerChannel, Speechless, Resized,
                               Undescribed>("burnish.pixel/1", index);
}

}  // namespace

extern "C" BURNISH_EXPORT const burnish_module burnish_module_v1 = {
    sizeof(burnish_module), BURNISH_ABI_MINOR, 0,       "bad.words", "1",
    "Burnish tests",        "Apache-2.0",      nullptr, nullptr,     &item};

/// A second export: another plugin's function of the same name could be bound to this one.
extern "C" BURNISH_EXPORT int leaked_helper_function();
extern "C" int leaked_helper_function() { return 1; }
