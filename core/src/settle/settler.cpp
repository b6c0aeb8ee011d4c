#include "settle/settler.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <optional>

#include "pipeline/check.hpp"
#include "pipeline/expand.hpp"
#include "pipeline/numbers.hpp"
#include "pipeline/values.hpp"

namespace burnish::settle {
namespace {

Error broken_contract(const Item& op, const std::string& why) {
  return {Code::Plugin,
          "operation '" + std::string(short_id(op.id)) + "' broke its contract",
          {},
          "it settled " + why,
          "report it to the plugin's author"};
}

std::string joined(const double* numbers, std::size_t n) {
  std::string text;
  for (std::size_t i = 0; i < n; ++i) text += (i == 0 ? "" : ",") + number_text(numbers[i]);
  return text;
}

/// The value as a user would write it; nothing for what a settler has no business with.
std::optional<std::string> text_of(const Parameter& p, const burnish_value& v) {
  const bool numbers = std::all_of(std::begin(v.r), std::end(v.r), [](double r) { return std::isfinite(r); });
  if (!numbers || (p.flags & BURNISH_PF_LIST) != 0) return std::nullopt;
  switch (p.type) {
    case BURNISH_P_BOOL:
      return v.i != 0 ? "true" : "false";
    case BURNISH_P_INT:
      return number_text(std::floor(v.r[0] + 0.5));
    case BURNISH_P_REAL:
      return p.unit == "ratio" && v.r[2] > 0 ? number_text(v.r[1]) + ":" + number_text(v.r[2]) : number_text(v.r[0]);
    case BURNISH_P_ENUM:
      if (v.i < 0 || static_cast<std::size_t>(v.i) >= p.choices.size()) return std::nullopt;
      return p.choices[static_cast<std::size_t>(v.i)].id;
    case BURNISH_P_POINT:
      return joined(v.r, 2);
    case BURNISH_P_RECT:
      return joined(v.r, 4);
    default:
      return std::nullopt;
  }
}

bool is_untouched(const burnish_value& a, const burnish_value& b) {
  return a.i == b.i && std::equal(std::begin(a.r), std::end(a.r), std::begin(b.r)) && a.s == b.s && a.ext == b.ext &&
         a.count == b.count && a.state == b.state;
}

/// The arguments of the step with what was settled in their place.
Result<std::vector<Argument>> arguments_of(const Step& step, const Values& before,
                                           const std::vector<burnish_value>& after) {
  std::vector<Argument> arguments;
  for (std::size_t i = 0; i < after.size(); ++i) {
    const Parameter& p = step.op->parameters[i];
    if (is_untouched(before.data()[i], after[i])) {
      const auto given = std::find_if(step.arguments.begin(), step.arguments.end(),
                                      [&](const Argument& a) { return step.op->parameter(a.id) == &p; });
      if (given != step.arguments.end()) arguments.push_back(*given);
      continue;
    }
    if (after[i].state != BURNISH_VALUE_GIVEN) continue;  // back to its default
    const auto text = text_of(p, after[i]);
    if (!text) return broken_contract(*step.op, "'" + p.id + "' to what is no value of it");
    arguments.push_back({p.id, *text, step.where});
  }
  if (const auto values = Values::resolve(*step.op, arguments); !values.ok())
    return broken_contract(*step.op, "values that it refuses: " + values.error().message());
  return arguments;
}

burnish_prepare prepare_of(const Values& values) {
  burnish_prepare p{};
  p.struct_size = sizeof p;
  p.values = values.data();
  return p;
}

}  // namespace

Result<bool> applies(const Catalogue& catalogue, const Step& step, const CallContext& context) {
  if (step.op == nullptr || step.op->kind != Kind::Pixel) return false;
  BURNISH_TRY(const burnish_settle* table, catalogue.settler(*step.op));
  if (table == nullptr) return false;
  BURNISH_TRY(const Values values, Values::resolve(*step.op, step.arguments));
  if (table->applies == nullptr)
    return std::any_of(values.data(), values.data() + values.size(),
                       [](const burnish_value& v) { return v.state == BURNISH_VALUE_AUTO; });
  const Call call(context);
  const burnish_prepare prepare = prepare_of(values);
  return table->applies(call.get(), &prepare) != 0;
}

Status check_analysers(const Catalogue& catalogue, const Pipeline& pipeline, const CallContext& context) {
  const auto check_needs = [&](const Item& op, const std::string& what, const std::string& where) -> Status {
    BURNISH_TRY(const burnish_settle* table, catalogue.settler(op));
    for (const char* const* id = table == nullptr ? nullptr : table->needs; id != nullptr && *id != nullptr; ++id) {
      if (*id == regions_id) continue;
      BURNISH_TRY([[maybe_unused]] const Item* found, find_analyser(catalogue, *id, what, where));
    }
    return Done{};
  };
  const auto check = [&](const std::vector<Step>& steps) -> Status {
    for (const Step& step : steps) {
      if (step.component && looks_at_picture(*step.component)) {
        BURNISH_TRY(const Item* crop, find_operation(catalogue, "crop", step.where));
        BURNISH_CHECK(check_needs(*crop, "'g_" + step.component->values.at("g") + "'", step.where));
      }
      // What does not load or has wrong values is told when the step is planned.
      const auto asked = applies(catalogue, step, context);
      if (!asked.ok() || !*asked) continue;
      BURNISH_CHECK(check_needs(*step.op, "'" + std::string(short_id(step.op->id)) + "'", step.where));
    }
    return Done{};
  };
  for (const Node& n : pipeline.nodes) BURNISH_CHECK(check(n.steps));
  for (const Output& o : pipeline.outputs) BURNISH_CHECK(check(o.steps));
  return Done{};
}

Result<Settled> settle_step(const Catalogue& catalogue, const Step& step, const Stage& stage, Analyses& analyses,
                            const CallContext& context) {
  BURNISH_TRY(const burnish_settle* table, catalogue.settler(*step.op));
  BURNISH_TRY(const Values values, Values::resolve(*step.op, step.arguments));
  Settled settled;
  std::vector<std::shared_ptr<const Findings>> found;
  for (const char* const* id = table->needs; *id != nullptr; ++id) {
    if (*id == regions_id) {
      BURNISH_TRY(auto regions, stage.regions());
      found.push_back(std::move(regions));
      continue;
    }
    BURNISH_TRY(const Item* analyser,
                find_analyser(catalogue, *id, "'" + std::string(short_id(step.op->id)) + "'", step.where));
    std::vector<Argument> asked = passed_on(*step.op, step.arguments, analyser->parameters);
    for (Argument& a : passed_on(*step.op, step.arguments, analyser->requests))
      if (analyser->parameter(a.id) == nullptr) asked.push_back(std::move(a));
    BURNISH_TRY(const std::vector<Window> windows, analyses.choose(stage, *analyser, asked));
    BURNISH_TRY(auto findings, analyses.analyse(stage, *analyser, asked));
    if (!windows.empty() && settled.reasons.empty()) settled.reasons = windows.front().reasons;
    found.push_back(std::make_shared<Findings>(std::move(findings), windows));
  }
  std::vector<const burnish_findings*> raw;
  for (const auto& f : found) raw.push_back(f == nullptr ? nullptr : f->get());
  raw.push_back(nullptr);

  const burnish_image_info info = to_info(full_shape(stage));
  const burnish_image_info* inputs[] = {&info};
  burnish_prepare prepare = prepare_of(values);
  prepare.input_count = 1;
  prepare.inputs = inputs;
  std::vector<burnish_value> out(values.data(), values.data() + values.size());
  const Call call(context);
  const burnish_status status = table->settle(call.get(), &prepare, raw.data(), out.data());
  if (status != BURNISH_OK) {
    Error e = call.error(status, "operation '" + std::string(short_id(step.op->id)) + "' cannot be used here");
    e.where = step.where + (e.where.empty() ? "" : "." + e.where);
    return e;
  }
  BURNISH_TRY(settled.arguments, arguments_of(step, values, out));
  return settled;
}

}  // namespace burnish::settle
