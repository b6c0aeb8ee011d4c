// The module: burnish.faces, an analyser.
#include <algorithm>
#include <array>
#include <cmath>
#include <mutex>
#include <string>
#include <string_view>

#include "burnish/analyser.hpp"
#include "faces_of.hpp"

namespace {
using burnish_faces::Brightness;

/// BURNISH_CASCADE_FOLDERS, set when the plugin is built, is a list with colons between.
struct Found {
  std::optional<burnish_faces::Cascades> cascades;
  std::string trouble;  // why there are none
};

Found look_for_cascades() {
  const std::string_view folders = BURNISH_CASCADE_FOLDERS;
  try {
    for (std::size_t at = 0; at < folders.size();) {
      const std::size_t end = std::min(folders.find(':', at), folders.size());
      if (auto all = burnish_faces::read_cascades(folders.substr(at, end - at))) return {std::move(all), {}};
      at = end + 1;
    }
  } catch (const burnish_faces::CascadeFileError& e) {
    return {std::nullopt, e.what()};
  }
  return {std::nullopt, "no face cascades in " + std::string(folders) + "; install OpenCV's data (opencv-data)"};
}

/// Read once in a process, never changed after.
const Found& cascades() {
  static const Found found = look_for_cascades();
  return found;
}

/// Brightness of what is shown on middle grey.
void brightness_row(const burnish_tile& t, int32_t y, std::vector<float>& out) {
  const auto plane = [&](int c) { return burnish::row<float>(t, c, t.rect.x0, y); };
  const float *r = plane(0), *g = plane(1), *b = plane(2), *a = burnish::has_alpha(t.format) ? plane(3) : nullptr;
  const auto held = [](float v) { return v > 0 ? std::min(v, 1.0F) : 0.0F; };  // NaN is 0
  for (std::size_t x = 0; x < out.size(); ++x) {
    const float v = 0.299F * held(r[x]) + 0.587F * held(g[x]) + 0.114F * held(b[x]);
    out[x] = a == nullptr ? v : 0.5F + (v - 0.5F) * held(a[x]);
  }
}

Brightness read_picture(const burnish::analyse_call& c) {
  const auto [width, height] = burnish_faces::working_size(c.info().width, c.info().height);
  burnish_faces::Shrinker shrinker(c.info().width, c.info().height, width, height);
  std::vector<float> row(static_cast<std::size_t>(c.info().width));
  c.each_band(64, [&](const burnish_tile& t) {
    for (int32_t y = t.rect.y0; y < t.rect.y1; ++y) {
      brightness_row(t, y, row);
      shrinker.add(row.data());
    }
  });
  return shrinker.finish();
}

struct Faces : burnish::analyser<Faces> {
  static constexpr burnish::about info{
      "burnish.faces", 1, "Faces", "Finds faces of people.",
      "Each finding is a face from hair line to chin with how likely it is one. Cascades of OpenCV's data look for "
      "candidates; a model of their opinions and of the gradients judges them. With face_model a network does."};
  std::string face_model;
  static constexpr auto params = std::array{burnish::file<&Faces::face_model>(
      {.id = "face_model",
       .label = "Face model",
       .def = "",
       .doc = "An ONNX network that finds faces instead, such as YuNet; asks for the plugin networks."})};
  static constexpr int32_t long_edge = 512;
  static constexpr std::array<const char*, 2> labels{"face", nullptr};
  static constexpr const char* network = "burnish.face_network";
  static constexpr std::array<const char*, 2> needs{network, nullptr};
  [[nodiscard]] bool wants(std::size_t) const { return !face_model.empty(); }

  void analyse(const burnish::analyse_call& c) const {
    if (face_model.empty()) return search(c);
    const burnish::findings others = c.of(network);
    if (!others)
      throw burnish::bad_param("face_model", "no installed plugin runs " + face_model +
                                                 ": the plugin networks is missing; leave face_model out");
    for (uint32_t i = 0; const burnish_finding* f = others.get(i); ++i)
      burnish::check(c.out->add(c.out, f), "cannot keep a finding");
  }

 private:
  static constexpr float least_score = 0.05F;

  static void search(const burnish::analyse_call& c) {
    const Found& found = cascades();
    if (!found.cascades) return c.call->note(c.call, ("faces are not looked for: " + found.trouble).c_str());
    const Brightness picture = read_picture(c);
    burnish::throw_if_cancelled(c.call);
    const double width = picture.width, height = picture.height;
    const auto share = [](float v, double size) { return std::clamp(static_cast<double>(v) / size, 0.0, 1.0); };
    for (const burnish_faces::Face& f :
         burnish_faces::faces_of(picture, find_candidates(*found.cascades, picture), least_score))
      c.found("face", static_cast<double>(f.score),
              {share(f.x0, width), share(f.y0, height), share(f.x1, width), share(f.y1, height)});
  }
};
}  // namespace

BURNISH_MODULE("burnish.faces", "0.1.0", "Burnish", "Apache-2.0", Faces)
