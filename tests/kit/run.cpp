#include "kit/run.hpp"

#include <algorithm>
#include <stdexcept>

#include "burnish/picture.hpp"
#include "kit/runner.hpp"

namespace burnish::kit {
namespace {

void check_formats(const burnish_pixel& op, const std::vector<Picture>& inputs) {
  if (inputs.size() < op.min_inputs || inputs.size() > op.max_inputs)
    throw std::invalid_argument(std::string(op.desc->id) + " takes " + std::to_string(op.min_inputs) + " to " +
                                std::to_string(op.max_inputs) + " inputs");
  for (const Picture& p : inputs) {
    std::string accepted;
    bool found = false;
    for (uint32_t i = 0; i < op.format_count; ++i) {
      found = found || matches(op.formats[i], p.format());
      accepted += (i > 0 ? "; " : "") + format_text(op.formats[i]);
    }
    if (!found)
      throw std::invalid_argument(std::string(op.desc->id) + " does not accept " + format_text(p.format()) +
                                  "; it accepts: " + accepted);
  }
}

bool serves(const burnish_pixel& op, uint64_t mask, const burnish_format& f) {
  if (mask == 0) return true;
  for (uint32_t i = 0; i < op.format_count && i < 64; ++i)
    if (((mask >> i) & 1) != 0 && matches(op.formats[i], f)) return true;
  return false;
}

std::vector<burnish_image_info> descriptions(const std::vector<Picture>& inputs, double scale) {
  std::vector<burnish_image_info> r;
  for (const Picture& p : inputs) {
    r.push_back(p.info());
    r.back().scale = static_cast<float>(scale);
  }
  return r;
}

/// The largest tile that the run will ask for, which the host states to prepare.
std::array<int32_t, 2> largest_tile(const Plan& plan, const RunOptions& options) {
  const burnish_rect all{0, 0, plan.width(), plan.height()};
  std::array<int32_t, 2> r{0, 0};
  const RunOptions whole;
  for (const burnish_rect& t :
       tiles_of(all, plan->op_class == BURNISH_WHOLE ? whole : options, plan->tile_align[0], plan->tile_align[1]))
    r = {std::max(r[0], width(t)), std::max(r[1], height(t))};
  return r;
}

}  // namespace

std::string Outcome::text() const {
  std::string r = failure.code == BURNISH_OK ? "" : to_text(failure) + "\n";
  for (const std::string& b : breaches) r += "breach: " + b + "\n";
  return r;
}

Outcome try_run(const burnish_pixel& op, const TextValues& text, const std::vector<Picture>& inputs,
                const RunOptions& options) {
  check_formats(op, inputs);
  const Values values(*op.desc, text, options.scale);
  const Call call(options.threads, options.seed);
  const std::vector<burnish_image_info> infos = descriptions(inputs, options.scale);
  Outcome outcome;
  const auto give_up = [&](const Plan& plan) {
    outcome.breaches.insert(outcome.breaches.end(), plan.breaches.begin(), plan.breaches.end());
    if (!plan.ok()) outcome.failure = call.failure_of(plan.status);
    outcome.notes = call.notes();
    return !plan.ok() || !plan.breaches.empty();
  };
  // As the planner: once for the sizes, once more when the tiles are known.
  const Plan sizes(op, values, infos, {0, 0}, call);
  if (give_up(sizes)) return outcome;
  outcome.flags = sizes->flags;
  outcome.op_class = sizes->op_class;
  outcome.halo = *std::max_element(std::begin(sizes->halo), std::end(sizes->halo));
  if (!serves(op, sizes->format_mask, inputs[0].format())) {
    outcome.format_refused = true;
    outcome.failure = {BURNISH_UNSUPPORTED, "", "the plan's format_mask leaves out " + format_text(inputs[0].format())};
    return outcome;
  }
  if (sizes.has(BURNISH_IDENTITY) && !options.run_identity) {
    outcome.picture = inputs[0];
    return outcome;
  }
  if (op.process == nullptr) {
    outcome.failure = {BURNISH_UNSUPPORTED, "", "the operation has no process: the host converts"};
    return outcome;
  }
  const Plan plan(op, values, infos, largest_tile(sizes, options), call);
  if (give_up(plan)) return outcome;
  if (plan.width() != sizes.width() || plan.height() != sizes.height())
    outcome.breaches.emplace_back("prepare gave another size for another max_tile");

  Runner runner(op, inputs, options, plan, call, outcome);
  runner.reduce();
  if (outcome.failure.code == BURNISH_OK) runner.process();
  if (outcome.failure.code != BURNISH_OK) outcome.picture = Picture();
  outcome.notes = call.notes();
  return outcome;
}

Picture run(const burnish_pixel& op, const TextValues& values, const std::vector<Picture>& inputs,
            const RunOptions& options) {
  Outcome outcome = try_run(op, values, inputs, options);
  if (outcome.failure.code != BURNISH_OK) throw RunFailure(outcome.failure);
  if (!outcome.breaches.empty()) throw RunFailure({BURNISH_ERROR, "", "breach of the contract: " + outcome.text()});
  return std::move(outcome.picture);
}

Picture run(const burnish_pixel& op, const TextValues& values, const Picture& input, const RunOptions& options) {
  return run(op, values, std::vector<Picture>{input}, options);
}

Failure failure_of(const burnish_pixel& op, const TextValues& values, const std::vector<Picture>& inputs,
                   const RunOptions& options) {
  return try_run(op, values, inputs, options).failure;
}

}  // namespace burnish::kit
