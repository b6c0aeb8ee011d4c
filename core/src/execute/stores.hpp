// Where a running plan finds pixels: nodes kept in memory, and decoder sessions.
#pragma once
#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "image/image.hpp"
#include "load/call.hpp"
#include "plan/plan.hpp"
#include "source/session.hpp"

namespace burnish {

/// Opened sources of one input, in the order of Plan::sources. The first reader of a source uses its session; others
/// ask for sessions of their own.
struct Stores {
  const Plan& plan;
  std::vector<std::unique_ptr<DecoderSession>>& sessions;
  std::vector<Image> kept;  // by node; empty where nothing is kept

  explicit Stores(const Plan& p, std::vector<std::unique_ptr<DecoderSession>>& s)
      : plan(p), sessions(s), kept(p.nodes.size()) {}
  [[nodiscard]] const PlanNode& node(int i) const { return plan.nodes[static_cast<std::size_t>(i)]; }
  [[nodiscard]] Image& image(int i) { return kept[static_cast<std::size_t>(i)]; }
};

}  // namespace burnish
