#include "faces_of.hpp"

#include <algorithm>
#include <cmath>

#include "face_weights.hpp"

namespace burnish_faces {
namespace {
// Of a cascade's window, which lies within the face.
constexpr float face_width = 0.9F, face_height = 1.2F;
constexpr float largest_overlap = 0.4F;  // of the smaller of two windows

float overlap(const Square& a, const Square& b) {
  const float width = std::min(a.x + a.side / 2, b.x + b.side / 2) - std::max(a.x - a.side / 2, b.x - b.side / 2);
  const float height = std::min(a.y + a.side / 2, b.y + b.side / 2) - std::max(a.y - a.side / 2, b.y - b.side / 2);
  if (width <= 0 || height <= 0) return 0;
  const float side = std::min(a.side, b.side);
  return width * height / (side * side);
}

float probability(const std::vector<float>& known) {
  double sum = bias;
  for (std::size_t i = 0; i < known.size(); ++i) sum += static_cast<double>(weights[i]) * static_cast<double>(known[i]);
  return static_cast<float>(1 / (1 + std::exp(-sum)));
}
}  // namespace

std::vector<float> evidence(const Brightness& picture, const Candidate& candidate) {
  std::vector<float> known;
  known.reserve(weights.size());
  for (std::size_t k = 0; k < kinds; ++k) {
    const Opinion &one = candidate.opinions[2 * k], &twin = candidate.opinions[2 * k + 1];
    const float a = std::sqrt(one.accepted), b = std::sqrt(twin.accepted);
    known.insert(known.end(),
                 {a + b, std::min(a, b), std::max(one.depth, twin.depth), std::min(one.depth, twin.depth)});
  }
  const Square& w = candidate.window;
  append_gradients(picture, {w.x, w.y, w.side * 1.5F}, 6, known);
  append_gradients(picture, {w.x, w.y, w.side * 2.6F}, 5, known);
  return known;
}

std::vector<Face> faces_of(const Brightness& picture, const std::vector<Candidate>& candidates, float least) {
  struct Judged {
    Square window;
    float score;
  };
  std::vector<Judged> judged;
  for (const Candidate& c : candidates)
    if (const float score = probability(evidence(picture, c)); score >= least) judged.push_back({c.window, score});
  std::stable_sort(judged.begin(), judged.end(), [](const Judged& a, const Judged& b) { return a.score > b.score; });
  std::vector<Judged> kept;
  for (const Judged& j : judged)
    if (std::none_of(kept.begin(), kept.end(),
                     [&](const Judged& k) { return overlap(j.window, k.window) > largest_overlap; }))
      kept.push_back(j);
  std::vector<Face> faces;
  for (const auto& [w, score] : kept)
    faces.push_back({w.x - w.side * face_width / 2, w.y - w.side * face_height / 2, w.x + w.side * face_width / 2,
                     w.y + w.side * face_height / 2, score});
  return faces;
}
}  // namespace burnish_faces
