// A catalogue of described operations and codecs that no file stands behind: resize, crop, pad, blur, exposure, flip,
// overlay, flatten and "org.example.everything" with one parameter of every type; codecs of JPEG, PNG, WebP and TIFF.
#pragma once
#include <string>
#include <vector>

#include "burnish/core/catalogue.hpp"

namespace burnish::test {
namespace installed_parts {

using Choices = std::vector<std::string>;

inline Parameter parameter(int32_t type, std::string id, std::string def, double min = 0, double max = 0) {
  Parameter p;
  p.type = type;
  p.id = std::move(id);
  p.label = p.id;
  p.doc = "What " + p.id + " does.";
  p.def = std::move(def);
  p.min = min;
  p.max = max;
  return p;
}
inline Parameter real(std::string id, std::string def, double min = 0, double max = 0) {
  return parameter(BURNISH_P_REAL, std::move(id), std::move(def), min, max);
}
inline Parameter whole(std::string id, std::string def, double min = 0, double max = 0) {
  return parameter(BURNISH_P_INT, std::move(id), std::move(def), min, max);
}
inline Parameter choice(std::string id, std::string def, const Choices& ids) {
  Parameter p = parameter(BURNISH_P_ENUM, std::move(id), std::move(def));
  for (const std::string& each : ids) p.choices.push_back({each, each, {}});
  return p;
}
inline Parameter with(Parameter p, uint32_t flags, std::string unit = {}, std::string aliases = {}) {
  p.flags |= flags;
  p.unit = std::move(unit);
  p.aliases = std::move(aliases);
  return p;
}
inline Parameter pixels(std::string id) { return with(whole(std::move(id), "auto", 1, 1e6), BURNISH_PF_AUTO, "px"); }

inline const Choices compass{"center", "north",      "north_east", "east",      "south_east",
                             "south",  "south_west", "west",       "north_west"};

inline Choices crop_gravities() {
  Choices all = compass;
  for (const char* word : {"xy_center", "auto", "auto:subject", "auto:faces", "auto:classic", "face", "faces"})
    all.emplace_back(word);
  return all;
}

inline Item operation(std::string id, std::vector<Parameter> parameters, uint32_t inputs = 1) {
  Item item;
  item.kind = Kind::Pixel;
  item.id = std::move(id);
  item.name = item.id;
  item.summary = "Does what its name says.";
  item.version = 1;
  item.parameters = std::move(parameters);
  item.min_inputs = item.max_inputs = inputs;
  return item;
}

inline Item codec(Kind kind, std::string format, std::vector<std::string> extensions,
                  std::vector<Parameter> parameters) {
  Item item;
  item.kind = kind;
  item.id = "burnish." + format;
  item.name = format;
  item.version = 1;
  item.format = std::move(format);
  item.extensions = std::move(extensions);
  item.parameters = std::move(parameters);
  if (item.parameter("quality") != nullptr) item.quality = "quality";
  return item;
}

inline Item operation_with_everything() {
  std::vector<Parameter> all{
      parameter(BURNISH_P_BOOL, "flag", "false"),
      whole("count", "3", -5, 5),
      real("amount", "0.5", 0, 1),
      choice("mode", "plain", {"plain", "fancy"}),
      parameter(BURNISH_P_STRING, "title", "untitled"),
      parameter(BURNISH_P_COLOR, "paint", "white"),
      parameter(BURNISH_P_POINT, "centre", "0,0"),
      parameter(BURNISH_P_RECT, "box", "0,0,1,1"),
      parameter(BURNISH_P_CURVE, "tone", "0,0,1,1"),
      parameter(BURNISH_P_FILE, "table", ""),
      with(real("aspect", "auto"), BURNISH_PF_AUTO, "ratio"),
      with(real("reach", "2", 0, 100), BURNISH_PF_SPATIAL, "px", "radius,extent"),
      with(whole("steps", "1,2", 0, 9), BURNISH_PF_LIST),
      with(parameter(BURNISH_P_STRING, "words", ""), BURNISH_PF_LIST),
      with(whole("seed", "auto"), BURNISH_PF_AUTO),
      whole("unset", "0", 1, 9),
  };
  return operation("org.example.everything", std::move(all));
}

inline std::vector<Item> operations() {
  const Choices fits{"exact", "contain", "cover", "limit"};
  return {
      operation("burnish.resize",
                {pixels("width"), pixels("height"), with(real("scale", "auto", 0.0001, 100), BURNISH_PF_AUTO),
                 choice("fit", "exact", fits), parameter(BURNISH_P_BOOL, "linear", "false")}),
      operation("burnish.crop",
                {with(whole("x", "0"), 0, "px"), with(whole("y", "0"), 0, "px"), pixels("width"), pixels("height"),
                 with(real("aspect", "auto"), BURNISH_PF_AUTO, "ratio"), choice("gravity", "center", crop_gravities()),
                 choice("mode", "fill", {"fill", "crop", "thumb", "auto", "fill_pad"}),
                 with(parameter(BURNISH_P_RECT, "protect", ""), BURNISH_PF_LIST)}),
      operation("burnish.pad", {pixels("width"), pixels("height"), choice("gravity", "center", compass),
                                parameter(BURNISH_P_COLOR, "background", "transparent")}),
      operation("burnish.blur", {with(real("sigma", "1", 0, 1000), BURNISH_PF_SPATIAL, "px")}),
      operation("burnish.exposure", {real("ev", "0", -20, 20)}),
      operation("burnish.flip", {choice("direction", "horizontal", {"horizontal", "vertical"})}),
      operation("burnish.overlay",
                {choice("gravity", "north_west", compass), whole("x", "0"), whole("y", "0"), real("opacity", "1", 0, 1),
                 choice("blend", "normal", {"normal"})},
                2),
      operation("burnish.flatten", {}),
      operation_with_everything(),
  };
}

inline std::vector<Item> codecs() {
  return {
      codec(Kind::Decoder, "jpeg", {"jpg", "jpeg"}, {}),
      codec(Kind::Decoder, "tiff", {"tif", "tiff"}, {whole("page", "1", 1, 10000)}),
      codec(Kind::Encoder, "jpeg", {"jpg", "jpeg"},
            {whole("quality", "80", 1, 100), choice("subsampling", "420", {"420", "422", "444"})}),
      codec(Kind::Encoder, "png", {"png"}, {whole("level", "6", 0, 9)}),
      codec(Kind::Encoder, "webp", {"webp"}, {real("quality", "80", 1, 100)}),
      codec(Kind::Encoder, "tiff", {"tif", "tiff"},
            {choice("compression", "zip", {"none", "lzw", "zip"}), whole("bits", "8", 8, 32)}),
  };
}

inline Module module(std::string id, std::vector<Item> items) {
  Module m;
  m.path = "/nowhere/" + id + ".burnish";
  m.id = std::move(id);
  m.version = "1.0.0";
  m.vendor = "Example";
  m.license = "MIT";
  m.items = std::move(items);
  return m;
}

}  // namespace installed_parts

inline const Catalogue& installed() {
  static const Catalogue catalogue =
      Catalogue::from_modules({installed_parts::module("org.example.operations", installed_parts::operations()),
                               installed_parts::module("org.example.codecs", installed_parts::codecs())});
  return catalogue;
}

inline const Item& everything() { return *installed().find(Kind::Pixel, "org.example.everything"); }

inline const Catalogue& nothing_installed() {
  static const Catalogue catalogue = Catalogue::from_modules({});
  return catalogue;
}

}  // namespace burnish::test
