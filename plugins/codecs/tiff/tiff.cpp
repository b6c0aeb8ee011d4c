#include "tiff_decoder.hpp"
#include "tiff_encoder.hpp"

BURNISH_MODULE("burnish.tiff", "1.0.0", "Burnish", "Apache-2.0", burnish::tiff::Decoder, burnish::tiff::Encoder)
