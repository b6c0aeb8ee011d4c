#include "webp_decoder.hpp"
#include "webp_encoder.hpp"

BURNISH_MODULE("burnish.webp", "1.0.0", "Burnish", "Apache-2.0", burnish::webp::Decoder, burnish::webp::Encoder)
