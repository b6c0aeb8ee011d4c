// Which results are computed once into memory, and what that costs.
#include <algorithm>

#include "image/image.hpp"
#include "plan/plan.hpp"

namespace burnish {
namespace {

constexpr int64_t worth_threads = 512 * 1024;        // pixels below which starting threads costs more than it brings
constexpr std::size_t rings_per_output = 8U << 20U;  // rings and rows in flight of one chain; measured, generous

PlanNode& node(Plan& p, int i) { return p.nodes[static_cast<std::size_t>(i)]; }

/// Keeping bytes is cheaper than keeping floats: what only looks at single pixels is computed again each time.
int below_pointwise(Plan& p, int i) {
  while (node(p, i).is_pointwise() && node(p, i).inputs.size() == 1 && !node(p, i).kept) i = node(p, i).inputs[0];
  return i;
}

void keep(Plan& p, int i) {
  PlanNode& n = node(p, below_pointwise(p, i));
  const bool random_decode = n.kind == NodeKind::Decode && p.sources[static_cast<std::size_t>(n.source)].random;
  if (!random_decode) n.kept = true;
}

}  // namespace

namespace {

int64_t pixels_touched(const Plan& plan) {
  int64_t pixels = 0;
  for (const PlanNode& n : plan.nodes)
    if (n.evaluations > 0) pixels += int64_t{n.shape.width} * n.shape.height;
  return pixels;
}

void mark_kept(Plan& plan, bool streaming) {
  for (PlanNode& n : plan.nodes) n.evaluations = 0, n.kept = false;
  for (const PlannedOutput& o : plan.outputs) ++node(plan, o.node).evaluations;
  // Nodes are in topological order, so going backward each node's readers are known before the node itself.
  for (std::size_t i = plan.nodes.size(); i-- > 0;) {
    PlanNode& n = plan.nodes[i];
    if (n.evaluations == 0) continue;  // left over: nothing reads it
    const bool whole = n.kind == NodeKind::Operation && n.operation->plan().op_class == BURNISH_WHOLE;
    const bool decode = n.kind == NodeKind::Decode;
    const bool random = decode && plan.sources[static_cast<std::size_t>(n.source)].random;
    if (whole || (decode && !random && !streaming) || (n.evaluations > 1 && !n.is_pointwise() && !random))
      n.kept = true;
    const int count = n.kept ? 1 : n.evaluations;
    for (std::size_t k = 0; k < n.inputs.size(); ++k) {
      node(plan, n.inputs[k]).evaluations += count;
      if (k > 0 || !n.goes_downward()) keep(plan, n.inputs[k]);
    }
  }
}

std::size_t estimate(const Plan& plan) {
  std::size_t largest = 0, kept = 0;
  for (const PlanNode& n : plan.nodes)
    if (n.kept && n.evaluations > 0) kept += Image::bytes_for(n.shape.format, n.shape.rect());
  for (const PlannedOutput& o : plan.outputs) {
    const Shape& s = plan.nodes[static_cast<std::size_t>(o.node)].shape;
    largest = std::max(largest, Image::bytes_for(s.format, s.rect()));
  }
  return kept + largest + rings_per_output;
}

}  // namespace

void decide_kept(Plan& plan, const RunOptions& options) {
  mark_kept(plan, false);
  plan.streaming = options.threads <= 1 || (options.band_rows == 0 && pixels_touched(plan) < worth_threads);
  if (!plan.streaming && estimate(plan) > options.memory) plan.streaming = true;
  if (plan.streaming) mark_kept(plan, true);
  plan.memory = estimate(plan);
}

}  // namespace burnish
