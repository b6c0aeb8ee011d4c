#include "models.hpp"

#include <array>

#include "operation_parameters.hpp"
#include "parameters.hpp"

namespace flux {
namespace {

using namespace parameters;

constexpr int64_t four_megapixels = 4 * 1024 * 1024;
constexpr double largest_side = 65536;  // 64 x 65536 is four megapixels

constexpr std::array flux_3_ratios{
    burnish_choice{"auto", "Automatic", nullptr}, burnish_choice{"21:9", "21:9", nullptr},
    burnish_choice{"2:1", "2:1", nullptr},        burnish_choice{"16:9", "16:9", nullptr},
    burnish_choice{"3:2", "3:2", nullptr},        burnish_choice{"7:5", "7:5", nullptr},
    burnish_choice{"4:3", "4:3", nullptr},        burnish_choice{"5:4", "5:4", nullptr},
    burnish_choice{"1:1", "1:1", nullptr},        burnish_choice{"4:5", "4:5", nullptr},
    burnish_choice{"3:4", "3:4", nullptr},        burnish_choice{"5:7", "5:7", nullptr},
    burnish_choice{"2:3", "2:3", nullptr},        burnish_choice{"9:16", "9:16", nullptr},
    burnish_choice{"1:2", "1:2", nullptr},        burnish_choice{"9:21", "9:21", nullptr}};
constexpr std::array flux_3_resolutions{
    burnish_choice{"768sq", "768", "As many pixels as 768x768."}, burnish_choice{"1k", "1K", "As 1024x1024."},
    burnish_choice{"1.5k", "1.5K", "As 1536x1536."}, burnish_choice{"2k", "2K", "As 2048x2048."},
    burnish_choice{"4k", "4K", "As 4096x4096."}};
constexpr std::array outpainting_modes{burnish_choice{"high", "High", "The better picture."},
                                       burnish_choice{"fast", "Fast", "The quicker one."}};
constexpr std::array qualities{burnish_choice{"auto", "Automatic", nullptr},    burnish_choice{"low", "Low", nullptr},
                               burnish_choice{"medium", "Medium", nullptr},     burnish_choice{"high", "High", nullptr},
                               burnish_choice{"standard", "Standard", nullptr}, burnish_choice{"hd", "HD", nullptr}};
constexpr std::array backgrounds{burnish_choice{"auto", "Automatic", nullptr},
                                 burnish_choice{"opaque", "Opaque", nullptr},
                                 burnish_choice{"transparent", "Transparent", nullptr}};

// ---- groups -----------------------------------------------------------------------------------------------

constexpr auto flux_2 = join(needed_prompt, free_size(64, largest_side), seed, safety_tolerance(5), output_format);
constexpr auto flux_2_pro = join(flux_2, disable_pup);
constexpr auto flux_2_flex = join(flux_2, prompt_upsampling("true"), guidance(10, "5"), steps(1, "50"));
constexpr auto kontext = join(needed_prompt, aspect_ratio("auto", automatic), seed, prompt_upsampling("false"),
                              safety_tolerance(6), output_format);
constexpr auto pro_11 =
    join(optional_prompt, small_size, seed, prompt_upsampling("false"), safety_tolerance(6), output_format);
constexpr auto dev = join(pro_11, steps(1, "28"), guidance(5, "3"));
constexpr auto ultra_shared = join(optional_prompt, aspect_ratio("16:9"), seed, image_prompt_strength,
                                   prompt_upsampling("false"), safety_tolerance(6), output_format);
constexpr auto ultra = join(ultra_shared, raw);
constexpr auto ultra_finetuned = join(ultra_shared, finetune("1.2"));
constexpr auto fill_shared = join(optional_prompt, seed, steps(15, "50"), guidance(100, "60"),
                                  prompt_upsampling("false"), safety_tolerance(6), output_format);
constexpr auto fill = join(mask, fill_shared);
constexpr auto fill_finetuned = join(fill, finetune("1.1"));
constexpr auto expand = join(margins(2048), fill_shared);

constexpr burnish_param needed_side(const char* id, const char* label) {
  return declare(BURNISH_P_INT, {.id = id,
                                 .label = label,
                                 .def = "auto",
                                 .min = 64,
                                 .max = largest_side,
                                 .unit = "px",
                                 .doc = "Of the canvas, a multiple of 16; required.",
                                 .flags = automatic});
}
constexpr burnish_param offset(const char* id, const char* label) {
  return declare(BURNISH_P_INT, {.id = id,
                                 .label = label,
                                 .def = "auto",
                                 .min = -largest_side,
                                 .max = largest_side,
                                 .unit = "px",
                                 .doc = "Where the picture's corner is on the canvas; auto puts it into the middle.",
                                 .flags = automatic});
}
constexpr auto outpainting =
    join(needed_side("width", "Width"), needed_side("height", "Height"), optional_prompt,
         offset("reference_offset_x", "Offset to the right"), offset("reference_offset_y", "Offset downward"),
         declare(BURNISH_P_BOOL, {.id = "auto_crop",
                                  .label = "Crop",
                                  .def = "false",
                                  .doc = "Cuts off what of the picture lies outside the canvas."}),
         declare(outpainting_modes, {.id = "mode", .label = "Mode", .def = "high", .doc = "Quality against time."}),
         seed, safety_tolerance(5), output_format, disable_pup);
constexpr auto erase = join(mask,
                            declare(BURNISH_P_INT, {.id = "dilate_pixels",
                                                    .label = "Dilate",
                                                    .def = "10",
                                                    .min = 0,
                                                    .max = 25,
                                                    .unit = "px",
                                                    .doc = "The mask grows by so many pixels first."}),
                            seed, safety_tolerance(5), output_format);
constexpr auto deblur = join(seed, safety_tolerance(5), output_format);
constexpr auto try_on =
    join(needed_prompt, picture("person", "Person", "Who wears it; instead, the first picture that is given."),
         picture("garment", "Garment", "What is worn; instead, the second picture that is given."), seed,
         safety_tolerance(5), output_format);
constexpr auto flux_3 = join(
    needed_prompt,
    declare(flux_3_ratios, {.id = "aspect_ratio", .label = "Aspect ratio", .def = "auto", .doc = "Width to height."}),
    declare(flux_3_resolutions,
            {.id = "resolution", .label = "Resolution", .def = "1k", .doc = "How many pixels the result has."}),
    safety_tolerance(4),
    declare(BURNISH_P_BOOL, {.id = "grounding",
                             .label = "Grounding",
                             .def = "true",
                             .doc = "Searches the web for words and pictures; off for privacy and repeatability."}),
    declare(BURNISH_P_STRING, {.id = "version", .label = "Version", .def = "latest", .doc = "Version of the model."}));
constexpr auto any_image = join(
    needed_prompt,
    declare(BURNISH_P_STRING, {.id = "model",
                               .label = "Model",
                               .def = "",
                               .doc = "The server's name of the model; left out, the server or the profile chooses."}),
    declare(BURNISH_P_STRING, {.id = "negative_prompt",
                               .label = "Negative prompt",
                               .def = "",
                               .doc = "What the picture should not show.",
                               .flags = BURNISH_PF_MULTILINE}),
    free_size(16, 16384), mask, seed, steps(1, "20"),
    declare(BURNISH_P_REAL, {.id = "guidance",
                             .label = "Guidance",
                             .def = "3.5",
                             .min = 0,
                             .max = 100,
                             .doc = "How closely the prompt is followed."}),
    declare(BURNISH_P_REAL, {.id = "strength",
                             .label = "Strength",
                             .def = "0.75",
                             .min = 0,
                             .max = 1,
                             .doc = "How far the result may be from the picture that is edited."}),
    declare(
        BURNISH_P_INT,
        {.id = "count", .label = "Count", .def = "1", .min = 1, .max = 10, .doc = "How many pictures of one request."}),
    declare(qualities, {.id = "quality", .label = "Quality", .def = "auto", .doc = "Effort, not compression."}),
    declare(backgrounds, {.id = "background", .label = "Background", .def = "auto", .doc = "Transparency."}),
    output_format,
    declare(BURNISH_P_INT, {.id = "output_compression",
                            .label = "Compression",
                            .def = "100",
                            .min = 0,
                            .max = 100,
                            .doc = "Quality of a lossy output_format."}));

// ---- descriptions -----------------------------------------------------------------------------------------

constexpr std::array<const char*, 2> permissions{"net:@provider", nullptr};
constexpr std::array<const char*, 2> create_tags{"text-to-image", nullptr};
constexpr std::array<const char*, 3> both_tags{"text-to-image", "image-to-image", nullptr};
constexpr std::array<const char*, 2> edit_tags{"image-to-image", nullptr};
// The host brings other results of an operation back to the size of what was sent.
constexpr std::array<const char*, 3> size_tags{"image-to-image", "changes-size", nullptr};

struct Words {
  const char *id, *name, *summary, *doc;
};
template <std::size_t N>
constexpr burnish_desc describe(const Words& words, const std::array<burnish_param, N>& parameters,
                                const char* const* tags, uint32_t flags = 0) {
  burnish_desc d{};
  d.struct_size = sizeof d;
  d.id = words.id;
  d.version = 1;
  d.name = words.name;
  d.summary = words.summary;
  d.doc = words.doc;
  d.tags = tags;
  d.permissions = permissions.data();
  d.params = parameters.data();
  d.param_count = static_cast<uint32_t>(N);
  d.flags = flags;
  return d;
}

constexpr const char* flux_2_doc =
    "Words, or words and up to eight pictures (klein: four). Without a size about one megapixel, or the size of the "
    "first picture; sides are rounded to 16, the result has at most 4 megapixels. Pictures above 4 megapixels are "
    "shrunk before they are sent.";
constexpr const char* flux_1_doc = "Sides are rounded to 32. A picture steers the result as the prompt does (Redux).";
constexpr const char* ultra_doc = "About four megapixels of the aspect ratio that is asked for.";
constexpr const char* fill_doc =
    "The first input is the picture. Without `mask` its transparent part is repainted. The prompt says what is to be "
    "there.";
constexpr const char* kontext_doc = "About one megapixel. Superseded by flux-2-pro, which edits better.";
constexpr const char* vto_doc = "Pictures of a person and of a garment, as parameters or as the first two inputs.";

constexpr Model flux_2_model(const burnish_desc& desc, uint32_t references) {
  return {.desc = desc,
          .work = Work::Edit,
          .references = references,
          .grid = 16,
          .most_pixels = four_megapixels,
          .input_pixels = four_megapixels};
}
constexpr Model flux_1_model(const burnish_desc& desc, Prompt prompt = Prompt::Optional, int32_t grid = 1) {
  return {.desc = desc, .work = Work::Create, .prompt = prompt, .references = 1, .grid = grid};
}
constexpr Model one_picture(const burnish_desc& desc, Work work, Prompt prompt, int32_t grid = 1,
                            int64_t most_pixels = 0) {
  return {.desc = desc,
          .work = work,
          .prompt = prompt,
          .references = 1,
          .needed = 1,
          .grid = grid,
          .most_pixels = most_pixels};
}

constexpr Model kontext_model(const Words& words) {
  return {
      .desc = describe(words, kontext, both_tags.data(), BURNISH_DF_DEPRECATED), .work = Work::Edit, .references = 4};
}
constexpr Model try_on_model(const Words& words) {
  return {.desc = describe(words, try_on, edit_tags.data()), .work = Work::TryOn, .references = 2};
}

constexpr std::array flux_models{
    Model{.desc = describe({"burnish.flux-3-image", "FLUX.3 image", "The newest model; may search the web.",
                            "Up to ten pictures of 256x256 to 16 megapixels. The result has the pixels of `resolution` "
                            "in the shape of `aspect_ratio`. There is no seed."},
                           flux_3, both_tags.data()),
          .work = Work::Edit,
          .references = 10,
          .input_pixels = 16'000'000,
          .input_side = 256},
    flux_2_model(
        describe({"burnish.flux-2-pro", "FLUX.2 [pro]", "Generates and edits; the recommended model.", flux_2_doc},
                 flux_2_pro, both_tags.data()),
        8),
    flux_2_model(describe({"burnish.flux-2-pro-preview", "FLUX.2 [pro] preview",
                           "FLUX.2 [pro] with the newest improvements; its results change over time.", flux_2_doc},
                          flux_2_pro, both_tags.data()),
                 8),
    flux_2_model(
        describe({"burnish.flux-2-max", "FLUX.2 [max]", "Generates and edits at the highest quality.", flux_2_doc},
                 flux_2_pro, both_tags.data()),
        8),
    flux_2_model(describe({"burnish.flux-2-flex", "FLUX.2 [flex]",
                           "Generates and edits; steps and guidance can be set, good at lettering.", flux_2_doc},
                          flux_2_flex, both_tags.data()),
                 8),
    flux_2_model(describe({"burnish.flux-2-klein-9b", "FLUX.2 [klein] 9B", "Generates and edits quickly.", flux_2_doc},
                          flux_2, both_tags.data()),
                 4),
    flux_2_model(describe({"burnish.flux-2-klein-9b-preview", "FLUX.2 [klein] 9B preview",
                           "Generates and edits quickly; its results change over time.", flux_2_doc},
                          flux_2, both_tags.data()),
                 4),
    flux_2_model(
        describe({"burnish.flux-2-klein-4b", "FLUX.2 [klein] 4B", "Generates and edits, the quickest.", flux_2_doc},
                 flux_2, both_tags.data()),
        4),
    kontext_model(
        {"burnish.flux-kontext-pro", "FLUX.1 Kontext [pro]", "Edits by instructions; an older model.", kontext_doc}),
    kontext_model(
        {"burnish.flux-kontext-max", "FLUX.1 Kontext [max]", "Edits by instructions; an older model.", kontext_doc}),
    flux_1_model(describe({"burnish.flux-pro-1.1", "FLUX1.1 [pro]", "Generates; an older model.", flux_1_doc}, pro_11,
                          create_tags.data()),
                 Prompt::Optional, 32),
    flux_1_model(
        describe({"burnish.flux-pro-1.1-ultra", "FLUX1.1 [pro] ultra", "Generates about four megapixels.", ultra_doc},
                 ultra, create_tags.data())),
    flux_1_model(describe({"burnish.flux-pro-1.1-ultra-finetuned", "FLUX1.1 [pro] ultra, fine-tuned",
                           "FLUX1.1 [pro] ultra with a fine-tune of the account.", ultra_doc},
                          ultra_finetuned, create_tags.data())),
    flux_1_model(describe({"burnish.flux-dev", "FLUX.1 [dev]", "Generates; the open-weight model.", flux_1_doc}, dev,
                          create_tags.data()),
                 Prompt::Optional, 32),
    one_picture(describe({"burnish.flux-pro-1.0-fill", "FLUX.1 Fill [pro]", "Repaints a part of a picture.", fill_doc},
                         fill, edit_tags.data()),
                Work::Fill, Prompt::Optional),
    one_picture(describe({"burnish.flux-pro-1.0-fill-finetuned", "FLUX.1 Fill [pro], fine-tuned",
                          "Repaints a part of a picture with a fine-tune of the account.", fill_doc},
                         fill_finetuned, edit_tags.data()),
                Work::Fill, Prompt::Optional),
    one_picture(describe({"burnish.flux-pro-1.0-expand", "FLUX.1 Expand [pro]", "Continues a picture beyond its sides.",
                          "At least one side must be given."},
                         expand, edit_tags.data()),
                Work::Expand, Prompt::Optional),
    one_picture(describe({"burnish.outpainting-v1", "FLUX outpainting", "Puts a picture on a larger canvas.",
                          "The canvas and the offsets are rounded to 16 pixels: off that grid the added part can come "
                          "out flat. The prompt is an experiment of the provider."},
                         outpainting, edit_tags.data()),
                Work::Outpaint, Prompt::Optional, 16),
    one_picture(describe({"burnish.erase-v1", "FLUX erase", "Removes what a mask says.",
                          "The first input is the picture; `mask` is required."},
                         erase, edit_tags.data()),
                Work::Erase, Prompt::None),
    one_picture(describe({"burnish.deblur-v1", "FLUX deblur", "Makes a blurred picture sharp.",
                          "The first input is the picture."},
                         deblur, edit_tags.data()),
                Work::Deblur, Prompt::None),
    try_on_model({"burnish.vto-v1", "FLUX try-on 1", "Shows a person wearing a garment.", vto_doc}),
    try_on_model(
        {"burnish.vto-v2", "FLUX try-on 2", "Shows a person wearing a garment; up to four megapixels.", vto_doc}),
    Model{.desc = describe({"burnish.image", "Any image model", "Any model of an OpenAI-compatible or local server.",
                            "Words, or words and pictures, with a mask if wanted. What the provider does not take is "
                            "refused before anything is sent. Sizes are sent as they are: which ones a model makes, "
                            "its server says."},
                           any_image, both_tags.data()),
          .work = Work::Anything,
          .references = 16}};

constexpr std::size_t operation_count = model_count - flux_models.size();
constexpr std::array<Model, model_count> all_models = [] {
  std::array<Model, model_count> all{};
  std::size_t at = 0;
  for (const Model& m : flux_models) all[at++] = m;
  const auto operation = [&](const Words& words, const auto& parameters, Prompt prompt, bool changes_size = false) {
    all[at++] = {.desc = describe(words, parameters, changes_size ? size_tags.data() : edit_tags.data()),
                 .work = Work::Transformed,
                 .prompt = prompt,
                 .references = 1,
                 .needed = 1};
  };
  using namespace operations;
  operation({"burnish.gen_fill", "Generative fill", "Repaints what a mask says, or continues the picture.", fill_text},
            fill_parameters, Prompt::Optional, true);
  operation({"burnish.gen_remove", "Generative remove", "Removes things from a picture.", remove_text},
            remove_parameters, Prompt::Optional);
  operation({"burnish.gen_replace", "Generative replace", "Replaces one thing by another.", replace_text},
            replace_parameters, Prompt::None);
  operation({"burnish.gen_recolor", "Generative recolour", "Gives things another colour.", recolor_text},
            recolor_parameters, Prompt::Optional);
  operation({"burnish.gen_background_replace", "Generative background", "Puts the subject before another background.",
             background_text},
            background_parameters, Prompt::Optional);
  operation({"burnish.upscale", "Generative upscale", "Makes a picture larger, with new detail.", upscale_text},
            upscale_parameters, Prompt::Optional, true);
  operation({"burnish.gen_restore", "Generative restore", "Sharpens and mends a damaged picture.", restore_text},
            restore_parameters, Prompt::Optional);
  return all;
}();
static_assert(operation_count == 7);

}  // namespace

std::span<const Model> models() { return all_models; }
std::span<const Model> operation_models() { return models().subspan(flux_models.size()); }

std::string_view short_name(const Model& model) { return std::string_view(model.desc.id).substr(8); }

const Model* find_model(std::string_view name) {
  if (name.substr(0, 8) == "burnish.") name.remove_prefix(8);
  for (const Model& m : all_models)
    if (short_name(m) == name) return &m;
  return nullptr;
}

const burnish_param* find_parameter(const Model& model, std::string_view id) {
  for (uint32_t i = 0; i < model.desc.param_count; ++i)
    if (model.desc.params[i].id == id) return &model.desc.params[i];
  return nullptr;
}

}  // namespace flux
