#include <algorithm>

#include "burnish/picture.hpp"
#include "kit/run.hpp"

namespace burnish::kit {
namespace {

std::string size_text(int32_t w, int32_t h) { return std::to_string(w) + "x" + std::to_string(h); }

}  // namespace

Plan::Plan(const burnish_pixel& op, const Values& values, const std::vector<burnish_image_info>& inputs,
           std::array<int32_t, 2> max_tile, const Call& call)
    : output(inputs.at(0)), op_(op), inputs_(inputs) {
  std::vector<const burnish_image_info*> pointers;
  for (const burnish_image_info& i : inputs_) pointers.push_back(&i);
  burnish_prepare in{};
  in.struct_size = sizeof in;
  in.values = values.data();
  in.input_count = static_cast<uint32_t>(inputs.size());
  in.inputs = pointers.data();
  in.max_tile[0] = max_tile[0];
  in.max_tile[1] = max_tile[1];
  plan.struct_size = sizeof plan;
  plan.output = &output;
  status = op.prepare(call.get(), &in, &plan);
  if (ok())
    check();
  else if (call.failure().code == BURNISH_OK)
    breaches.push_back("prepare returned " + status_name(status) + " and gave no message to call->fail");
}

Plan::~Plan() {
  if (ok() && op_.release != nullptr) op_.release(plan.state);
}

void Plan::check() {
  const auto breach = [this](bool bad, const std::string& what) {
    if (bad) breaches.push_back("prepare: " + what);
  };
  breach(status != BURNISH_OK, "returned " + status_name(status));
  breach(plan.output != &output, "moved plan->output");
  breach(output.width <= 0 || output.height <= 0, "an output of " + size_text(output.width, output.height));
  breach(op_.process != nullptr && (plan.op_class < BURNISH_POINT || plan.op_class > BURNISH_WHOLE),
         "op_class " + std::to_string(plan.op_class));
  breach(plan.edge < BURNISH_EDGE_CLAMP || plan.edge > BURNISH_EDGE_WRAP, "edge " + std::to_string(plan.edge));
  for (const int32_t side : plan.halo) breach(side < 0, "a halo of " + std::to_string(side));
  for (const int32_t side : plan.tile_align) breach(side < 0, "tile_align of " + std::to_string(side));
  const bool moves = plan.op_class == BURNISH_WARP || plan.op_class == BURNISH_WHOLE || op_.process == nullptr;
  breach(!moves && (output.width != inputs_[0].width || output.height != inputs_[0].height),
         "a POINT or AREA operation changed the size to " + size_text(output.width, output.height));
  breach(plan.op_class == BURNISH_WARP && op_.required_region == nullptr, "WARP without required_region");
  breach(
      plan.reduce_bytes > 0 && (op_.reduce_init == nullptr || op_.reduce_add == nullptr || op_.reduce_merge == nullptr),
      "reduce_bytes without reduce_init, reduce_add and reduce_merge");
  const int32_t shrink = plan.max_preshrink;
  breach(shrink != 0 && shrink != 1 && shrink != 2 && shrink != 4 && shrink != 8,
         "max_preshrink of " + std::to_string(shrink));
  breach(has(BURNISH_PER_CHANNEL) && !has(BURNISH_COLOR_ONLY), "PER_CHANNEL without COLOR_ONLY");
}

burnish_rect Plan::need(uint32_t input, const burnish_rect& out) const {
  const burnish_rect whole{0, 0, inputs_[input].width, inputs_[input].height};
  switch (plan.op_class) {
    case BURNISH_WHOLE:
      return whole;
    case BURNISH_WARP: {
      burnish_rect r{0, 0, 0, 0};
      if (op_.required_region(plan.state, input, &out, &r) < 0) return {0, 0, 0, 0};
      return r;
    }
    default:
      break;
  }
  if (input > 0) {  // outside it is transparent: only what exists is handed over
    const int32_t dx = plan.offset[input - 1][0], dy = plan.offset[input - 1][1];
    return {std::clamp(out.x0 - dx, 0, whole.x1), std::clamp(out.y0 - dy, 0, whole.y1),
            std::clamp(out.x1 - dx, 0, whole.x1), std::clamp(out.y1 - dy, 0, whole.y1)};
  }
  if (plan.op_class == BURNISH_POINT) return out;
  return {out.x0 - plan.halo[0], out.y0 - plan.halo[1], out.x1 + plan.halo[2], out.y1 + plan.halo[3]};
}

}  // namespace burnish::kit
