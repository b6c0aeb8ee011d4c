#include "jpeg_decoder.hpp"
#include "jpeg_encoder.hpp"

BURNISH_MODULE("burnish.jpeg", "0.1.0", "Burnish", "Apache-2.0", burnish::JpegDecoder, burnish::JpegEncoder)
