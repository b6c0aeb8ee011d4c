#include <algorithm>
#include <bit>
#include <deque>
#include <set>

#include "pipeline/expand.hpp"
#include "plan/chain.hpp"

namespace burnish {
namespace {

/// One output's way from its source to its encoder, as one list of steps.
struct Route {
  int source = 0;
  bool orient = true;
  std::deque<Step> steps;
};

/// What a step said about shrink-on-load, and the shrink of its result.
struct StepTrace {
  int preshrink = 1;  // 0: the step does nothing
  double shrink = 1;
};

class Planner {
 public:
  explicit Planner(PlanRequest request) : request_(std::move(request)) { plan_.sources = request_.sources; }
  Result<Plan> build();

 private:
  Route route(const std::string& from, const std::vector<Step>& steps) const;
  Result<Place> follow(ChainBuilder& chain, const Route& route, Place at, uint8_t integer_sample,
                       std::vector<StepTrace>* trace, std::vector<AppliedStep>* applied = nullptr);
  Result<Place> node(ChainBuilder& chain, const std::string& name);
  Result<uint32_t> find_shrink(const Output& output, std::size_t index);
  Status plan_output(const Output& output, std::size_t index, uint32_t shrink, uint32_t decode_shrink);

  PlanRequest request_;
  Plan plan_;
};

/// Whether a step only moves pixels, so that integers may pass through it.
bool only_moves(const Step& s, const Catalogue& catalogue) {
  if (s.component) {
    const auto c = s.component->values.find("c");
    return c == s.component->values.end() ? s.component->values.count("w") + s.component->values.count("h") == 0
                                          : c->second == "crop";
  }
  if (s.op->host_converts) return short_id(s.op->id) == "auto_orient";
  if (!s.with.empty()) return false;
  const auto table = catalogue.pixel(*s.op);
  return table.ok() && (*table)->format_count > 0 && (*table)->formats[0].sample == BURNISH_ANY;
}

Route Planner::route(const std::string& from, const std::vector<Step>& steps) const {
  Route r;
  r.steps.assign(steps.begin(), steps.end());
  std::string name = from;
  while (const Node* n = request_.pipeline.node(name)) {
    if (!n->read.empty()) {
      r.orient = n->orient;
      break;
    }
    r.steps.insert(r.steps.begin(), n->steps.begin(), n->steps.end());
    name = n->from;
  }
  const auto it = request_.source_of.find(name);
  r.source = it == request_.source_of.end() ? 0 : it->second;
  return r;
}

Result<Place> Planner::node(ChainBuilder& chain, const std::string& name) {
  const Route r = route(name, {});
  std::vector<std::string> notes;
  BURNISH_TRY(const Place at, chain.source(r.source, 0, 0, r.orient, false, notes));
  return follow(chain, r, at, 0, nullptr);
}

/// Runs the steps; with `trace`, says of each what it allows, and stops once nothing more can be learned. `applied`
/// gets those that did something.
Result<Place> Planner::follow(ChainBuilder& chain, const Route& r, Place at, uint8_t integer_sample,
                              std::vector<StepTrace>* trace, std::vector<AppliedStep>* applied) {
  const Shape source = chain.shape(at);
  const auto full = [](const Shape& s) {
    return Size{static_cast<int32_t>((s.view[2] - s.view[0]) * s.shrink + 0.5),
                static_cast<int32_t>((s.view[3] - s.view[1]) * s.shrink + 0.5)};
  };
  std::deque<Step> steps = r.steps;
  while (!steps.empty()) {
    const Step step = std::move(steps.front());
    steps.pop_front();
    if (step.component) {
      BURNISH_TRY(std::vector<Step> expanded,
                  expand_component(*step.component, full(chain.shape(at)), full(source), request_.catalogue));
      steps.insert(steps.begin(), std::make_move_iterator(expanded.begin()), std::make_move_iterator(expanded.end()));
      continue;
    }
    const bool tail_moves =
        std::all_of(steps.begin(), steps.end(), [&](const Step& s) { return only_moves(s, request_.catalogue); });
    std::vector<Place> with;
    for (const std::string& name : step.with) {
      BURNISH_TRY(Place other, node(chain, name));
      with.push_back(std::move(other));
    }
    const int before = at.node;
    BURNISH_TRY(at, chain.step(at, step, with, tail_moves ? integer_sample : uint8_t{0}));
    if (applied != nullptr && at.node != before) applied->push_back({step.op, step.arguments});
    if (trace != nullptr) {
      trace->push_back({chain.last_preshrink(), chain.shape(at).shrink});
      if (chain.last_preshrink() == 1 || (source.shrink > 1 && chain.shape(at).shrink == 1)) return at;
    }
  }
  return at;
}

/// n such that the source may be read at 1/2^n for this output: every step up to the one that resamples allows it.
/// What a step allows is asked of the unshrunk picture; which step resamples shows on a shrunk one.
Result<uint32_t> Planner::find_shrink(const Output& output, std::size_t index) {
  const Route r = route(output.from, output.steps);
  const SourceFacts& facts = plan_.sources[static_cast<std::size_t>(r.source)];
  const auto deepest = static_cast<uint32_t>(std::bit_width(facts.shrinks & 0xFU)) - 1;
  if (facts.shrinks == 0 || deepest == 0 || r.steps.empty()) return 0U;
  const auto follow_shrunk = [&](uint32_t n, std::vector<StepTrace>& trace) -> Status {
    Plan trial;
    trial.sources = plan_.sources;
    ChainBuilder chain(trial, request_);
    std::vector<std::string> notes;
    BURNISH_TRY(const Place at, chain.source(r.source, n, n, r.orient, output.keep_profile, notes));
    BURNISH_TRY(const Place end, follow(chain, r, at, request_.encoders[index].sample, &trace));
    return end.node >= 0 ? Status(Done{}) : Status(Error{});
  };
  std::vector<StepTrace> whole, shrunk;
  BURNISH_CHECK(follow_shrunk(0, whole));
  if (!follow_shrunk(1, shrunk).ok()) return 0U;
  int allowed = 8;
  for (std::size_t i = 0; i < std::min(whole.size(), shrunk.size()); ++i) {
    if (whole[i].preshrink > 0) allowed = std::min(allowed, whole[i].preshrink);
    if (allowed == 1) return 0U;
    if (shrunk[i].shrink > 1) continue;
    if (whole[i].preshrink == 0) return 0U;  // what does nothing to the picture would enlarge the shrunk one again
    for (uint32_t n = deepest; n > 0; --n)
      if ((facts.shrinks >> n & 1U) != 0 && allowed >= 1 << n) return n;
    return 0U;
  }
  return 0U;
}

Status Planner::plan_output(const Output& output, std::size_t index, uint32_t shrink, uint32_t decode_shrink) {
  const Route r = route(output.from, output.steps);
  const EncoderChoice& encoder = request_.encoders[index];
  ChainBuilder chain(plan_, request_);
  PlannedOutput out;
  const bool keep = output.keep_profile || request_.options.keep_profile;
  BURNISH_TRY(Place at, chain.source(r.source, decode_shrink, shrink, r.orient, keep, out.notes));
  const uint8_t source_sample = chain.shape(at).format.sample;
  EncoderChoice target = encoder;
  if (target.sample == 0) target.sample = source_sample == BURNISH_F16 ? uint8_t{BURNISH_F32} : source_sample;
  const bool straight_through = target.sample == source_sample;
  BURNISH_TRY(at, follow(chain, r, at, straight_through ? source_sample : uint8_t{0}, nullptr, &out.steps));
  BURNISH_TRY(at, chain.finish(at, target, out.notes));
  out.output = &output;
  out.node = at.node;
  out.encoder = encoder.item;
  out.values = encoder.values;
  out.extension = encoder.extension;
  out.icc = at.icc;
  out.oriented = at.oriented;
  if (plan_.sources[static_cast<std::size_t>(r.source)].frames > 1)
    out.notes.emplace_back("only the first of " +
                           std::to_string(plan_.sources[static_cast<std::size_t>(r.source)].frames) +
                           " frames is used");
  plan_.outputs.push_back(std::move(out));
  return Done{};
}

Result<Plan> Planner::build() {
  const std::vector<Output>& outputs = request_.pipeline.outputs;
  std::vector<uint32_t> shrink(outputs.size());
  std::map<int, uint32_t> decode_shrink;  // per source: as deep as its most demanding output allows
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const int source = route(outputs[i].from, {}).source;
    uint32_t decoded = 0;
    if (request_.shrink) {
      shrink[i] = *request_.shrink;
      const uint32_t shrinks = plan_.sources[static_cast<std::size_t>(source)].shrinks;
      for (uint32_t n = 1; n <= shrink[i] && n < 32; ++n)
        if ((shrinks >> n & 1U) != 0) decoded = n;
    } else {
      BURNISH_TRY(shrink[i], find_shrink(outputs[i], i));
      decoded = shrink[i];
    }
    const auto [it, fresh] = decode_shrink.emplace(source, decoded);
    if (!fresh) it->second = std::min(it->second, decoded);
  }
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const uint32_t d = decode_shrink[route(outputs[i].from, {}).source];
    auto status = plan_output(outputs[i], i, shrink[i], d);
    if (!status) {
      Error e = status.take_error();
      if (e.where.empty()) e.where = outputs[i].where;
      return e;
    }
  }
  if (!request_.options.simple) merge_tables(plan_, request_.context);
  decide_kept(plan_, request_.options);
  return std::move(plan_);
}

}  // namespace

Result<Plan> build_plan(PlanRequest request) { return Planner(std::move(request)).build(); }

}  // namespace burnish
