#include "contract/operation_checks.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include "burnish/picture.hpp"
#include "contract/trial.hpp"
#include "contract/variants.hpp"

namespace burnish::contract {
namespace {

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
