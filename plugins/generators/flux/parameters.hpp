// The parameters of all generators of this plugin, each declared once and put together by join().
#pragma once
#include <burnish/plugin.hpp>

#include <array>
#include <cstddef>

namespace flux {

constexpr burnish_param declare(int32_t type, const burnish::spec& s) {
  burnish_param p{};
  p.struct_size = sizeof p;
  p.type = type;
  p.flags = s.flags;
  p.id = s.id;
  p.label = s.label == nullptr ? s.id : s.label;
  p.doc = s.doc;
  p.group = s.group;
  p.unit = s.unit;
  p.def = s.def;
  p.min = s.min;
  p.max = s.max;
  p.step = s.step;
  p.since = s.since;
  return p;
}
template <std::size_t N>
constexpr burnish_param declare(const std::array<burnish_choice, N>& choices, const burnish::spec& s) {
  burnish_param p = declare(BURNISH_P_ENUM, s);
  p.choices = choices.data();
  p.choice_count = static_cast<uint32_t>(N);
  return p;
}

namespace detail {
constexpr std::size_t count(const burnish_param&) { return 1; }
template <std::size_t N>
constexpr std::size_t count(const std::array<burnish_param, N>&) {
  return N;
}
template <std::size_t N>
constexpr void add(std::array<burnish_param, N>& to, std::size_t& at, const burnish_param& p) {
  to[at++] = p;
}
template <std::size_t N, std::size_t M>
constexpr void add(std::array<burnish_param, N>& to, std::size_t& at, const std::array<burnish_param, M>& group) {
  for (const burnish_param& p : group) to[at++] = p;
}
template <class T>
struct size_of_part : std::integral_constant<std::size_t, 1> {};
template <std::size_t N>
struct size_of_part<std::array<burnish_param, N>> : std::integral_constant<std::size_t, N> {};
}  // namespace detail

/// Parameters and groups of them, one after another.
template <class... Parts>
constexpr auto join(const Parts&... parts) {
  std::array<burnish_param, (detail::size_of_part<Parts>::value + ... + 0)> all{};
  std::size_t at = 0;
  (detail::add(all, at, parts), ...);
  return all;
}

namespace parameters {

constexpr uint32_t automatic = BURNISH_PF_AUTO;

inline constexpr std::array picture_formats{burnish_choice{"jpeg", "JPEG", "Smaller, with losses."},
                                            burnish_choice{"png", "PNG", "Without losses."},
                                            burnish_choice{"webp", "WebP", "Smaller, with losses."}};

constexpr burnish_param prompt(const char* doc) {
  return declare(BURNISH_P_STRING,
                 {.id = "prompt", .label = "Prompt", .def = "", .doc = doc, .flags = BURNISH_PF_MULTILINE});
}
inline constexpr burnish_param needed_prompt = prompt("What the picture shows, or what is to be changed; required.");
inline constexpr burnish_param optional_prompt = prompt("What the picture shows, or what is to be changed.");

inline constexpr burnish_param seed = declare(BURNISH_P_INT, {.id = "seed",
                                                              .label = "Seed",
                                                              .def = "auto",
                                                              .doc = "The same seed gives a similar picture.",
                                                              .flags = automatic});

constexpr burnish_param safety_tolerance(double most) {
  return declare(BURNISH_P_INT, {.id = "safety_tolerance",
                                 .label = "Safety tolerance",
                                 .def = "2",
                                 .min = 0,
                                 .max = most,
                                 .doc = "Moderation of the request and the result; 0 is the strictest."});
}
inline constexpr burnish_param output_format =
    declare(picture_formats, {.id = "output_format",
                              .label = "Format",
                              .def = "png",
                              .doc = "How the provider encodes the picture; png loses nothing on the way."});

/// Width and height that the provider chooses when they are not given.
constexpr auto free_size(double least, double most) {
  return std::array{declare(BURNISH_P_INT, {.id = "width",
                                            .label = "Width",
                                            .def = "auto",
                                            .min = least,
                                            .max = most,
                                            .unit = "px",
                                            .doc = "Width of the result; rounded to what the model can do.",
                                            .flags = automatic}),
                    declare(BURNISH_P_INT, {.id = "height",
                                            .label = "Height",
                                            .def = "auto",
                                            .min = least,
                                            .max = most,
                                            .unit = "px",
                                            .doc = "Height of the result; rounded to what the model can do.",
                                            .flags = automatic})};
}
/// Of FLUX.1 models: multiples of 32.
inline constexpr std::array small_size{declare(BURNISH_P_INT, {.id = "width",
                                                               .label = "Width",
                                                               .def = "1024",
                                                               .min = 256,
                                                               .max = 1440,
                                                               .unit = "px",
                                                               .doc = "Width of the result, a multiple of 32.",
                                                               .step = 32}),
                                       declare(BURNISH_P_INT, {.id = "height",
                                                               .label = "Height",
                                                               .def = "768",
                                                               .min = 256,
                                                               .max = 1440,
                                                               .unit = "px",
                                                               .doc = "Height of the result, a multiple of 32.",
                                                               .step = 32})};

constexpr burnish_param aspect_ratio(const char* def, uint32_t flags = 0) {
  return declare(BURNISH_P_REAL, {.id = "aspect_ratio",
                                  .label = "Aspect ratio",
                                  .def = def,
                                  .min = 9.0 / 21 - 1e-9,
                                  .max = 21.0 / 9 + 1e-9,
                                  .unit = "ratio",
                                  .doc = "Width to height, such as 16:9; between 21:9 and 9:21.",
                                  .flags = flags});
}
constexpr burnish_param prompt_upsampling(const char* def) {
  return declare(BURNISH_P_BOOL, {.id = "prompt_upsampling",
                                  .label = "Prompt upsampling",
                                  .def = def,
                                  .doc = "The provider rewrites the prompt before it is used."});
}
constexpr burnish_param steps(double least, const char* def) {
  return declare(BURNISH_P_INT, {.id = "steps",
                                 .label = "Steps",
                                 .def = def,
                                 .min = least,
                                 .max = 50,
                                 .doc = "More steps give more detail and take longer."});
}
constexpr burnish_param guidance(double most, const char* def) {
  return declare(BURNISH_P_REAL, {.id = "guidance",
                                  .label = "Guidance",
                                  .def = def,
                                  .min = 1.5,
                                  .max = most,
                                  .doc = "How closely the prompt is followed."});
}
inline constexpr burnish_param disable_pup =
    declare(BURNISH_P_BOOL, {.id = "disable_pup",
                             .label = "Keep the prompt",
                             .def = "false",
                             .doc = "Switches prompt upsampling off: the prompt is used as it was written.",
                             .flags = BURNISH_PF_ADVANCED});
inline constexpr burnish_param raw =
    declare(BURNISH_P_BOOL,
            {.id = "raw", .label = "Raw", .def = "false", .doc = "Less processed, more natural-looking pictures."});
inline constexpr burnish_param image_prompt_strength =
    declare(BURNISH_P_REAL, {.id = "image_prompt_strength",
                             .label = "Picture's strength",
                             .def = "0.1",
                             .min = 0,
                             .max = 1,
                             .doc = "Between the prompt (0) and the picture that was given (1)."});
constexpr burnish_param picture(const char* id, const char* label, const char* doc) {
  return declare(BURNISH_P_IMAGE, {.id = id, .label = label, .doc = doc});
}
inline constexpr burnish_param mask =
    picture("mask", "Mask", "White where the picture is to change, black where it stays; of the picture's size.");

constexpr auto finetune(const char* strength) {
  return std::array{declare(BURNISH_P_STRING, {.id = "finetune_id",
                                               .label = "Fine-tune",
                                               .def = "",
                                               .doc = "Name of the fine-tune, or ORGANISATION/NAME; required."}),
                    declare(BURNISH_P_REAL, {.id = "finetune_strength",
                                             .label = "Fine-tune's strength",
                                             .def = strength,
                                             .min = 0,
                                             .max = 2,
                                             .doc = "0 has no influence, 1 the full one."})};
}
constexpr burnish_param margin(const char* id, const char* label, double most) {
  return declare(BURNISH_P_INT, {.id = id,
                                 .label = label,
                                 .def = "0",
                                 .min = 0,
                                 .max = most,
                                 .unit = "px",
                                 .doc = "So many pixels are added on this side."});
}
constexpr auto margins(double most) {
  return std::array{margin("top", "Top", most), margin("bottom", "Bottom", most), margin("left", "Left", most),
                    margin("right", "Right", most)};
}
}  // namespace parameters
}  // namespace flux
