#include "operations.hpp"

#include <burnish/plugin.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <optional>

namespace flux {
namespace {

constexpr const char* keep_the_rest =
    " Keep everything else exactly as it is: composition, perspective, light, faces and text.";

/// What a user wants of an operation, and the picture that it is wanted for.
struct Wish {
  const Arguments& arguments;
  std::string operation{}, prompt{};
  bool masked = false;
  int32_t width = 0, height = 0;                     // of the picture
  int64_t left = 0, top = 0, right = 0, bottom = 0;  // gen_fill: what is to be added

  [[nodiscard]] bool extends() const { return left > 0 || top > 0 || right > 0 || bottom > 0; }
};

/// Sides of a canvas given by width and height, with the picture at `gravity`.
void add_canvas(Wish& w) {
  const auto place = [&](const char* side, int32_t length, int64_t& before, int64_t& after, int64_t third) {
    const int64_t wanted = w.arguments.number(side, 0);
    if (wanted == 0) return;
    if (before + after > 0)
      throw burnish::error(std::string("gen_fill was given ") + side + " and sides; give one of them",
                           BURNISH_BAD_PARAM);
    if (wanted < length)
      throw burnish::error(std::string("gen_fill does not crop: ") + side + " " + std::to_string(wanted) +
                               " is less than the picture's " + std::to_string(length),
                           BURNISH_BAD_PARAM);
    before = (wanted - length) * third / 2;
    after = wanted - length - before;
  };
  const burnish_value* gravity = w.arguments.given("gravity");
  const int64_t at = gravity == nullptr ? 4 : gravity->i;  // row by row from the top left; 4 is the centre
  place("width", w.width, w.left, w.right, at % 3);
  place("height", w.height, w.top, w.bottom, at / 3);
}

Wish read_wish(const Arguments& arguments) {
  const std::vector<uint32_t> pictures = arguments.own_pictures();
  Wish w{.arguments = arguments, .operation = std::string(short_name(arguments.model()))};
  if (pictures.empty())
    throw burnish::error(w.operation + " works on a picture, and none was given", BURNISH_BAD_PARAM);
  w.prompt = arguments.text("prompt");
  w.masked = arguments.given("mask") != nullptr;
  w.width = arguments.input(pictures[0]).width;
  w.height = arguments.input(pictures[0]).height;
  if (w.operation != "gen_fill") return w;
  w.left = arguments.number("left"), w.right = arguments.number("right");
  w.top = arguments.number("top"), w.bottom = arguments.number("bottom");
  add_canvas(w);
  if (w.masked && w.extends())
    throw burnish::error("gen_fill was given a mask and a larger canvas; give one of them", BURNISH_BAD_PARAM);
  if (!w.masked && !w.extends())
    throw burnish::error("gen_fill has nothing to fill: give a mask, sides (left, top ...) or a larger width or height",
                         BURNISH_BAD_PARAM);
  return w;
}

/// What an operation lacks whatever model does it.
void check_wish(const Wish& w) {
  const auto lacks = [&](const char* param, const std::string& what) {
    throw burnish::bad_param(param, w.operation + " needs " + what);
  };
  if (w.operation == "gen_remove" && w.prompt.empty() && !w.masked)
    lacks("prompt", "a mask, or a prompt that says what is to be removed");
  if (w.operation == "gen_replace") {
    if (w.arguments.text("to").empty()) lacks("to", "'to', what is to be there instead");
    if (w.arguments.text("from").empty() && !w.masked) lacks("from", "'from', what is to be replaced, or a mask");
  }
  if (w.operation == "gen_recolor") {
    if (w.arguments.given("colour") == nullptr) lacks("colour", "'colour', such as #ff8800");
    if (w.prompt.empty()) lacks("prompt", "a prompt that says what gets the colour");
  }
}

std::string hex_colour(const Arguments& arguments) {
  const burnish_value* v = arguments.given("colour");
  std::array<char, 8> text{};
  const auto byte = [&](int c) { return static_cast<unsigned>(std::lround(std::clamp(v->r[c], 0.0, 1.0) * 255)); };
  std::snprintf(text.data(), text.size(), "#%02x%02x%02x", byte(0), byte(1), byte(2));
  return text.data();
}

/// The operation as an instruction; empty: words cannot say it.
std::string instruction(const Wish& w) {
  const Arguments& a = w.arguments;
  const std::string every = a.truth("multiple") ? "every instance of " : "";
  if (w.operation == "gen_remove" && !w.prompt.empty())
    return "Remove " + every + w.prompt +
           (a.truth("remove_shadow") ? " together with its shadows and reflections" : "") +
           " and fill the place with what is naturally behind it." + keep_the_rest;
  if (w.operation == "gen_replace" && !a.text("from").empty())
    return "Replace " + every + a.text("from") + " with " + a.text("to") +
           (a.truth("preserve_geometry") ? ", keeping the original's outline, position and size." : ".") +
           keep_the_rest;
  if (w.operation == "gen_recolor" && !w.prompt.empty())
    return "Change the colour of " + every + w.prompt + " to " + hex_colour(a) +
           ". Keep its texture, light and shade." + keep_the_rest;
  if (w.operation == "gen_background_replace")
    return "Replace the background with " + (w.prompt.empty() ? "one that fits the subject naturally" : w.prompt) +
           ". Keep the subject in the foreground exactly as it is: shape, position, size, pose, colours and detail.";
  if (w.operation == "upscale")
    return "Reproduce this picture exactly, at a higher resolution, with crisp natural detail." +
           (w.prompt.empty() ? "" : " It shows " + w.prompt + ".") +
           " Do not change composition, colours, faces or text.";
  if (w.operation == "gen_restore")
    return "Restore this picture: remove " + (w.prompt.empty() ? "blur, noise and compression artefacts" : w.prompt) +
           ". Do not change composition, identity, colours or text beyond that.";
  return {};
}

/// What the white part of the mask is to show; empty: painting cannot say it.
std::string painting(const Wish& w) {
  const Arguments& a = w.arguments;
  if (w.operation == "gen_fill" || w.operation == "gen_background_replace")
    return w.prompt.empty() ? "natural continuation of the surroundings, same light and style" : w.prompt;
  if (w.operation == "gen_remove") return "empty background, natural continuation of the surroundings, nothing added";
  if (w.operation == "gen_replace") return a.text("to");
  if (w.operation == "gen_recolor" && !w.prompt.empty()) return w.prompt + ", coloured " + hex_colour(a);
  return {};
}

/// The picture's own size as an editing model can make it; empty when it cannot.
bool set_size(Request& r, double width, double height, bool may_shrink) {
  if (find_parameter(*r.model, "width") == nullptr) return true;  // such a model follows the picture by itself
  const auto most = static_cast<double>(r.model->most_pixels);
  double factor = 1;
  if (most > 0 && width * height > most) {
    if (!may_shrink) return false;
    factor = std::sqrt(most / (width * height));
  }
  const int32_t grid = r.model->grid;
  auto w = rounded(std::llround(width * factor), grid), h = rounded(std::llround(height * factor), grid);
  while (most > 0 && static_cast<double>(w) * h > most) (w > h ? w : h) -= grid;
  if (w < 64 || h < 64) return true;  // too small to ask for: the model chooses
  r.values["width"] = w;
  r.values["height"] = h;
  return true;
}

void expand(Request& r, const Wish& w) {
  for (const auto& [id, side] :
       {std::pair{"left", w.left}, std::pair{"top", w.top}, std::pair{"right", w.right}, std::pair{"bottom", w.bottom}})
    if (side > 0) r.values[id] = side;
}

/// Canvas and offsets on the grid that outpainting wants; at least as large as asked for.
void outpaint(Request& r, const Wish& w) {
  constexpr int64_t least = 64;  // of a canvas
  const auto up = [](int64_t v) { return (v + 15) / 16 * 16; };
  const int64_t left = up(w.left), top = up(w.top);
  r.values["reference_offset_x"] = left;
  r.values["reference_offset_y"] = top;
  r.values["width"] = std::max(least, up(left + w.width + w.right));
  r.values["height"] = std::max(least, up(top + w.height + w.bottom));
  if (!w.prompt.empty()) r.values["prompt"] = w.prompt;
  r.placed =
      std::to_string(left) + "," + std::to_string(top) + "," + std::to_string(w.width) + "," + std::to_string(w.height);
}

/// The wish for one model; nothing when that model cannot do it.
std::optional<Request> for_model(const Wish& w, const Model& model, const burnish_call* call) {
  Request r;
  r.model = &model;
  r.operation = w.operation;
  const std::vector<uint32_t> own = w.arguments.own_pictures();
  for (const uint32_t input : own) r.pictures.push_back({"picture", input});
  const auto with_mask = [&] { r.pictures.push_back({"mask", static_cast<uint32_t>(w.arguments.number("mask"))}); };
  switch (model.work) {
    case Work::Erase:
      if (w.operation != "gen_remove" || !w.masked) return std::nullopt;
      if (!w.prompt.empty())
        call->note(call,
                   (std::string(short_name(model)) + " removes what the mask says; the prompt is not used").c_str());
      if (w.arguments.given("dilate") != nullptr) r.values["dilate_pixels"] = w.arguments.number("dilate");
      with_mask();
      return r;
    case Work::Fill:
      if (!w.masked || painting(w).empty()) return std::nullopt;
      r.values["prompt"] = painting(w);
      with_mask();
      return r;
    case Work::Expand:
      if (w.operation != "gen_fill" || !w.extends() || std::max({w.left, w.top, w.right, w.bottom}) > 2048)
        return std::nullopt;
      if (!w.prompt.empty()) r.values["prompt"] = w.prompt;
      expand(r, w);
      return r;
    case Work::Outpaint:
      if (w.operation != "gen_fill" || !w.extends()) return std::nullopt;
      outpaint(r, w);
      return r;
    case Work::Deblur:
      if (w.operation != "gen_restore" || !w.prompt.empty()) return std::nullopt;
      return r;
    case Work::Anything:
      if (w.operation == "upscale" || w.extends()) return std::nullopt;
      r.values["prompt"] = w.masked && !painting(w).empty() ? painting(w) : instruction(w);
      if (r.values["prompt"].get_ref<const std::string&>().empty()) return std::nullopt;
      if (w.masked) with_mask();
      return r;
    case Work::Edit: {
      const std::string words = instruction(w);
      if (words.empty()) return std::nullopt;
      r.values["prompt"] = words;
      const double factor = w.operation == "upscale" ? w.arguments.real("factor", 2) : 1;
      const bool sizes = find_parameter(model, "width") != nullptr;
      if (w.operation == "upscale" && (!sizes || model.most_pixels == 0)) return std::nullopt;
      if (!set_size(r, w.width * factor, w.height * factor, w.operation != "upscale"))
        throw burnish::bad_param("factor", "upscaled " + json(factor).dump() + " times the picture, " +
                                               std::to_string(w.width) + "x" + std::to_string(w.height) +
                                               ", would have more than the 4 megapixels that " +
                                               std::string(short_name(model)) + " makes; use a smaller factor");
      return r;
    }
    default:
      return std::nullopt;
  }
}

/// What the user said to every model alike.
void add_shared(Request& r, const Wish& w) {
  if (w.arguments.given("seed") != nullptr) {
    if (find_parameter(*r.model, "seed") == nullptr)
      throw burnish::bad_param("seed", std::string(short_name(*r.model)) + " takes no seed");
    r.values["seed"] = w.arguments.number("seed");
  }
  if (w.arguments.given("safety_tolerance") != nullptr) {
    if (find_parameter(*r.model, "safety_tolerance") == nullptr)
      throw burnish::bad_param("safety_tolerance", std::string(short_name(*r.model)) + " takes no safety_tolerance");
    r.values["safety_tolerance"] = w.arguments.number("safety_tolerance");
  }
}

/// The model that the user named. On a server with any models that is the server's own name.
Request for_named_model(const Wish& w, const std::string& name, const Profile& profile, const burnish_call* call) {
  const Model* model = find_model(name);
  const bool foreign = model == nullptr && profile.serves("image");
  if (foreign) model = find_model("image");
  if (model == nullptr || model->work == Work::Transformed)
    throw burnish::bad_param("model", "there is no model '" + name + "'; 'burnish plugin describe flux' lists them");
  if (!foreign && !profile.serves(name)) throw burnish::bad_param("model", profile.name() + " does not offer " + name);
  std::optional<Request> r = for_model(w, *model, call);
  if (!r) throw burnish::bad_param("model", name + " cannot do " + w.operation + " with what was given");
  if (foreign) r->values["model"] = name;
  return *std::move(r);
}

}  // namespace

Request translate(const Arguments& arguments, const Profile& profile, const burnish_call* call) {
  const Wish w = read_wish(arguments);
  check_wish(w);
  const std::vector<std::string> by = profile.carried_out_by(w.operation);
  const std::string named = arguments.text("model");
  if (!named.empty()) {
    Request r = for_named_model(w, named, profile, call);
    add_shared(r, w);
    return r;
  }
  std::string names;
  for (const std::string& name : by) {
    names += (names.empty() ? "" : ", ") + name;
    const Model* model = find_model(name);
    if (model == nullptr || !profile.serves(name)) continue;
    std::optional<Request> r = for_model(w, *model, call);
    if (!r) continue;
    add_shared(*r, w);
    return *std::move(r);
  }
  const std::string hint = w.operation == "gen_recolor" || w.operation == "gen_replace" || w.operation == "gen_remove"
                               ? w.masked ? "; a prompt may help" : "; a mask may help"
                               : "";
  throw burnish::error(profile.name() + " cannot do " + w.operation + " with what was given (by " + names + ")" + hint,
                       BURNISH_UNSUPPORTED);
}

}  // namespace flux
