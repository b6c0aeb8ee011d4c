#include <algorithm>

#include "plan/plan.hpp"

namespace burnish {
namespace {

burnish_rect turned(const burnish_rect& out, int orientation, const Shape& input) {
  burnish_rect r = out;
  if (orientation >= 5) r = {out.y0, out.x0, out.y1, out.x1};
  const bool mirror_x = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
  const bool mirror_y = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
  if (mirror_x) r = {input.width - r.x1, r.y0, input.width - r.x0, r.y1};
  if (mirror_y) r = {r.x0, input.height - r.y1, r.x1, input.height - r.y0};
  return r;
}

}  // namespace

burnish_rect PlanNode::required(std::size_t input, const burnish_rect& out, const Shape& input_shape) const {
  switch (kind) {
    case NodeKind::Operation:
      return operation->required(input, out);
    case NodeKind::Orient:
      return turned(out, orientation, input_shape);
    case NodeKind::Shrink: {
      const int32_t f = 1 << shrink;
      return intersect({out.x0 * f, out.y0 * f, out.x1 * f, out.y1 * f}, input_shape.rect());
    }
    default:
      return out;
  }
}

bool PlanNode::is_pointwise() const {
  switch (kind) {
    case NodeKind::Convert:
    case NodeKind::Table:
    case NodeKind::Colour:
      return true;
    case NodeKind::Operation:
      return operation->plan().op_class == BURNISH_POINT;
    default:
      return false;
  }
}

bool PlanNode::goes_downward() const {
  if (kind == NodeKind::Orient) return orientation == 2;
  return kind != NodeKind::Operation || operation->goes_downward();
}

std::string PlanNode::text() const {
  std::string t;
  switch (kind) {
    case NodeKind::Decode:
      t = shrink > 0 ? "decode at 1/" + std::to_string(1U << shrink) : "decode";
      break;
    case NodeKind::Orient:
      t = "turn upright (EXIF " + std::to_string(orientation) + ")";
      break;
    case NodeKind::Colour:
      t = "colour profile";
      break;
    case NodeKind::Shrink:
      t = "shrink by " + std::to_string(1U << shrink);
      break;
    case NodeKind::Convert:
      t = "convert";
      break;
    case NodeKind::Table:
      t = "table";
      break;
    case NodeKind::Operation:
      t = std::string(short_id(operation->item().id));
      break;
  }
  return t + " " + std::to_string(shape.width) + "x" + std::to_string(shape.height) + " " + format_text(shape.format);
}

}  // namespace burnish
