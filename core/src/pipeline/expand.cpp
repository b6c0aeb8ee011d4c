#include "pipeline/expand.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "pipeline/check.hpp"
#include "pipeline/literal.hpp"

namespace burnish {
namespace {

constexpr double max_side_px = 1e6;

/// Half up, at least 1. The addend absorbs what binary fractions lose: 0.29 * 50 is 14.499999999999998.
double round_side(double side) { return std::max(1.0, std::floor(side + 0.5 + 1e-9)); }
double round_offset(double offset) { return std::floor(offset + 0.5 + 1e-9); }

struct Extent {
  double width = 0, height = 0;
};

enum class Axis { Horizontal, Vertical };

/// Where a part lies in a whole along one axis, by a compass gravity: 0 west/north, 1 centre, 2 east/south.
int side_of(std::string_view gravity, Axis axis) {
  const auto names = [&](std::string_view word) { return gravity.find(word) != std::string_view::npos; };
  if (axis == Axis::Horizontal) return names("west") ? 0 : names("east") ? 2 : 1;
  return names("north") ? 0 : names("south") ? 2 : 1;
}

/// A positive offset moves away from the edge that the gravity names: left at east, up at south.
double offset_sign(std::string_view gravity, Axis axis) { return side_of(gravity, axis) == 2 ? -1 : 1; }

class Expansion {
 public:
  Expansion(const Component& component, Size current, Size original, const Catalogue& catalogue)
      : component_(component),
        catalogue_(catalogue),
        current_{static_cast<double>(current.width), static_cast<double>(current.height)},
        original_{static_cast<double>(original.width), static_cast<double>(original.height)} {}

  Result<std::vector<Step>> run() {
    const Extent wanted = requested();
    if (wanted.width > max_side_px || wanted.height > max_side_px) {
      return Error{.code = Code::Limit,
                   .what = "'" + component_.text + "' asks for more than 1000000 pixels on a side",
                   .where = component_.where,
                   .why = "the input has " + pixels(current_.width) + " x " + pixels(current_.height),
                   .hint = {}};
    }
    const std::string_view mode = component_.values.at("c");
    if (mode == "scale") BURNISH_CHECK(resize(wanted));
    if (mode == "fit") BURNISH_CHECK(resize(inside(wanted)));
    if (mode == "limit") BURNISH_CHECK(resize(limited(wanted)));
    if (mode == "fill") BURNISH_CHECK(fill(wanted));
    if (mode == "crop" && looks()) BURNISH_CHECK(crop_found(wanted));
    if (mode == "crop" && !looks())
      BURNISH_CHECK(crop(wanted, value("g").value_or(has_offset() ? "north_west" : "center")));
    if (mode == "pad") BURNISH_CHECK(pad(wanted));
    if (mode == "thumb" || mode == "auto") BURNISH_CHECK(frame(wanted, mode));
    if (mode == "fill_pad") BURNISH_CHECK(fill_pad(wanted));
    return std::move(steps_);
  }

 private:
  [[nodiscard]] std::optional<std::string_view> value(const char* key) const {
    const auto found = component_.values.find(key);
    if (found == component_.values.end()) return std::nullopt;
    return found->second;
  }
  [[nodiscard]] bool has_offset() const { return value("x") || value("y"); }
  static std::string pixels(double n) { return std::to_string(static_cast<int64_t>(n)); }

  /// A size in pixels: fractions are of the component's input; pixels, iw and ih follow dpr.
  [[nodiscard]] std::optional<double> side(const char* key, double whole) const {
    const auto text = value(key);
    if (!text) return std::nullopt;
    if (*text == "iw") return original_.width * component_.dpr;
    if (*text == "ih") return original_.height * component_.dpr;
    const Literal literal = read_literal(*text).value_or(Literal{});
    return literal.number * (literal.is_fraction ? whole : component_.dpr);
  }

  [[nodiscard]] double offset(const char* key, double whole) const {
    const Literal literal = read_literal(value(key).value_or("0")).value_or(Literal{});
    return round_offset(literal.number * (literal.is_fraction ? whole : component_.dpr));
  }

  /// The width and height asked for, not yet rounded; a missing one follows ar_, else the input's ratio.
  [[nodiscard]] Extent requested() const {
    const auto width = side("w", current_.width);
    const auto height = side("h", current_.height);
    if (width && height) return {*width, *height};
    Proportion ratio{current_.width, current_.height};
    if (const auto text = value("ar")) ratio = read_proportion(*text).value_or(ratio);
    if (width) return {*width, *width * ratio.height / ratio.width};
    if (height) return {*height * ratio.width / ratio.height, *height};
    // Only ar_: the largest window of that ratio; its own side of the input is kept.
    if (current_.width * ratio.height > current_.height * ratio.width) {
      return {current_.height * ratio.width / ratio.height, current_.height};
    }
    return {current_.width, current_.width * ratio.height / ratio.width};
  }

  /// The input's ratio within `box`, touching it on one axis.
  [[nodiscard]] Extent inside(Extent box) const {
    if (box.width * current_.height <= box.height * current_.width) {
      return {box.width, box.width * current_.height / current_.width};
    }
    return {box.height * current_.width / current_.height, box.height};
  }
  [[nodiscard]] Extent limited(Extent box) const {
    const Extent fitted = inside(box);
    return fitted.width < current_.width ? fitted : current_;
  }

  void add(const Item* op, std::vector<Argument> arguments) {
    for (Argument& argument : arguments) argument.where = component_.where;
    Step step;
    step.op = op;
    step.arguments = std::move(arguments);
    step.where = component_.where;
    steps_.push_back(std::move(step));
  }

  Status resize(Extent to) {
    const double width = round_side(to.width), height = round_side(to.height);
    if (width == current_.width && height == current_.height) return Done{};
    BURNISH_TRY(const Item* op, find_operation(catalogue_, "resize", component_.where));
    add(op, {{"width", pixels(width), {}}, {"height", pixels(height), {}}, {"fit", "exact", {}}});
    current_ = {width, height};
    return Done{};
  }

  [[nodiscard]] bool looks() const { return looks_at_picture(component_); }

  /// A crop whose window is found in the picture, before anything is scaled.
  Status find_window(std::vector<Argument> arguments) {
    BURNISH_TRY(const Item* op, find_operation(catalogue_, "crop", component_.where));
    const std::string_view gravity = value("g").value_or("auto");
    arguments.push_back({"gravity", std::string(gravity == "auto:face" ? "auto:faces" : gravity), {}});
    add(op, std::move(arguments));
    return Done{};
  }
  static std::string ratio(Extent e) { return pixels(e.width) + ":" + pixels(e.height); }

  /// The found window has the ratio that is wanted, within the rounding to whole pixels.
  Status resize_found(Extent window) {
    current_ = {0, 0};  // its size is only known when the picture was looked at
    return resize(window);
  }

  Status fill_found(Extent window) {
    if (window.width * current_.height == window.height * current_.width) return resize(window);
    BURNISH_CHECK(find_window({{"aspect", ratio(window), {}}}));
    return resize_found(window);
  }

  Status crop_found(Extent wanted) {
    const Extent window{std::min(round_side(wanted.width), current_.width),
                        std::min(round_side(wanted.height), current_.height)};
    if (window.width == current_.width && window.height == current_.height) return Done{};
    BURNISH_CHECK(find_window(
        {{"width", pixels(window.width), {}}, {"height", pixels(window.height), {}}, {"mode", "crop", {}}}));
    current_ = window;
    return Done{};
  }

  Status frame(Extent wanted, std::string_view mode) {
    const Extent window{round_side(wanted.width), round_side(wanted.height)};
    std::vector<Argument> arguments{{"aspect", ratio(window), {}}, {"mode", std::string(mode), {}}};
    if (const auto zoom = value("z")) arguments.push_back({"zoom", std::string(*zoom), {}});
    BURNISH_CHECK(find_window(std::move(arguments)));
    return resize_found(window);
  }

  Status fill_pad(Extent wanted) {
    const Extent canvas{round_side(wanted.width), round_side(wanted.height)};
    BURNISH_CHECK(find_window({{"aspect", ratio(canvas), {}}, {"mode", "fill_pad", {}}}));
    BURNISH_TRY(const Item* op, find_operation(catalogue_, "resize", component_.where));
    add(op, {{"width", pixels(canvas.width), {}}, {"height", pixels(canvas.height), {}}, {"fit", "contain", {}}});
    current_ = {0, 0};
    return pad_to(canvas, "center");
  }

  Status fill(Extent wanted) {
    const Extent window{round_side(wanted.width), round_side(wanted.height)};
    if (looks()) return fill_found(window);
    Extent cover{window.width, window.width * current_.height / current_.width};
    if (cover.height < window.height) cover = {window.height * current_.width / current_.height, window.height};
    // Rounding must not leave the window a pixel short.
    const Extent before = current_;
    BURNISH_CHECK(resize({std::max(cover.width, window.width), std::max(cover.height, window.height)}));
    scaled_ = {current_.width / before.width, current_.height / before.height};
    return crop(window, value("g").value_or("center"));
  }

  /// The distance of the part's left (top) edge from the whole's, kept inside.
  [[nodiscard]] double position(std::string_view gravity, Axis axis, double whole, double part) const {
    const double left_over = whole - part;
    if (gravity == "xy_center") return centred(axis, left_over, part);
    const int side = side_of(gravity, axis);
    const double start = side == 0 ? 0 : side == 2 ? left_over : std::floor(left_over / 2);
    const double moved = offset(axis == Axis::Horizontal ? "x" : "y", whole) * offset_sign(gravity, axis);
    return std::clamp(start + moved, 0.0, left_over);
  }

  /// The point is given in the component's input, which may have been scaled meanwhile.
  [[nodiscard]] double centred(Axis axis, double left_over, double part) const {
    const bool horizontal = axis == Axis::Horizontal;
    const double scale = horizontal ? scaled_.width : scaled_.height;
    const double at = offset(horizontal ? "x" : "y", (left_over + part) / scale) * scale;
    return std::clamp(round_offset(at - part / 2), 0.0, left_over);
  }

  Status crop(Extent wanted, std::string_view gravity) {
    const Extent window{std::min(round_side(wanted.width), current_.width),
                        std::min(round_side(wanted.height), current_.height)};
    if (window.width == current_.width && window.height == current_.height) return Done{};
    BURNISH_TRY(const Item* op, find_operation(catalogue_, "crop", component_.where));
    const double x = position(gravity, Axis::Horizontal, current_.width, window.width);
    const double y = position(gravity, Axis::Vertical, current_.height, window.height);
    add(op, {{"x", pixels(x), {}},
             {"y", pixels(y), {}},
             {"width", pixels(window.width), {}},
             {"height", pixels(window.height), {}},
             {"gravity", "north_west", {}}});
    current_ = window;
    return Done{};
  }

  Status pad(Extent wanted) {
    const Extent canvas{round_side(wanted.width), round_side(wanted.height)};
    BURNISH_CHECK(resize(inside(wanted)));
    if (canvas.width == current_.width && canvas.height == current_.height) return Done{};
    const std::string_view gravity = value("g").value_or("center");
    if (!has_offset()) return pad_to(canvas, gravity);
    // The operation has no offsets, so: first the space on the left and above, then the rest.
    const double x = position(gravity, Axis::Horizontal, canvas.width, current_.width);
    const double y = position(gravity, Axis::Vertical, canvas.height, current_.height);
    BURNISH_CHECK(pad_to({current_.width + x, current_.height + y}, "south_east"));
    return pad_to(canvas, "north_west");
  }

  Status pad_to(Extent canvas, std::string_view gravity) {
    if (canvas.width == current_.width && canvas.height == current_.height) return Done{};
    BURNISH_TRY(const Item* op, find_operation(catalogue_, "pad", component_.where));
    std::vector<Argument> arguments{{"width", pixels(canvas.width), {}},
                                    {"height", pixels(canvas.height), {}},
                                    {"gravity", std::string(gravity), {}}};
    if (const auto colour = value("b")) arguments.push_back({"background", background(*colour), {}});
    add(op, std::move(arguments));
    current_ = canvas;
    return Done{};
  }

  static std::string background(std::string_view colour) {
    if (colour == "none") return "transparent";
    if (colour.substr(0, 4) == "rgb:") return "#" + std::string(colour.substr(4));
    return std::string(colour);
  }

  const Component& component_;
  const Catalogue& catalogue_;
  Extent current_, original_;
  Extent scaled_{1, 1};  // what a point of the input has to be multiplied with
  std::vector<Step> steps_;
};

}  // namespace

bool looks_at_picture(std::string_view gravity) {
  return gravity == "auto" || gravity == "auto:subject" || gravity == "auto:faces" || gravity == "auto:face" ||
         gravity == "auto:classic" || gravity == "face" || gravity == "faces";
}

bool looks_at_picture(const Component& component) {
  const auto gravity = component.values.find("g");
  return gravity != component.values.end() && looks_at_picture(std::string_view(gravity->second));
}

Result<std::vector<Step>> expand_component(const Component& component, Size current, Size original,
                                           const Catalogue& catalogue) {
  return Expansion(component, current, original, catalogue).run();
}

}  // namespace burnish
