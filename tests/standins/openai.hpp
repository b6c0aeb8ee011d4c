// /v1/images/generations and /v1/images/edits: OpenAI's own, and as sd-server of stable-diffusion.cpp has them.
#pragma once
#include <memory>

#include "standins/provider.hpp"

namespace burnish::standins {

/// OpenAI: errors are objects, unknown fields are refused. SdServer: errors are texts, pictures always base64.
enum class Manner { OpenAi, SdServer };
[[nodiscard]] std::unique_ptr<Provider> make_images_api(Site site, Manner manner);

}  // namespace burnish::standins
