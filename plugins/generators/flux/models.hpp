// The generators of this plugin: what each model takes. Facts: Black Forest Labs' OpenAPI document of 2026-05-01 and
// its pages until 2026-11; the profiles say where and for how much.
#pragma once
#include <burnish/abi.h>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace flux {

/// What a model does with the pictures it is given; operations look for models by it.
enum class Work : uint8_t {
  Create,    // pictures from words, at most inspired by a picture
  Edit,      // follows an instruction; pictures are references
  Fill,      // repaints what a mask says, by a prompt
  Erase,     // removes what a mask says
  Expand,    // adds so many pixels on each side
  Outpaint,  // puts the picture on a larger canvas
  Deblur,
  TryOn,
  Anything,     // of an OpenAI-compatible server: instructions, with or without a mask
  Transformed,  // an operation such as gen_fill, carried out by one of the others
};

enum class Prompt : uint8_t { None, Optional, Needed };

struct Model {
  burnish_desc desc{};
  Work work = Work::Create;
  Prompt prompt = Prompt::Needed;
  uint32_t references = 0;  // pictures at most, without those of IMAGE parameters
  uint32_t needed = 0;      // pictures at least
  int32_t grid = 1;         // sides of the result are rounded to multiples of it
  int64_t most_pixels = 0;  // of the result; 0: no limit beyond the sides'
  /// Limits of a picture that is sent: larger ones are shrunk (0: sent as they are), smaller ones refused.
  int64_t input_pixels = 0;
  int32_t input_side = 0;
};

/// A megapixel as Black Forest Labs counts and charges it.
inline constexpr double megapixel = 1024.0 * 1024.0;
/// Of any prompt; FLUX.2 is documented with 32 K tokens, the others take less and say so themselves.
inline constexpr int64_t most_prompt_tokens = 32 * 1024;

/// All generators, in the module's order; the last are the operations.
[[nodiscard]] std::span<const Model> models();
inline constexpr std::size_t model_count = 30;

/// "flux-2-pro", also as "burnish.flux-2-pro"; null: no such model.
[[nodiscard]] const Model* find_model(std::string_view name);
/// Without "burnish.".
[[nodiscard]] std::string_view short_name(const Model& model);
[[nodiscard]] const burnish_param* find_parameter(const Model& model, std::string_view id);

/// The tables of gen_fill and its relatives (operations.cpp).
[[nodiscard]] std::span<const Model> operation_models();

}  // namespace flux
