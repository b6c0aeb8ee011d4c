#include "finder.hpp"

#include <algorithm>
#include <cmath>

#include "windows.hpp"

namespace burnish_faces {
namespace {
constexpr double level_ratio = 1.15;
constexpr float least_contrast = 3;
constexpr int32_t coarse_missing = 4;  // stages a coarse hit may lack
constexpr int32_t depth_range = 8;     // stages over which depth falls to 0

struct Level {
  double across, down;  // from its pixels to the picture's
  Sums sums;
};

/// Ever smaller versions. Widths are even, so that a mirrored picture has the same windows, mirrored.
std::vector<Level> levels_of(const Brightness& picture) {
  std::vector<Level> levels;
  const int32_t stride = sums_stride(picture.width);
  Brightness octave = picture;
  for (double ratio = 1;; ratio *= level_ratio) {
    const auto even = [&](int32_t v) { return static_cast<int32_t>(v / ratio / 2 + 0.5) * 2; };
    const int32_t width = even(picture.width), height = even(picture.height);
    if (std::min(width, height) < 20) return levels;
    while (octave.width >= 2 * width && octave.height >= 2 * height) octave = halved(octave);
    levels.push_back({static_cast<double>(picture.width) / width, static_cast<double>(picture.height) / height,
                      sums_of(scaled(octave, width, height), stride)});
  }
}

/// A coarse hit in pixels of the picture.
struct Coarse {
  int32_t level;
  float x, y, size, rank;  // rank: higher is better
};

bool similar(const Coarse& a, const Coarse& b) {
  const float reach = 0.3F * std::min(a.size, b.size);
  return std::abs(a.x - b.x) < reach && std::abs(a.y - b.y) < reach &&
         std::max(a.size, b.size) < 1.5F * std::min(a.size, b.size);
}

using Placements = std::vector<PlacedCascade>;

std::vector<Coarse> coarse_hits(const Placements& cascades, const WindowSearch& search,
                                const std::vector<Level>& levels) {
  std::vector<Coarse> all;
  std::vector<Hit> hits;
  for (std::size_t l = 0; l < levels.size(); ++l) {
    const Level& level = levels[l];
    for (const std::size_t c : {2 * Alt2, 2 * Alt2 + 1, 2 * Profile, 2 * Profile + 1}) {
      hits.clear();
      search.run(cascades[c], level.sums, {0, 0, level.sums.width, level.sums.height}, {least_contrast, coarse_missing},
                 hits);
      const float half = static_cast<float>(cascades[c].cascade.width) / 2;
      for (const Hit& h : hits)
        all.push_back({static_cast<int32_t>(l), (static_cast<float>(h.x) + half) * static_cast<float>(level.across),
                       (static_cast<float>(h.y) + half) * static_cast<float>(level.down),
                       2 * half * static_cast<float>(level.across), h.margin - 100 * static_cast<float>(h.missing)});
    }
  }
  return all;
}

/// The best of those that lie on each other.
std::vector<Coarse> distinct(std::vector<Coarse> all) {
  std::stable_sort(all.begin(), all.end(), [](const Coarse& a, const Coarse& b) { return a.rank > b.rank; });
  std::vector<Coarse> kept;
  for (const Coarse& c : all)
    if (std::none_of(kept.begin(), kept.end(), [&](const Coarse& k) { return similar(c, k); })) kept.push_back(c);
  return kept;
}

/// Asks cascades about windows around a place, at three sizes.
class Inquiry {
 public:
  Inquiry(const WindowSearch& search, const std::vector<Level>& levels) : search_(search), levels_(levels) {}

  Candidate candidate(const Placements& cascades, const Coarse& about) {
    sum_x_ = sum_y_ = sum_size_ = sum_ = 0;
    Candidate c{{about.x, about.y, about.size}, {}};
    for (std::size_t i = 0; i < cascades.size(); ++i) c.opinions[i] = ask(cascades[i], about);
    if (sum_ > 0) c.window = {sum_x_ / sum_, sum_y_ / sum_, sum_size_ / sum_};
    return c;
  }

 private:
  Opinion ask(const PlacedCascade& cascade, const Coarse& about) {
    const int32_t side = cascade.cascade.width;
    int32_t accepted = 0, least_missing = depth_range;
    for (int32_t l = about.level - 1; l <= about.level + 1; ++l) {
      if (l < 0 || l >= static_cast<int32_t>(levels_.size())) continue;
      const Level& level = levels_[static_cast<std::size_t>(l)];
      const auto corner = [&](float centre, double ratio) {
        return 2 * static_cast<int32_t>(
                       std::lround((centre / static_cast<float>(ratio) - static_cast<float>(side) / 2) / 2));
      };
      const int32_t x = corner(about.x, level.across), y = corner(about.y, level.down);
      hits_.clear();
      search_.run(cascade, level.sums, {std::max(0, x - 4), std::max(0, y - 4), x + 5, y + 5},
                  {least_contrast, depth_range}, hits_);
      for (const Hit& h : hits_) {
        if (h.missing == 0) {
          ++accepted;
          sum_x_ += (static_cast<float>(h.x) + static_cast<float>(side) / 2) * static_cast<float>(level.across);
          sum_y_ += (static_cast<float>(h.y) + static_cast<float>(side) / 2) * static_cast<float>(level.down);
          sum_size_ += static_cast<float>(side * level.across);
          ++sum_;
        }
        least_missing = std::min(least_missing, h.missing);
      }
    }
    return {static_cast<float>(accepted) / 75, 1 - static_cast<float>(least_missing) / depth_range};
  }

  const WindowSearch& search_;
  const std::vector<Level>& levels_;
  std::vector<Hit> hits_;
  float sum_x_ = 0, sum_y_ = 0, sum_size_ = 0, sum_ = 0;  // over accepted windows
};
}  // namespace

std::optional<Cascades> read_cascades(const std::filesystem::path& folder) {
  constexpr std::array<const char*, kinds> files{"haarcascade_frontalface_alt2.xml", "haarcascade_profileface.xml",
                                                 "haarcascade_frontalface_default.xml"};
  std::error_code ignored;
  if (std::none_of(files.begin(), files.end(),
                   [&](const char* f) { return std::filesystem::exists(folder / f, ignored); }))
    return std::nullopt;
  Cascades all;
  for (std::size_t i = 0; i < kinds; ++i) {
    all[2 * i] = read_cascade(folder / files[i]);
    all[2 * i + 1] = mirrored(all[2 * i]);
  }
  return all;
}

WorkingSize working_size(int32_t width, int32_t height) {
  constexpr double pixels = 320 * 240;
  const double ratio = std::min(2.0, std::sqrt(pixels / (static_cast<double>(width) * height)));
  const auto even = [&](int32_t v) { return std::max(2, static_cast<int32_t>(v * ratio / 2 + 0.5) * 2); };
  return {even(width), even(height)};
}

std::vector<Candidate> find_candidates(const Cascades& cascades, const Brightness& picture) {
  const WindowSearch search;
  const std::vector<Level> levels = levels_of(picture);
  Placements placed;
  placed.reserve(cascades.size());
  for (const Cascade& c : cascades) placed.emplace_back(c, sums_stride(picture.width));
  Inquiry inquiry(search, levels);
  std::vector<Candidate> found;
  for (const Coarse& c : distinct(coarse_hits(placed, search, levels))) found.push_back(inquiry.candidate(placed, c));
  return found;
}
}  // namespace burnish_faces
