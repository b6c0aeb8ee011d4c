#include "execute/job.hpp"

#include <algorithm>
#include <map>

namespace burnish {
namespace {

constexpr std::size_t ring_budget = 1280U << 10U;  // bytes of rings per worker that still live in cache
constexpr int32_t least_column = 1400;             // narrower columns spend too much on their halos
constexpr int32_t plain_rows = 64, ringed_rows = 384, tall_bytes = 5 << 20;

void collect_needs(const Plan& plan, int root, int i, const burnish_rect& out, std::map<int, int32_t>& rows) {
  const PlanNode& n = plan.nodes[static_cast<std::size_t>(i)];
  if (i != root && n.kept) {
    int32_t& r = rows[i];
    r = std::max(r, out.y1);
    return;
  }
  for (std::size_t k = 0; k < n.inputs.size(); ++k) {
    const Shape& in = plan.nodes[static_cast<std::size_t>(n.inputs[k])].shape;
    const burnish_rect need = intersect(n.required(k, out, in), in.rect());
    // A band that looks only outside the picture still repeats its border.
    collect_needs(plan, root, n.inputs[k], is_empty(need) ? burnish_rect{0, 0, 1, in.height} : need, rows);
  }
}

int32_t choose_rows(const Job& job, bool rings, int threads) {
  const int32_t even = (job.shape.height + 3 * threads - 1) / (3 * threads);
  if (!rings) return std::clamp(even, 16, plain_rows);
  const auto row = static_cast<int32_t>(job.shape.width * pixel_bytes(job.shape.format));
  return std::clamp({std::min(even, tall_bytes / std::max(1, row))}, 64, ringed_rows);
}

}  // namespace

burnish_rect Job::task_rect(std::size_t band, int column) const {
  const Band& b = bands[band];
  const auto edge = [&](int c) {
    return c >= columns ? shape.width : static_cast<int32_t>(int64_t{shape.width} * c / columns / 64 * 64);
  };
  return {edge(column), b.y0, edge(column + 1), b.y1};
}

void cut_job(Job& job, const Plan& plan, int threads, int band_rows) {
  const PlanNode& n = plan.nodes[static_cast<std::size_t>(job.node)];
  const bool barrier = n.kind == NodeKind::Operation && n.operation->plan().op_class == BURNISH_WHOLE;
  const std::size_t rings = Evaluator::ring_bytes(plan, job.node, job.shape.width);
  int32_t rows = band_rows > 0 ? band_rows : choose_rows(job, rings > 0, threads);
  if (barrier) rows = job.shape.height;
  const auto fit = static_cast<int32_t>((rings + ring_budget - 1) / ring_budget);
  job.columns = barrier ? 1 : std::clamp(std::min(fit, job.shape.width / least_column), 1, 64);
  for (int32_t y = 0; y < job.shape.height; y += rows) {
    Band b;
    b.y0 = y;
    b.y1 = std::min(y + rows, job.shape.height);
    b.columns_left = job.columns;
    std::map<int, int32_t> needs;
    collect_needs(plan, job.node, job.node, {0, b.y0, job.shape.width, b.y1}, needs);
    b.needs.assign(needs.begin(), needs.end());
    job.bands.push_back(std::move(b));
  }
}

}  // namespace burnish
