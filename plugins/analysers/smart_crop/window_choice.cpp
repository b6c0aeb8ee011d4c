#include "window_choice.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace {

/// Sums of a plane of shares over any box, in time that does not depend on the box.
class Integral {
 public:
  explicit Integral(const Plane& p)
      : width_(p.width),
        height_(p.height),
        sums_(static_cast<std::size_t>(p.width + 1) * static_cast<std::size_t>(p.height + 1)) {
    for (int32_t y = 0; y < height_; ++y)
      for (int32_t x = 0; x < width_; ++x)
        at(x + 1, y + 1) = static_cast<double>(p.at(x, y)) + at(x, y + 1) + at(x + 1, y) - at(x, y);
  }
  /// Cells that are cut count by the share of them inside.
  [[nodiscard]] double sum(const Box& b) const {
    return corner(b.x1, b.y1) - corner(b.x0, b.y1) - corner(b.x1, b.y0) + corner(b.x0, b.y0);
  }

 private:
  [[nodiscard]] double& at(int32_t x, int32_t y) {
    return sums_[static_cast<std::size_t>(y) * static_cast<std::size_t>(width_ + 1) + static_cast<std::size_t>(x)];
  }
  [[nodiscard]] double at(int32_t x, int32_t y) const {
    return sums_[static_cast<std::size_t>(y) * static_cast<std::size_t>(width_ + 1) + static_cast<std::size_t>(x)];
  }
  [[nodiscard]] double corner(double u, double v) const {
    const double x = std::clamp(u, 0.0, 1.0) * width_, y = std::clamp(v, 0.0, 1.0) * height_;
    const auto i = std::min(static_cast<int32_t>(x), width_ - 1), j = std::min(static_cast<int32_t>(y), height_ - 1);
    const double fx = x - i, fy = y - j;
    return (at(i, j) * (1 - fx) + at(i + 1, j) * fx) * (1 - fy) +
           (at(i, j + 1) * (1 - fx) + at(i + 1, j + 1) * fx) * fy;
  }

  int32_t width_, height_;
  std::vector<double> sums_;
};

double share_inside(const Box& b, const Box& window) { return overlap(b, window).area() / std::max(b.area(), 1e-12); }

/// 1 when whole, 0 when left out, and below the share in between: a face that is cut is hardly better than none, and a
/// third of one is worse.
double whole_or_out(double share) { return share > 0.995 ? 1 : share - 1.5 * share * (1 - share); }

/// What a detection counts: doubtful ones hardly. Faces are equal but for how sure they are ones.
double weight_of(const Face& f) { return f.score * f.score; }

/// A box that is too large for the window, cut down to what fits around its middle: a face that fills the picture is
/// kept from the eyes to the mouth, not from anywhere to anywhere.
Box fitted(const Box& b, const Box& window) {
  constexpr double most = 0.95;
  const double width = std::min(b.width(), most * window.width()),
               height = std::min(b.height(), most * window.height());
  const double x = b.centre_x() - width / 2, y = b.centre_y() - height / 2;
  return {x, y, x + width, y + height};
}

/// The objects with the persons that the faces imply.
Plane with_persons(const Evidence& e) {
  constexpr double of_persons = 0.6;  // their part of the whole when a face is sure
  Plane out = e.objects;
  double sure = 0;
  for (const Face& f : e.faces) sure = std::max(sure, weight_of(f));
  double total = 0;
  Plane persons(out.width, out.height);
  for (const Face& f : e.faces) {
    const Box person = person_of(f.face);
    const double cell_area = 1.0 / (static_cast<double>(out.width) * out.height);
    for (int32_t y = 0; y < out.height; ++y)
      for (int32_t x = 0; x < out.width; ++x) {
        const Box cell{static_cast<double>(x) / out.width, static_cast<double>(y) / out.height, (x + 1.0) / out.width,
                       (y + 1.0) / out.height};
        const double v = weight_of(f) * overlap(cell, person).area() / cell_area;
        persons.row(y)[x] = std::max(persons.row(y)[x], static_cast<float>(v));
      }
  }
  for (const float v : persons.values) total += static_cast<double>(v);
  if (total <= 0) return out;
  const double part = of_persons * sure;
  for (std::size_t i = 0; i < out.size(); ++i)
    out.values[i] = static_cast<float>((1 - part) * static_cast<double>(out.values[i]) +
                                       part * static_cast<double>(persons.values[i]) / total);
  return out;
}

/// Everything about a picture and a request that all windows share.
class Objective {
 public:
  Objective(const Evidence& e, const Request& r)
      : evidence_(e), request_(r), attention_(e.attention), objects_(with_persons(e)) {
    for (const Face& f : e.faces) {
      heads_.push_back(head_of(f.face));
      face_weight_ += weight_of(f);
    }
  }

  [[nodiscard]] Choice rate(const Box& w) const {
    Choice c;
    c.window = w;
    const auto set = [&](Term t, double v) {
      const auto i = static_cast<std::size_t>(t);
      c.terms[i] = request_.policy.weights[i] * v;
    };
    set(Term::Attention, attention_.sum(w));
    set(Term::Objects, objects_.sum(w));
    set(Term::Faces, faces(w));
    set(Term::Border, -border(w));
    set(Term::Composition, composition(w));
    set(Term::Centre, -(1.1 - evidence_.confidence) * off_centre(w));
    set(Term::Area, -request_.cost_of_area * w.area());
    set(Term::Wishes, wishes(w));
    for (const double v : c.terms) c.score += v;
    return c;
  }

 private:
  [[nodiscard]] double faces(const Box& w) const {
    if (face_weight_ <= 0) return 0;
    double sum = 0, best = 0;
    for (std::size_t i = 0; i < heads_.size(); ++i) {
      // The face itself counts more than the hair around it.
      const Face& f = evidence_.faces[i];
      sum += weight_of(f) * (0.65 * whole_or_out(share_inside(fitted(f.face, w), w)) +
                             0.35 * whole_or_out(share_inside(fitted(heads_[i], w), w)));
      best = std::max(best, weight_of(f));
    }
    return best * sum / face_weight_;
  }

  /// What things lose where an edge of the window that is not the picture's own runs: the density along it.
  [[nodiscard]] double border(const Box& w) const {
    constexpr double thin = 0.02;
    double cut = 0;
    if (w.x0 > 0) cut += objects_.sum({w.x0 - thin, w.y0, w.x0 + thin, w.y1});
    if (w.x1 < 1) cut += objects_.sum({w.x1 - thin, w.y0, w.x1 + thin, w.y1});
    if (w.y0 > 0) cut += objects_.sum({w.x0, w.y0 - thin, w.x1, w.y0 + thin});
    if (w.y1 < 1) cut += objects_.sum({w.x0, w.y1 - thin, w.x1, w.y1 + thin});
    return cut / (2 * thin);
  }

  /// Faces that are inside want air above them and to the sides.
  [[nodiscard]] double composition(const Box& w) const {
    if (face_weight_ <= 0) return 0;
    double sum = 0;
    for (const Face& f : evidence_.faces) {
      if (share_inside(f.face, w) < 0.5) continue;
      const double above = (f.face.y0 - w.y0) / f.face.height();
      const double beside = std::min(f.face.x0 - w.x0, w.x1 - f.face.x1) / f.face.width();
      sum += weight_of(f) * (std::clamp(above, -1.0, 0.8) + std::clamp(beside, -1.0, 0.8)) / 2;
    }
    return sum / face_weight_;
  }

  [[nodiscard]] static double off_centre(const Box& w) {
    const double dx = 2 * w.centre_x() - 1, dy = 2 * w.centre_y() - 1;
    return dx * dx + dy * dy;
  }

  [[nodiscard]] double wishes(const Box& w) const {
    double sum = 0;
    if (request_.focal) {
      const double dx = (request_.focal->x - w.centre_x()) / w.width(),
                   dy = (request_.focal->y - w.centre_y()) / w.height();
      sum -= dx * dx + dy * dy;
    }
    for (const Box& b : request_.protect) sum += share_inside(b, w) > 1 - 1e-9 ? 1 : 0.5 * share_inside(b, w);
    for (const Box& b : evidence_.subjects) sum += 0.5 * whole_or_out(share_inside(b, w));
    for (const Box& b : request_.avoid) sum -= share_inside(b, w);
    return sum;
  }

  const Evidence& evidence_;
  const Request& request_;
  Integral attention_, objects_;
  std::vector<Box> heads_;
  double face_weight_ = 0;
};

/// Where a window of `length` may begin: between these, and so that it contains `point` when it can.
struct Range {
  double first = 0, last = 0;
};
Range starts(double length, std::optional<double> point) {
  Range r{0, std::max(0.0, 1 - length)};
  if (point) r = {std::clamp(*point - length, r.first, r.last), std::clamp(*point, r.first, r.last)};
  return r;
}

/// `count` places (odd, so that the middle is one of them) from the first to the last.
double place(const Range& r, int i, int count) {
  return count == 1 ? (r.first + r.last) / 2 : r.first + (r.last - r.first) * i / (count - 1);
}

class Search {
 public:
  Search(const Objective& objective, const Request& request, const std::optional<Point>& focal)
      : objective_(objective), request_(request), focal_(focal) {}

  void over_places(double width, double height, int most) { over(width, height, columns(width), rows(height), most); }

  /// Around the best so far, between the places that were looked at.
  void refine(int most) {
    const Box b = found_.front().window;
    const double reach = 1.0 / (most - 1);
    const auto near = [&](double start, const Range& allowed) {
      return Range{std::max(allowed.first, start - reach), std::min(allowed.last, start + reach)};
    };
    over(b.width(), b.height(), near(b.x0, columns(b.width())), near(b.y0, rows(b.height())), 25);
  }

  /// Best first; each differs from those before it.
  std::vector<Choice> take() {
    std::vector<Choice> kept;
    for (const Choice& c : found_) {
      const bool fresh = std::all_of(kept.begin(), kept.end(), [&](const Choice& k) {
        const double common = overlap(c.window, k.window).area();
        return common < 0.75 * (c.window.area() + k.window.area() - common);
      });
      if (fresh) kept.push_back(c);
      if (kept.size() == 3) break;
    }
    return kept;
  }
  void sort() {
    std::stable_sort(found_.begin(), found_.end(), [](const Choice& a, const Choice& b) { return a.score > b.score; });
  }

 private:
  /// Where a window may begin: it keeps the focal point of the picture, unless something else was asked for.
  [[nodiscard]] bool keeps_focal() const {
    return focal_ && !request_.focal && request_.protect.empty() && request_.avoid.empty();
  }
  [[nodiscard]] Range columns(double width) const {
    return starts(width, keeps_focal() ? std::optional(focal_->x) : std::nullopt);
  }
  [[nodiscard]] Range rows(double height) const {
    return starts(height, keeps_focal() ? std::optional(focal_->y) : std::nullopt);
  }

  void over(double width, double height, const Range& x, const Range& y, int most) {
    const int across = x.last > x.first ? most : 1, down = y.last > y.first ? most : 1;
    for (int j = 0; j < down; ++j)
      for (int i = 0; i < across; ++i) {
        const double left = place(x, i, across), top = place(y, j, down);
        found_.push_back(objective_.rate({left, top, left + width, top + height}));
      }
  }

  const Objective& objective_;
  const Request& request_;
  std::optional<Point> focal_;
  std::vector<Choice> found_;
};
}  // namespace

const char* name_of(Term t) {
  constexpr std::array<const char*, term_count> names{"attention",   "objects", "faces", "border",
                                                      "composition", "centre",  "area",  "wishes"};
  return names[static_cast<std::size_t>(t)];
}

Point focal_point(const Evidence& e) {
  constexpr double column = 0.35, line = 0.4;  // narrower than most windows, wider than most subjects
  constexpr int steps = 129;
  const Request request;
  const Objective objective(e, request);
  const auto best_middle = [&](double width, double height, auto middle) {
    Choice best;
    for (int i = 0; i < steps; ++i) {
      const double x = (1 - width) * i / (steps - 1), y = (1 - height) * i / (steps - 1);
      const Choice c = objective.rate({x, y, x + width, y + height});
      const bool nearer = std::abs(middle(c.window) - 0.5) < std::abs(middle(best.window) - 0.5);
      if (i == 0 || c.score > best.score || (c.score == best.score && nearer)) best = c;
    }
    return middle(best.window);
  };
  return {best_middle(column, 1, [](const Box& w) { return w.centre_x(); }),
          best_middle(1, line, [](const Box& w) { return w.centre_y(); })};
}

Choice rate_window(const Evidence& evidence, const Request& request, const Box& window) {
  return Objective(evidence, request).rate(window);
}

double share_in(const Plane& shares, const Box& box) { return Integral(shares).sum(box); }

std::vector<Choice> choose_windows(const Evidence& evidence, const Request& request) {
  const Objective objective(evidence, request);
  const bool nothing_asked =
      !request.focal && request.protect.empty() && request.avoid.empty() && evidence.subjects.empty();
  if (evidence.confidence < least_confidence && evidence.faces.empty() && nothing_asked) {
    const double x = (1 - request.width) / 2, y = (1 - request.height) / 2;
    return {objective.rate({x, y, x + request.width, y + request.height})};
  }
  Search search(objective, request, evidence.focal);
  const bool fixed = request.smallest >= 1, line = request.width >= 1 || request.height >= 1;
  const int most = fixed ? (line ? 257 : 65) : 33;
  constexpr int sizes = 13;
  for (int i = 0; i < (fixed ? 1 : sizes); ++i) {
    const double scale = fixed ? 1 : std::pow(request.smallest, static_cast<double>(i) / (sizes - 1));
    search.over_places(request.width * scale, request.height * scale, most);
  }
  search.sort();
  search.refine(most);
  search.sort();
  return search.take();
}
