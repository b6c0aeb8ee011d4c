#include "plan/operation.hpp"

#include <algorithm>

namespace burnish {
namespace {

constexpr int32_t strip = 8;        // rows per step when asking about the direction
constexpr int32_t strip_need = 64;  // input rows per step and unit of downscale beyond which it is no strip
constexpr int32_t max_side = 1'000'000;

Error broken_contract(const Item& item, std::string why) {
  return {Code::Plugin,
          "operation '" + std::string(short_id(item.id)) + "' broke its contract",
          {},
          std::move(why),
          "report it to the plugin's author"};
}

Status check_plan(const Item& item, const burnish_plan& p, const burnish_image_info& out) {
  if (p.op_class < BURNISH_POINT || p.op_class > BURNISH_WHOLE)
    return broken_contract(item, "it answered class " + std::to_string(p.op_class));
  if (std::any_of(std::begin(p.halo), std::end(p.halo), [](int32_t h) { return h < 0 || h > max_side; }))
    return broken_contract(item, "its halo is negative or absurd");
  if (out.width < 1 || out.height < 1 || out.width > max_side || out.height > max_side)
    return broken_contract(item, "its output would be " + std::to_string(out.width) + "x" + std::to_string(out.height));
  return Done{};
}

}  // namespace

Result<std::unique_ptr<Operation>> Operation::prepare(const Item& item, const burnish_pixel& table, Values values,
                                                      std::span<const Shape> inputs, const CallContext& context) {
  std::unique_ptr<Operation> op(new Operation(item, table, std::move(values)));
  op->inputs_.assign(inputs.begin(), inputs.end());
  std::vector<burnish_image_info> infos;
  std::vector<const burnish_image_info*> pointers;
  infos.reserve(inputs.size());
  for (const Shape& s : inputs) pointers.push_back(&infos.emplace_back(to_info(s)));

  burnish_image_info out = infos[0];
  burnish_prepare prepare{};
  prepare.struct_size = sizeof prepare;
  prepare.values = op->values_.data();
  prepare.input_count = static_cast<uint32_t>(inputs.size());
  prepare.inputs = pointers.data();
  prepare.max_tile[0] = max_tile_width;
  prepare.max_tile[1] = max_tile_height;
  op->plan_.struct_size = sizeof op->plan_;
  op->plan_.output = &out;

  const Call call(context);
  const burnish_status status = table.prepare(call.get(), &prepare, &op->plan_);
  op->plan_.output = nullptr;
  if (status != BURNISH_OK) {
    op->plan_.state = nullptr;
    return call.error(status, "operation '" + std::string(short_id(item.id)) + "' cannot be used here");
  }
  BURNISH_CHECK(check_plan(item, op->plan_, out));
  op->output_ = to_shape(out);
  op->downward_ = op->find_direction();
  return op;
}

Operation::~Operation() {
  if (plan_.state != nullptr && table_.release != nullptr) table_.release(plan_.state);
}

burnish_rect Operation::required(std::size_t input, const burnish_rect& out) const {
  if (plan_.op_class == BURNISH_WHOLE) return inputs_[input].rect();
  if (input > 0) {
    const int32_t* o = plan_.offset[input - 1];
    const burnish_rect moved{out.x0 - o[0], out.y0 - o[1], out.x1 - o[0], out.y1 - o[1]};
    return intersect(moved, inputs_[input].rect());
  }
  if (plan_.op_class == BURNISH_POINT) return out;
  if (plan_.op_class == BURNISH_AREA)
    return {out.x0 - plan_.halo[0], out.y0 - plan_.halo[1], out.x1 + plan_.halo[2], out.y1 + plan_.halo[3]};
  burnish_rect need{};
  if (table_.required_region == nullptr || table_.required_region(plan_.state, 0, &out, &need) != BURNISH_OK)
    return inputs_[0].rect();
  return need;
}

bool Operation::find_direction() const {
  if (plan_.op_class <= BURNISH_AREA) return plan_.edge != BURNISH_EDGE_WRAP;
  if (plan_.op_class == BURNISH_WHOLE || plan_.edge == BURNISH_EDGE_WRAP) return false;
  const int32_t bound = strip_need * (1 + std::max(1, inputs_[0].height / std::max(1, output_.height)));
  burnish_rect before{INT32_MIN, INT32_MIN, INT32_MIN, INT32_MIN};
  for (int32_t y = 0; y < output_.height; y += strip) {
    const burnish_rect n = required(0, {0, y, output_.width, std::min(y + strip, output_.height)});
    if (is_empty(n)) continue;
    if (n.y0 < before.y0 || n.y1 < before.y1) return false;
    if (n.y1 - n.y0 > bound) return false;
    before = n;
  }
  return true;
}

}  // namespace burnish
