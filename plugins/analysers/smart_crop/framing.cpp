#include "framing.hpp"

#include <algorithm>
#include <cmath>

namespace {
constexpr double sure_face = 0.5;  // a face is framed when it is more likely one than not

/// Sides in 0..1 of the picture.
struct Size {
  double width = 1, height = 1;
};

/// The largest window of a ratio within given sides, all in pixels.
Size largest(double ratio, double width, double height) {
  return {std::min(width, height * ratio), std::min(height, width / ratio)};
}

double ratio_of(const Asked& a, const Picture& p) {
  if (a.aspect) return *a.aspect;
  return a.width.value_or(p.width) / a.height.value_or(p.height);
}

/// What the request names when nothing is found: in 0..1.
Size stated_size(const Asked& a, const Picture& p) {
  const double width = std::min(a.width.value_or(p.width), p.width),
               height = std::min(a.height.value_or(p.height), p.height);
  const bool exact = !a.aspect && (a.mode == Mode::Fill || a.mode == Mode::Crop);
  Size s = exact ? Size{width, height} : largest(ratio_of(a, p), p.width, p.height);
  if (a.aspect && a.mode == Mode::Fill && (a.width || a.height)) s = largest(*a.aspect, width, height);
  return {std::clamp(s.width / p.width, 1e-6, 1.0), std::clamp(s.height / p.height, 1e-6, 1.0)};
}

Size zoomed(const Size& s, double zoom) {
  const double by = std::max(1 / zoom, 1e-3);
  const double most = std::min(by, std::min(1 / s.width, 1 / s.height));
  return {s.width * most, s.height * most};
}

double prominence(const Face& f) { return f.face.area() * f.score; }

/// The faces that a request is about, by what it says.
std::vector<Face> faces_meant(const Evidence& e, const Asked& a) {
  std::vector<Face> meant;
  for (const Face& f : e.faces)
    if (f.score >= sure_face) meant.push_back(f);
  if (a.gravity == Gravity::Face && !meant.empty()) {
    const auto by_prominence = [](const Face& x, const Face& y) { return prominence(x) < prominence(y); };
    meant = {*std::max_element(meant.begin(), meant.end(), by_prominence)};
  }
  return meant;
}

Box bounds_of(const std::vector<Face>& faces) {
  Box all = head_of(faces.front().face);
  for (const Face& f : faces) all = around(all, head_of(f.face));
  return all;
}

/// Centred across, with less air below than above, and inside the picture.
Box placed(const Box& subject, const Size& s) {
  constexpr double air_above = 0.42;  // of what the subject leaves free
  const double left = std::clamp(subject.centre_x() - s.width / 2, 0.0, 1 - s.width);
  const double top = std::clamp(subject.y0 - air_above * (s.height - subject.height()), 0.0, 1 - s.height);
  return {left, top, left + s.width, top + s.height};
}

/// A portrait of the faces: they fill about two thirds of the height, or four fifths of the width.
Box portrait(const Box& heads, double ratio, double zoom, const Picture& p) {
  constexpr double of_height = 0.62, of_width = 0.8;
  const double height =
      std::max(heads.height() * p.height / of_height, heads.width() * p.width / of_width / ratio) / zoom;
  const Size bound = largest(ratio, p.width, p.height);
  const double by = std::min(1.0, bound.height / height);
  return placed(heads, {height * by * ratio / p.width, height * by / p.height});
}

/// Where most of the attention and the things are: rows and columns that hold all but a little at each end.
Box core_of(const Evidence& e) {
  constexpr double left_out = 0.08;
  const Plane& a = e.attention;
  std::vector<double> across(static_cast<std::size_t>(a.width)), down(static_cast<std::size_t>(a.height));
  for (int32_t y = 0; y < a.height; ++y)
    for (int32_t x = 0; x < a.width; ++x) {
      const double v = static_cast<double>(a.at(x, y) + e.objects.at(x, y)) / 2;
      across[static_cast<std::size_t>(x)] += v, down[static_cast<std::size_t>(y)] += v;
    }
  const auto ends = [&](const std::vector<double>& v, double& first, double& last) {
    double sum = 0;
    const auto n = static_cast<double>(v.size());
    first = 0, last = 1;
    for (std::size_t i = 0; i < v.size(); ++i) {
      if (sum < left_out && sum + v[i] >= left_out) first = static_cast<double>(i) / n;
      if (sum < 1 - left_out && sum + v[i] >= 1 - left_out) last = static_cast<double>(i + 1) / n;
      sum += v[i];
    }
  };
  Box core;
  ends(across, core.x0, core.x1);
  ends(down, core.y0, core.y1);
  return core;
}

Policy policy_of(Gravity g) {
  Policy p;
  const auto weight = [&](Term t) -> double& { return p.weights[static_cast<std::size_t>(t)]; };
  if (g == Gravity::Subject) weight(Term::Attention) = 0.6, weight(Term::Objects) = 0.8, weight(Term::Border) = 0.02;
  if (g == Gravity::FacesFirst || g == Gravity::Faces || g == Gravity::Face) weight(Term::Faces) = 2;
  return p;
}

Request request_of(const Asked& a, const Size& s) {
  Request r;
  r.width = s.width, r.height = s.height;
  r.focal = a.focal;
  r.protect = a.protect, r.avoid = a.avoid;
  r.policy = policy_of(a.gravity);
  return r;
}

/// The score that `choose_windows` would give a window that was made in another way.
Choice rated(const Evidence& e, const Asked& a, const Box& window) {
  return rate_window(e, request_of(a, {window.width(), window.height()}), window);
}
}  // namespace

std::vector<Choice> frame(const Evidence& evidence, const Asked& asked, const Picture& picture) {
  Evidence e = evidence;
  const std::vector<Face> meant = faces_meant(e, asked);
  if ((asked.gravity == Gravity::Face || asked.gravity == Gravity::Faces) && !meant.empty())
    e.faces = meant, e.focal.reset();  // the faces are the point
  const Size stated = stated_size(asked, picture);
  if (asked.mode == Mode::Thumb && !meant.empty() && !asked.focal)
    return {rated(e, asked, portrait(bounds_of(meant), ratio_of(asked, picture), asked.zoom, picture))};

  const bool exact = asked.mode == Mode::Crop || (!asked.aspect && asked.mode == Mode::Fill);
  Request r = request_of(asked, exact ? stated : zoomed(stated, asked.zoom));
  if (asked.mode == Mode::Thumb || asked.mode == Mode::Automatic) {
    r.smallest = asked.mode == Mode::Thumb ? 0.3 : 0.45;
    // Never so small that it would have to be enlarged to the size asked for.
    if (!asked.aspect && asked.width && asked.height)
      r.smallest = std::clamp(std::max(r.smallest, *asked.width / (stated.width * picture.width)), r.smallest, 1.0);
    r.cost_of_area = asked.mode == Mode::Thumb ? 0.9 : 0.6;
  }
  std::vector<Choice> windows = choose_windows(e, r);
  if (asked.mode != Mode::FillPad) return windows;
  Box whole = meant.empty() ? core_of(e) : bounds_of(meant);
  for (const Box& b : asked.protect) whole = around(whole, b);
  for (const Box& b : e.subjects) whole = around(whole, b);
  return {rated(e, asked, around(windows.front().window, whole))};
}

std::vector<std::string> reasons_for(const Choice& c, const Evidence& e, const Asked& asked) {
  std::vector<std::string> out;
  const auto percent = [](double v) {
    return std::to_string(static_cast<int>(std::lround(std::clamp(v, 0.0, 1.0) * 100))) + " %";
  };
  const auto inside = [&](const Box& b) { return overlap(b, c.window).area() >= 0.99 * b.area(); };
  const auto count = [&](auto&& boxes) {
    return std::to_string(std::count_if(boxes.begin(), boxes.end(), inside)) + " of " + std::to_string(boxes.size());
  };
  if (asked.focal) out.push_back("the focal point that was given is as near to the middle as the picture allows");
  if (!asked.protect.empty()) out.push_back("keeps " + count(asked.protect) + " protected areas whole");
  if (!e.subjects.empty()) out.push_back("keeps " + count(e.subjects) + " regions that the file's metadata names");
  std::vector<Box> faces;
  for (const Face& f : e.faces)
    if (f.score >= sure_face) faces.push_back(f.face);
  if (!faces.empty()) out.push_back("keeps " + count(faces) + (faces.size() == 1 ? " face whole" : " faces whole"));
  const bool wants_faces =
      asked.gravity == Gravity::Face || asked.gravity == Gravity::Faces || asked.gravity == Gravity::FacesFirst;
  if (faces.empty() && wants_faces) out.push_back("no face was found, so it is framed as with gravity auto");
  if (e.confidence < least_confidence) {
    out.push_back("nothing in the picture stands out, so the window is in the middle");
    return out;
  }
  out.push_back("keeps " + percent(share_in(e.attention, c.window)) + " of the predicted attention");
  if (e.confidence < 0.5) out.push_back("little stands out, so the window stays near the middle");
  return out;
}
