#include "execute/evaluator.hpp"

#include <algorithm>

#include "image/orient.hpp"

namespace burnish {
namespace {

constexpr int32_t ring_step = 8;  // input rows that are computed at a time into a ring
constexpr int32_t square = 128;   // side of the tiles of operations that jump about
constexpr int32_t direction_step = 8;

Error out_of_memory(std::size_t bytes) {
  return {Code::NoMemory,
          "out of memory",
          {},
          std::to_string(bytes >> 20U) + " MiB for pixels could not be had",
          "lower --threads, or process fewer pixels"};
}

/// Memory for `rect`, reused when the format is the same and it is large enough.
Status fit(Image& image, const burnish_format& format, const burnish_rect& rect) {
  const burnish_rect have = image.rect();
  const int32_t w = rect.x1 - rect.x0, h = rect.y1 - rect.y0;
  if (image && same_format(image.format(), format) && have.x1 - have.x0 >= w && have.y1 - have.y0 >= h) {
    image.move_to({rect.x0, rect.y0, rect.x0 + have.x1 - have.x0, rect.y0 + have.y1 - have.y0});
    return Done{};
  }
  image = Image(format, rect);
  if (!image) return out_of_memory(Image::bytes_for(format, rect));
  return Done{};
}

/// The most input rows that any step of a band needs at once.
int32_t window_rows(const PlanNode& n, const burnish_rect& band, const Shape& input, int32_t step) {
  int32_t most = 1;
  for (int32_t y = band.y0; y < band.y1; y += direction_step) {
    const burnish_rect need = n.required(0, {band.x0, y, band.x1, std::min(y + step, band.y1)}, input);
    most = std::max(most, need.y1 - need.y0);
  }
  return most;
}

bool rings_input(const PlanNode& n) { return n.kind == NodeKind::Operation && !n.is_pointwise() && n.goes_downward(); }

void apply_table(const ByteTable& table, const burnish_tile& in, burnish_tile& out) {
  const int channels = channel_count(in.format);
  for (int32_t y = out.rect.y0; y < out.rect.y1; ++y) {
    const auto* a = static_cast<const uint8_t*>(in.data[0]) + (y - in.rect.y0) * in.stride[0] +
                    static_cast<std::ptrdiff_t>(out.rect.x0 - in.rect.x0) * channels;
    auto* b = static_cast<uint8_t*>(out.data[0]) + (y - out.rect.y0) * out.stride[0];
    for (int32_t x = out.rect.x0; x < out.rect.x1; ++x)
      for (int c = 0; c < channels; ++c) *b++ = table.value[c][*a++];
  }
}

}  // namespace

Evaluator::Evaluator(Stores& stores, int root, const CallContext& context, bool own_sessions)
    : stores_(stores),
      root_(root),
      call_(context),
      context_(context),
      own_sessions_(own_sessions),
      states_(stores.plan.nodes.size()),
      sessions_(stores.plan.sources.size()) {}

std::size_t Evaluator::ring_bytes(const Plan& plan, int root, int32_t width) {
  const PlanNode& n = plan.nodes[static_cast<std::size_t>(root)];
  std::size_t total = 0;
  for (std::size_t k = 0; k < n.inputs.size(); ++k) {
    const PlanNode& input = plan.nodes[static_cast<std::size_t>(n.inputs[k])];
    const burnish_rect step{0, 0, std::min(width, n.shape.width), std::min(direction_step, n.shape.height)};
    const burnish_rect need = n.required(k, step, input.shape);
    if (input.kept) continue;
    if (k == 0 && rings_input(n))
      total += static_cast<std::size_t>(need.y1 - need.y0 + ring_step) *
               static_cast<std::size_t>((need.x1 - need.x0) * pixel_bytes(input.shape.format));
    total += ring_bytes(plan, n.inputs[k], need.x1 - need.x0);
  }
  return total;
}

Result<DecoderSession*> Evaluator::session(int source) {
  const auto s = static_cast<std::size_t>(source);
  if (!own_sessions_) return stores_.sessions[s].get();
  if (!sessions_[s]) {
    BURNISH_TRY(sessions_[s], stores_.sessions[s]->reopen());
  }
  return sessions_[s].get();
}

Status Evaluator::begin(const burnish_rect& band) { return begin_node(root_, band); }

Status Evaluator::begin_node(int i, const burnish_rect& band) {
  const PlanNode& n = stores_.node(i);
  NodeState& s = state(i);
  if (s.edges.size() != n.inputs.size()) s.edges = std::vector<Edge>(n.inputs.size());
  for (std::size_t k = 0; k < n.inputs.size(); ++k) {
    const PlanNode& input = stores_.node(n.inputs[k]);
    Edge& e = s.edges[k];
    e.band = n.required(k, band, input.shape);
    const burnish_rect inside = intersect(e.band, input.shape.rect());
    if (is_kept(n.inputs[k]) || is_empty(inside)) continue;
    e.ringed = k == 0 && rings_input(n);
    if (e.ringed) {
      // Steps are short (see produce and ring_window); taller ones are cut. A ring no larger than that stays in cache.
      // Mirrored rows beyond the picture need as many inside it, even of a halo that reaches to one side only.
      const int32_t beyond = std::max(-e.band.y0, e.band.y1 - input.shape.height);
      const int32_t rows =
          std::max(window_rows(n, band, input.shape, std::max(direction_step, ring_step)), 2 * beyond) + ring_step;
      if (!e.ring.reset(input.shape.format, e.band.x0, e.band.x1, rows))
        return out_of_memory(static_cast<std::size_t>(rows) *
                             static_cast<std::size_t>((e.band.x1 - e.band.x0) * pixel_bytes(input.shape.format)));
      e.top = e.band.y0;
      e.filled = std::max(e.band.y0, 0);
      e.padded = e.filled;
      e.top_padded = e.band.y0 >= 0;
    }
    BURNISH_CHECK(begin_node(n.inputs[k], inside));
  }
  return Done{};
}

Status Evaluator::produce(burnish_tile& out) {
  for (int32_t y = out.rect.y0; y < out.rect.y1; y += direction_step) {
    if (call_.stopped()) return call_.error(BURNISH_CANCELLED, "stopped");
    burnish_tile rows = sub_tile(out, {out.rect.x0, y, out.rect.x1, std::min(y + direction_step, out.rect.y1)});
    BURNISH_CHECK(fill(root_, rows));
  }
  return Done{};
}

Status Evaluator::fill(int i, burnish_tile& out) {
  const PlanNode& n = stores_.node(i);
  if (is_kept(i)) {
    copy_pixels(stores_.image(i).tile(), out, out.rect);
    return Done{};
  }
  switch (n.kind) {
    case NodeKind::Decode:
      return fill_decode(n, out);
    case NodeKind::Orient:
      if (!n.goes_downward()) return fill_anywhere(i, out);
      break;
    case NodeKind::Operation:
      if (n.is_pointwise()) return fill_point(i, out);
      return n.goes_downward() ? fill_downward(i, out) : fill_anywhere(i, out);
    default:
      break;
  }
  const Shape& input = stores_.node(n.inputs[0]).shape;
  BURNISH_TRY(const burnish_tile in, view(i, 0, n.required(0, out.rect, input)));
  switch (n.kind) {
    case NodeKind::Convert:
      n.conversion(in, out);
      break;
    case NodeKind::Colour:
      (*n.colour)(in, out);
      break;
    case NodeKind::Table:
      apply_table(*n.table, in, out);
      break;
    case NodeKind::Shrink:
      shrink_pixels(in, out, n.shrink, input.size());
      break;
    default:
      orient_pixels(in, out, n.orientation, input.size());
      break;
  }
  return Done{};
}

Status Evaluator::fill_decode(const PlanNode& n, burnish_tile& out) {
  BURNISH_TRY(DecoderSession * s, session(n.source));
  return s->read(n.shrink, out);
}

Status Evaluator::fill_point(int i, burnish_tile& out) {
  const PlanNode& n = stores_.node(i);
  burnish_tile inputs[5]{};
  const int first = n.inputs[0];
  const bool in_place = n.operation->is(BURNISH_IN_PLACE) && !is_kept(first) &&
                        same_format(stores_.node(first).shape.format, n.shape.format);
  if (in_place) {
    BURNISH_CHECK(fill(first, out));
    inputs[0] = out;
  } else {
    BURNISH_TRY(inputs[0], view(i, 0, out.rect));
  }
  for (std::size_t k = 1; k < n.inputs.size(); ++k) {
    const burnish_rect need = n.required(k, out.rect, stores_.node(n.inputs[k]).shape);
    inputs[k].rect = need;
    inputs[k].format = stores_.node(n.inputs[k]).shape.format;
    if (is_empty(need)) continue;
    BURNISH_TRY(inputs[k], view(i, k, need));
  }
  return process(i, inputs, n.inputs.size(), out);
}

Status Evaluator::fill_downward(int i, burnish_tile& out) {
  const PlanNode& n = stores_.node(i);
  const burnish_rect need = n.required(0, out.rect, stores_.node(n.inputs[0]).shape);
  Edge& e = state(i).edges[0];
  if (!e.ringed || is_kept(n.inputs[0])) {
    BURNISH_TRY(const burnish_tile in, padded_view(i, need));
    return process(i, &in, 1, out);
  }
  if (need.y1 - need.y0 + ring_step > e.ring.capacity() && out.rect.y1 - out.rect.y0 > 1) {
    // A taller step than the ring was made for: in halves.
    const int32_t middle = (out.rect.y0 + out.rect.y1) / 2;
    burnish_tile upper = sub_tile(out, {out.rect.x0, out.rect.y0, out.rect.x1, middle});
    burnish_tile lower = sub_tile(out, {out.rect.x0, middle, out.rect.x1, out.rect.y1});
    BURNISH_CHECK(fill_downward(i, upper));
    return fill_downward(i, lower);
  }
  BURNISH_TRY(const burnish_tile in, ring_window(i, need));
  return process(i, &in, 1, out);
}

Status Evaluator::fill_anywhere(int i, burnish_tile& out) {
  const PlanNode& n = stores_.node(i);
  const Shape& input = stores_.node(n.inputs[0]).shape;
  const bool whole = n.kind == NodeKind::Operation && n.operation->plan().op_class == BURNISH_WHOLE;
  const int32_t side = whole ? INT32_MAX / 2 : square;
  for (int32_t y = out.rect.y0; y < out.rect.y1; y += side)
    for (int32_t x = out.rect.x0; x < out.rect.x1; x += side) {
      burnish_tile part = sub_tile(out, {x, y, std::min(x + side, out.rect.x1), std::min(y + side, out.rect.y1)});
      const burnish_rect need = n.required(0, part.rect, input);
      BURNISH_TRY(const burnish_tile in, padded_view(i, need));
      if (n.kind == NodeKind::Orient)
        orient_pixels(in, part, n.orientation, input.size());
      else
        BURNISH_CHECK(process(i, &in, 1, part));
    }
  return Done{};
}

Result<burnish_tile> Evaluator::view(int i, std::size_t k, const burnish_rect& need) {
  const int input = stores_.node(i).inputs[k];
  if (is_kept(input)) return sub_tile(stores_.image(input).tile(), need);
  Edge& e = state(i).edges[k];
  BURNISH_CHECK(fit(e.temporary, stores_.node(input).shape.format, need));
  burnish_tile t = e.temporary.tile(need);
  BURNISH_CHECK(fill(input, t));
  return t;
}

Result<burnish_tile> Evaluator::padded_view(int i, const burnish_rect& need) {
  const PlanNode& n = stores_.node(i);
  const Shape& input = stores_.node(n.inputs[0]).shape;
  Edge& e = state(i).edges[0];
  if (is_empty(need)) {
    burnish_tile nothing{};
    nothing.rect = need;
    nothing.format = input.format;
    return nothing;
  }
  if (contains(input.rect(), need)) return view(i, 0, need);
  burnish_rect inside = intersect(need, input.rect());
  // Entirely outside: one border pixel is what gets repeated.
  if (is_empty(inside)) {
    inside.x0 = std::clamp(need.x0, 0, input.width - 1);
    inside.y0 = std::clamp(need.y0, 0, input.height - 1);
    inside.x1 = inside.x0 + 1;
    inside.y1 = inside.y0 + 1;
  }
  const burnish_rect both = unite(need, inside);
  BURNISH_CHECK(fit(e.window, input.format, both));
  burnish_tile t = e.window.tile(both);
  burnish_tile core = sub_tile(t, inside);
  BURNISH_CHECK(fill(n.inputs[0], core));
  const int32_t edge = n.kind == NodeKind::Operation ? n.operation->plan().edge : BURNISH_EDGE_CLAMP;
  pad_edges(t, inside, edge);
  return sub_tile(t, need);
}

Result<burnish_tile> Evaluator::ring_window(int i, const burnish_rect& need) {
  const PlanNode& n = stores_.node(i);
  const Shape& input = stores_.node(n.inputs[0]).shape;
  const int32_t edge = n.operation->plan().edge;
  Edge& e = state(i).edges[0];
  const burnish_rect inside = intersect({e.band.x0, 0, e.band.x1, input.height}, input.rect());
  const int32_t wanted = std::clamp(std::max(need.y1, edge == BURNISH_EDGE_MIRROR ? -e.top : 1), 1, input.height);
  while (e.filled < wanted) {
    const int32_t y1 = std::min({e.filled + ring_step, std::max(wanted, e.filled + 1), input.height});
    burnish_tile rows = e.ring.rows(e.filled, y1);
    burnish_tile core = sub_tile(rows, {inside.x0, e.filled, inside.x1, y1});
    BURNISH_CHECK(fill(n.inputs[0], core));
    pad_edges(rows, core.rect, edge);
    e.filled = e.padded = y1;
  }
  if (!e.top_padded) {
    burnish_tile above = e.ring.rows(e.top, e.filled);
    pad_edges(above, {above.rect.x0, 0, above.rect.x1, e.filled}, edge);
    e.top_padded = true;
  }
  if (need.y1 > input.height && e.padded < need.y1) {
    const int32_t from = std::max(e.top, need.y1 - e.ring.capacity());
    burnish_tile below = e.ring.rows(from, need.y1);
    pad_edges(below, {below.rect.x0, from, below.rect.x1, input.height}, edge);
    e.padded = need.y1;
  }
  return sub_tile(e.ring.rows(need.y0, need.y1), need);
}

Status Evaluator::process(int i, const burnish_tile* inputs, std::size_t count, burnish_tile& out) {
  const Operation& op = *stores_.node(i).operation;
  const burnish_plan& plan = op.plan();
  if (plan.scratch_bytes > scratch_.bytes()) {
    const burnish_format bytes{BURNISH_U8, BURNISH_GRAY, BURNISH_ALPHA_NONE, BURNISH_PLANAR, BURNISH_LIGHT_ENCODED, {}};
    const auto lines = static_cast<int32_t>(plan.scratch_bytes / 4096 + 1);
    BURNISH_CHECK(fit(scratch_, bytes, {0, 0, 4096, lines}));
  }
  const bool whole = plan.op_class == BURNISH_WHOLE;
  const int32_t wide = whole ? INT32_MAX / 2 : max_tile_width, tall = whole ? INT32_MAX / 2 : max_tile_height;
  for (int32_t y = out.rect.y0; y < out.rect.y1; y += tall)
    for (int32_t x = out.rect.x0; x < out.rect.x1; x += wide) {
      const burnish_rect part{x, y, std::min(x + wide, out.rect.x1), std::min(y + tall, out.rect.y1)};
      burnish_tile in[5]{};
      for (std::size_t k = 0; k < count; ++k) {
        in[k] = inputs[k];
        if (inputs[k].data[0] == nullptr) continue;
        const burnish_rect need = op.required(k, part);
        in[k] = sub_tile(inputs[k], need);
        if (is_empty(need)) std::fill(std::begin(in[k].data), std::end(in[k].data), nullptr);
      }
      burnish_task task{};
      task.struct_size = sizeof task;
      task.call = call_.get();
      task.in = in;
      task.in_count = static_cast<uint32_t>(count);
      task.out = sub_tile(out, part);
      task.scratch = scratch_ ? scratch_.tile().data[0] : nullptr;
      task.reduced = op.reduced();
      const burnish_status status = op.table().process(plan.state, &task);
      if (status != BURNISH_OK)
        return call_.error(status, "operation '" + std::string(short_id(op.item().id)) + "' failed");
    }
  return Done{};
}

}  // namespace burnish
