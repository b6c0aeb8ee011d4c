// The plugin: what the analysis emits, and what a choice reads of it.
#include <algorithm>
#include <burnish/analyser.hpp>
#include <cmath>

#include "attention.hpp"
#include "framing.hpp"
#include "objects.hpp"

namespace {
constexpr const char *regions_id = "burnish.regions", *faces_id = "burnish.faces", *saliency_id = "burnish.saliency";

constexpr std::array gravities{
    burnish_choice{"auto", "Automatic", "Keeps what people look at, and faces whole where they fit."},
    burnish_choice{"auto:subject", "Subject", "Keeps the main subject, whole rather than where the eye rests."},
    burnish_choice{"auto:faces", "Faces first", "Keeps faces rather than anything else."},
    burnish_choice{"auto:classic", "Without faces", "Does not look for faces."},
    burnish_choice{"face", "Largest face", "Frames the largest face; without one as auto."},
    burnish_choice{"faces", "All faces", "Frames all faces; without any as auto."}};
constexpr std::array modes{
    burnish_choice{"fill", "Fill", "The largest window of the aspect, or exactly width by height."},
    burnish_choice{"crop", "Crop", "Exactly width by height pixels."},
    burnish_choice{"thumb", "Thumbnail", "A window of the aspect, framed around the face or the subject."},
    burnish_choice{"auto", "Automatic", "A window of the aspect, as large as suits what it shows."},
    burnish_choice{"fill_pad", "Fill or pad",
                   "As fill, but the subject stays whole, even where the aspect is not met."}};
constexpr burnish::spec gravity_spec{
    .id = "gravity", .label = "Gravity", .def = "auto", .doc = "What the window is found by."};

constexpr burnish::spec pixels(const char* id, const char* label, const char* doc) {
  return burnish::spec{
      .id = id, .label = label, .min = 1, .max = 1000000, .unit = "px", .doc = doc, .flags = BURNISH_PF_SPATIAL};
}

Box box_of(const burnish_finding& f) {
  return {static_cast<double>(f.x0), static_cast<double>(f.y0), static_cast<double>(f.x1), static_cast<double>(f.y1)};
}
burnish::box public_box(const Box& b) { return {b.x0, b.y0, b.x1, b.y1}; }

burnish_tile tile_of(Plane& p) {
  burnish_tile t{};
  t.rect = {0, 0, p.width, p.height};
  t.format = {BURNISH_F32, BURNISH_GRAY, BURNISH_ALPHA_NONE, BURNISH_PLANAR, BURNISH_LIGHT_LINEAR, {}};
  t.data[0] = p.values.data();
  t.stride[0] = static_cast<std::ptrdiff_t>(static_cast<std::size_t>(p.width) * sizeof(float));
  return t;
}

/// A map that was emitted by tile_of; an empty plane when there is none.
Plane plane_of(const burnish_tile* t) {
  if (t == nullptr || t->format.sample != BURNISH_F32) return {};
  Plane p(burnish::width(t->rect), burnish::height(t->rect));
  for (int32_t y = 0; y < p.height; ++y)
    std::copy_n(burnish::row<float>(*t, 0, t->rect.x0, t->rect.y0 + y), p.width, p.row(y));
  return p;
}

/// Scaled so that they sum to 1; maps are emitted with a peak of 1, for those who look at them.
Plane shares_of(Plane p) {
  double sum = 0;
  for (const float v : p.values) sum += static_cast<double>(v);
  if (sum > 0)
    for (float& v : p.values) v = static_cast<float>(static_cast<double>(v) / sum);
  return p;
}

/// A user's saliency map on the grid, as shares; empty when it says nothing.
Plane shares_on_grid(const Plane& map, int32_t width, int32_t height) {
  Plane out(width, height);
  double sum = 0;
  for (int32_t y = 0; y < map.height; ++y)
    for (int32_t x = 0; x < map.width; ++x) {
      const float v = std::max(0.0F, map.at(x, y));
      out.row(static_cast<int32_t>(int64_t{y} * height / map.height))[int64_t{x} * width / map.width] += v;
      sum += static_cast<double>(v);
    }
  if (!(sum > 0)) return {};
  for (float& v : out.values) v = static_cast<float>(static_cast<double>(v) / sum);
  return out;
}

/// What a window that kept everything would score.
double possible_score(const Evidence& e) {
  const Policy p;
  const auto weight = [&](Term t) { return p.weights[static_cast<std::size_t>(t)]; };
  return weight(Term::Attention) + weight(Term::Objects) +
         (e.faces.empty() ? 0 : weight(Term::Faces) + weight(Term::Composition));
}

/// Keeps the attention to what is there to be seen. True when the picture is part here, part nothing: the outline then
/// says what it is about.
bool keep_to_opaque(const WorkImage& image, Plane& attention) {
  if (!image.transparent) return false;
  const Plane cover = halved(image.coverage, 3);
  double covered = 0, sum = 0;
  for (const float c : cover.values) covered += static_cast<double>(c) / static_cast<double>(cover.size());
  if (covered < 0.002 || covered > 0.99) return false;
  for (std::size_t i = 0; i < attention.size(); ++i)
    sum += static_cast<double>(attention.values[i] *= 0.01F + cover.values[i]);
  for (float& v : attention.values) v = static_cast<float>(static_cast<double>(v) / sum);
  return true;
}

/// 0 when the prediction says no more than position does, near 1 for an ordinary photograph; from the divergence of
/// Kullback and Leibler of the two.
double confidence_of(const Plane& attention) {
  const Plane prior = attention_without_evidence(attention.width, attention.height);
  double divergence = 0;
  for (std::size_t i = 0; i < attention.size(); ++i) {
    const double p = static_cast<double>(attention.values[i]), q = static_cast<double>(prior.values[i]);
    if (p > 0) divergence += p * std::log(p / std::max(q, 1e-12));
  }
  constexpr double usual = 0.25;
  return 1 - std::exp(-std::max(0.0, divergence) / usual);
}
}  // namespace

struct SmartCrop : burnish::analyser<SmartCrop> {
  static constexpr burnish::about info{"burnish.smart_crop", 1, "Smart crop",
                                       "Finds the window of a picture that keeps what it is about.",
                                       R"(One analysis of a small copy of the picture answers any number of requests.

It predicts where people look (three small networks, trained on eye movements), what belongs to things, and takes faces
from the analyser `burnish.faces` and regions from the file's metadata where there are any. The window is the best of all
positions by the sum of what it keeps, less what it cuts; where little is known it stays near the middle.

    burnish analyse smart_crop photo.jpg -p aspect=1:1
    burnish analyse smart_crop photo.jpg -p aspect=16:9 -p gravity=auto:faces --overlay why.png)"};

  enum Need : std::size_t { need_regions, need_faces, need_saliency };
  int64_t gravity = 0;
  std::string face_model, saliency_model;
  static constexpr std::array params{
      burnish::choice<&SmartCrop::gravity>(gravities, gravity_spec),
      burnish::file<&SmartCrop::face_model>(
          {.id = "face_model", .label = "Face model", .doc = "An ONNX network for burnish.faces."}),
      burnish::file<&SmartCrop::saliency_model>(
          {.id = "saliency_model",
           .label = "Saliency model",
           .doc = "An ONNX network for burnish.saliency, in place of the built-in one."})};
  // Twice the work image: what a decoder's way of shrinking leaves of itself is gone after the second half.
  static constexpr int32_t long_edge = 512;
  static constexpr std::array<const char*, 5> labels{"attention", "objects", "face", "person", nullptr};
  static constexpr std::array<const char*, 4> needs{regions_id, faces_id, saliency_id, nullptr};

  bool wants(std::size_t need) const {
    if (need == need_faces) return static_cast<Gravity>(gravity) != Gravity::Classic;
    return need != need_saliency || !saliency_model.empty();
  }

  static WorkImage look_at(const burnish::analyse_call& call) {
    WorkImageBuilder builder(call.info().width, call.info().height);
    call.each_band(64, [&](const burnish_tile& t) {
      const bool alpha = burnish::has_alpha(t.format);
      for (int32_t y = t.rect.y0; y < t.rect.y1; ++y)
        builder.add_row(burnish::row<float>(t, 0, 0, y), burnish::row<float>(t, 1, 0, y),
                        burnish::row<float>(t, 2, 0, y), alpha ? burnish::row<float>(t, 3, 0, y) : nullptr);
    });
    return builder.finish();
  }

  /// Stated faces count as sure; a detection of the same face is dropped.
  static std::vector<Face> faces_in(const burnish::analyse_call& call) {
    std::vector<Face> all;
    const auto take = [&](const burnish::findings& from, bool stated) {
      if (!from) return;
      for (uint32_t i = 0; const burnish_finding* f = from.get(i); ++i) {
        if (std::string_view(f->label) != "face") continue;
        const Box b = box_of(*f);
        const bool known = std::any_of(all.begin(), all.end(),
                                       [&](const Face& a) { return overlap(a.face, b).area() > 0.4 * b.area(); });
        if (b.area() > 0 && !known)
          all.push_back({b, stated ? 1.0 : std::clamp(static_cast<double>(f->score), 0.0, 1.0), stated});
      }
    };
    take(call.of(regions_id), true);
    take(call.of(faces_id), false);
    return all;
  }

  void analyse(const burnish::analyse_call& call) const {
    const WorkImage image = look_at(call);
    const Cues cues = find_cues(image);
    const std::vector<Face> faces = faces_in(call);
    Plane attention = predict_attention(find_features(cues, faces)), objects = find_objects(cues, image);
    double confidence = confidence_of(attention);
    if (const burnish::findings other = call.of(saliency_id)) {
      Plane given = shares_on_grid(plane_of(other.map("saliency")), attention.width, attention.height);
      if (given.size() > 0) attention = std::move(given), confidence = std::max(confidence, 0.9);
    }
    if (keep_to_opaque(image, attention)) confidence = std::max(confidence, 0.9);
    for (const Face& f : faces) call.found("face", f.score, public_box(f.face));
    for (const Face& f : faces) call.found("person", f.score, public_box(person_of(f.face)));
    std::vector<Box> subjects;
    if (const burnish::findings regions = call.of(regions_id))
      for (uint32_t i = 0; const burnish_finding* f = regions.get(i); ++i)
        if (std::string_view(f->label) != "face") subjects.push_back(box_of(*f));
    for (const Box& b : subjects) call.found("object", 1, public_box(b));
    const Point focal = focal_point({attention, objects, faces, subjects, confidence, std::nullopt});
    call.number("confidence", confidence);
    call.number("focal_x", focal.x);
    call.number("focal_y", focal.y);
    constexpr float least_peak = 1e-9F;
    normalize_peak(attention, least_peak), normalize_peak(objects, least_peak);
    call.map("attention", tile_of(attention));
    call.map("objects", tile_of(objects));
  }

  struct request {
    std::optional<burnish::ratio> aspect;
    std::optional<double> width, height, zoom;
    int64_t gravity = 0, mode = 0;
    std::optional<burnish::point> focal;
    std::vector<burnish::rectangle> protect, avoid;
    static constexpr std::array params{
        burnish::real<&request::aspect>({.id = "aspect",
                                         .label = "Aspect",
                                         .min = 0.0001,
                                         .max = 10000,
                                         .unit = "ratio",
                                         .doc = "Width to height: 16:9, 1920:800 or 1.5."}),
        burnish::integer<&request::width>(pixels("width", "Width", "Width of the window.")),
        burnish::integer<&request::height>(pixels("height", "Height", "Height of the window.")),
        burnish::choice<&request::gravity>(gravities, gravity_spec),
        burnish::choice<&request::mode>(
            modes, {.id = "mode", .label = "Mode", .def = "fill", .doc = "How large the window is."}),
        burnish::real<&request::zoom>({.id = "zoom",
                                       .label = "Zoom",
                                       .min = 0.01,
                                       .max = 100,
                                       .doc = "How tight the window is: 2 shows half of what 1 shows."}),
        burnish::position<&request::focal>({.id = "focal",
                                            .label = "Focal point",
                                            .unit = "px",
                                            .doc = "What the picture is about.",
                                            .flags = BURNISH_PF_SPATIAL}),
        burnish::rect<&request::protect>({.id = "protect",
                                          .label = "Protect",
                                          .unit = "px",
                                          .doc = "Areas that stay whole.",
                                          .flags = BURNISH_PF_SPATIAL}),
        burnish::rect<&request::avoid>({.id = "avoid",
                                        .label = "Avoid",
                                        .unit = "px",
                                        .doc = "Areas to leave out.",
                                        .flags = BURNISH_PF_SPATIAL})};
  };

  static Evidence evidence_of(const burnish::choose_call& call) {
    Evidence e;
    e.attention = shares_of(plane_of(call.found.map("attention")));
    e.objects = shares_of(plane_of(call.found.map("objects")));
    for (uint32_t i = 0; const burnish_finding* f = call.found.get(i); ++i) {
      const std::string_view label(f->label);
      if (label == "face") e.faces.push_back({box_of(*f), static_cast<double>(f->score), false});
      if (label == "object") e.subjects.push_back(box_of(*f));
    }
    e.confidence = call.found.number("confidence").value_or(0);
    const auto x = call.found.number("focal_x"), y = call.found.number("focal_y");
    if (x && y) e.focal = Point{*x, *y};
    return e;
  }

  static void choose(const request& r, const burnish::choose_call& call) {
    const Picture picture{static_cast<double>(call.full.width), static_cast<double>(call.full.height)};
    const auto scaled = [&](const std::vector<burnish::rectangle>& all) {
      std::vector<Box> boxes;
      for (const burnish::rectangle& b : all)
        boxes.push_back({b.x / picture.width, b.y / picture.height, (b.x + b.width) / picture.width,
                         (b.y + b.height) / picture.height});
      return boxes;
    };
    Asked asked;
    if (r.aspect) asked.aspect = r.aspect->value();
    asked.width = r.width, asked.height = r.height;
    asked.gravity = static_cast<Gravity>(r.gravity), asked.mode = static_cast<Mode>(r.mode);
    asked.zoom = r.zoom.value_or(1);
    if (r.focal) asked.focal = Point{r.focal->x / picture.width, r.focal->y / picture.height};
    asked.protect = scaled(r.protect), asked.avoid = scaled(r.avoid);
    const Evidence evidence = evidence_of(call);
    if (evidence.attention.size() == 0 || evidence.objects.size() == 0)
      throw burnish::error("the findings hold no maps", BURNISH_BAD_DATA);
    for (const Choice& c : frame(evidence, asked, picture)) {
      const std::vector<std::string> sentences = reasons_for(c, evidence, asked);
      std::vector<const char*> reasons;
      for (const std::string& s : sentences) reasons.push_back(s.c_str());
      std::vector<burnish::term> terms;
      for (std::size_t i = 0; i < term_count; ++i) terms.push_back({name_of(static_cast<Term>(i)), c.terms[i]});
      call.offer(public_box(c.window), std::clamp(c.score / possible_score(evidence), 0.0, 1.0), reasons, terms);
    }
  }
};

BURNISH_MODULE("burnish.smart_crop", "0.1.0", "Burnish", "Apache-2.0", SmartCrop)
