#include "contract/operation_checks.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>

#include "burnish/picture.hpp"
#include "contract/variants.hpp"

namespace burnish::contract {
namespace {

using kit::Outcome;
using kit::Picture;
using kit::RunOptions;

// What makes or reads more is planned but not computed.
constexpr int64_t most_output_pixels = 1 << 14, most_input_pixels = 1 << 18;

int64_t area(const burnish_rect& r) { return empty(r) ? 0 : int64_t{width(r)} * height(r); }

std::vector<burnish_image_info> descriptions(const std::vector<Picture>& inputs) {
  std::vector<burnish_image_info> r;
  for (const Picture& p : inputs) r.push_back(p.info());
  return r;
}

/// Runs, and sorts what comes back: a clean refusal, a problem, or a picture.
class Trial {
 public:
  Trial(const Case& c, Verdict& verdict) : case_(c), verdict_(verdict) {}

  /// Empty when there is no picture to compare.
  Picture run(RunOptions options, const std::string& how) { return run(case_.inputs, options, how); }
  Picture run(const std::vector<Picture>& inputs, RunOptions options, const std::string& how) {
    options.run_identity = true;
    Outcome o = kit::try_run(case_.operation(), case_.values, inputs, options);
    flags = o.flags;
    op_class = o.op_class;
    halo = o.halo;
    for (const std::string& b : o.breaches) problem(how, b);
    if (o.failure.code == BURNISH_OK) {
      verdict_.answered = true;
      return std::move(o.picture);
    }
    check_refusal(o, how);
    return {};
  }
  void problem(const std::string& how, const std::string& what) {
    verdict_.problems.add(case_.text() + (how.empty() ? "" : ", " + how) + ": " + what);
  }

  uint32_t flags = 0;
  int32_t op_class = 0, halo = 0;

 private:
  void check_refusal(const Outcome& o, const std::string& how);
  const Case& case_;
  Verdict& verdict_;
};

void Trial::check_refusal(const Outcome& o, const std::string& how) {
  if (o.format_refused) return;
  const kit::Failure& f = o.failure;
  const bool clean = f.code == BURNISH_BAD_PARAM || f.code == BURNISH_UNSUPPORTED || f.code == BURNISH_LIMIT;
  if (!clean) problem(how, "failed with " + kit::to_text(f));
  if (f.message.empty() || f.message.find('\n') != std::string::npos) problem(how, "the message is not one line");
  const burnish_desc& desc = *case_.operation().desc;
  bool known = f.param.empty();
  for (uint32_t i = 0; i < desc.param_count; ++i) known = known || f.param == kit::param_at(desc, i).id;
  if (!known) problem(how, "the failure names '" + f.param + "', which is no parameter");
}

bool same_size(const Picture& a, const Picture& b) { return a.width() == b.width() && a.height() == b.height(); }

bool has_alpha_channel(const Picture& p) { return has_alpha(p.format()); }

/// The picture with its pixels in another order: position i gets the pixel of order[i].
Picture shuffled(const Picture& p, const std::vector<int32_t>& order) {
  Picture r = p;
  const auto from = [&](int32_t x, int32_t y) { return order[static_cast<std::size_t>(y * p.width() + x)]; };
  for (int32_t y = 0; y < p.height(); ++y)
    for (int32_t x = 0; x < p.width(); ++x)
      for (int c = 0; c < p.channels(); ++c) r.set(x, y, c, p.at(from(x, y) % p.width(), from(x, y) / p.width(), c));
  return r;
}

void check_colour_only(Trial& trial, const Case& c, const Picture& out) {
  std::vector<int32_t> order(static_cast<std::size_t>(c.inputs[0].width() * c.inputs[0].height()));
  std::iota(order.begin(), order.end(), 0);
  std::shuffle(order.begin(), order.end(), std::mt19937_64(5));
  const Picture moved = trial.run({shuffled(c.inputs[0], order)}, {}, "pixels shuffled");
  if (moved.width() == 0) return;
  const std::string d = kit::difference(shuffled(out, order), moved);
  if (!d.empty()) trial.problem("COLOR_ONLY", "equal pixels in other places give other results: " + d);
}

void check_per_channel(Trial& trial, const Case& c, const Picture& out) {
  const Picture& in = c.inputs[0];
  const int colours = colour_channels(in.format());
  for (int kept = 0; kept < colours; ++kept) {
    Picture other = in;
    for (int32_t y = 0; y < in.height(); ++y)
      for (int32_t x = 0; x < in.width(); ++x)
        for (int k = 0; k < colours; ++k)
          if (k != kept) other.set(x, y, k, in.at(in.width() - 1 - x, y, k) / 2);
    const Picture result = trial.run({other}, {}, "other channels changed");
    if (result.width() == 0) return;
    for (int32_t y = 0; y < in.height(); ++y)
      for (int32_t x = 0; x < in.width(); ++x)
        if (result.at(x, y, kept) != out.at(x, y, kept)) {
          trial.problem("PER_CHANNEL", "channel " + std::to_string(kept) + " depends on another one");
          return;
        }
  }
}

void check_keeps_alpha(Trial& trial, const Case& c, const Picture& out) {
  const Picture& in = c.inputs[0];
  if (!has_alpha_channel(in) || !has_alpha_channel(out) || !same_size(in, out)) return;
  for (int32_t y = 0; y < in.height(); ++y)
    for (int32_t x = 0; x < in.width(); ++x)
      if (in.at(x, y, in.channels() - 1) != out.at(x, y, out.channels() - 1)) {
        trial.problem("KEEPS_ALPHA", "alpha changes at (" + std::to_string(x) + ", " + std::to_string(y) + ")");
        return;
      }
}

bool contains(const burnish_rect& a, const burnish_rect& b) {
  return empty(b) || (a.x0 <= b.x0 && a.y0 <= b.y0 && a.x1 >= b.x1 && a.y1 >= b.y1);
}

burnish_rect random_rect(std::mt19937_64& random, const burnish_rect& in) {
  const auto range = [&](int32_t low, int32_t high, int32_t& a, int32_t& b) {
    a = low + static_cast<int32_t>(random() % static_cast<uint64_t>(high - low));
    b = a + 1 + static_cast<int32_t>(random() % static_cast<uint64_t>(high - a));
  };
  burnish_rect r{};
  range(in.x0, in.x1, r.x0, r.x1);
  range(in.y0, in.y1, r.y0, r.y1);
  return r;
}

std::string rect_text(const burnish_rect& r) {
  return "[" + std::to_string(r.x0) + " " + std::to_string(r.y0) + " " + std::to_string(r.x1) + " " +
         std::to_string(r.y1) + "]";
}

Picture wild(const Picture& p) {
  static constexpr double kinds[] = {std::numeric_limits<double>::quiet_NaN(),
                                     std::numeric_limits<double>::infinity(),
                                     -std::numeric_limits<double>::infinity(),
                                     1e30,
                                     -1e30,
                                     1e-40,
                                     -0.0,
                                     65504.0,
                                     -3};
  Picture r = p;
  for (int32_t y = 0; y < p.height(); ++y)
    for (int32_t x = 0; x < p.width(); ++x)
      for (int c = 0; c < p.channels(); ++c)
        if ((x + y + c) % 2 == 0) r.set(x, y, c, kinds[static_cast<std::size_t>(x * 7 + y * 3 + c) % std::size(kinds)]);
  return r;
}

bool is_float(const burnish_format& f) { return f.sample == BURNISH_F32 || f.sample == BURNISH_F16; }

}  // namespace

std::string Case::text() const {
  return std::string(op->desc->id) + " " + to_text(values) + " on " + std::to_string(inputs[0].width()) + "x" +
         std::to_string(inputs[0].height()) + " " + kit::format_text(inputs[0].format());
}

bool Case::small() const {
  if (is_small) return *is_small;
  is_small = false;
  if (op->process == nullptr) return false;
  const kit::Call call;
  const kit::Values parsed(*op->desc, values);
  const kit::Plan plan(*op, parsed, descriptions(inputs), {0, 0}, call);
  const burnish_rect all{0, 0, plan.width(), plan.height()};
  // A refusal costs nothing.
  is_small = !plan.ok() || (area(all) <= most_output_pixels && area(plan.need(0, all)) <= most_input_pixels);
  return *is_small;
}

Verdict check_repeats(const Case& c) {
  Verdict v;
  Trial trial(c, v);
  if (!c.small()) return v;
  const Picture a = trial.run({}, "once");
  if (a.width() == 0) return v;
  const Picture b = trial.run({.poison_seed = 2}, "again");
  if (const std::string d = kit::difference(a, b); !d.empty())
    trial.problem("", "the result depends on what lies around the pixels, or differs from run to run: " + d);
  return v;
}

Verdict check_tilings(const Case& c, int random_tilings) {
  Verdict v;
  Trial trial(c, v);
  if (!c.small()) return v;
  const Picture whole = trial.run({}, "whole");
  if (whole.width() == 0) return v;
  const auto compare = [&](const RunOptions& options, const std::string& how) {
    const Picture tiled = trial.run(options, how);
    if ((trial.flags & BURNISH_TILE_VARIANT) != 0) return;
    if (const std::string d = kit::difference(whole, tiled); !d.empty())
      trial.problem(how, "differs from the whole: " + d);
  };
  // A halo far larger than the picture makes each tile as dear as the whole: then few tiles.
  const bool dear = trial.halo > 40;
  if (dear) random_tilings = std::min(random_tilings, 1);
  const int32_t tile_width = dear ? whole.width() / 2 + 1 : std::max(7, whole.width() / 12);
  const int32_t tile_height = dear ? whole.height() / 2 + 1 : std::max(5, whole.height() / 12);
  compare({.tile_width = tile_width, .tile_height = tile_height, .poison_nan = true, .threads = 2},
          "tiles of " + std::to_string(tile_width) + "x" + std::to_string(tile_height));
  if (!dear) compare({.tile_height = 8, .exact_windows = true, .poison_seed = 9}, "bands of 8 rows");
  for (int i = 0; i < random_tilings; ++i) {
    const auto seed = static_cast<uint64_t>(i) + 1;
    compare({.random_tiling = seed, .poison_nan = i % 2 == 0, .poison_seed = seed + 20},
            "random tiling " + std::to_string(i));
  }
  return v;
}

Verdict check_in_place(const Case& c) {
  Verdict v;
  Trial trial(c, v);
  if (!c.small()) return v;
  const Picture apart = trial.run({}, "out of place");
  if (apart.width() == 0 || (trial.flags & BURNISH_IN_PLACE) == 0) return v;
  if (trial.op_class != BURNISH_POINT) return v;
  for (const uint64_t seed : {uint64_t{3}, uint64_t{4}}) {
    const Picture same = trial.run({.random_tiling = seed, .in_place = true}, "in place");
    if (const std::string d = kit::difference(apart, same); !d.empty())
      trial.problem("", "in place differs from out of place: " + d);
  }
  return v;
}

Verdict check_flags(const Case& c) {
  Verdict v;
  Trial trial(c, v);
  if (!c.small()) return v;
  const Picture out = trial.run({}, "");
  if (out.width() == 0) return v;
  const uint32_t flags = trial.flags;
  if ((flags & BURNISH_IDENTITY) != 0) {
    const bool exact = !is_float(out.format());
    const double off = kit::worst_difference(out, c.inputs[0]);
    if (!kit::same_format(out.format(), c.inputs[0].format()) || off > (exact ? 0 : 1e-5))
      trial.problem("IDENTITY", "the result is not the input");
  }
  if ((flags & BURNISH_KEEPS_ALPHA) != 0) check_keeps_alpha(trial, c, out);
  if (c.inputs.size() > 1 || !same_size(out, c.inputs[0])) return v;
  if ((flags & BURNISH_COLOR_ONLY) != 0) check_colour_only(trial, c, out);
  if ((flags & BURNISH_PER_CHANNEL) != 0) check_per_channel(trial, c, out);
  return v;
}

Verdict check_regions(const Case& c) {
  Verdict v;
  Trial trial(c, v);
  const kit::Call call;
  const kit::Values values(*c.op->desc, c.values);
  const std::vector<burnish_image_info> infos = descriptions(c.inputs);
  const kit::Plan plan(*c.op, values, infos, {0, 0}, call);
  if (!plan.ok() || plan->op_class != BURNISH_WARP || c.op->required_region == nullptr) return v;
  v.answered = true;
  std::mt19937_64 random(11);
  const burnish_rect all{0, 0, plan.width(), plan.height()};
  for (uint32_t input = 0; input < infos.size(); ++input) {
    for (int i = 0; i < 60; ++i) {
      const burnish_rect a = random_rect(random, all), b = random_rect(random, a);
      burnish_rect need_a{}, need_b{}, again{};
      for (const auto& [out, need] : {std::pair{&a, &need_a}, {&b, &need_b}, {&a, &again}}) {
        const burnish_status s = c.op->required_region(plan->state, input, out, need);
        if (s != BURNISH_OK)
          trial.problem("required_region", "returned " + kit::status_name(s) + " for " + rect_text(*out));
      }
      if (!contains(need_a, need_b))
        trial.problem("required_region", "not monotonic: " + rect_text(b) + " is inside " + rect_text(a) + " but " +
                                             rect_text(need_b) + " not inside " + rect_text(need_a));
      if (!contains(need_a, again) || !contains(again, need_a)) trial.problem("required_region", "changes its answer");
    }
  }
  return v;
}

Verdict check_wild_samples(const Case& c) {
  Verdict v;
  if (!is_float(c.inputs[0].format())) return v;
  Trial trial(c, v);
  if (!c.small()) return v;
  std::vector<Picture> inputs;
  for (const Picture& p : c.inputs) inputs.push_back(wild(p));
  static_cast<void>(trial.run(inputs, {.random_tiling = 1}, "NaN and huge samples"));
  return v;
}

Verdict check_prepare(const Case& c) {
  Verdict v;
  Trial trial(c, v);
  if (c.op->release != nullptr) c.op->release(nullptr);
  const kit::Call call;
  const std::vector<double> scales = c.small() ? std::vector{1.0, 0.5, 0.03} : std::vector{0.5};
  for (const double scale : scales) {
    const kit::Values values(*c.op->desc, c.values, scale);
    std::vector<burnish_image_info> infos = descriptions(c.inputs);
    for (burnish_image_info& i : infos) i.scale = static_cast<float>(scale);
    for (const int32_t tile : c.small() ? std::vector{0, 1, 4096} : std::vector{4096}) {
      const kit::Plan plan(*c.op, values, infos, {tile, tile}, call);
      for (const std::string& b : plan.breaches) trial.problem("", b);
      v.answered = v.answered || plan.ok();
    }
  }
  return v;
}

Verdict check_case(const Case& c) {
  Verdict all;
  const auto take = [&all](const Verdict& v) {
    all.problems.add_all(v.problems);
    all.answered = all.answered || v.answered;
  };
  take(check_prepare(c));
  take(check_repeats(c));
  take(check_tilings(c, 2));
  take(check_in_place(c));
  take(check_flags(c));
  take(check_regions(c));
  take(check_wild_samples(c));
  return all;
}

std::vector<burnish_format> formats_of(const burnish_pixel& op) {
  std::vector<burnish_format> r;
  for (uint32_t i = 0; i < op.format_count; ++i)
    for (const burnish_format& f : kit::concrete_formats(op.formats[i]))
      if (std::none_of(r.begin(), r.end(), [&](const burnish_format& g) { return kit::same_format(f, g); }))
        r.push_back(f);
  return r;
}

std::vector<Picture> pictures_for(const burnish_pixel& op, const burnish_format& format, int32_t width,
                                  int32_t height) {
  std::vector<Picture> r{kit::noise(width, height, format)};
  burnish_format second = format;
  for (const burnish_format& f : formats_of(op))
    if (f.sample == format.sample && f.model == format.model && f.layout == format.layout && f.light == format.light &&
        has_alpha(f))
      second = f;
  while (r.size() < op.min_inputs) r.push_back(kit::noise((width + 1) / 2, (height + 1) / 2, second, r.size() + 1));
  return r;
}

}  // namespace burnish::contract
