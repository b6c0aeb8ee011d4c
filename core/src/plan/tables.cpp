// Runs of per-channel operations between 8-bit pixels become one table of 256 answers per channel. The answers are
// computed by the plugins themselves on a ramp, so the bytes are those of the long way.
#include <vector>

#include "image/image.hpp"
#include "plan/plan.hpp"

namespace burnish {
namespace {

constexpr int32_t answers = 256;

bool is_bytes(const burnish_format& f) {
  return f.sample == BURNISH_U8 && f.layout == BURNISH_INTERLEAVED && f.alpha != BURNISH_ALPHA_PREMUL &&
         f.model != BURNISH_CMYK;
}
bool is_float_plane(const burnish_format& f) {
  return f.sample == BURNISH_F32 && f.layout == BURNISH_PLANAR && f.alpha != BURNISH_ALPHA_PREMUL;
}
bool maps_channels(const PlanNode& n) {
  constexpr uint32_t needed = BURNISH_COLOR_ONLY | BURNISH_PER_CHANNEL | BURNISH_KEEPS_ALPHA | BURNISH_IN_PLACE;
  return n.kind == NodeKind::Operation && n.inputs.size() == 1 && (n.operation->plan().flags & needed) == needed &&
         n.operation->plan().scratch_bytes == 0;
}

/// The nodes between bytes and bytes, last first; empty when the run is none.
std::vector<int> find_run(const Plan& plan, int last) {
  const auto at = [&](int i) -> const PlanNode& { return plan.nodes[static_cast<std::size_t>(i)]; };
  const PlanNode& end = at(last);
  std::vector<int> run;
  if (end.kind != NodeKind::Convert || !is_bytes(end.conversion.to) || !is_float_plane(end.conversion.from)) return run;
  bool works = false;
  for (int i = last;; i = at(i).inputs[0]) {
    const PlanNode& n = at(i);
    const bool convert = n.kind == NodeKind::Convert;
    if (!convert && !maps_channels(n)) return {};
    works = works || !convert;
    run.push_back(i);
    if (!convert) continue;
    const burnish_format& from = n.conversion.from;
    if (is_bytes(from))
      return works && from.model == end.shape.format.model && from.alpha == end.shape.format.alpha ? run
                                                                                                   : std::vector<int>{};
    if (!is_float_plane(from)) return {};
  }
}

std::unique_ptr<ByteTable> bake(const Plan& plan, const std::vector<int>& run, const CallContext& context) {
  const Call call(context);
  const burnish_rect line{0, 0, answers, 1};
  const PlanNode& first = plan.nodes[static_cast<std::size_t>(run.back())];
  Image pixels(first.conversion.from, line);
  if (!pixels) return nullptr;
  const int channels = channel_count(first.conversion.from);
  auto* ramp = static_cast<uint8_t*>(pixels.tile().data[0]);
  for (int32_t i = 0; i < answers; ++i)
    for (int c = 0; c < channels; ++c) *ramp++ = static_cast<uint8_t>(i);
  for (auto it = run.rbegin(); it != run.rend(); ++it) {
    const PlanNode& n = plan.nodes[static_cast<std::size_t>(*it)];
    Image next(n.shape.format, line);
    if (!next) return nullptr;
    burnish_tile out = next.tile();
    const burnish_tile in = pixels.tile();
    if (n.kind == NodeKind::Convert) {
      n.conversion(in, out);
    } else {
      burnish_task task{};
      task.struct_size = sizeof task;
      task.call = call.get();
      task.in = &in;
      task.in_count = 1;
      task.out = out;
      if (n.operation->table().process(n.operation->plan().state, &task) != BURNISH_OK) return nullptr;
    }
    pixels = std::move(next);
  }
  auto table = std::make_unique<ByteTable>();
  const auto* p = static_cast<const uint8_t*>(pixels.tile().data[0]);
  for (int i = 0; i < answers; ++i)
    for (int c = 0; c < channels; ++c) table->value[c][i] = *p++;
  return table;
}

}  // namespace

void merge_tables(Plan& plan, const CallContext& context) {
  for (std::size_t i = 0; i < plan.nodes.size(); ++i) {
    const std::vector<int> run = find_run(plan, static_cast<int>(i));
    if (run.empty()) continue;
    auto table = bake(plan, run, context);
    if (!table) continue;  // the long way says what is wrong
    PlanNode& n = plan.nodes[i];
    n.kind = NodeKind::Table;
    n.table = std::move(table);
    n.inputs = plan.nodes[static_cast<std::size_t>(run.back())].inputs;
  }
}

}  // namespace burnish
