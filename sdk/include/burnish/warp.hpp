// burnish/warp.hpp - operations that change the geometry: warp_op, and whole_op for those that need every pixel.
//
// Derive, give `info`, `params`,
//   void setup(const burnish_prepare& in, burnish_plan& out);   states out.output's width, height (and view)
//   burnish_rect need(const burnish_rect& out) const;           warp_op: what a part of the output reads of input 0;
//                                                               may reach outside, where the host pads as plan.edge
//                                                               says
//   void tile(const burnish_task& task, burnish_tile& out) const;
// and, when they differ from the defaults, `formats` (planar float, premultiplied alpha, encoded light) and
// max_preshrink (1). What needs no input pixel at all answers the empty rectangle {0, 0, 0, 0}.
#pragma once
#include "pixel_op.hpp"

namespace burnish {
inline namespace v1 {

template <class Op, int32_t Class>
struct geometry_op {
  static constexpr const char* kind = "burnish.pixel/1";
  static constexpr auto formats = burnish::formats::premul_encoded;

  static burnish_status prepare(const burnish_call* c, const burnish_prepare* in, burnish_plan* out) noexcept {
    return detail::prepare_op<Op>(c, in, out, [](Op&, const burnish_prepare&, burnish_plan& plan) {
      plan.op_class = Class;
      if constexpr (requires { Op::max_preshrink; }) plan.max_preshrink = Op::max_preshrink;
    });
  }
  static burnish_status process(const void* state, const burnish_task* t) noexcept {
    return detail::guard(t->call, [&] {
      burnish_tile out = t->out;
      static_cast<const Op*>(state)->tile(*t, out);
    });
  }
  static burnish_status required(const void* state, uint32_t, const burnish_rect* out, burnish_rect* need) noexcept {
    *need = static_cast<const Op*>(state)->need(*out);
    return BURNISH_OK;
  }
  static const void* table() noexcept {
    static constexpr burnish_pixel p = [] {
      burnish_pixel v = detail::pixel_table<Op>(&prepare, &process);
      if constexpr (Class == BURNISH_WARP) v.required_region = &required;
      return v;
    }();
    return &p;
  }
};
template <class Op>
using warp_op = geometry_op<Op, BURNISH_WARP>;
template <class Op>
using whole_op = geometry_op<Op, BURNISH_WHOLE>;
}  // namespace v1
}  // namespace burnish
