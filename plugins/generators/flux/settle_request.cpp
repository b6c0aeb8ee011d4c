// Checks of a request before it costs anything, and the rounding of sizes.
#include <burnish/plugin.hpp>

#include <algorithm>
#include <cmath>

#include "request.hpp"

namespace flux {
namespace {

std::string name_of(const Request& r) { return std::string(short_name(*r.model)); }
std::string size_text(int64_t width, int64_t height) { return std::to_string(width) + "x" + std::to_string(height); }
std::string size_text(const burnish_image_info& i) { return size_text(i.width, i.height); }

const char* parameter_id(const Request& r, std::string_view id) {
  const burnish_param* p = find_parameter(*r.model, id);
  return p == nullptr ? nullptr : p->id;
}

/// Roughly, from above: a token is a word or about four bytes of one, and three are counted to be on the safe side.
int64_t estimated_tokens(std::string_view text) {
  int64_t words = 0;
  bool inside = false;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (!blank && !inside) ++words;
    inside = !blank;
  }
  return std::max(words, static_cast<int64_t>(text.size()) / 3);
}

int64_t characters(std::string_view utf8) {
  return std::count_if(utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
}

void check_prompt(const Request& r, int64_t most_characters) {
  const std::string prompt = r.text("prompt");
  if (prompt.empty()) {
    const bool steered = r.count("picture") > 0 && r.model->work == Work::Create;
    if (r.model->prompt == Prompt::Needed || (r.model->work == Work::Create && !steered))
      throw burnish::bad_param("prompt", "the prompt is empty; say what the picture is to show");
    return;
  }
  if (prompt.find('\0') != std::string::npos) throw burnish::bad_param("prompt", "the prompt holds a zero byte");
  const int64_t tokens = estimated_tokens(prompt);
  if (tokens > most_prompt_tokens)
    throw burnish::bad_param("prompt", "the prompt is about " + std::to_string(tokens) + " tokens long; " + name_of(r) +
                                           " takes at most " + std::to_string(most_prompt_tokens));
  const int64_t length = characters(prompt);
  if (most_characters > 0 && length > most_characters)
    throw burnish::bad_param("prompt", "the prompt has " + std::to_string(length) + " characters; at most " +
                                           std::to_string(most_characters) + " are taken");
}

void check_number_of_pictures(const Request& r, uint32_t provider_takes) {
  const std::size_t given = r.count("picture");
  const uint32_t most = provider_takes == 0 ? r.model->references : std::min(r.model->references, provider_takes);
  if (given > most)
    throw burnish::error(name_of(r) + " takes at most " + std::to_string(most) +
                             (most == 1 ? " picture; " : " pictures; ") + std::to_string(given) + " were given",
                         BURNISH_BAD_PARAM);
  if (given < r.model->needed)
    throw burnish::error(name_of(r) + " works on a picture, and none was given", BURNISH_BAD_PARAM);
}

void check_pictures(const Request& r, const Arguments& arguments) {
  for (const PictureUse& use : r.pictures) {
    const burnish_image_info& i = arguments.input(use.input);
    if (i.width < r.model->input_side || i.height < r.model->input_side)
      throw burnish::error("picture " + std::to_string(use.input + 1) + " is " + size_text(i) + "; " + name_of(r) +
                               " takes pictures of at least " + size_text(r.model->input_side, r.model->input_side),
                           BURNISH_BAD_PARAM);
  }
  const auto picture = r.input_of("picture"), mask = r.input_of("mask");
  if (mask && !picture) throw burnish::bad_param("mask", "a mask was given without the picture that it belongs to");
  if (mask) {
    const burnish_image_info &p = arguments.input(*picture), &m = arguments.input(*mask);
    if (p.width != m.width || p.height != m.height)
      throw burnish::bad_param("mask", "the mask is " + size_text(m) + ", but the picture is " + size_text(p) +
                                           "; both must be of the same size");
  }
  if (r.model->work == Work::Erase && !mask)
    throw burnish::bad_param("mask", name_of(r) + " needs a mask: white where something is to be removed");
  if (r.model->work == Work::Fill && !mask && arguments.input(*picture).format.alpha <= BURNISH_ALPHA_NONE)
    throw burnish::bad_param("mask",
                             name_of(r) + " needs a mask (white where to paint) or a picture with transparency");
  if (mask && r.model->work == Work::Anything && r.count("picture") > 1)
    throw burnish::bad_param("mask",
                             "a mask goes with one picture; " + std::to_string(r.count("picture")) + " were given");
}

/// The first two pictures stand for the person and the garment that were not named.
void assign_try_on(Request& r) {
  for (const char* role : {"person", "garment"}) {
    if (r.input_of(role)) continue;
    const auto free =
        std::find_if(r.pictures.begin(), r.pictures.end(), [](const PictureUse& use) { return use.role == "picture"; });
    if (free == r.pictures.end())
      throw burnish::bad_param(parameter_id(r, role), name_of(r) + " needs a picture of the " + role);
    free->role = role;
  }
  if (r.count("picture") > 0)
    throw burnish::error(name_of(r) + " takes one person and one garment; more pictures were given", BURNISH_BAD_PARAM);
}

void check_needed_values(const Request& r) {
  if (find_parameter(*r.model, "finetune_id") != nullptr && !r.values.contains("finetune_id"))
    throw burnish::bad_param("finetune_id", name_of(r) + " needs finetune_id, the name of the fine-tune");
  if (r.model->work == Work::Outpaint)
    for (const char* side : {"width", "height"})
      if (!r.values.contains(side))
        throw burnish::bad_param(parameter_id(r, side), name_of(r) + " needs the canvas: width and height");
  if (r.model->work != Work::Expand) return;
  for (const char* side : {"top", "bottom", "left", "right"})
    if (r.number(side) > 0) return;
  throw burnish::error(name_of(r) + " has nothing to add: give top, bottom, left or right", BURNISH_BAD_PARAM);
}

std::string number_text(double v) {
  const auto whole = static_cast<int64_t>(v);
  return static_cast<double>(whole) == v ? std::to_string(whole) : json(v).dump();
}

/// In case a value was not checked by the host's table, because an operation made it.
void check_ranges(const Request& r) {
  for (const auto& [id, value] : r.values.items()) {
    const burnish_param* p = find_parameter(*r.model, id);
    if (p == nullptr) throw burnish::error(name_of(r) + " has no parameter '" + id + "'", BURNISH_BAD_PARAM);
    if (!value.is_number() || (p->min == 0 && p->max == 0)) continue;
    const auto number = value.get<double>();
    if (number < p->min || number > p->max)
      throw burnish::bad_param(p->id, id + " " + value.dump() + " is out of range: " + name_of(r) + " takes " +
                                          number_text(p->min) + " to " + number_text(p->max));
  }
}

void round_sizes(Request& r, const burnish_call* call) {
  const int32_t grid = r.model->grid;
  const int64_t width = r.number("width"), height = r.number("height");
  if ((width == 0 && height == 0) || grid <= 1) return;
  // A canvas never becomes smaller than it was to be: the picture might no longer lie within it.
  const int32_t up = r.model->work == Work::Outpaint ? grid / 2 - 1 : 0;
  int64_t w = width == 0 ? 0 : rounded(width + up, grid), h = height == 0 ? 0 : rounded(height + up, grid);
  const int64_t most = r.model->most_pixels;
  if (most > 0 && width * height <= most && w * h > most) {
    w = width / grid * grid;
    h = height / grid * grid;
  }
  if (w == width && h == height) return;
  if (width != 0) r.values["width"] = w;
  if (height != 0) r.values["height"] = h;
  const std::string rule = name_of(r) + " makes multiples of " + std::to_string(grid);
  const std::string what = width == 0    ? "the height " + std::to_string(height) + " becomes " + std::to_string(h)
                           : height == 0 ? "the width " + std::to_string(width) + " becomes " + std::to_string(w)
                                         : "the size " + size_text(width, height) + " becomes " + size_text(w, h);
  call->note(call, (what + ": " + rule).c_str());
}

void check_area(const Request& r) {
  const int64_t width = r.number("width"), height = r.number("height"), most = r.model->most_pixels;
  if (most == 0 || width * height <= most) return;
  const double asked = static_cast<double>(width * height) / megapixel;
  const std::string tenths =
      std::to_string(std::llround(asked * 10) / 10) + "." + std::to_string(std::llround(asked * 10) % 10);
  throw burnish::bad_param(
      "width", size_text(width, height) + " is " + tenths + " megapixels; " + name_of(r) + " makes at most " +
                   std::to_string(static_cast<int64_t>(static_cast<double>(most) / megapixel)) + ", such as 2048x2048");
}

/// Canvas and offsets on one grid: off it the added part can come out as a flat colour.
void settle_offsets(Request& r, const Arguments& arguments, const burnish_call* call) {
  const burnish_image_info& picture = arguments.input(*r.input_of("picture"));
  const bool crops = r.values.value("auto_crop", false);
  struct Axis {
    const char *side, *offset;
    int32_t length;
  };
  for (const Axis& axis :
       {Axis{"width", "reference_offset_x", picture.width}, Axis{"height", "reference_offset_y", picture.height}}) {
    const int64_t canvas = r.number(axis.side), room = canvas - axis.length;
    const bool given = r.values.contains(axis.offset);
    const int64_t wanted = given ? r.number(axis.offset) : room / 2;
    if (!crops && (wanted < 0 || wanted > room))
      throw burnish::bad_param(parameter_id(r, axis.side),
                               "the picture, " + size_text(picture) + ", does not lie within the canvas: its " +
                                   axis.side + " is " + std::to_string(canvas) + " and the offset " +
                                   std::to_string(wanted) + "; enlarge the canvas or set auto_crop");
    int64_t on_grid = wanted >= 0 ? rounded(wanted, 16) : -rounded(-wanted, 16);
    if (!crops && on_grid > room) on_grid = room / 16 * 16;
    if (on_grid == wanted && (given || room % 2 == 0)) continue;
    r.values[axis.offset] = on_grid;
    if (given)
      call->note(call, (std::string(axis.offset) + " " + std::to_string(wanted) + " becomes " +
                        std::to_string(on_grid) + ": " + name_of(r) + " wants multiples of 16")
                           .c_str());
  }
}

void tell_shrunk_pictures(const Request& r, const Arguments& arguments, const burnish_call* call) {
  for (const PictureUse& use : r.pictures) {
    const burnish_image_info& i = arguments.input(use.input);
    const Extent sent = sent_size(*r.model, use.role, i);
    if (sent.width == i.width && sent.height == i.height) continue;
    call->note(call, ("picture " + std::to_string(use.input + 1) + ", " + size_text(i) + ", is sent as " +
                      size_text(sent.width, sent.height) + ": " + name_of(r) + " takes at most " +
                      std::to_string(std::llround(static_cast<double>(r.model->input_pixels) / 1e6)) + " megapixels")
                         .c_str());
  }
}

}  // namespace

void settle_request(Request& r, const Arguments& arguments, const burnish_call* call, uint32_t most_pictures,
                    int64_t prompt_characters) {
  check_number_of_pictures(r, most_pictures);
  if (r.model->work == Work::TryOn) assign_try_on(r);
  check_prompt(r, prompt_characters);
  check_pictures(r, arguments);
  check_needed_values(r);
  check_ranges(r);
  check_area(r);
  round_sizes(r, call);
  if (r.model->work == Work::Outpaint) settle_offsets(r, arguments, call);
  tell_shrunk_pictures(r, arguments, call);
  if (find_parameter(*r.model, "output_format") != nullptr && !r.format_given) r.values["output_format"] = "png";
}

}  // namespace flux
