#include "plan/mapping.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace burnish {
namespace {

constexpr int steps = 9;            // of the grid of samples on each axis
constexpr std::size_t fewest = 12;  // samples that have to lie on the source
constexpr double tolerance = 0.02;  // of the source's sides: what blurring and rounding may move

struct Sample {
  double x, y, u, v;  // of the picture, of the source
};

/// The place of the source that a place of the picture at `node` shows, both in pixels; false when it shows none.
bool follow_down(const Plan& plan, int node, double& x, double& y) {
  for (const PlanNode* n = &plan.nodes[static_cast<std::size_t>(node)]; n->kind != NodeKind::Decode;) {
    const PlanNode& input = plan.nodes[static_cast<std::size_t>(n->inputs[0])];
    const auto px = std::clamp(static_cast<int32_t>(std::floor(x)), 0, n->shape.width - 1);
    const auto py = std::clamp(static_cast<int32_t>(std::floor(y)), 0, n->shape.height - 1);
    const burnish_rect need = n->required(0, {px, py, px + 1, py + 1}, input.shape);
    if (is_empty(need) || is_empty(intersect(need, input.shape.rect()))) return false;
    x = (static_cast<double>(need.x0) + need.x1) / 2;
    y = (static_cast<double>(need.y0) + need.y1) / 2;
    n = &input;
  }
  return true;
}

std::vector<Sample> samples_of(const Plan& plan, int node) {
  const PlanNode* source = &plan.nodes[static_cast<std::size_t>(node)];
  while (source->kind != NodeKind::Decode) source = &plan.nodes[static_cast<std::size_t>(source->inputs[0])];
  const Shape &shape = plan.nodes[static_cast<std::size_t>(node)].shape, &stored = source->shape;
  std::vector<Sample> samples;
  for (int i = 0; i < steps; ++i)
    for (int k = 0; k < steps; ++k) {
      // The very border is where kernels are cut off.
      const double x = std::floor((i + 1.0) / (steps + 1) * shape.width) + 0.5;
      const double y = std::floor((k + 1.0) / (steps + 1) * shape.height) + 0.5;
      double u = x, v = y;
      if (follow_down(plan, node, u, v))
        samples.push_back({x / shape.width, y / shape.height, u / stored.width, v / stored.height});
    }
  return samples;
}

/// Least squares of target = p x + q y + r; false when the samples do not decide it.
bool fit(const std::vector<Sample>& samples, double Sample::*target, double out[3]) {
  double m[3][4] = {};
  for (const Sample& s : samples) {
    const double row[3] = {s.x, s.y, 1};
    for (int i = 0; i < 3; ++i) {
      for (int k = 0; k < 3; ++k) m[i][k] += row[i] * row[k];
      m[i][3] += row[i] * s.*target;
    }
  }
  for (int i = 0; i < 3; ++i) {
    int best = i;
    for (int k = i + 1; k < 3; ++k)
      if (std::abs(m[k][i]) > std::abs(m[best][i])) best = k;
    std::swap(m[i], m[best]);
    if (std::abs(m[i][i]) < 1e-9) return false;
    for (int k = 0; k < 3; ++k) {
      if (k == i) continue;
      const double factor = m[k][i] / m[i][i];
      for (int j = i; j < 4; ++j) m[k][j] -= factor * m[i][j];
    }
  }
  for (int i = 0; i < 3; ++i) out[i] = m[i][3] / m[i][i];
  return true;
}

}  // namespace

std::optional<Affine> map_from_source(const Plan& plan, int node) {
  if (plan.nodes[static_cast<std::size_t>(node)].kind == NodeKind::Decode) return Affine{};
  const std::vector<Sample> samples = samples_of(plan, node);
  double u[3], v[3];
  if (samples.size() < fewest || !fit(samples, &Sample::u, u) || !fit(samples, &Sample::v, v)) return std::nullopt;
  for (const Sample& s : samples)
    if (std::abs(u[0] * s.x + u[1] * s.y + u[2] - s.u) > tolerance ||
        std::abs(v[0] * s.x + v[1] * s.y + v[2] - s.v) > tolerance)
      return std::nullopt;
  // Found was the way down; wanted is the one up.
  const double det = u[0] * v[1] - u[1] * v[0];
  if (!(std::abs(det) > 1e-9)) return std::nullopt;
  Affine up;
  up.a = v[1] / det, up.b = -u[1] / det;
  up.d = -v[0] / det, up.e = u[0] / det;
  up.c = -(up.a * u[2] + up.b * v[2]);
  up.f = -(up.d * u[2] + up.e * v[2]);
  return up;
}

std::optional<std::array<double, 4>> mapped_box(const Affine& m, const std::array<double, 4>& box) {
  std::array<double, 4> r{1e9, 1e9, -1e9, -1e9};
  for (const double x : {box[0], box[2]})
    for (const double y : {box[1], box[3]}) {
      const double mx = m.a * x + m.b * y + m.c, my = m.d * x + m.e * y + m.f;
      r[0] = std::min(r[0], mx), r[1] = std::min(r[1], my);
      r[2] = std::max(r[2], mx), r[3] = std::max(r[3], my);
    }
  const double whole = (r[2] - r[0]) * (r[3] - r[1]);
  for (double& v : r) v = std::clamp(v, 0.0, 1.0);
  constexpr double least = 0.25;
  if (!((r[2] - r[0]) * (r[3] - r[1]) >= least * whole) || r[2] <= r[0] || r[3] <= r[1]) return std::nullopt;
  return r;
}

}  // namespace burnish
