#include "pipeline/component.hpp"

#include <algorithm>
#include <array>

#include "pipeline/check.hpp"
#include "pipeline/colours.hpp"
#include "pipeline/expand.hpp"
#include "pipeline/literal.hpp"
#include "pipeline/values.hpp"

namespace burnish {
namespace {

constexpr double max_side_px = 1e6, max_fraction = 100, max_dpr = 10;

using Words = std::vector<std::string>;

const Words& built_keys() {
  static const Words keys{"c", "w", "h", "x", "y", "g", "ar", "b", "z", "f", "q", "dpr"};
  return keys;
}
/// Keys of the language that this version does not have.
const Words& later_keys() {
  static const Words keys{"a",  "ac", "af", "bl", "bo", "br", "co", "cs",  "cu", "d",  "dl",
                          "dn", "dr", "du", "e",  "eo", "fl", "fn", "fps", "if", "ki", "l",
                          "o",  "p",  "pg", "r",  "so", "sp", "t",  "u",   "vc", "vs"};
  return keys;
}
const Words& built_modes() {
  static const Words modes{"scale", "fit", "limit", "fill", "crop", "pad", "thumb", "auto", "fill_pad"};
  return modes;
}
const Words& later_modes() {
  static const Words modes{"mfit", "lfill", "lpad", "mpad", "auto_pad", "imagga_crop", "imagga_scale"};
  return modes;
}
const Words& directions() {
  static const Words words{"north_west", "north",      "north_east", "west",      "center",
                           "east",       "south_west", "south",      "south_east"};
  return words;
}

bool has(const Words& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}
bool starts_with(std::string_view text, std::string_view head) { return text.substr(0, head.size()) == head; }

std::string_view key_name(std::string_view key) {
  if (key == "w") return "width";
  if (key == "h") return "height";
  if (key == "ar") return "aspect_ratio";
  if (key == "g") return "gravity";
  if (key == "b") return "background";
  if (key == "q") return "quality";
  if (key == "z") return "zoom";
  return key;
}

std::vector<std::string_view> split_parameters(std::string_view component) {
  std::vector<std::string_view> parts;
  for (std::size_t start = 0; start <= component.size();) {
    const auto end = std::min(component.find(',', start), component.size());
    parts.push_back(component.substr(start, end - start));
    start = end + 1;
  }
  return parts;
}

/// Arithmetic, variables and what depends on the client: part of the language, not of this version.
bool is_expression(std::string_view value) {
  return starts_with(value, "auto") || starts_with(value, "$") || value == "iar" || starts_with(value, "iw_") ||
         starts_with(value, "ih_") || value.find("_mul_") != std::string_view::npos ||
         value.find("_div_") != std::string_view::npos || value.find("_add_") != std::string_view::npos ||
         value.find("_sub_") != std::string_view::npos;
}

/// Reads one component; everything it needs to say where something is wrong.
class ComponentReader {
 public:
  ComponentReader(std::string_view text, std::string where, const Catalogue& catalogue, Notation& notation)
      : text_(text), where_(std::move(where)), catalogue_(catalogue), notation_(notation) {}

  Status read(std::optional<double>& dpr) {
    for (const std::string_view parameter : split_parameters(text_)) BURNISH_CHECK(read_parameter(parameter, dpr));
    if (values_.empty()) return Done{};
    BURNISH_CHECK(check_whole());
    notation_.components.push_back({std::string(text_), where_, std::move(values_), 1});
    return Done{};
  }

 private:
  [[nodiscard]] Error bad_component(std::string_view parameter, std::string why, std::string hint = {}) const {
    return bad("Invalid transformation component - " + std::string(parameter), std::move(why), std::move(hint));
  }
  [[nodiscard]] Error bad_value(std::string_view key, std::string_view value, std::string why,
                                std::string hint = {}) const {
    return bad("Invalid " + std::string(key_name(key)) + " in transformation: " + std::string(value), std::move(why),
               std::move(hint));
  }
  [[nodiscard]] Error bad(std::string what, std::string why, std::string hint) const {
    return Error{.code = Code::BadPipeline,
                 .what = std::move(what),
                 .where = where_,
                 .why = std::move(why),
                 .hint = std::move(hint)};
  }
  [[nodiscard]] Error later(std::string_view parameter) const {
    return not_in_version("'" + std::string(parameter) + "'", where_);
  }

  Status read_parameter(std::string_view parameter, std::optional<double>& dpr) {
    if (starts_with(parameter, "$")) return later(parameter);
    const auto underscore = parameter.find('_');
    const std::string key(parameter.substr(0, underscore));
    if (underscore == std::string_view::npos) return without_value(parameter);
    const std::string_view value = parameter.substr(underscore + 1);
    if (has(later_keys(), key)) return later(parameter);
    if (!has(built_keys(), key)) {
      return bad_component(parameter, "there is no parameter '" + key + "'", did_you_mean(key, built_keys()));
    }
    if (value.empty()) return bad_component(parameter, "'" + key + "_' has no value");
    if (key == "f") return read_format(value);
    if (key == "q") return read_quality(value);
    if (key == "dpr") return read_dpr(value, dpr);
    if (values_.count(key) > 0) return bad_component(parameter, "'" + key + "_' is given twice");
    BURNISH_CHECK(check_value(key, value));
    values_.emplace(key, value);
    return Done{};
  }

  [[nodiscard]] Error without_value(std::string_view parameter) const {
    if (parameter.empty()) return bad_component(text_, "there is nothing between two commas");
    const bool is_format = catalogue_.encoder_for_format(parameter) != nullptr;
    return bad_component(parameter, "a parameter is KEY_VALUE",
                         is_format ? "write f_" + std::string(parameter) : std::string{});
  }

  Status check_value(std::string_view key, std::string_view value) const {
    if (key == "c") return check_mode(value);
    if (key == "g") return check_gravity(value);
    if (key == "b") return check_background(value);
    if (key == "ar") return check_aspect(value);
    if (key == "z") return check_zoom(value);
    return key == "w" || key == "h" ? check_size(key, value) : check_offset(key, value);
  }

  Status check_mode(std::string_view value) const {
    if (has(built_modes(), value)) return Done{};
    if (has(later_modes(), value)) return later("c_" + std::string(value));
    Words known = built_modes();
    known.insert(known.end(), later_modes().begin(), later_modes().end());
    return bad_component("c_" + std::string(value),
                         "the modes are scale, fit, limit, fill, crop, pad, thumb, auto and fill_pad",
                         did_you_mean(value, known));
  }

  Status check_gravity(std::string_view value) const {
    if (has(directions(), value) || looks_at_picture(value) || value == "xy_center") return Done{};
    constexpr std::array<std::string_view, 12> special{"auto",          "face",      "faces", "custom",
                                                       "region",        "xy_center", "ocr_t", "liquid",
                                                       "clipping_path", "cld-",      "adv_",  "track_"};
    const bool is_special =
        std::any_of(special.begin(), special.end(), [&](std::string_view head) { return starts_with(value, head); });
    if (is_special) return later("g_" + std::string(value));
    return bad_value("g", value,
                     "this version has center, north, north_east, east, south_east, south, south_west, west, "
                     "north_west, xy_center, auto, auto:subject, auto:faces, auto:classic, face and faces",
                     did_you_mean(value, directions()));
  }

  Status check_background(std::string_view value) const {
    if (starts_with(value, "auto") || starts_with(value, "gen_fill") || starts_with(value, "blurred")) {
      return later("b_" + std::string(value));
    }
    if (value == "none") return Done{};
    const bool is_hex = starts_with(value, "rgb:");
    const auto colour = parse_colour(is_hex ? "#" + std::string(value.substr(4)) : std::string(value));
    if (colour && value.front() != '#') return Done{};
    return bad_value(
        "b", value, "must be a CSS name or rgb: with 3, 4, 6 or 8 hex digits",
        value.front() == '#' ? "write rgb:" + std::string(value.substr(1)) : did_you_mean(value, colour_names()));
  }

  Status check_aspect(std::string_view value) const {
    if (is_expression(value)) return later("ar_" + std::string(value));
    if (read_proportion(value)) return Done{};
    return bad_value("ar", value, "must be a ratio such as 16:9 or 1.5");
  }

  Status check_zoom(std::string_view value) const {
    constexpr double most = 100;
    if (is_expression(value)) return later("z_" + std::string(value));
    const auto literal = read_literal(value);
    if (literal && literal->number > 0 && literal->number <= most) return Done{};
    return bad_value("z", value, "must be above 0 and at most 100; 1 is what the mode shows, 2 half of it");
  }

  Status check_size(std::string_view key, std::string_view value) const {
    if (value == "iw" || value == "ih") return Done{};
    if (is_expression(value)) return later(std::string(key) + "_" + std::string(value));
    const auto literal = read_literal(value);
    if (!literal) return bad_value(key, value, "must be pixels such as 300, a fraction such as 0.5, iw or ih");
    const double most = literal->is_fraction ? max_fraction : max_side_px;
    if (literal->number > 0 && literal->number <= most) return Done{};
    return bad_value(
        key, value,
        literal->is_fraction ? "a fraction must be above 0 and at most 100" : "must be between 1 and 1000000 pixels");
  }

  Status check_offset(std::string_view key, std::string_view value) const {
    if (is_expression(value)) return later(std::string(key) + "_" + std::string(value));
    const auto literal = read_literal(value);
    if (!literal) return bad_value(key, value, "must be pixels such as 20 or a fraction such as 0.1");
    const double most = literal->is_fraction ? max_fraction : max_side_px;
    if (literal->number >= -most && literal->number <= most) return Done{};
    return bad_value(key, value,
                     literal->is_fraction ? "a fraction must be between -100 and 100"
                                          : "must be between -1000000 and 1000000 pixels");
  }

  Status read_format(std::string_view value) {
    if (starts_with(value, "auto")) return later("f_" + std::string(value));
    BURNISH_TRY(notation_.format, check_format(catalogue_, value, where_));
    return Done{};
  }

  Status read_quality(std::string_view value) {
    if (starts_with(value, "auto") || value.find(':') != std::string_view::npos) {
      return later("q_" + std::string(value));
    }
    const auto literal = read_literal(value);
    if (!literal || literal->is_fraction || literal->number < 1 || literal->number > 100) {
      return bad_value("q", value, "must be a whole number between 1 and 100");
    }
    notation_.quality = literal->number;
    return Done{};
  }

  Status read_dpr(std::string_view value, std::optional<double>& dpr) const {
    if (starts_with(value, "auto")) return later("dpr_" + std::string(value));
    const auto literal = read_literal(value);
    if (!literal || literal->number <= 0 || literal->number > max_dpr) {
      return bad_value("dpr", value, "must be above 0 and at most 10");
    }
    dpr = literal->number;
    return Done{};
  }

  /// What only makes sense together.
  Status check_whole() {
    const bool has_size = values_.count("w") > 0 || values_.count("h") > 0 || values_.count("ar") > 0;
    if (!has_size) return without_size();
    values_.try_emplace("c", "scale");
    const std::string& mode = values_.at("c");
    BURNISH_CHECK(check_place(mode));
    if (values_.count("b") > 0 && mode != "pad" && mode != "fill_pad") return later("b_ with c_" + mode);
    if (values_.count("w") > 0 && values_.count("h") > 0 && values_.count("ar") > 0) {
      warn("ar_ is ignored because w_ and h_ are given");
    }
    warn_of_mixed_units();
    return check_operations(mode);
  }

  [[nodiscard]] bool has_any(std::initializer_list<const char*> keys) const {
    return std::any_of(keys.begin(), keys.end(), [&](const char* key) { return values_.count(key) > 0; });
  }

  /// Where the window is: a gravity and what belongs to it.
  Status check_place(const std::string& mode) {
    const bool frames = mode == "thumb" || mode == "auto" || mode == "fill_pad";
    const auto given = values_.find("g");
    const std::string gravity = given == values_.end() ? std::string() : given->second;
    const bool looks = looks_at_picture(gravity), automatic = starts_with(gravity, "auto");
    if (automatic && !frames && mode != "fill" && mode != "crop")
      return bad_component(text_, "g_auto finds a window, and c_" + mode + " keeps everything",
                           "use auto gravity only with crop, fill, fill_pad, thumb or auto");
    const bool places = frames || mode == "fill" || mode == "crop" || mode == "pad";
    for (const char* key : {"g", "x", "y"}) {
      if (places || values_.count(key) == 0) continue;
      return bad_component(text_, std::string(key) + "_ has no meaning with c_" + mode,
                           "use it with c_fill, c_crop or c_pad");
    }
    if (mode == "pad" && (looks || gravity == "xy_center"))
      return bad_component(text_, "c_pad takes a direction", "use g_" + gravity + " with c_fill or c_crop");
    if (frames && !looks) {
      if (!gravity.empty()) return later("c_" + mode + " with g_" + gravity);
      return bad_component(text_, "c_" + mode + " does not say what to frame",
                           mode == "fill_pad" ? "add g_auto" : "add g_auto, g_face or g_faces");
    }
    if (mode == "fill_pad" && !automatic) return later("c_fill_pad with g_" + gravity);
    if (gravity == "xy_center" && (values_.count("x") == 0 || values_.count("y") == 0))
      return bad_component(text_, "g_xy_center needs x_ and y_, the point that becomes the middle");
    if (looks && has_any({"x", "y"})) return later("x_ and y_ with g_" + gravity);
    if (values_.count("z") == 0) return Done{};
    if (!looks || mode == "fill" || mode == "fill_pad")
      return bad_component(text_, "z_ has no meaning here",
                           "use it with c_thumb or c_auto and g_auto, g_face or g_faces");
    if (mode == "crop") warn("z_ is ignored because c_crop keeps exactly the size that is given");
    return Done{};
  }

  [[nodiscard]] Error without_size() const {
    if (values_.count("c") == 0 && values_.count("b") > 0) return later("b_ without c_pad");
    if (values_.count("c") == 0) return bad_component(text_, "it has no c_ and no size");
    // The region itself as the window.
    if (values_.at("c") == "crop" && values_.count("g") > 0 && looks_at_picture(values_.at("g")))
      return later("c_crop with g_" + values_.at("g") + " and no size");
    return bad_component(text_, "c_" + values_.at("c") + " needs w_, h_ or ar_");
  }

  void warn_of_mixed_units() {
    bool pixels = false, fractions = false;
    for (const char* key : {"w", "h", "x", "y"}) {
      const auto found = values_.find(key);
      if (found == values_.end()) continue;
      const auto literal = read_literal(found->second);
      (literal && literal->is_fraction ? fractions : pixels) = true;
    }
    if (pixels && fractions) warn("mixes pixels and fractions");
  }

  Status check_operations(std::string_view mode) const {
    if (mode != "crop") BURNISH_CHECK(find_operation(catalogue_, "resize", where_));
    const bool keeps_all = mode == "scale" || mode == "fit" || mode == "limit" || mode == "pad";
    if (!keeps_all) BURNISH_CHECK(find_operation(catalogue_, "crop", where_));
    if (mode == "pad" || mode == "fill_pad") BURNISH_CHECK(find_operation(catalogue_, "pad", where_));
    return Done{};
  }

  void warn(std::string_view sentence) {
    notation_.warnings.push_back("'" + std::string(text_) + "'" + (where_.empty() ? "" : " (" + where_ + ")") + ": " +
                                 std::string(sentence));
  }

  std::string_view text_;
  std::string where_;
  const Catalogue& catalogue_;
  Notation& notation_;
  std::map<std::string, std::string> values_;
};

}  // namespace

Status read_component(std::string_view text, std::string where, const Catalogue& catalogue, Notation& notation,
                      std::optional<double>& dpr) {
  return ComponentReader(text, std::move(where), catalogue, notation).read(dpr);
}

}  // namespace burnish
