// Whether the flags of a plan say the truth.
#include <algorithm>
#include <numeric>
#include <random>

#include "burnish/picture.hpp"
#include "contract/trial.hpp"

namespace burnish::contract {
namespace {

using kit::Picture;

bool is_float(const burnish_format& f) { return f.sample == BURNISH_F32 || f.sample == BURNISH_F16; }

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

}  // namespace

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

}  // namespace burnish::contract
