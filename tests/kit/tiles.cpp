// How a picture is cut into tiles: a grid, or random cuts.
#include <algorithm>
#include <random>

#include "kit/run.hpp"

namespace burnish::kit {
namespace {

int32_t up(int32_t v, int32_t align) { return (v + align - 1) / align * align; }

using Random = std::mt19937_64;

int32_t between(Random& random, int32_t low, int32_t high) {
  return low + static_cast<int32_t>(random() % static_cast<uint64_t>(high - low + 1));
}

/// Cuts `r` in two at a multiple of the alignment, again and again, until the parts are small or luck ends it.
void cut(const burnish_rect& r, const std::array<int32_t, 2>& align, int depth, Random& random,
         std::vector<burnish_rect>& parts) {
  const int32_t columns = (r.x1 - r.x0 - 1) / align[0], rows = (r.y1 - r.y0 - 1) / align[1];  // places to cut at
  if (depth == 0 || (columns <= 0 && rows <= 0) || random() % 8 == 0) {
    parts.push_back(r);
    return;
  }
  burnish_rect a = r, b = r;
  if (rows <= 0 || (columns > 0 && random() % 2 == 0))
    a.x1 = b.x0 = r.x0 + align[0] * between(random, 1, columns);
  else
    a.y1 = b.y0 = r.y0 + align[1] * between(random, 1, rows);
  cut(a, align, depth - 1, random, parts);
  cut(b, align, depth - 1, random, parts);
}

}  // namespace

std::vector<burnish_rect> tiles_of(const burnish_rect& all, const RunOptions& options, int32_t align_x,
                                   int32_t align_y) {
  const std::array<int32_t, 2> align{std::max(1, align_x), std::max(1, align_y)};
  std::vector<burnish_rect> tiles;
  if (options.random_tiling) {
    Random random(*options.random_tiling);
    cut(all, align, 6, random, tiles);
    std::shuffle(tiles.begin(), tiles.end(), random);
    return tiles;
  }
  const int32_t w = options.tile_width > 0 ? up(options.tile_width, align[0]) : all.x1 - all.x0;
  const int32_t h = options.tile_height > 0 ? up(options.tile_height, align[1]) : all.y1 - all.y0;
  for (int32_t y = all.y0; y < all.y1; y += h)
    for (int32_t x = all.x0; x < all.x1; x += w)
      tiles.push_back({x, y, std::min(x + w, all.x1), std::min(y + h, all.y1)});
  return tiles;
}

}  // namespace burnish::kit
