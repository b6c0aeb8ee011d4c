#include "kit/runner.hpp"

#include <algorithm>
#include <thread>

#include "burnish/picture.hpp"

namespace burnish::kit {
namespace {

burnish_rect grown(const burnish_rect& r, const std::array<int32_t, 4>& by) {
  return {r.x0 - by[0], r.y0 - by[1], r.x1 + by[2], r.y1 + by[3]};
}

}  // namespace

Runner::Runner(const burnish_pixel& op, const std::vector<Picture>& inputs, const RunOptions& options, const Plan& plan,
               const Call& call, Outcome& outcome)
    : op_(op),
      inputs_(inputs),
      options_(options),
      plan_(plan),
      call_(call),
      outcome_(outcome),
      random_(options.poison_seed * 1000003 + options.random_tiling.value_or(0)) {}

void Runner::fail_with(const std::string& what, burnish_status status) {
  if (status >= 0) {
    if (status != BURNISH_OK) breach(what + " returned " + status_name(status));
    return;
  }
  outcome_.failure = call_.failure_of(status);
  if (status != BURNISH_CANCELLED && !call_.failed())
    breach(what + " returned " + status_name(status) + " and gave no message to call->fail");
}

std::vector<Picture> Runner::windows(const burnish_rect& out) {
  std::vector<Picture> r;
  for (uint32_t i = 0; i < inputs_.size(); ++i) {
    const burnish_rect need = plan_.need(i, out);
    if (empty(need)) {
      r.emplace_back(burnish_rect{0, 0, 0, 0}, inputs_[i].format());
      continue;
    }
    std::array<int32_t, 4> more{0, 0, 0, 0};
    const bool exact = options_.exact_windows || options_.in_place || plan_->op_class == BURNISH_WHOLE;
    for (int32_t& side : more) side = exact ? 0 : static_cast<int32_t>(random_() % 4);
    Picture window = inputs_[i].window(grown(need, more), plan_->edge, poison(), skew());
    window.poison_outside(need, poison());
    r.push_back(std::move(window));
  }
  return r;
}

std::unique_ptr<Runner::TileJob> Runner::make_job(const burnish_rect& rect) {
  auto job = std::make_unique<TileJob>();
  job->in = windows(rect);
  job->before = job->in;
  job->in_place = options_.in_place && plan_.has(BURNISH_IN_PLACE) && plan_->op_class == BURNISH_POINT &&
                  same_format(job->in[0].format(), plan_.output.format);
  if (!job->in_place) {
    job->separate = Picture(rect, plan_.output.format, poison(), skew());
    job->separate.poison_all(poison());
  }
  for (const Picture& p : job->in) job->tiles.push_back(p.whole_tile());
  job->scratch = std::make_unique<GuardedBytes>(plan_->scratch_bytes, random_());
  burnish_task& task = job->task;
  task.struct_size = sizeof task;
  task.call = call_.get();
  task.in = job->tiles.data();
  task.in_count = static_cast<uint32_t>(job->tiles.size());
  task.out = job->out().whole_tile();
  task.scratch = plan_->scratch_bytes > 0 ? job->scratch->data() : nullptr;
  task.reduced = outcome_.reduced.empty() ? nullptr : outcome_.reduced.data();
  return job;
}

void Runner::check_job(TileJob& job) {
  fail_with("process", job.status);
  if (const std::string damage = job.out().damage(); !damage.empty())
    breach("wrote outside its output tile: " + damage);
  if (!job.scratch->intact()) breach("wrote outside its " + std::to_string(plan_->scratch_bytes) + " bytes of scratch");
  for (std::size_t i = job.in_place ? 1 : 0; i < job.in.size(); ++i) {
    const std::string damage = job.in[i].damage(true);
    if (!damage.empty()) breach("wrote beside input " + std::to_string(i) + ": " + damage);
    const std::string changed = difference(job.before[i], job.in[i]);
    if (!changed.empty()) breach("wrote into input " + std::to_string(i) + ": " + changed);
  }
  if (!failed()) outcome_.picture.paste(job.out());
}

void Runner::work(std::vector<std::unique_ptr<TileJob>>& jobs) {
  const auto one = [this](TileJob& job) { job.status = op_.process(plan_->state, &job.task); };
  std::vector<std::thread> others;
  for (std::size_t i = 1; i < jobs.size(); ++i) others.emplace_back(one, std::ref(*jobs[i]));
  one(*jobs[0]);
  for (std::thread& t : others) t.join();
  for (const std::unique_ptr<TileJob>& job : jobs) check_job(*job);
  jobs.clear();
}

void Runner::process() {
  const burnish_rect all{0, 0, plan_.width(), plan_.height()};
  outcome_.picture = Picture(all, plan_.output.format);
  const RunOptions whole;
  const bool barrier = plan_->op_class == BURNISH_WHOLE;
  const std::vector<burnish_rect> tiles =
      tiles_of(all, barrier ? whole : options_, plan_->tile_align[0], plan_->tile_align[1]);
  std::vector<std::unique_ptr<TileJob>> jobs;
  for (std::size_t i = 0; i < tiles.size(); ++i) {
    jobs.push_back(make_job(tiles[i]));
    if (jobs.size() < std::max(1U, options_.threads) && i + 1 < tiles.size()) continue;
    work(jobs);
    if (failed() || outcome_.breaches.size() > 4) break;
  }
}

void Runner::reduce() {
  if (plan_->reduce_bytes == 0 || !plan_.breaches.empty()) return;
  std::vector<std::unique_ptr<GuardedBytes>> parts;
  for (const burnish_rect& rect : tiles_of(inputs_[0].rect(), options_)) {
    // Some tiles go on with an earlier accumulator, as on a thread that takes several.
    const bool new_part = parts.empty() || random_() % 3 != 0;
    if (new_part) {
      parts.push_back(std::make_unique<GuardedBytes>(plan_->reduce_bytes, random_()));
      op_.reduce_init(plan_->state, parts.back()->data());
    }
    GuardedBytes& part = *parts[new_part ? parts.size() - 1 : random_() % parts.size()];
    const Picture window = inputs_[0].window(rect, BURNISH_EDGE_CLAMP, poison(), skew());
    const burnish_tile tile = window.whole_tile();
    fail_with("reduce_add", op_.reduce_add(plan_->state, part.data(), call_.get(), &tile));
    if (failed()) return;
  }
  const auto check = [this](const GuardedBytes& part) {
    if (!part.intact()) breach("a reduction wrote outside its accumulator");
  };
  while (parts.size() > 1) {
    const std::size_t i = random_() % (parts.size() - 1);
    op_.reduce_merge(plan_->state, parts[i]->data(), parts[i + 1]->data());
    check(*parts[i]);
    check(*parts[i + 1]);
    parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(i) + 1);
  }
  if (op_.reduce_finish != nullptr)
    fail_with("reduce_finish", op_.reduce_finish(plan_->state, parts[0]->data(), call_.get()));
  check(*parts[0]);
  outcome_.reduced.assign(parts[0]->data(), parts[0]->data() + plan_->reduce_bytes);
}

}  // namespace burnish::kit
