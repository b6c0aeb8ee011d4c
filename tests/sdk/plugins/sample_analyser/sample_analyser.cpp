// An analyser with requests, an operation with automatic parameters, and the settler between them.
#include <algorithm>
#include <cmath>

#include "burnish/analyser.hpp"
#include "burnish/point.hpp"

namespace {

/// Finds the brightest pixel, the darkest and brightest values, and a map of brightness.
struct Light : burnish::analyser<Light> {
  static constexpr burnish::about info{"sample.light", 1, "Light", "Finds the brightest place of a picture."};
  double floor = 0;
  static constexpr auto params = std::array{burnish::real<&Light::floor>(
      {.id = "floor", .label = "Floor", .def = "0", .min = 0, .max = 1, .doc = "Darker pixels are never found."})};
  static constexpr int32_t long_edge = 64;
  static constexpr std::array<const char*, 3> labels{"light", "brightness", nullptr};

  void analyse(const burnish::analyse_call& c) const {
    const int32_t w = c.info().width, h = c.info().height;
    std::vector<float> map(static_cast<std::size_t>(w) * static_cast<std::size_t>(h));
    c.each_band(16, [&](const burnish_tile& t) {
      for (int32_t y = t.rect.y0; y < t.rect.y1; ++y)
        for (int32_t x = 0; x < w; ++x) {
          float sum = 0;
          for (int k = 0; k < 3; ++k) sum += *burnish::row<float>(t, k, x, y);
          map[static_cast<std::size_t>(y * w + x)] = sum / 3;
        }
    });
    const auto brightest = std::max_element(map.begin(), map.end());
    if (static_cast<double>(*brightest) >= floor) {
      const auto at = static_cast<int32_t>(brightest - map.begin());
      const double x = at % w, y = at / w;
      c.found("light", std::clamp(static_cast<double>(*brightest), 0.0, 1.0), {x / w, y / h, (x + 1) / w, (y + 1) / h},
              {static_cast<float>((x + 0.5) / w), static_cast<float>((y + 0.5) / h)});
    }
    c.number("black", static_cast<double>(*std::min_element(map.begin(), map.end())));
    c.number("white", static_cast<double>(*brightest));
    burnish_tile gray{};
    gray.rect = {0, 0, w, h};
    gray.format = {BURNISH_F32, BURNISH_GRAY, BURNISH_ALPHA_NONE, BURNISH_PLANAR, BURNISH_LIGHT_ENCODED, {}};
    gray.data[0] = map.data();
    gray.stride[0] = static_cast<std::ptrdiff_t>(sizeof(float)) * w;
    c.map("brightness", gray);
  }

  struct request {
    burnish::ratio aspect;
    static constexpr auto params = std::array{burnish::real<&request::aspect>({.id = "aspect",
                                                                               .label = "Aspect",
                                                                               .def = "1:1",
                                                                               .min = 0.01,
                                                                               .max = 100,
                                                                               .unit = "ratio",
                                                                               .doc = "Width to height."})};
  };
  /// The largest window of the aspect, as near to the light as it can be.
  static void choose(const request& r, const burnish::choose_call& c) {
    const double want = r.aspect.value() * c.full.height / c.full.width;  // window's width to height in 0..1 units
    const double w = std::min(1.0, want), h = std::min(1.0, 1 / want);
    const burnish_finding* light = c.found.get(0);
    const double cx = light == nullptr ? 0.5 : static_cast<double>(light->x0 + light->x1) / 2;
    const double cy = light == nullptr ? 0.5 : static_cast<double>(light->y0 + light->y1) / 2;
    const double x = std::clamp(cx - w / 2, 0.0, 1 - w), y = std::clamp(cy - h / 2, 0.0, 1 - h);
    c.offer({x, y, x + w, y + h}, light == nullptr ? 0 : static_cast<double>(light->score),
            {light == nullptr ? "Nothing is bright." : "The brightest place is inside."}, {{"x", x}, {"y", y}});
  }
};

/// Says how many of the places that it is given hold the light, which it looks for only when there are any.
struct Lit : burnish::analyser<Lit> {
  static constexpr burnish::about info{"sample.lit", 1, "Lit", "Counts the places that hold the brightest pixel."};
  std::vector<burnish::rectangle> places;
  static constexpr auto params =
      std::array{burnish::rect<&Lit::places>({.id = "places", .label = "Places", .doc = "In 0..1 of the picture."})};
  static constexpr std::array<const char*, 1> labels{nullptr};
  static constexpr std::array<const char*, 2> needs{"sample.light", nullptr};

  [[nodiscard]] bool wants(std::size_t /*need*/) const { return !places.empty(); }
  void analyse(const burnish::analyse_call& c) const {
    const burnish::findings found = c.of("sample.light");
    const burnish_finding* light = found ? found.get(0) : nullptr;
    double count = 0;
    for (const burnish::rectangle& p : places)
      if (light != nullptr && static_cast<double>(light->x0) >= p.x && static_cast<double>(light->x1) <= p.x + p.width)
        count += 1;
    c.number("count", count);
  }
};

/// (v - black) / (white - black); automatic ends come from Light.
struct Levels : burnish::point_op<Levels> {
  static constexpr burnish::about info{"sample.levels", 1, "Levels", "Stretches the range from black to white."};
  std::optional<double> black, white;
  static constexpr auto params = std::array{
      burnish::real<&Levels::black>({.id = "black", .label = "Black", .min = 0, .max = 1, .doc = "Becomes 0."}),
      burnish::real<&Levels::white>({.id = "white", .label = "White", .min = 0, .max = 1, .doc = "Becomes 1."})};
  float low = 0, factor = 1;
  void setup() {
    const double b = black.value_or(0), w = white.value_or(1);
    if (!(w > b)) throw burnish::bad_param("white", "white must be above black");
    low = static_cast<float>(b);
    factor = static_cast<float>(1 / (w - b));
  }
  [[nodiscard]] float value(float v) const { return (v - low) * factor; }
};

struct LevelsSettler : burnish::settler<LevelsSettler> {
  static constexpr const char* target = "sample.levels";
  static constexpr std::array<const char*, 2> needs{"sample.light", nullptr};
  static bool applies(const burnish::settle_call& c) {
    return c.prepare.values[burnish::param_index<Levels>("black")].state == BURNISH_VALUE_AUTO ||
           c.prepare.values[burnish::param_index<Levels>("white")].state == BURNISH_VALUE_AUTO;
  }
  static void settle(const burnish::settle_call& c) {
    static constexpr std::size_t black = burnish::param_index<Levels>("black"),
                                 white = burnish::param_index<Levels>("white");
    if (!c.found(0)) return;
    if (c.automatic(black)) c.set_real(black, c.found(0).number("black").value_or(0));
    if (c.automatic(white)) c.set_real(white, c.found(0).number("white").value_or(1));
  }
};

}  // namespace

BURNISH_MODULE("sample.analyser", "1.0.0", "Burnish tests", "Apache-2.0", Light, Lit, Levels, LevelsSettler)
