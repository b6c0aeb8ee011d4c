// A catalogue with the usual encoders and decoders, from descriptions alone.
#pragma once
#include <burnish/codec.h>

#include <string>
#include <vector>

#include "burnish/core/catalogue.hpp"

namespace burnish::testing_write {

inline Item codec(Kind kind, const std::string& format, std::vector<std::string> extensions) {
  Item item;
  item.kind = kind;
  item.id = "burnish." + format;
  item.version = 1;
  item.format = format;
  item.extensions = std::move(extensions);
  return item;
}

inline Parameter number(const std::string& id, int32_t type, const std::string& def, double min, double max) {
  Parameter p;
  p.id = id;
  p.type = type;
  p.def = def;
  p.min = min;
  p.max = max;
  return p;
}

inline Catalogue formats() {
  Item jpeg = codec(Kind::Encoder, "jpeg", {"jpg", "jpeg", "jpe"});
  jpeg.quality = "quality";
  jpeg.parameters = {number("quality", BURNISH_P_INT, "80", 1, 100)};
  jpeg.parameters[0].aliases = "q";
  jpeg.encoder_flags = BURNISH_EF_LOSSY;
  Item png = codec(Kind::Encoder, "png", {"png"});
  png.alpha = true;
  png.encoder_flags = BURNISH_EF_LOSSLESS;
  Item tiff = codec(Kind::Encoder, "tiff", {"tif", "tiff"});
  tiff.parameters = {number("bits", BURNISH_P_INT, "16", 8, 32)};
  Module module;
  module.path = "/nowhere/formats.burnish";
  module.id = "burnish.formats";
  module.version = "1.0.0";
  module.items = {jpeg, png, tiff, codec(Kind::Decoder, "jpeg", {"jpg", "jpeg"}), codec(Kind::Decoder, "gif", {"gif"})};
  return Catalogue::from_modules({module});
}

}  // namespace burnish::testing_write
