// Prints what the analyser knows about every candidate of binary PGM pictures, for train.py:
//   faces_evidence FOLDER_OF_CASCADES FILE.pgm...
//   -> FILE x y side evidence...                      x, y and side in widths of the picture
#include <cstdio>
#include <fstream>
#include <stdexcept>
#include <string>

#include "faces_of.hpp"

namespace {
burnish_faces::Brightness read_pgm(const char* file) {
  std::ifstream in(file, std::ios::binary);
  std::string kind;
  int32_t width = 0, height = 0, most = 0;
  in >> kind >> width >> height >> most;
  in.get();
  if (!in || kind != "P5" || width < 1 || height < 1 || most != 255) throw std::runtime_error("not a PGM file");
  std::string bytes(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), '\0');
  if (!in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()))) throw std::runtime_error("it is cut short");
  const auto size = burnish_faces::working_size(width, height);
  burnish_faces::Shrinker shrinker(width, height, size.width, size.height);
  std::vector<float> row(static_cast<std::size_t>(width));
  for (std::size_t y = 0; y < static_cast<std::size_t>(height); ++y) {
    for (std::size_t x = 0; x < row.size(); ++x)
      row[x] = static_cast<float>(static_cast<uint8_t>(bytes[y * row.size() + x])) / 255;
    shrinker.add(row.data());
  }
  return shrinker.finish();
}

void print(const char* file, const burnish_faces::Cascades& cascades) {
  const burnish_faces::Brightness picture = read_pgm(file);
  const auto unit = static_cast<double>(picture.width);
  for (const auto& c : burnish_faces::find_candidates(cascades, picture)) {
    std::printf("%s %.5f %.5f %.5f", file, static_cast<double>(c.window.x) / unit,
                static_cast<double>(c.window.y) / unit, static_cast<double>(c.window.side) / unit);
    for (const float v : burnish_faces::evidence(picture, c)) std::printf(" %.4f", static_cast<double>(v));
    std::printf("\n");
  }
}
}  // namespace

int main(int argc, char** argv) try {
  if (argc < 3) throw std::runtime_error("use: faces_evidence FOLDER_OF_CASCADES FILE.pgm...");
  const auto cascades = burnish_faces::read_cascades(argv[1]);
  if (!cascades) throw std::runtime_error(std::string(argv[1]) + " holds no cascades");
  for (int i = 2; i < argc; ++i) print(argv[i], *cascades);
  return 0;
} catch (const std::exception& e) {
  std::fprintf(stderr, "faces_evidence: %s\n", e.what());
  return 1;
}
