#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "execute/arena.hpp"
#include "execute/job.hpp"
#include "execute/modes.hpp"

namespace burnish {
namespace {

constexpr std::size_t small_output = 4U << 20U;  // bytes: not worth cutting into bands of their own memory
constexpr int32_t decode_rows = 64;              // between looks at cancellation, and between news for waiting bands
constexpr auto look_every = std::chrono::milliseconds(20);

class TiledRun {
 public:
  TiledRun(Stores& stores, const CallContext& context, const ExecuteOptions& options, const Encode& encode)
      : stores_(stores), context_(context), options_(options), encode_(encode), arena_(options.threads) {}
  std::vector<Status> run();

  /// For readers: waits until rows up to y1 are there. [io]
  Status wait_rows(Job& job, int32_t y1, const Call& call);
  void release_rows(Job& job, int32_t y1);

 private:
  using Lock = std::unique_lock<std::mutex>;
  void make_jobs();
  void decode(std::size_t node);
  void admit(Lock&);
  void pump(Lock&);
  bool ready(Job& job, const Band& band);
  bool start(Job& job);
  void work(Job& job, std::size_t band, int column);
  Status fill(Job& job, std::size_t band, int column, std::unique_ptr<Evaluator>& evaluator);
  void encode(Job& job);
  void fail(Job& job, Status status);
  [[nodiscard]] std::size_t cost(const Job& job) const;

  Stores& stores_;
  CallContext context_;
  ExecuteOptions options_;
  const Encode& encode_;
  Arena arena_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::unique_ptr<Job>> jobs_;
  std::vector<int32_t> rows_ready_;  // by node: rows of a kept node that are there
  std::vector<Status> node_status_;  // by node
  int running_ = 0;
  std::size_t admitted_bytes_ = 0;
};

/// A burnish_reader over the bands of a job.
class BandReader {
 public:
  BandReader(TiledRun& run, Job& job) : run_(run), job_(job), info_(to_info(job.shape)) {
    reader_.struct_size = sizeof reader_;
    reader_.impl = this;
    reader_.info = &info_;
    reader_.acquire = &acquire;
    reader_.release = &release;
  }
  BandReader(const BandReader&) = delete;
  BandReader& operator=(const BandReader&) = delete;
  [[nodiscard]] const burnish_reader& get() const { return reader_; }

 private:
  static burnish_status acquire(const burnish_reader* r, const burnish_call* call, burnish_rect rect,
                                const burnish_tile** tile) noexcept {
    auto& self = *static_cast<BandReader*>(r->impl);
    if (!valid_request(rect, self.job_.shape))
      return call->fail(call, BURNISH_ERROR, nullptr, "asked for pixels outside the picture");
    if (!self.job_.whole && rect.y0 < self.released_)
      return call->fail(call, BURNISH_ERROR, nullptr, "asked for rows that it had released");
    const Status there = self.run_.wait_rows(self.job_, rect.y1, Call::of(call));
    if (!there) return call->fail(call, BURNISH_ERROR, nullptr, "the pixels could not be computed");
    if (!self.collect(rect)) return call->fail(call, BURNISH_NO_MEMORY, nullptr, "out of memory");
    self.last_ = rect.y1;
    *tile = &self.tile_;
    return BURNISH_OK;
  }
  static void release(const burnish_reader* r, const burnish_tile*) noexcept {
    auto& self = *static_cast<BandReader*>(r->impl);
    self.released_ = self.last_;
    self.run_.release_rows(self.job_, self.last_);
  }
  /// Rows inside one band are shown where they are; others are put together.
  bool collect(const burnish_rect& rect) {
    if (job_.whole) {
      tile_ = job_.image.tile(rect);
      return true;
    }
    for (const Band& b : job_.bands)
      if (rect.y0 >= b.y0 && rect.y1 <= b.y1) {
        tile_ = b.image.tile(rect);
        return true;
      }
    const burnish_rect have = joined_.rect();
    if (joined_ && have.y1 - have.y0 >= rect.y1 - rect.y0 && have.x1 - have.x0 >= rect.x1 - rect.x0)
      joined_.move_to({rect.x0, rect.y0, rect.x0 + have.x1 - have.x0, rect.y0 + have.y1 - have.y0});
    else
      joined_ = Image(job_.shape.format, rect);
    if (!joined_) return false;
    tile_ = joined_.tile(rect);
    for (const Band& b : job_.bands) {
      const burnish_rect part = intersect(rect, {0, b.y0, job_.shape.width, b.y1});
      if (!is_empty(part)) copy_pixels(b.image.tile(part), tile_, part);
    }
    return true;
  }

  TiledRun& run_;
  Job& job_;
  burnish_image_info info_;
  burnish_reader reader_{};
  burnish_tile tile_{};
  Image joined_;
  int32_t last_ = 0, released_ = 0;
};

std::size_t TiledRun::cost(const Job& job) const {
  const std::size_t all = Image::bytes_for(job.shape.format, job.shape.rect());
  if (job.whole || job.bands.empty()) return all;
  return std::min(all, Image::bytes_for(job.shape.format, {0, 0, job.shape.width, job.bands[0].y1}) *
                           static_cast<std::size_t>(options_.threads + 2));
}

void TiledRun::make_jobs() {
  rows_ready_.assign(stores_.plan.nodes.size(), 0);
  node_status_.assign(stores_.plan.nodes.size(), Done{});
  for (std::size_t i = 0; i < stores_.plan.nodes.size(); ++i) {
    const PlanNode& n = stores_.plan.nodes[i];
    if (!n.kept || n.evaluations == 0 || n.kind == NodeKind::Decode) continue;
    auto job = std::make_unique<Job>();
    job->node = static_cast<int>(i);
    job->shape = n.shape;
    job->whole = true;
    jobs_.push_back(std::move(job));
  }
  const auto kept = static_cast<std::ptrdiff_t>(jobs_.size());
  for (std::size_t i = 0; i < stores_.plan.outputs.size(); ++i) {
    const PlannedOutput& o = stores_.plan.outputs[i];
    auto job = std::make_unique<Job>();
    job->node = o.node;
    job->output = static_cast<int>(i);
    job->shape = stores_.node(o.node).shape;
    const std::size_t bytes = Image::bytes_for(job->shape.format, job->shape.rect());
    job->whole = (o.encoder->encoder_flags & BURNISH_EF_ROWS) == 0 || bytes <= small_output;
    jobs_.push_back(std::move(job));
  }
  // The largest first, so that the run does not end on one thread.
  std::stable_sort(jobs_.begin() + kept, jobs_.end(), [](const auto& a, const auto& b) {
    return int64_t{a->shape.width} * a->shape.height > int64_t{b->shape.width} * b->shape.height;
  });
  for (auto& job : jobs_) cut_job(*job, stores_.plan, options_.threads, options_.band_rows);
}

bool TiledRun::ready(Job& job, const Band& band) {
  for (const auto& [node, rows] : band.needs) {
    if (!node_status_[static_cast<std::size_t>(node)]) {
      fail(job, node_status_[static_cast<std::size_t>(node)]);
      return false;
    }
    if (rows_ready_[static_cast<std::size_t>(node)] < rows) return false;
  }
  return true;
}

void TiledRun::fail(Job& job, Status status) {
  if (job.status.ok()) job.status = std::move(status);
  if (job.output < 0) node_status_[static_cast<std::size_t>(job.node)] = job.status;
}

/// Starts the job's next task if its turn has come.
bool TiledRun::start(Job& job) {
  if (!job.admitted || !job.status || job.next >= job.tasks()) return false;
  const std::size_t index = job.next / static_cast<std::size_t>(job.columns);
  const int column = static_cast<int>(job.next % static_cast<std::size_t>(job.columns));
  Band& band = job.bands[index];
  const auto ahead = static_cast<std::size_t>(options_.threads) + 1;
  if (!job.whole && index >= job.released + ahead && band.y0 >= job.wanted) return false;
  if (!ready(job, band)) return false;
  if (column == 0) {
    Image& image = job.whole ? job.image : band.image;
    const burnish_rect rect = job.whole ? job.shape.rect() : burnish_rect{0, band.y0, job.shape.width, band.y1};
    if (!image && !job.whole && !job.spare.empty()) {
      image = std::move(job.spare.back());
      job.spare.pop_back();
      image.move_to({0, band.y0, job.shape.width, band.y0 + image.rect().y1 - image.rect().y0});
    }
    if (!image) image = Image(job.shape.format, rect);
    if (!image) {
      fail(job, no_memory_for(job.shape));
      return false;
    }
    if (job.output < 0 && !stores_.image(job.node)) stores_.image(job.node) = std::move(job.image);
  }
  ++job.next;
  ++job.running;
  ++running_;
  arena_.spawn([this, &job, index, column] { work(job, index, column); });
  return true;
}

void TiledRun::pump(Lock&) {
  bool progress = true;
  while (progress && running_ < options_.threads) {
    progress = false;
    for (auto& job : jobs_) {
      if (running_ >= options_.threads) break;
      if (start(*job)) {
        progress = true;
        break;
      }
    }
  }
  changed_.notify_all();
}

void TiledRun::work(Job& job, std::size_t band, int column) {
  std::unique_ptr<Evaluator> evaluator;
  {
    const Lock lock(mutex_);
    if (!job.evaluators.empty()) {
      evaluator = std::move(job.evaluators.back());
      job.evaluators.pop_back();
    }
  }
  Status status = fill(job, band, column, evaluator);
  Lock lock(mutex_);
  job.evaluators.push_back(std::move(evaluator));
  if (!status) fail(job, std::move(status));
  --job.bands[band].columns_left;
  while (job.complete < job.bands.size() && job.bands[job.complete].done()) ++job.complete;
  if (job.output < 0 && job.status.ok())
    rows_ready_[static_cast<std::size_t>(job.node)] = job.complete == 0 ? 0 : job.bands[job.complete - 1].y1;
  --job.running;
  --running_;
  if (job.output < 0 && job.complete == job.bands.size()) job.ended = true;
  pump(lock);
}

Status TiledRun::fill(Job& job, std::size_t band, int column, std::unique_ptr<Evaluator>& evaluator) {
  if (!evaluator) evaluator = std::make_unique<Evaluator>(stores_, job.node, context_, true);
  const burnish_rect rect = job.task_rect(band, column);
  if (is_empty(rect)) return Done{};
  BURNISH_CHECK(evaluator->begin(rect));
  const Image& image = job.output < 0 ? stores_.image(job.node) : job.whole ? job.image : job.bands[band].image;
  burnish_tile out = image.tile(rect);
  const PlanNode& n = stores_.node(job.node);
  const bool barrier = n.kind == NodeKind::Operation && n.operation->plan().op_class == BURNISH_WHOLE;
  return barrier ? evaluator->produce_whole(out) : evaluator->produce(out);
}

/// Reads a kept source downward, on a thread of its own.
void TiledRun::decode(std::size_t i) {
  const PlanNode& n = stores_.plan.nodes[i];
  const Call call(context_);
  Image image(n.shape.format, n.shape.rect());
  Status status = Done{};
  if (!image) status = no_memory_for(n.shape);
  {
    const Lock lock(mutex_);
    stores_.image(static_cast<int>(i)) = std::move(image);
  }
  DecoderSession& session = *stores_.sessions[static_cast<std::size_t>(n.source)];
  for (int32_t y = 0; y < n.shape.height && status.ok(); y += decode_rows) {
    const int32_t y1 = std::min(y + decode_rows, n.shape.height);
    burnish_tile rows = stores_.image(static_cast<int>(i)).tile({0, y, n.shape.width, y1});
    status = call.stopped() ? Status(call.error(BURNISH_CANCELLED, "stopped")) : session.read(n.shrink, rows);
    Lock lock(mutex_);
    if (status.ok()) rows_ready_[i] = y1;
    pump(lock);
  }
  Lock lock(mutex_);
  node_status_[i] = std::move(status);
  pump(lock);
}

void TiledRun::admit(Lock&) {
  for (auto& job : jobs_) {
    if (job->admitted) continue;
    const bool active = std::any_of(jobs_.begin(), jobs_.end(),
                                    [](const auto& j) { return j->output >= 0 && j->admitted && !j->ended; });
    if (job->output >= 0 && active && admitted_bytes_ + cost(*job) > options_.memory) continue;
    job->admitted = true;
    if (job->output < 0) continue;
    admitted_bytes_ += cost(*job);
    job->encoder = std::thread([this, &j = *job] { encode(j); });
  }
}

void TiledRun::encode(Job& job) {
  Status status = Done{};
  {
    BandReader reader(*this, job);
    Call call(context_);
    call.set_context(&arena_);
    status = encode_(static_cast<std::size_t>(job.output), reader.get(), call);
  }
  Lock lock(mutex_);
  if (!status) fail(job, std::move(status));
  job.next = job.tasks();
  changed_.wait(lock, [&] { return job.running == 0; });
  admitted_bytes_ -= cost(job);
  job.image = Image();
  job.bands.clear();
  job.spare.clear();
  job.evaluators.clear();
  job.next = 0;
  job.ended = true;
  admit(lock);
  pump(lock);
}

Status TiledRun::wait_rows(Job& job, int32_t y1, const Call& call) {
  Lock lock(mutex_);
  job.wanted = std::max(job.wanted, y1);
  pump(lock);
  const auto there = [&] { return !job.status || (job.complete > 0 && job.bands[job.complete - 1].y1 >= y1); };
  while (!there()) {
    if (call.stopped()) return fail(job, call.error(BURNISH_CANCELLED, "stopped")), job.status;
    changed_.wait_for(lock, look_every);
    pump(lock);  // a failed source shows when its readers are looked at
  }
  return job.status;
}

void TiledRun::release_rows(Job& job, int32_t y1) {
  Lock lock(mutex_);
  if (job.whole) return;
  while (job.released < job.bands.size() && job.bands[job.released].y1 <= y1) {
    Band& b = job.bands[job.released++];
    if (b.image) job.spare.push_back(std::move(b.image));
    b.image = Image();
  }
  pump(lock);
}

std::vector<Status> TiledRun::run() {
  make_jobs();
  std::vector<std::thread> decoders;
  {
    Lock lock(mutex_);
    admit(lock);
    for (std::size_t i = 0; i < stores_.plan.nodes.size(); ++i) {
      const PlanNode& n = stores_.plan.nodes[i];
      if (n.kept && n.evaluations > 0 && n.kind == NodeKind::Decode) decoders.emplace_back([this, i] { decode(i); });
    }
    pump(lock);
    changed_.wait(lock, [&] {
      return std::all_of(jobs_.begin(), jobs_.end(),
                         [](const auto& j) { return j->running == 0 && (j->output < 0 || j->ended); });
    });
    // Kept nodes that nobody waits for any more do not start again.
    for (auto& job : jobs_) job->admitted = false;
  }
  for (auto& job : jobs_)
    if (job->encoder.joinable()) job->encoder.join();
  for (std::thread& t : decoders) t.join();
  std::vector<Status> statuses(stores_.plan.outputs.size(), Done{});
  for (auto& job : jobs_)
    if (job->output >= 0) statuses[static_cast<std::size_t>(job->output)] = job->status;
  return statuses;
}

}  // namespace

std::vector<Status> execute_tiled(Stores& stores, const CallContext& context, const ExecuteOptions& options,
                                  const Encode& encode) {
  return TiledRun(stores, context, options, encode).run();
}

}  // namespace burnish
