// Prints the features of pictures for the training of the attention network: for every picture on standard input
// (int32 width, height, faces; for each face five
// floats x0 y0 x1 y1 score, 0..1; then width * height RGB bytes) int32 grid width, grid height, features, then the
// floats of each cell. A tool of the training alone.
#include <chrono>
#include <cstdio>
#include <cstring>

#include "../features.hpp"

int main() {
  int32_t size[3];
  double ms = 0;
  int pictures = 0;
  while (std::fread(size, sizeof(int32_t), 3, stdin) == 3) {
    const auto w = static_cast<std::size_t>(size[0]), h = static_cast<std::size_t>(size[1]);
    std::vector<Face> faces;
    for (int32_t i = 0; i < size[2]; ++i) {
      float f[5];
      if (std::fread(f, sizeof f, 1, stdin) != 1) return 1;
      faces.push_back({{f[0], f[1], f[2], f[3]}, f[4], false});
    }
    std::vector<uint8_t> rgb(w * h * 3);
    if (std::fread(rgb.data(), 1, rgb.size(), stdin) != rgb.size()) return 1;
    WorkImageBuilder builder(size[0], size[1]);
    std::vector<float> r(w), g(w), b(w);
    const auto t = std::chrono::steady_clock::now();
    for (std::size_t y = 0; y < h; ++y) {
      for (std::size_t x = 0; x < w; ++x) {
        const uint8_t* p = rgb.data() + (y * w + x) * 3;
        r[x] = static_cast<float>(p[0]) / 255, g[x] = static_cast<float>(p[1]) / 255,
        b[x] = static_cast<float>(p[2]) / 255;
      }
      builder.add_row(r.data(), g.data(), b.data(), nullptr);
    }
    const WorkImage image = builder.finish();
    const Features f = find_features(find_cues(image), faces);
    ms += std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - t).count();
    ++pictures;
    const int32_t head[3] = {image.grid_width, image.grid_height, static_cast<int32_t>(feature_count)};
    std::fwrite(head, sizeof head, 1, stdout);
    std::fwrite(f.values.data(), sizeof(float), f.values.size(), stdout);
    std::fflush(stdout);
  }
  std::fprintf(stderr, "%d pictures, %.2f ms each\n", pictures, pictures > 0 ? ms / pictures : 0.0);
  return 0;
}
