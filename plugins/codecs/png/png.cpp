#include "png_decoder.hpp"
#include "png_encoder.hpp"

BURNISH_MODULE("burnish.png", "0.1.0", "Burnish", "Apache-2.0", burnish::PngDecoder, burnish::PngEncoder)
