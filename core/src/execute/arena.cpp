#include "execute/arena.hpp"

#include <tbb/parallel_for.h>

#include <atomic>
#include <utility>

#include "execute/execute.hpp"
#include "execute/handoff.hpp"
#include "load/call.hpp"

namespace burnish {

// One slot beside the workers is for a thread that joins with for_each, so that it never waits for bands to end.
Arena::Arena(int threads)
    : threads_(threads),
      limit_(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(threads) + 1),
      arena_(threads + 1, 1) {}

void Arena::spawn(std::function<void()> task) {
  before_spawn(this);
  arena_.enqueue([this, run = std::move(task)] {
    at_task_start(this);
    run();
  });
}

void Arena::for_each(uint32_t n, const std::function<void(uint32_t)>& body) {
  before_spawn(this);
  arena_.execute([&] {
    tbb::this_task_arena::isolate([&] {
      tbb::parallel_for(
          uint32_t{0}, n,
          [&](uint32_t i) {
            at_task_start(this);
            body(i);
            before_spawn(this);
          },
          tbb::simple_partitioner());
    });
  });
  at_task_start(this);
}

namespace {

burnish_status run_parallel(const burnish_call* call, uint32_t n, void* context,
                            burnish_status (*body)(void*, const burnish_call*, uint32_t) noexcept) noexcept {
  std::atomic<burnish_status> first{BURNISH_OK};
  const auto one = [&](uint32_t i) {
    if (first.load(std::memory_order_relaxed) < 0) return;
    const burnish_status s = call->cancelled(call) != 0 ? BURNISH_CANCELLED : body(context, call, i);
    burnish_status expected = BURNISH_OK;
    if (s < 0) first.compare_exchange_strong(expected, s);
  };
  auto* arena = static_cast<Arena*>(Call::of(call).context());
  if (arena == nullptr || n < 2) {
    for (uint32_t i = 0; i < n; ++i) one(i);
  } else {
    arena->for_each(n, one);
  }
  return first.load();
}

uint32_t parallel_width(const burnish_call* call) noexcept {
  const auto* arena = static_cast<const Arena*>(Call::of(call).context());
  return arena == nullptr ? 1 : static_cast<uint32_t>(arena->threads());
}

}  // namespace

const burnish_parallel* parallel_service() {
  static constexpr burnish_parallel table{sizeof(burnish_parallel), &run_parallel, &parallel_width};
  return &table;
}

}  // namespace burnish
