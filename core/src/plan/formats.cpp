#include <optional>
#include <span>

#include "plan/chain.hpp"

namespace burnish {
namespace {

int precision(uint8_t sample) {
  switch (sample) {
    case BURNISH_U8:
      return 8;
    case BURNISH_F16:
      return 11;
    case BURNISH_U16:
      return 16;
    default:
      return 24;
  }
}

burnish_format fill(burnish_format f, const burnish_format& have) {
  if (f.sample == BURNISH_ANY) f.sample = have.sample;
  if (f.model == BURNISH_ANY) f.model = have.model;
  if (f.alpha == BURNISH_ANY) f.alpha = have.alpha;
  if (f.layout == BURNISH_ANY) f.layout = have.layout;
  if (f.light == BURNISH_ANY) f.light = have.light;
  return f;
}

/// What a conversion costs or loses, in an order that puts loss above work.
int cost(const burnish_format& have, const burnish_format& to) {
  int c = 0;
  if (have.alpha > BURNISH_ALPHA_NONE && to.alpha == BURNISH_ALPHA_NONE) c += 100000;
  if (have.model == BURNISH_RGB && to.model == BURNISH_GRAY) c += 50000;
  if (to.model == BURNISH_CMYK && have.model != BURNISH_CMYK) c += 200000;
  if (precision(to.sample) < precision(have.sample)) c += 1000 * (precision(have.sample) - precision(to.sample));
  if (to.sample != have.sample) c += 8 + precision(to.sample) / 8;
  if (to.model != have.model) c += 6;
  if (have.alpha == BURNISH_ALPHA_NONE && to.alpha != BURNISH_ALPHA_NONE) c += 5;
  if (to.alpha != have.alpha) c += 2;
  if (to.light != have.light) c += 4;
  if (to.layout != have.layout) c += 1;
  return c;
}

}  // namespace

std::optional<burnish_format> choose_format(std::span<const burnish_format> list, uint64_t mask,
                                            const burnish_format& have, uint8_t integer_sample) {
  std::optional<burnish_format> best;
  int best_cost = 0;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (mask != 0 && i < 64 && (mask >> i & 1U) == 0) continue;
    const bool computes_integer = list[i].sample == BURNISH_U8 || list[i].sample == BURNISH_U16;
    if (computes_integer && list[i].sample != integer_sample) continue;
    const burnish_format f = fill(list[i], have);
    const int c = cost(have, f);
    if (!best || c < best_cost) best = f, best_cost = c;
  }
  return best;
}

}  // namespace burnish
