// Pictures with a red square on grey, which the stand-in analyser finds, and a catalogue in which it is installed.
#pragma once
#include <gmock/gmock.h>
#include <stdlib.h>

#include <fstream>
#include <optional>
#include <sstream>

#include "burnish/core/run.hpp"
#include "core/metadata/made_exif.hpp"
#include "core/write/scratch.hpp"
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

class WithStandin : public testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(plugins / "png.burnish") || !fs::exists(plugins / "crop.burnish"))
      GTEST_SKIP() << "the plugins are not built";
    install({standin("good"), plugins});
  }
  void TearDown() override { unsetenv("STANDIN_LOG"); }

  void install(const std::vector<fs::path>& folders) {
    CatalogueOptions options;
    options.folders = folders;
    options.cache = scratch_ / "registry";
    options.worker = fs::path(BURNISH_BUILD_DIR) / "libexec/burnish/burnish-worker";
    catalogue_ = Catalogue::open(options).value();
  }

  [[nodiscard]] Result<Pipeline> parse(const std::string& outputs, const std::string& nodes = "{}") const {
    return parse_pipeline(R"({"burnish": 1, "nodes": )" + nodes + R"(, "outputs": )" + outputs + "}", "test.json",
                          *catalogue_);
  }
  [[nodiscard]] Result<Report> run_pipeline(const Pipeline& pipeline, RunOptions options = {}) const {
    options.output = scratch_ / "out";
    options.threads = 2;
    return run(*catalogue_, pipeline, std::vector<Input>{{scratch_ / "in.png", {}}}, options, {});
  }
  /// The lines about what was settled, in order.
  [[nodiscard]] std::vector<std::string> settled(const Pipeline& pipeline) const {
    const auto text = explain(*catalogue_, pipeline, std::vector<Input>{{scratch_ / "in.png", {}}}, {}, {});
    EXPECT_TRUE(text.ok()) << text.error().message();
    std::vector<std::string> lines;
    std::istringstream in(text.ok() ? *text : std::string());
    for (std::string line; std::getline(in, line);)
      if (line.substr(0, 9) == "settled: ") lines.push_back(line.substr(9));
    return lines;
  }
  [[nodiscard]] std::vector<std::string> settled(const std::string& outputs, const std::string& nodes = "{}") const {
    const auto pipeline = parse(outputs, nodes);
    EXPECT_TRUE(pipeline.ok()) << pipeline.error().message();
    return pipeline.ok() ? settled(*pipeline) : std::vector<std::string>();
  }
  [[nodiscard]] std::vector<std::string> settled_notation(const std::string& text) const {
    const auto pipeline = parse_notation(text, *catalogue_);
    EXPECT_TRUE(pipeline.ok()) << pipeline.error().message();
    return pipeline.ok() ? settled(*pipeline) : std::vector<std::string>();
  }
  /// Lines that the analyser logged.
  [[nodiscard]] std::vector<std::string> analyses() const {
    std::vector<std::string> lines;
    std::ifstream in(scratch_ / "log");
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
  }
  void log_analyses() const { setenv("STANDIN_LOG", (scratch_ / "log").c_str(), 1); }

  testing_write::Scratch scratch_;
  std::optional<Catalogue> catalogue_;
};

}  // namespace burnish::testing_settle
