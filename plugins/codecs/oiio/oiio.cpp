#include "oiio_decoder.hpp"

BURNISH_MODULE("burnish.oiio", "1.0.0", "Burnish", "Apache-2.0", burnish::oiio::Decoder)
