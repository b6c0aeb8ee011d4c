// burnish/pixel_op.hpp - the trampolines that point_op, area_op, warp_op and whole_op share. Not included directly.
#pragma once
#include <concepts>
#include <memory>

#include "picture.hpp"
#include "plugin.hpp"

namespace burnish {
inline namespace v1 {
namespace detail {

template <class Op>
concept has_setup = requires(Op op) {
  op.setup();
};
template <class Op>
concept has_setup_for = requires(Op op, const burnish_prepare& p, burnish_plan& out) {
  op.setup(p, out);
};
template <class Op>
concept has_identity = requires(const Op op) {
  { op.identity() } -> std::convertible_to<bool>;
};
template <class Op>
concept has_reduction = requires {
  typename Op::accumulator;
};

/// Loads the values, runs setup, asks about identity, then lets the shape fill in the rest. The plan's state is the
/// Op itself.
template <class Op, class Shape>
burnish_status prepare_op(const burnish_call* c, const burnish_prepare* in, burnish_plan* out, Shape shape) noexcept {
  return guard(c, [&] {
    auto op = std::make_unique<Op>();
    load_values(*op, in->values);
    shape(*op, *in, *out);
    if constexpr (has_setup_for<Op>) {
      op->setup(*in, *out);
    } else if constexpr (has_setup<Op>) {
      op->setup();
    }
    if constexpr (has_identity<Op>) {
      if (op->identity()) out->flags |= BURNISH_IDENTITY;
    }
    if constexpr (has_reduction<Op>) out->reduce_bytes = sizeof(typename Op::accumulator);
    out->state = op.release();
  });
}

template <class Op>
void release_op(void* state) noexcept {
  delete static_cast<Op*>(state);
}

/// accumulator: default-constructible, trivially copyable. Op gives add(accumulator&, const burnish_tile&) const,
/// merge(accumulator&, const accumulator&) const and, if it wants, finish(accumulator&) const.
template <class Op>
struct reduction {
  using acc = typename Op::accumulator;
  static_assert(std::is_trivially_copyable_v<acc>);
  static void init(const void*, void* a) noexcept { new (a) acc{}; }
  static burnish_status add(const void* s, void* a, const burnish_call* c, const burnish_tile* t) noexcept {
    return guard(c, [&] { static_cast<const Op*>(s)->add(*static_cast<acc*>(a), *t); });
  }
  static void merge(const void* s, void* a, const void* b) noexcept {
    static_cast<const Op*>(s)->merge(*static_cast<acc*>(a), *static_cast<const acc*>(b));
  }
  static burnish_status finish(const void* s, void* a, const burnish_call* c) noexcept {
    return guard(c, [&] {
      if constexpr (requires(const Op op, acc& x) { op.finish(x); })
        static_cast<const Op*>(s)->finish(*static_cast<acc*>(a));
    });
  }
};

template <class Op>
constexpr burnish_pixel pixel_table(decltype(burnish_pixel::prepare) prepare,
                                    decltype(burnish_pixel::process) process) {
  burnish_pixel p{};
  p.struct_size = sizeof p;
  p.desc = &desc<Op>;
  p.formats = Op::formats.data();
  p.format_count = static_cast<uint32_t>(Op::formats.size());
  p.min_inputs = p.max_inputs = 1;
  if constexpr (requires { Op::inputs; }) p.min_inputs = p.max_inputs = Op::inputs;
  p.prepare = prepare;
  p.release = &release_op<Op>;
  p.process = process;
  if constexpr (has_reduction<Op>) {
    p.reduce_init = &reduction<Op>::init;
    p.reduce_add = &reduction<Op>::add;
    p.reduce_merge = &reduction<Op>::merge;
    p.reduce_finish = &reduction<Op>::finish;
  }
  return p;
}
}  // namespace detail
}  // namespace v1
}  // namespace burnish
