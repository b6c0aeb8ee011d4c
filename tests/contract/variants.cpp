#include "contract/variants.hpp"

#include <algorithm>
#include <cmath>
#include <random>

namespace burnish::contract {
namespace {

bool bounded(const burnish_param& p) { return p.min != 0 || p.max != 0; }

bool is_ratio(const burnish_param& p) { return p.unit != nullptr && std::string(p.unit) == "ratio"; }

/// A value from where most parameters live: small numbers, the smaller the likelier, whatever the range allows.
std::string likely(const burnish_param& p, std::mt19937_64& random) {
  if (p.type == BURNISH_P_INT || p.type == BURNISH_P_REAL) {
    if (is_ratio(p) && random() % 2 == 0)
      return std::to_string(1 + random() % 16) + ":" + std::to_string(1 + random() % 9);
    const double size = std::exp2(static_cast<double>(random() % 700) / 100 - 2);  // 0.25 .. 32
    double v = p.min < 0 && random() % 2 == 0 ? -size : size;
    if (bounded(p)) v = std::clamp(v, p.min, p.max);
    return kit::number_text(p.type == BURNISH_P_INT ? std::ceil(v) : v);
  }
  const std::vector<std::string> texts = extremes(p);
  return texts.empty() ? std::string() : texts[random() % texts.size()];
}

bool given(const burnish_param& p) { return (p.flags & BURNISH_PF_HIDDEN) == 0 && !extremes(p).empty(); }

}  // namespace

std::vector<std::string> extremes(const burnish_param& p) {
  if ((p.flags & BURNISH_PF_LIST) != 0) return {};
  switch (p.type) {
    case BURNISH_P_BOOL:
      return {"false", "true"};
    case BURNISH_P_INT:
    case BURNISH_P_REAL:
      if (bounded(p)) return {kit::number_text(p.min), kit::number_text(p.max)};
      return {"-1", "0", "1", "100"};
    case BURNISH_P_ENUM: {
      std::vector<std::string> r;
      for (uint32_t i = 0; i < p.choice_count; ++i) r.emplace_back(p.choices[i].id);
      return r;
    }
    case BURNISH_P_COLOR:
      return {"#00000000", "#ffffff", "#12345678"};
    case BURNISH_P_POINT:
      return {"0,0", "5,3", "-4,100"};
    case BURNISH_P_RECT:
      return {"0,0,5,7", "3,2,1,1", "-2,-2,900,900"};
    default:
      return {};
  }
}

std::vector<kit::TextValues> variants(const burnish_desc& desc, int random_count, uint64_t seed) {
  std::vector<kit::TextValues> r(3);
  for (uint32_t i = 0; i < desc.param_count; ++i) {
    const burnish_param& p = kit::param_at(desc, i);
    if (!given(p)) continue;
    const std::vector<std::string> texts = extremes(p);
    r[1].emplace_back(p.id, texts.front());
    r[2].emplace_back(p.id, texts.back());
    for (const std::string& text : texts) r.push_back({{p.id, text}});
  }
  std::mt19937_64 random(seed);
  for (int k = 0; k < random_count && desc.param_count > 0; ++k) {
    kit::TextValues values;
    for (uint32_t i = 0; i < desc.param_count; ++i) {
      const burnish_param& p = kit::param_at(desc, i);
      if (given(p) && random() % 2 == 0) values.emplace_back(p.id, likely(p, random));
    }
    r.push_back(std::move(values));
  }
  return r;
}

std::string to_text(const kit::TextValues& values) {
  std::string r;
  for (const auto& [id, text] : values) r += (r.empty() ? "" : " ") + id + "=" + text;
  return r.empty() ? "defaults" : r;
}

}  // namespace burnish::contract
