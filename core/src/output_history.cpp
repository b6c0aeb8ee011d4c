#include "output_history.hpp"

#include <array>
#include <charconv>
#include <cstdlib>
#include <ctime>

namespace burnish {
namespace {

constexpr std::size_t longest_parameters = 500;

struct ActionOf {
  std::string_view operation, action;
};
/// The rest is "edited". The words are those of XMP part 2, ResourceEvent.
constexpr std::array<ActionOf, 5> actions{{{"crop", "cropped"},
                                           {"resize", "resized"},
                                           {"blur", "filtered"},
                                           {"unsharp", "filtered"},
                                           {"convert_colour", "converted"}}};

std::string_view action_of(std::string_view operation) {
  for (const ActionOf& a : actions)
    if (a.operation == operation) return a.action;
  return "edited";
}

/// https://reproducible-builds.org/specs/source-date-epoch/; empty when it is not set or no time.
std::string stated_time() {
  const char* text = std::getenv("SOURCE_DATE_EPOCH");
  if (text == nullptr) return {};
  const std::string_view digits(text);
  int64_t seconds = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), seconds);
  constexpr int64_t year_10000 = 253402300800;
  if (read.ec != std::errc() || read.ptr != digits.data() + digits.size() || seconds < 0 || seconds >= year_10000)
    return {};
  const auto when = static_cast<std::time_t>(seconds);
  std::tm utc{};
  gmtime_r(&when, &utc);
  std::array<char, 32> out{};
  return {out.data(), std::strftime(out.data(), out.size(), "%Y-%m-%dT%H:%M:%SZ", &utc)};
}

std::string parameters_of(const AppliedStep& step) {
  std::string text(short_id(step.op->id));
  for (const Argument& a : step.arguments) {
    if (text.size() + a.text.size() > longest_parameters) return text + " ...";
    text += " " + a.id + "=" + a.text;
  }
  return text;
}

/// Profile and orientation, which the plan deals with by itself.
std::vector<HistoryStep> preparations(const Plan& plan, int node) {
  std::vector<HistoryStep> steps;
  const PlanNode* n = &plan.nodes[static_cast<std::size_t>(node)];
  for (; n->kind != NodeKind::Decode; n = &plan.nodes[static_cast<std::size_t>(n->inputs[0])]) {
    HistoryStep step;
    if (n->kind == NodeKind::Orient) step.action = "edited", step.parameters = "turned upright";
    if (n->kind == NodeKind::Colour) step.action = "converted", step.parameters = "colour profile";
    if (!step.action.empty()) steps.insert(steps.begin(), std::move(step));
  }
  return steps;
}

class Writer {
 public:
  explicit Writer(const Catalogue& catalogue) : catalogue_(catalogue), when_(stated_time()) {}

  void add(HistoryStep step, const Item* item = nullptr) {
    step.agent = "Burnish " BURNISH_VERSION;
    step.when = when_;
    if (item != nullptr) {
      step.plugin = item->id;
      const Module& module = catalogue_.modules()[item->module];
      step.plugin_version = module.version;
      if (!module.sha256.empty()) step.plugin_hash = "sha256:" + module.sha256;
    }
    steps.push_back(std::move(step));
  }

  std::vector<HistoryStep> steps;

 private:
  const Catalogue& catalogue_;
  std::string when_;
};

/// Colour and orientation are steps too when they are asked for; then they are not said twice.
bool is_preparation(const AppliedStep& step) {
  const std::string_view id = short_id(step.op->id);
  return id == "auto_orient" || id == "convert_colour";
}

HistoryStep encoding(const OpenedInput& opened, std::size_t output) {
  const PlannedOutput& planned = opened.plan.outputs[output];
  const Item* decoder = opened.plan.sources[source_of(opened.plan, planned.node)].decoder;
  const auto mime = [](const Item& item) { return item.mime.empty() ? item.format : item.mime.front(); };
  const bool same = decoder->format == planned.encoder->format;
  HistoryStep step;
  step.action = same ? "saved" : "converted";
  step.parameters = same ? "as " + mime(*planned.encoder) : "from " + mime(*decoder) + " to " + mime(*planned.encoder);
  return step;
}

}  // namespace

std::vector<HistoryStep> history_of(const OpenedInput& opened, std::size_t output, const Catalogue& catalogue) {
  const PlannedOutput& planned = opened.plan.outputs[output];
  Writer writer(catalogue);
  for (HistoryStep& step : preparations(opened.plan, planned.node)) writer.add(std::move(step));
  for (const AppliedStep& applied : planned.steps) {
    if (is_preparation(applied)) continue;
    HistoryStep step;
    step.action = action_of(short_id(applied.op->id));
    step.parameters = parameters_of(applied);
    writer.add(std::move(step), applied.op);
  }
  writer.add(encoding(opened, output), planned.encoder);
  return std::move(writer.steps);
}

HistoryStep generated_step(const Item& op, std::string_view provider, const Catalogue& catalogue) {
  Writer writer(catalogue);
  HistoryStep step;
  step.action = "edited";
  step.parameters = std::string(short_id(op.id)) + " by " + std::string(provider);
  writer.add(std::move(step), &op);
  return std::move(writer.steps.front());
}

}  // namespace burnish
