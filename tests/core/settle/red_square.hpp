// Pictures with a red square on grey, which the stand-in analyser finds.
#pragma once
#include <filesystem>
#include <map>
#include <string>

#include "core/metadata/made_exif.hpp"
#include "kit/codec.hpp"
#include "kit/files.hpp"
#include "kit/picture.hpp"
#include "kit/plugin_file.hpp"

namespace burnish::testing_settle {

namespace fs = std::filesystem;

inline const fs::path plugins = fs::path(BURNISH_BUILD_DIR) / "lib/burnish/1";
inline fs::path standin(const std::string& variant) {
  return fs::path(BURNISH_BUILD_DIR) / "tests/analysers" / variant;
}

struct Square {
  int32_t x, y, side;
};

/// A PNG; `blocks` as the plugin writes them.
inline std::string red_square(int32_t width, int32_t height, const Square& red,
                              const std::map<std::string, std::string>& blocks = {}) {
  kit::Picture p = kit::constant(width, height, kit::rgb_u8, 110.0);
  for (int32_t y = red.y; y < red.y + red.side; ++y)
    for (int32_t x = red.x; x < red.x + red.side; ++x)
      for (int c = 0; c < 3; ++c) p.set(x, y, c, c == 0 ? 255 : 0);
  const kit::Meta meta(blocks);
  kit::EncodeOptions options;
  options.meta = &meta;
  const kit::Bytes bytes = kit::encode(kit::encoder(plugins / "png.burnish"), {}, p, options);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

inline std::string orientation_exif(uint16_t orientation) {
  testing_metadata::ExifMaker made;
  made.directory({testing_metadata::ExifMaker::number16(0x0112, orientation)}, 0);
  return made.bytes();
}

/// What makes a file one whose history is kept.
inline std::string generated_packet() {
  return "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
         "<rdf:Description rdf:about=\"\" xmlns:i=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\" "
         "i:DigitalSourceType=\"http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia\"/></rdf:RDF>"
         "</x:xmpmeta>";
}

/// Regions as Lightroom and digiKam write them: name, type, middle and size.
inline std::string face_packet(const std::string& area) {
  return "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
         "<rdf:Description rdf:about=\"\" xmlns:mwg-rs=\"http://www.metadataworkinggroup.com/schemas/regions/\" "
         "xmlns:stArea=\"http://ns.adobe.com/xmp/sType/Area#\"><mwg-rs:Regions rdf:parseType=\"Resource\">"
         "<mwg-rs:RegionList><rdf:Bag><rdf:li><rdf:Description mwg-rs:Name=\"Ana\" mwg-rs:Type=\"Face\">"
         "<mwg-rs:Area " +
         area +
         " stArea:unit=\"normalized\"/></rdf:Description></rdf:li></rdf:Bag></mwg-rs:RegionList></mwg-rs:Regions>"
         "</rdf:Description></rdf:RDF></x:xmpmeta>";
}

}  // namespace burnish::testing_settle
