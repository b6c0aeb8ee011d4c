#include "settle_pipeline.hpp"

#include <algorithm>
#include <deque>
#include <set>

#include "pipeline/expand.hpp"
#include "pipeline/values.hpp"
#include "settle/settler.hpp"

namespace burnish {
namespace {

/// Settles nodes and outputs in the order in which pixels flow, so that whatever precedes a step is settled when the
/// step is.
class SettlePass {
 public:
  SettlePass(const Pipeline& pipeline, PictureStages& stages, std::vector<std::string>& said)
      : pipeline_(pipeline),
        stages_(stages),
        catalogue_(stages.sources().catalogue),
        context_(stages.sources().context),
        analyses_(catalogue_, context_),
        said_(said) {}

  Result<std::unique_ptr<const Pipeline>> run(std::vector<std::string>& notes) && {
    for (std::size_t i = 0; i < pipeline_.outputs.size(); ++i) {
      const Output& o = pipeline_.outputs[i];
      BURNISH_CHECK(settle_node(o.from));
      BURNISH_TRY(pipeline_.outputs[i].steps, settle_steps(o.from, o.steps));
    }
    for (std::string& n : analyses_.take_notes()) notes.push_back(std::move(n));
    return std::make_unique<const Pipeline>(std::move(pipeline_));
  }

 private:
  /// The graph has no cycle (check_graph), so this ends.
  Status settle_node(const std::string& name) {
    if (name.empty() || !seen_.insert(name).second) return Done{};
    const auto at =
        std::find_if(pipeline_.nodes.begin(), pipeline_.nodes.end(), [&](const Node& n) { return n.name == name; });
    if (at == pipeline_.nodes.end() || !at->read.empty()) return Done{};
    BURNISH_CHECK(settle_node(at->from));
    BURNISH_TRY(at->steps, settle_steps(at->from, at->steps));
    return Done{};
  }

  Result<std::vector<Step>> settle_steps(const std::string& from, std::vector<Step> steps) {
    std::vector<Step> done;
    std::deque<Step> left(std::make_move_iterator(steps.begin()), std::make_move_iterator(steps.end()));
    while (!left.empty()) {
      Step step = std::move(left.front());
      left.pop_front();
      for (const std::string& name : step.with) BURNISH_CHECK(settle_node(name));
      if (step.component && looks_at_picture(*step.component)) {
        BURNISH_TRY(std::vector<Step> expanded, expand(from, done, *step.component));
        left.insert(left.begin(), std::make_move_iterator(expanded.begin()), std::make_move_iterator(expanded.end()));
        continue;
      }
      BURNISH_TRY(const bool applies, settle::applies(catalogue_, step, context_));
      if (applies) BURNISH_CHECK(settle(from, done, step));
      done.push_back(std::move(step));
    }
    return done;
  }

  Result<std::vector<Step>> expand(const std::string& from, const std::vector<Step>& before, const Component& c) {
    BURNISH_TRY(const settle::Stage stage, stages_.stage(pipeline_, from, before));
    BURNISH_TRY(const Size source, stages_.source_size(pipeline_, from));
    return expand_component(c, stage.full, source, catalogue_);
  }

  Status settle(const std::string& from, const std::vector<Step>& before, Step& step) {
    BURNISH_TRY(const settle::Stage stage, stages_.stage(pipeline_, from, before));
    auto settled = settle::settle_step(catalogue_, step, stage, analyses_, context_);
    if (!settled) {
      Error e = settled.take_error();
      if (e.where.empty()) e.where = step.where;
      return e;
    }
    std::string line(short_id(step.op->id));
    if (!step.where.empty()) line += " (" + step.where + ")";
    for (const Argument& a : settled->arguments) line += " " + a.id + "=" + a.text;
    for (std::size_t i = 0; i < settled->reasons.size(); ++i) line += (i == 0 ? ": " : "; ") + settled->reasons[i];
    if (std::find(said_.begin(), said_.end(), line) == said_.end()) said_.push_back(std::move(line));
    step.arguments = std::move(settled->arguments);
    return Done{};
  }

  Pipeline pipeline_;
  PictureStages& stages_;
  const Catalogue& catalogue_;
  const CallContext& context_;
  settle::Analyses analyses_;
  std::vector<std::string>& said_;
  std::set<std::string> seen_;
};

/// Whether any step has to be looked at; most pipelines have none, and are not even copied. What cannot be said here is
/// told when the step is planned.
bool has_work(const Pipeline& pipeline, const StageSources& sources) {
  const auto looks = [&](const Step& s) {
    if (s.component) return looks_at_picture(*s.component);
    const auto applies = settle::applies(sources.catalogue, s, sources.context);
    return applies.ok() && *applies;
  };
  return std::any_of(pipeline.nodes.begin(), pipeline.nodes.end(),
                     [&](const Node& n) { return std::any_of(n.steps.begin(), n.steps.end(), looks); }) ||
         std::any_of(pipeline.outputs.begin(), pipeline.outputs.end(),
                     [&](const Output& o) { return std::any_of(o.steps.begin(), o.steps.end(), looks); });
}

}  // namespace

Result<std::unique_ptr<const Pipeline>> settle_pipeline(const Pipeline& pipeline, PictureStages& stages,
                                                        std::vector<std::string>& settled,
                                                        std::vector<std::string>& notes) {
  if (!has_work(pipeline, stages.sources())) return std::unique_ptr<const Pipeline>();
  return SettlePass(pipeline, stages, settled).run(notes);
}

}  // namespace burnish
