// burnish/conversion.hpp - operations that only state how their output is described; the host converts.
//
// Derive from conversion_op, give `info`, `params` and setup(const burnish_prepare&, burnish_plan&), which changes
// plan.output. There is no process. identity() as everywhere.
#pragma once
#include "pixel_op.hpp"

namespace burnish {
inline namespace v1 {

template <class Op>
struct conversion_op {
  static constexpr const char* kind = "burnish.pixel/1";
  static constexpr auto formats = burnish::formats::anything;

  static burnish_status prepare(const burnish_call* c, const burnish_prepare* in, burnish_plan* out) noexcept {
    return detail::prepare_op<Op>(
        c, in, out, [](Op&, const burnish_prepare&, burnish_plan& plan) { plan.op_class = BURNISH_POINT; });
  }
  static const void* table() noexcept {
    static constexpr burnish_pixel p = detail::pixel_table<Op>(&prepare, nullptr);
    return &p;
  }
};
}  // namespace v1
}  // namespace burnish
