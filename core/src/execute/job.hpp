// One result of a tiled run: an output on its way to an encoder, or a node that is kept in memory.
#pragma once
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "execute/evaluator.hpp"

namespace burnish {

struct Band {
  int32_t y0 = 0, y1 = 0;
  int columns_left = 0;
  Image image;                                 // when the job has no image for everything
  std::vector<std::pair<int, int32_t>> needs;  // kept node, rows of it from the top that must be there
  [[nodiscard]] bool done() const { return columns_left == 0; }
};

/// Guarded by the mutex of its TiledRun, but for the pixels: a band's belong to the tasks that fill it until it is
/// done, then to the reader until it is released.
struct Job {
  int node = -1;
  int output = -1;  // -1: a kept node
  Shape shape;
  int columns = 1;
  std::vector<Band> bands;
  std::size_t next = 0;      // of bands x columns, the next to start
  std::size_t released = 0;  // bands that the reader is done with
  std::size_t complete = 0;  // bands done from the top without a gap
  int32_t wanted = 0;        // rows that the reader waits for; bands up to it start whatever the limit says
  int running = 0;
  bool admitted = false, ended = false;
  Status status = Done{};
  bool whole = false;  // pixels in `image` rather than in bands
  Image image;
  std::vector<Image> spare;  // of released bands
  std::vector<std::unique_ptr<Evaluator>> evaluators;
  std::thread encoder;

  [[nodiscard]] std::size_t tasks() const { return bands.size() * static_cast<std::size_t>(columns); }
  [[nodiscard]] burnish_rect task_rect(std::size_t band, int column) const;
};

/// Cuts the job's picture into bands and columns whose rings stay in cache, and notes what each band waits for.
void cut_job(Job& job, const Plan& plan, int threads, int band_rows);

}  // namespace burnish
