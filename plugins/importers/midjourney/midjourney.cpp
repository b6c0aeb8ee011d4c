// The module: burnish.midjourney, an importer.
#include "burnish/importer.hpp"
#include "scan.hpp"

namespace {

struct Midjourney : burnish::importer<Midjourney> {
  static constexpr burnish::about info{
      "burnish.midjourney", 1, "Midjourney", "Reads prompt, parameters and job of Midjourney's pictures.",
      "Reads the marks in PNG, JPEG and WebP (Description, EXIF, XMP, IPTC) and the names that Midjourney gives to "
      "files. Pictures of AUTOMATIC1111, ComfyUI, SwarmUI, InvokeAI, NovelAI, Fooocus, OpenAI, Firefly and Google are "
      "told as what they are."};
  bool grids = false, split = false;
  static constexpr auto params = std::array{
      burnish::toggle<&Midjourney::grids>({.id = "grids",
                                           .label = "Find grids",
                                           .def = "false",
                                           .doc = "Looks at the pixels of pictures that may be grids of four."}),
      burnish::toggle<&Midjourney::split>({.id = "split",
                                           .label = "Split grids",
                                           .def = "false",
                                           .doc = "Gives the four pictures of a grid instead of the grid."})};

  static int probe(const burnish_call*, const burnish::file_view& files) { return midjourney::probe(files); }
  void scan(const burnish::scan_call& c) const { midjourney::scan(c, {grids || split, split}); }
};

}  // namespace

BURNISH_MODULE("burnish.midjourney", "0.1.0", "Burnish", "Apache-2.0", Midjourney)
