// What gen_fill and its relatives take, and their manual pages.
#pragma once
#include "parameters.hpp"

namespace flux::operations {

using namespace parameters;

inline constexpr std::array backends{burnish_choice{"flux", "FLUX", "Models of the provider that was chosen."}};
inline constexpr std::array gravities{
    burnish_choice{"north_west", "Top left", nullptr},    burnish_choice{"north", "Top", nullptr},
    burnish_choice{"north_east", "Top right", nullptr},   burnish_choice{"west", "Left", nullptr},
    burnish_choice{"center", "Centre", nullptr},          burnish_choice{"east", "Right", nullptr},
    burnish_choice{"south_west", "Bottom left", nullptr}, burnish_choice{"south", "Bottom", nullptr},
    burnish_choice{"south_east", "Bottom right", nullptr}};

/// What every operation has.
inline constexpr auto shared =
    join(declare(backends, {.id = "backend", .label = "Backend", .def = "flux", .doc = "Who does the work."}),
         declare(BURNISH_P_STRING, {.id = "model",
                                    .label = "Model",
                                    .def = "",
                                    .doc = "Another model than the provider's first choice, such as flux-2-max."}),
         seed,
         declare(BURNISH_P_INT, {.id = "safety_tolerance",
                                 .label = "Safety tolerance",
                                 .def = "2",
                                 .min = 0,
                                 .max = 6,
                                 .doc = "Moderation of the request and the result; 0 is the strictest.",
                                 .flags = BURNISH_PF_ADVANCED}));
constexpr burnish_param words(const char* id, const char* label, const char* doc) {
  return declare(BURNISH_P_STRING, {.id = id, .label = label, .def = "", .doc = doc, .flags = BURNISH_PF_MULTILINE});
}
constexpr burnish_param toggle(const char* id, const char* label, const char* doc) {
  return declare(BURNISH_P_BOOL, {.id = id, .label = label, .def = "false", .doc = doc});
}
inline constexpr burnish_param multiple =
    toggle("multiple", "All of them", "Every instance of the thing, not only the clearest one.");

inline constexpr auto fill_parameters =
    join(mask, words("prompt", "Prompt", "What is to be there; left out, what fits the rest."), margins(8192),
         free_size(16, 65536),
         declare(gravities, {.id = "gravity",
                             .label = "Gravity",
                             .def = "center",
                             .doc = "Where the picture is on a canvas given by width and height."}),
         shared);
inline constexpr const char* fill_text =
    R"(With `mask` its white part is repainted. Otherwise the picture is continued: by `left`, `right`, `top` and `bottom`
pixels, or to a canvas of `width` by `height` with the picture at `gravity` (a side that is left out stays as it is).
`prompt` says what is to be seen there.)";

inline constexpr auto remove_parameters =
    join(mask, words("prompt", "Prompt", "What is to be removed: \"the lamp post\"."), multiple,
         toggle("remove_shadow", "Shadows too", "Shadows and reflections of the thing go as well."),
         declare(BURNISH_P_INT, {.id = "dilate",
                                 .label = "Dilate",
                                 .def = "10",
                                 .min = 0,
                                 .max = 25,
                                 .unit = "px",
                                 .doc = "The mask grows by so many pixels first, where the model can do that."}),
         shared);
inline constexpr const char* remove_text =
    "Give `mask` (white is removed; pixels outside stay as they are) or `prompt` (the whole picture may change a "
    "little).";

inline constexpr auto replace_parameters = join(
    words("from", "From", "What is there: \"the red car\"; not needed with a mask."),
    words("to", "To", "What is to be there instead; required."), mask,
    toggle("preserve_geometry", "Keep the shape", "The new thing has the outline of the old one."), multiple, shared);
inline constexpr const char* replace_text =
    "Replaces `from` by `to`. With `mask` only its white part changes; without, the whole picture may change a little.";

inline constexpr auto recolor_parameters = join(
    words("prompt", "Prompt", "What gets another colour: \"the jacket\"; required."),
    declare(BURNISH_P_COLOR, {.id = "colour", .label = "Colour", .def = "#000000", .doc = "The new colour; required."}),
    mask, multiple, shared);
inline constexpr const char* recolor_text =
    "Gives what `prompt` names, or what is below the white part of `mask`, the colour `colour`; light and shade stay.";

inline constexpr auto background_parameters =
    join(words("prompt", "Prompt", "The new background; left out, one that fits the subject."), mask, shared);
inline constexpr const char* background_text =
    "The subject stays, what is behind it is replaced. With `mask` its white part is taken as the background.";

inline constexpr auto upscale_parameters =
    join(declare(BURNISH_P_REAL, {.id = "factor",
                                  .label = "Factor",
                                  .def = "2",
                                  .min = 1,
                                  .max = 8,
                                  .doc = "For both sides; the result must be within what the model makes."}),
         words("prompt", "Prompt", "What the picture shows, which helps with the detail."), shared);
inline constexpr const char* upscale_text =
    "New detail is invented, nothing is measured: for that use `resize`. FLUX.2 makes at most 4 megapixels.";

inline constexpr auto restore_parameters = join(
    words("prompt", "Prompt", "What is damaged: \"scratches and faded colours\"; left out, blur is removed."), shared);
inline constexpr const char* restore_text =
    "Without `prompt` the picture is deblurred where the provider can do that; with it an editing model mends what it "
    "says.";

}  // namespace flux::operations
