// An operation that needs every pixel at once: swaps rows and columns, with the host's threads over the rows.
#include <algorithm>

#include "burnish/stream.h"
#include "burnish/warp.hpp"

namespace {

struct Transpose : burnish::whole_op<Transpose> {
  static constexpr burnish::about info{"sample.transpose", 1, "Transpose", "Swaps rows and columns."};
  static constexpr auto params = burnish::no_params<Transpose>;
  int32_t width = 0, height = 0;  // of the output

  void setup(const burnish_prepare& in, burnish_plan& plan) {
    plan.output->width = width = in.inputs[0]->height;
    plan.output->height = height = in.inputs[0]->width;
    const auto& view = in.inputs[0]->view;
    const double swapped[4] = {view[1], view[0], view[3], view[2]};
    std::copy(swapped, swapped + 4, plan.output->view);
  }
  void tile(const burnish_task& task, burnish_tile& out) const {
    struct Work {
      const burnish_tile& in;
      burnish_tile& out;
    } work{task.in[0], out};
    const auto line = [](void* ctx, const burnish_call*, uint32_t y) noexcept -> burnish_status {
      auto& w = *static_cast<Work*>(ctx);
      const auto to = static_cast<int32_t>(y);
      for (int c = 0; c < burnish::channels(w.out.format); ++c)
        for (int32_t x = 0; x < w.out.rect.x1; ++x)
          *burnish::row<float>(w.out, c, x, to) = *burnish::row<float>(w.in, c, to, x);
      return BURNISH_OK;
    };
    const auto rows = static_cast<uint32_t>(height);
    if (const auto* parallel = burnish::service<burnish_parallel>(task.call, "burnish.parallel/1"))
      burnish::check(parallel->run(task.call, rows, &work, line), "cannot transpose");
    else
      for (uint32_t y = 0; y < rows; ++y) line(&work, task.call, y);
  }
};

}  // namespace

BURNISH_MODULE("sample.whole", "1.0.0", "Burnish tests", "Apache-2.0", Transpose)
