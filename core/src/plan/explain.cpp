#include <algorithm>

#include "image/image.hpp"
#include "plan/plan.hpp"

namespace burnish {
namespace {

std::string mebibytes(std::size_t bytes) {
  const std::size_t tenths = (bytes * 10 + (1U << 19U)) >> 20U;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " MiB";
}

std::string region_text(const burnish_rect& r) {
  return "[" + std::to_string(r.x0) + "," + std::to_string(r.y0) + " " + std::to_string(r.x1 - r.x0) + "x" +
         std::to_string(r.y1 - r.y0) + "]";
}

/// The nodes an output reads, each with the part of it that is needed, in order.
void collect(const Plan& plan, int i, const burnish_rect& out, std::vector<burnish_rect>& need) {
  const PlanNode& n = plan.nodes[static_cast<std::size_t>(i)];
  burnish_rect& mine = need[static_cast<std::size_t>(i)];
  mine = unite(mine, out);
  for (std::size_t k = 0; k < n.inputs.size(); ++k) {
    const Shape& in = plan.nodes[static_cast<std::size_t>(n.inputs[k])].shape;
    collect(plan, n.inputs[k], intersect(n.required(k, out, in), in.rect()), need);
  }
}

}  // namespace

std::string explain_plan(const Plan& plan) {
  std::string t;
  for (std::size_t i = 0; i < plan.sources.size(); ++i) {
    const SourceFacts& s = plan.sources[i];
    t += "source " + std::to_string(i) + ": " + s.name + " (" + (s.decoder != nullptr ? s.decoder->format : "?") +
         ", " + std::to_string(s.shape.width) + "x" + std::to_string(s.shape.height) + " " +
         format_text(s.shape.format) + (s.random ? ", read in any order" : ", read downward") + ")\n";
  }
  std::vector<bool> shown(plan.nodes.size(), false);
  for (const PlannedOutput& o : plan.outputs) {
    const Shape& s = plan.nodes[static_cast<std::size_t>(o.node)].shape;
    t += "output '" + o.output->name + "': " + std::to_string(s.width) + "x" + std::to_string(s.height) + " " +
         o.encoder->format + "\n";
    std::vector<burnish_rect> need(plan.nodes.size());
    collect(plan, o.node, s.rect(), need);
    for (std::size_t i = 0; i < plan.nodes.size(); ++i) {
      if (is_empty(need[i])) continue;
      const PlanNode& n = plan.nodes[i];
      t += "  " + std::to_string(i) + ". " + n.text() + " " + region_text(need[i]);
      for (std::size_t k = 0; k < n.inputs.size(); ++k)
        t += (k == 0 ? " from " : " and ") + std::to_string(n.inputs[k]);
      if (n.evaluations > 1)
        t += shown[i] ? " (shared, see above)" : " (shared by " + std::to_string(n.evaluations) + ")";
      if (n.kept) t += " (kept in memory: " + mebibytes(Image::bytes_for(n.shape.format, n.shape.rect())) + ")";
      if (n.kind == NodeKind::Operation && n.operation->plan().op_class == BURNISH_WHOLE) t += " (barrier)";
      t += "\n";
      shown[i] = true;
    }
    for (const std::string& note : o.notes) t += "  note: " + note + "\n";
  }
  return t + "estimated memory: " + mebibytes(plan.memory) + "\n";
}

}  // namespace burnish
