#include <algorithm>

#include "execute/modes.hpp"
#include "image/orient.hpp"

namespace burnish {
namespace {

/// Computes nodes whole, each once.
class WholeImages {
 public:
  WholeImages(Stores& stores, const CallContext& context) : stores_(stores), call_(context) {}

  Result<Image*> image(int i) {
    Image& result = stores_.image(i);
    if (result) return &result;
    const PlanNode& n = stores_.node(i);
    std::vector<Image*> inputs;
    for (const int k : n.inputs) {
      BURNISH_TRY(Image * in, image(k));
      inputs.push_back(in);
    }
    if (call_.stopped()) return call_.error(BURNISH_CANCELLED, "stopped");
    Image out(n.shape.format, n.shape.rect());
    if (!out) return no_memory_for(n.shape);
    BURNISH_CHECK(compute(n, inputs, out));
    result = std::move(out);
    return &result;
  }

 private:
  Status compute(const PlanNode& n, const std::vector<Image*>& inputs, Image& result) {
    burnish_tile out = result.tile();
    if (n.kind == NodeKind::Decode) return stores_.sessions[static_cast<std::size_t>(n.source)]->read(n.shrink, out);
    if (n.kind == NodeKind::Operation) return operate(*n.operation, inputs, result);
    const burnish_tile in = inputs[0]->tile();
    const Size from = stores_.node(n.inputs[0]).shape.size();
    switch (n.kind) {
      case NodeKind::Orient:
        orient_pixels(in, out, n.orientation, from);
        break;
      case NodeKind::Shrink:
        shrink_pixels(in, out, n.shrink, from);
        break;
      case NodeKind::Colour:
        (*n.colour)(in, out);
        break;
      case NodeKind::Convert:
        n.conversion(in, out);
        break;
      default:
        return Error{Code::Internal, "the reference executor met a table", {}, {}, {}};
    }
    return Done{};
  }

  Status operate(const Operation& op, const std::vector<Image*>& inputs, Image& result) {
    const Image scratch(scratch_format, {0, 0, 4096, static_cast<int32_t>(op.plan().scratch_bytes / 4096 + 1)});
    const bool whole = op.plan().op_class == BURNISH_WHOLE;
    const burnish_rect all = result.rect();
    const int32_t wide = whole ? all.x1 : max_tile_width, tall = whole ? all.y1 : max_tile_height;
    for (int32_t y = 0; y < all.y1; y += tall)
      for (int32_t x = 0; x < all.x1; x += wide) {
        burnish_tile out = result.tile({x, y, std::min(x + wide, all.x1), std::min(y + tall, all.y1)});
        BURNISH_CHECK(operate_tile(op, inputs, scratch, out));
      }
    return Done{};
  }

  Status operate_tile(const Operation& op, const std::vector<Image*>& inputs, const Image& scratch, burnish_tile& out) {
    burnish_tile in[5]{};
    std::vector<Image> windows(inputs.size());
    for (std::size_t k = 0; k < inputs.size(); ++k) {
      const burnish_rect need = op.required(k, out.rect);
      in[k].rect = need;
      in[k].format = inputs[k]->format();
      if (is_empty(need)) continue;
      if (contains(inputs[k]->rect(), need)) {
        in[k] = inputs[k]->tile(need);
        continue;
      }
      burnish_rect inside = intersect(need, inputs[k]->rect());
      if (is_empty(inside)) {
        inside.x0 = std::clamp(need.x0, 0, inputs[k]->rect().x1 - 1);
        inside.y0 = std::clamp(need.y0, 0, inputs[k]->rect().y1 - 1);
        inside.x1 = inside.x0 + 1;
        inside.y1 = inside.y0 + 1;
      }
      windows[k] = Image(in[k].format, unite(need, inside));
      if (!windows[k]) return Error{Code::NoMemory, "out of memory", {}, {}, {}};
      burnish_tile window = windows[k].tile();
      copy_pixels(inputs[k]->tile(), window, inside);
      pad_edges(window, inside, op.plan().edge);
      in[k] = sub_tile(window, need);
    }
    burnish_task task{};
    task.struct_size = sizeof task;
    task.call = call_.get();
    task.in = in;
    task.in_count = static_cast<uint32_t>(inputs.size());
    task.out = out;
    task.scratch = scratch.tile().data[0];
    task.reduced = op.reduced();
    return call_.check(op.table().process(op.plan().state, &task),
                       "operation '" + std::string(short_id(op.item().id)) + "' failed");
  }

  static constexpr burnish_format scratch_format{BURNISH_U8,     BURNISH_GRAY,          BURNISH_ALPHA_NONE,
                                                 BURNISH_PLANAR, BURNISH_LIGHT_ENCODED, {}};
  Stores& stores_;
  Call call_;
};

}  // namespace

Status run_reductions(Plan& plan, std::vector<std::unique_ptr<DecoderSession>>& sessions, const CallContext& context) {
  constexpr int32_t rows = 256;
  for (PlanNode& n : plan.nodes) {
    if (n.kind != NodeKind::Operation || n.operation->plan().reduce_bytes == 0 || n.evaluations == 0) continue;
    Operation& op = *n.operation;
    const std::string failed = "operation '" + std::string(short_id(op.item().id)) + "' failed to measure the picture";
    Stores stores(plan, sessions);  // of its own: what it computes is given back at once
    WholeImages images(stores, context);
    BURNISH_TRY(const Image* input, images.image(n.inputs[0]));
    const Call call(context);
    std::vector<std::byte> acc(op.plan().reduce_bytes), part(op.plan().reduce_bytes);
    op.table().reduce_init(op.plan().state, acc.data());
    const burnish_rect all = input->rect();
    for (int32_t y = 0; y < all.y1; y += rows) {
      const burnish_tile tile = input->tile({0, y, all.x1, std::min(y + rows, all.y1)});
      op.table().reduce_init(op.plan().state, part.data());
      BURNISH_CHECK(call.check(op.table().reduce_add(op.plan().state, part.data(), call.get(), &tile), failed));
      op.table().reduce_merge(op.plan().state, acc.data(), part.data());
    }
    BURNISH_CHECK(call.check(op.table().reduce_finish(op.plan().state, acc.data(), call.get()), failed));
    op.set_reduced(std::move(acc));
  }
  return Done{};
}

std::vector<Status> execute_simple(Stores& stores, const CallContext& context, const Encode& encode) {
  WholeImages images(stores, context);
  std::vector<Status> statuses;
  for (std::size_t i = 0; i < stores.plan.outputs.size(); ++i) {
    const int node = stores.plan.outputs[i].node;
    auto image = images.image(node);
    if (!image) {
      statuses.emplace_back(image.take_error());
      continue;
    }
    const ImageReader reader(stores.node(node).shape, **image);
    const Call call(context);
    statuses.push_back(encode(i, reader.get(), call));
  }
  return statuses;
}

}  // namespace burnish
