// How far a run is: files done, rate, time left; on standard error.
#pragma once
#include <chrono>
#include <cstddef>

#include "session.hpp"

namespace burnish::cli {

class Progress {
 public:
  Progress(ProgressStyle style, bool quiet);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  void update(std::size_t done, std::size_t total);

 private:
  ProgressStyle style_;
  std::chrono::steady_clock::time_point start_, shown_;
  bool drawn_ = false;
};

}  // namespace burnish::cli
