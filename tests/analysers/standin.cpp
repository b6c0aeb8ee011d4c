// A stand-in for smart_crop whose answers can be foretold: the subject is what is red. One source, several plugins:
// STANDIN_VARIANT says which. With STANDIN_LOG in the environment every analysis adds a line to that file.
#include <burnish/analyser.hpp>
#include <burnish/gravity.hpp>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <string_view>

namespace {

constexpr std::string_view variant = STANDIN_VARIANT;

constexpr std::array gravities{
    burnish_choice{"auto", "Automatic", nullptr},   burnish_choice{"auto:subject", "Subject", nullptr},
    burnish_choice{"auto:faces", "Faces", nullptr}, burnish_choice{"auto:classic", "Classic", nullptr},
    burnish_choice{"face", "Face", nullptr},        burnish_choice{"faces", "Faces", nullptr}};
constexpr std::array modes{burnish_choice{"fill", "Fill", nullptr}, burnish_choice{"crop", "Crop", nullptr},
                           burnish_choice{"thumb", "Thumb", nullptr}, burnish_choice{"auto", "Auto", nullptr},
                           burnish_choice{"fill_pad", "Pad", nullptr}};

void log_line(const std::string& line) {
  const char* path = std::getenv("STANDIN_LOG");
  if (path != nullptr) std::ofstream(path, std::ios::app) << line << '\n';
}

/// Redness of every pixel, and the box around all of it.
struct SmartCrop : burnish::analyser<SmartCrop> {
  static constexpr burnish::about info{"burnish.smart_crop", 1, "Stand-in", "Finds what is red."};
  int gravity = 0;
  std::string face_model;
  static constexpr auto params =
      std::array{burnish::choice<&SmartCrop::gravity>(
                     gravities, {.id = "gravity", .label = "Gravity", .def = "auto", .doc = "What to look for."}),
                 burnish::file<&SmartCrop::face_model>({.id = "face_model", .label = "Model", .doc = "A file."})};
  static constexpr int32_t long_edge = 64;
  static constexpr std::array<const char*, 5> labels{"subject", "face", "redness", "seen", nullptr};
  static constexpr std::array<const char*, 3> needs{
      "burnish.regions", variant == "cycle" ? "burnish.smart_crop" : "burnish.faces", nullptr};

  [[nodiscard]] bool wants(std::size_t need) const { return need == 0 || variant == "cycle" || gravity == 2; }

  void analyse(const burnish::analyse_call& c) const {
    const int32_t w = c.info().width, h = c.info().height;
    log_line("analyse " + std::to_string(w) + "x" + std::to_string(h));
    if (variant == "fails") throw burnish::error("the moon is in the wrong house");
    if (variant == "endless")
      for (;;) c.found("subject", 1, {0, 0, 1, 1});
    if (variant == "nan") c.found("subject", 1, {std::numeric_limits<double>::quiet_NaN(), 0, 1, 1});
    if (variant == "words") c.found("unheard_of", 1, {0, 0, 1, 1});
    std::vector<float> red(static_cast<std::size_t>(w) * static_cast<std::size_t>(h));
    double x0 = 1, y0 = 1, x1 = 0, y1 = 0;
    c.each_band(16, [&](const burnish_tile& t) {
      for (int32_t y = t.rect.y0; y < t.rect.y1; ++y)
        for (int32_t x = 0; x < w; ++x) {
          const float r = *burnish::row<float>(t, 0, x, y), g = *burnish::row<float>(t, 1, x, y),
                      b = *burnish::row<float>(t, 2, x, y);
          const float v = std::clamp(r - std::max(g, b), 0.0F, 1.0F);
          red[static_cast<std::size_t>(y) * static_cast<std::size_t>(w) + static_cast<std::size_t>(x)] = v;
          if (v < 0.5F) continue;
          x0 = std::min(x0, double{1} * x / w), x1 = std::max(x1, (x + 1.0) / w);
          y0 = std::min(y0, double{1} * y / h), y1 = std::max(y1, (y + 1.0) / h);
        }
    });
    if (x1 > x0) c.found("subject", 0.75, {x0, y0, x1, y1});
    if (const burnish::findings regions = c.of("burnish.regions"))
      for (uint32_t i = 0; const burnish_finding* f = regions.get(i); ++i)
        if (std::string_view(f->label) == "face")
          c.found("face", 1,
                  {static_cast<double>(f->x0), static_cast<double>(f->y0), static_cast<double>(f->x1),
                   static_cast<double>(f->y1)});
    c.number("confidence", x1 > x0 ? 0.75 : 0);
    burnish_tile gray{};
    gray.rect = {0, 0, w, h};
    gray.format = {BURNISH_F32, BURNISH_GRAY, BURNISH_ALPHA_NONE, BURNISH_PLANAR, BURNISH_LIGHT_ENCODED, {}};
    gray.data[0] = red.data();
    gray.stride[0] = static_cast<std::ptrdiff_t>(sizeof(float)) * w;
    c.map("redness", gray);
  }

  struct request {
    std::optional<burnish::ratio> aspect;
    std::optional<double> width, height;
    int mode = 0;
    std::optional<double> zoom;
    std::optional<burnish::point> focal;
    std::vector<burnish::rectangle> protect;
    static constexpr auto params = std::array{
        burnish::real<&request::aspect>(
            {.id = "aspect", .label = "Aspect", .min = 0.0001, .max = 10000, .unit = "ratio", .doc = "Of the window."}),
        burnish::integer<&request::width>(
            {.id = "width", .label = "Width", .min = 1, .max = 1000000, .unit = "px", .doc = "Of the window."}),
        burnish::integer<&request::height>(
            {.id = "height", .label = "Height", .min = 1, .max = 1000000, .unit = "px", .doc = "Of the window."}),
        burnish::choice<&request::mode>(modes, {.id = "mode", .label = "Mode", .def = "fill", .doc = "How large."}),
        burnish::real<&request::zoom>(
            {.id = "zoom", .label = "Zoom", .min = 0.01, .max = 100, .doc = "How much tighter."}),
        burnish::position<&request::focal>({.id = "focal", .label = "Focal point", .unit = "px", .doc = "The middle."}),
        burnish::rect<&request::protect>({.id = "protect", .label = "Protect", .unit = "px", .doc = "The middle."})};
  };

  /// The largest window of the aspect around the first face, else the subject, else the middle.
  static void choose(const request& r, const burnish::choose_call& c) {
    if (variant == "silent") return;
    if (variant == "outside") return c.offer({0.5, 0, 1.5, 1}, 1);
    const double w = c.full.width, h = c.full.height;
    double cx = 0.5, cy = 0.5;
    const char* reason = "Nothing is red.";
    for (uint32_t i = 0; const burnish_finding* f = c.found.get(i); ++i) {
      cx = static_cast<double>(f->x0 + f->x1) / 2, cy = static_cast<double>(f->y0 + f->y1) / 2;
      reason = std::string_view(f->label) == "face" ? "Keeps the face." : "Keeps what is red.";
      if (std::string_view(f->label) == "face") break;
    }
    if (r.focal) cx = r.focal->x / w, cy = r.focal->y / h, reason = "Around the focal point.";
    if (!r.protect.empty())
      cx = (r.protect[0].x + r.protect[0].width / 2) / w, cy = (r.protect[0].y + r.protect[0].height / 2) / h;
    double ww = r.width.value_or(w), wh = r.height.value_or(h);
    if (r.aspect || r.mode > 1) {
      const double ratio = r.aspect ? r.aspect->value() : ww / wh;
      ww = std::min(w, h * ratio), wh = ww / ratio;
    }
    double scale = r.mode == 2 ? 0.5 : r.mode == 3 ? 0.8 : 1;
    scale /= r.zoom.value_or(1);
    ww = std::min(1.0, ww * scale / w), wh = std::min(1.0, wh * scale / h);
    const double x = std::clamp(cx - ww / 2, 0.0, 1 - ww), y = std::clamp(cy - wh / 2, 0.0, 1 - wh);
    c.offer({x, y, x + ww, y + wh}, 0.75, {reason}, {{"redness", 0.5}, {"distance", 0.25}});
    c.offer({0, 0, ww, wh}, 0.5, {"The corner."});
  }
};

}  // namespace

BURNISH_MODULE("standin.smart_crop", "1.0.0", "Burnish tests", "Apache-2.0", SmartCrop)
