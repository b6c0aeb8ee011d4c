// burnish/point.hpp - operations whose output pixel needs only the input pixel at the same place.
//
// Derive from point_op, give `info`, `params` and ONE of
//   float value(float v) const;                             one curve for every colour channel; alpha is kept
//   void colours(float& r, float& g, float& b) const;       a colour for a colour; alpha is kept
//   void tile(const burnish_tile& in, burnish_tile& out) const;   anything else, all channels, planar rows
// and, when needed, setup() or setup(const burnish_prepare&, burnish_plan&) to precompute from the parameters,
// identity(), `formats` (default: planar float, straight alpha, encoded light) and max_preshrink (default 1; 8 when the
// operation gives the same picture before and after shrinking, as all affine maps do).
#pragma once
#include <array>
#include <cstring>

#include "pixel_op.hpp"

namespace burnish {
inline namespace v1 {
/// Maps a row of float planes. The function is given v[plane][i], the inputs' samples, and leaves the results in
/// v[0..Outs)[i]: map_row<1>({from}, {to}, n, [](auto& v, std::size_t i) { v[0][i] *= 2; });
/// Outputs may be inputs. 16 samples, 64 bytes, are taken at once, because a fixed count is what compilers vectorise at
/// every level of optimisation; the rest of the row goes through the same code in a buffer, so a pixel's value does not
/// depend on where it is, and nothing beyond n is touched.
template <std::size_t Ins, std::size_t Outs = Ins, class F>
void map_row(const std::array<const float*, Ins>& in, const std::array<float*, Outs>& out, std::size_t n, F f) {
  constexpr std::size_t block = 16;
  float v[Ins][block] = {};
  for (std::size_t at = 0; at < n; at += block) {
    if (n - at >= block) {
      for (std::size_t p = 0; p < Ins; ++p) std::memcpy(v[p], in[p] + at, sizeof v[p]);
      for (std::size_t i = 0; i < block; ++i) f(v, i);
      for (std::size_t p = 0; p < Outs; ++p) std::memcpy(out[p] + at, v[p], sizeof v[p]);
    } else {
      for (std::size_t p = 0; p < Ins; ++p) std::memcpy(v[p], in[p] + at, (n - at) * sizeof(float));
      for (std::size_t i = 0; i < block; ++i) f(v, i);
      for (std::size_t p = 0; p < Outs; ++p) std::memcpy(out[p] + at, v[p], (n - at) * sizeof(float));
    }
  }
}

namespace detail {
template <class Op>
concept maps_values = requires(const Op op, float v) {
  { op.value(v) } -> std::same_as<float>;
};
template <class Op>
concept maps_colours = requires(const Op op, float v) {
  op.colours(v, v, v);
};

template <class Op>
void map_rows(const Op& shared, const burnish_tile& in, burnish_tile& out) {
  // A copy of a small operation, which no store can alias, keeps its members in registers.
  constexpr bool copied = std::is_trivially_copyable_v<Op> && sizeof(Op) <= 256;
  const std::conditional_t<copied, Op, const Op&> op = shared;
  const burnish_rect& r = out.rect;
  const auto n = static_cast<std::size_t>(width(r));
  const int colours = colour_channels(out.format);
  for (int32_t y = r.y0; y < r.y1; ++y) {
    const auto from = [&](int c) { return row<float>(in, c, r.x0, y); };
    const auto to = [&](int c) { return row<float>(out, c, r.x0, y); };
    if constexpr (maps_values<Op>) {
      for (int c = 0; c < colours; ++c)
        map_row<1>({from(c)}, {to(c)}, n, [&](auto& v, std::size_t i) { v[0][i] = op.value(v[0][i]); });
    } else {
      map_row<3>({from(0), from(1), from(2)}, {to(0), to(1), to(2)}, n,
                 [&](auto& v, std::size_t i) { op.colours(v[0][i], v[1][i], v[2][i]); });
    }
    if (has_alpha(out.format) && in.data[colours] != out.data[colours])
      std::memcpy(to(colours), from(colours), n * sizeof(float));
  }
}
}  // namespace detail

template <class Op>
struct point_op {
  static constexpr const char* kind = "burnish.pixel/1";
  static constexpr auto formats = burnish::formats::straight_encoded;

  static burnish_status prepare(const burnish_call* c, const burnish_prepare* in, burnish_plan* out) noexcept {
    return detail::prepare_op<Op>(c, in, out, [](Op&, const burnish_prepare&, burnish_plan& plan) {
      plan.op_class = BURNISH_POINT;
      plan.flags = BURNISH_IN_PLACE;
      if constexpr (requires { Op::max_preshrink; }) plan.max_preshrink = Op::max_preshrink;
      if constexpr (detail::maps_values<Op>)
        plan.flags |= BURNISH_COLOR_ONLY | BURNISH_PER_CHANNEL | BURNISH_KEEPS_ALPHA;
      else if constexpr (detail::maps_colours<Op>)
        plan.flags |= BURNISH_COLOR_ONLY | BURNISH_KEEPS_ALPHA;
    });
  }
  static burnish_status process(const void* state, const burnish_task* t) noexcept {
    return detail::guard(t->call, [&] {
      const auto& op = *static_cast<const Op*>(state);
      burnish_tile out = t->out;
      if constexpr (detail::maps_values<Op> || detail::maps_colours<Op>)
        detail::map_rows(op, t->in[0], out);
      else if constexpr (requires { op.tile(*t, out); })
        op.tile(*t, out);
      else
        op.tile(t->in[0], out);
    });
  }
  static const void* table() noexcept {
    static_assert(!detail::maps_colours<Op> || Op::formats[0].model == BURNISH_RGB,
                  "an operation on colours says so: static constexpr auto formats = formats::rgb_straight_encoded");
    static constexpr burnish_pixel p = detail::pixel_table<Op>(&prepare, &process);
    return &p;
  }
};
}  // namespace v1
}  // namespace burnish
