#include "contract/trial.hpp"

namespace burnish::contract {

kit::Picture Trial::run(const std::vector<kit::Picture>& inputs, kit::RunOptions options, const std::string& how) {
  options.run_identity = true;
  kit::Outcome o = kit::try_run(case_.operation(), case_.values, inputs, options);
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

void Trial::problem(const std::string& how, const std::string& what) {
  verdict_.problems.add(case_.text() + (how.empty() ? "" : ", " + how) + ": " + what);
}

void Trial::check_refusal(const kit::Outcome& o, const std::string& how) {
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

}  // namespace burnish::contract
