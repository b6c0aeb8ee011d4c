#include "pipeline/canonical.hpp"

#include "load/record.hpp"
#include "load/sha256.hpp"
#include "pipeline/numbers.hpp"

namespace burnish {
namespace {

/// Writes every part with its length, so that no two pipelines share a text.
class CanonicalText {
 public:
  explicit CanonicalText(const Catalogue& catalogue) : catalogue_(catalogue) { out_.text("burnish-pipeline-1"); }

  void add(const Node& node) {
    out_.text(node.name);
    out_.text(node.read);
    add(node.decode);
    out_.number<uint8_t>(node.orient ? 1 : 0);
    out_.text(node.from);
    add(node.steps);
    count(node.generate ? 1 : 0);
    if (node.generate) add(*node.generate);
    count(node.importer ? 1 : 0);
    if (node.importer) add(*node.importer);
  }

  void add(const Output& output) {
    out_.text(output.name);
    out_.text(output.from);
    add(output.steps);
    out_.text(output.write);
    out_.text(output.format);
    if (!output.format.empty()) add(catalogue_.encoder_for_format(output.format));
    out_.text(output.quality ? number_text(*output.quality) : "");
    add(output.encode);
    out_.number<uint8_t>(output.keep_profile ? 1 : 0);
  }

  void count(std::size_t n) { out_.number(static_cast<uint64_t>(n)); }
  [[nodiscard]] const std::string& bytes() const { return out_.bytes(); }

 private:
  void add(const std::vector<Argument>& arguments) {
    count(arguments.size());
    for (const Argument& argument : arguments) {
      out_.text(argument.id);
      out_.text(argument.text);
    }
  }

  void add(const std::vector<Step>& steps) {
    count(steps.size());
    for (const Step& step : steps) add(step);
  }

  void add(const Step& step) {
    add(step.op);
    add(step.arguments);
    count(step.with.size());
    for (const std::string& name : step.with) out_.text(name);
    out_.text(step.provider);
    if (!step.component) return;
    count(step.component->values.size());
    for (const auto& [key, text] : step.component->values) {
      out_.text(key);
      out_.text(text);
    }
    out_.text(number_text(step.component->dpr));
    // A component becomes these when the size is known.
    for (const char* id : {"resize", "crop", "pad"}) add(catalogue_.find(Kind::Pixel, id));
  }

  void add(const Item* item) {
    out_.text(item == nullptr ? "" : item->id);
    if (item == nullptr) return;
    out_.number(item->version);
    const auto modules = catalogue_.modules();
    out_.text(item->module < modules.size() ? modules[item->module].version : "");
  }

  const Catalogue& catalogue_;
  RecordWriter out_;
};

}  // namespace

std::string pipeline_hash(const Pipeline& pipeline, const Catalogue& catalogue) {
  CanonicalText text(catalogue);
  text.count(pipeline.nodes.size());
  for (const Node& node : pipeline.nodes) text.add(node);
  text.count(pipeline.outputs.size());
  for (const Output& output : pipeline.outputs) text.add(output);
  return sha256_hex(text.bytes());
}

const Node* Pipeline::node(std::string_view name) const {
  for (const Node& candidate : nodes) {
    if (candidate.name == name) return &candidate;
  }
  return nullptr;
}

}  // namespace burnish
