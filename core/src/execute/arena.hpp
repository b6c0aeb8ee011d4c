// The threads of one run (oneTBB), and the parallel loops that plugins ask for.
#pragma once
#include <burnish/stream.h>
#include <tbb/global_control.h>
#include <tbb/task_arena.h>

#include <functional>

namespace burnish {

class Arena {
 public:
  explicit Arena(int threads);
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  [[nodiscard]] int threads() const { return threads_; }
  /// Runs `task` some time on a worker; it never blocks on another task. From any thread.
  void spawn(std::function<void()> task);
  /// body(0 .. n-1) on the workers and this thread; returns when all are done.
  void for_each(uint32_t n, const std::function<void(uint32_t)>& body);

 private:
  int threads_;
  tbb::global_control limit_;  // the process's cap must allow as many workers as were asked for
  tbb::task_arena arena_;
};

}  // namespace burnish
