// An importer of pictures named "PROMPT_JOB.png", four to a picture when the file says "grid".
#include "burnish/importer.hpp"

namespace {

struct Album : burnish::importer<Album> {
  static constexpr burnish::about info{"sample.album", 1, "Album", "Reads prompts from the names of files."};
  bool grids = true;
  static constexpr auto params = std::array{
      burnish::toggle<&Album::grids>({.id = "grids", .label = "Grids", .def = "true", .doc = "Cuts grids in four."})};

  static int probe(const burnish_call*, const burnish::file_view& files) {
    int own = 0, all = 0;
    files.each("", "", [&](const burnish::file_entry& e) {
      ++all;
      if (e.path.find('_') != std::string::npos) ++own;
      return all < 100;
    });
    return all == 0 ? 0 : 100 * own / all;
  }

  void scan(const burnish::scan_call& c) const {
    c.files.each("", "*.png", [&](const burnish::file_entry& e) {
      const std::size_t mark = e.path.rfind('_');
      if (mark == std::string::npos) return true;
      const std::string job = e.path.substr(mark + 1, e.path.size() - mark - 5);
      burnish::metadata meta;
      meta.set_text("prompt", e.path.substr(0, mark));
      c.group(job, "Job " + job);
      if (!grids || c.files.read(e.path, 4) != "grid") {
        c.item(e.path, meta, job);
        return true;
      }
      for (int32_t quarter = 0; quarter < 4; ++quarter) {
        const int32_t x = quarter % 2 * 512, y = quarter / 2 * 512;
        const burnish_rect part{x, y, x + 512, y + 512};
        c.item(e.path, meta, job, &part);
      }
      return true;
    });
  }
};

}  // namespace

BURNISH_MODULE("sample.importer", "1.0.0", "Burnish tests", "Apache-2.0", Album)
