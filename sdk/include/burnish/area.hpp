// burnish/area.hpp - operations that read a fixed neighbourhood.
//
// Derive from area_op, give `info`, `params`,
//   int halo() const;          how far it reads in every direction, in pixels; asked after setup
//   void tile(const burnish_tile& in, burnish_tile& out, std::byte* scratch) const;
// `in` covers out.rect grown by the halo; the host has padded it outside the picture as `edge` says (default: the
// border pixel repeats). scratch_bytes(max_width, max_height) const, when given, is what `scratch` holds.
#pragma once
#include "pixel_op.hpp"

namespace burnish {
inline namespace v1 {

template <class Op>
struct area_op {
  static constexpr const char* kind = "burnish.pixel/1";
  static constexpr auto formats = burnish::formats::premul_encoded;
  static constexpr int32_t edge = BURNISH_EDGE_CLAMP;

  static burnish_status prepare(const burnish_call* c, const burnish_prepare* in, burnish_plan* out) noexcept {
    const burnish_status s = detail::prepare_op<Op>(c, in, out, [](Op&, const burnish_prepare&, burnish_plan& plan) {
      plan.op_class = BURNISH_AREA;
      plan.edge = Op::edge;
    });
    if (s != BURNISH_OK) return s;
    return detail::guard(c, [&] {
      const auto& op = *static_cast<const Op*>(out->state);
      for (int32_t& side : out->halo) side = op.halo();
      if constexpr (requires { op.scratch_bytes(in->max_tile[0], in->max_tile[1]); })
        out->scratch_bytes = op.scratch_bytes(in->max_tile[0], in->max_tile[1]);
    });
  }
  static burnish_status process(const void* state, const burnish_task* t) noexcept {
    return detail::guard(t->call, [&] {
      burnish_tile out = t->out;
      static_cast<const Op*>(state)->tile(t->in[0], out, static_cast<std::byte*>(t->scratch));
    });
  }
  static const void* table() noexcept {
    static constexpr burnish_pixel p = detail::pixel_table<Op>(&prepare, &process);
    return &p;
  }
};
}  // namespace v1
}  // namespace burnish
