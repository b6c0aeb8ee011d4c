// ComfyUI: the graph of nodes that made the picture. "prompt" is the graph as it ran (id -> class and inputs),
// "workflow" as it was drawn, with links apart and the values of widgets without names.
#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "generator_facts.hpp"
#include "json_text.hpp"
#include "text.hpp"

namespace midjourney {
namespace {

using std::string;
using std::string_view;

constexpr int certain = 95, drawn_only = 75, damaged = 55;
constexpr std::size_t most_steps = 256;

/// Widgets of the nodes that matter, in the order that a drawn graph saves their values in.
const std::map<string, std::vector<const char*>>& widgets() {
  static const std::map<string, std::vector<const char*>> table{
      {"KSampler", {"seed", "", "steps", "cfg", "sampler_name", "scheduler", "denoise"}},
      {"KSamplerAdvanced", {"", "noise_seed", "", "steps", "cfg", "sampler_name", "scheduler"}},
      {"RandomNoise", {"noise_seed"}},
      {"KSamplerSelect", {"sampler_name"}},
      {"BasicScheduler", {"scheduler", "steps", "denoise"}},
      {"CFGGuider", {"cfg"}},
      {"CLIPTextEncode", {"text"}},
      {"CheckpointLoaderSimple", {"ckpt_name"}},
      {"UNETLoader", {"unet_name"}},
      {"UnetLoaderGGUF", {"unet_name"}}};
  return table;
}

/// A drawn graph in the form of one that ran, as far as the table of widgets goes.
json as_run(const json& workflow) {
  json graph = json::object();
  const json& nodes = member(workflow, "nodes");
  if (!nodes.is_array()) return graph;
  std::map<string, string> from;  // link -> node it begins at
  const json& links = member(workflow, "links");
  for (std::size_t i = 0; links.is_array() && i < links.size(); ++i)
    if (links[i].is_array() && links[i].size() >= 4) from[scalar_text(links[i][0])] = scalar_text(links[i][1]);
  for (const json& node : nodes) {
    const string id = text_of(node, "id"), type = text_of(node, "type");
    if (id.empty()) continue;
    json inputs = json::object();
    const json& plugs = member(node, "inputs");
    for (std::size_t i = 0; plugs.is_array() && i < plugs.size(); ++i) {
      const auto link = from.find(text_of(plugs[i], "link"));
      if (link != from.end()) inputs[text_of(plugs[i], "name")] = json::array({link->second, 0});
    }
    const auto names = widgets().find(type);
    const json& values = member(node, "widgets_values");
    for (std::size_t i = 0; names != widgets().end() && values.is_array() && i < values.size(); ++i)
      if (i < names->second.size() && *names->second[i] != 0 && !inputs.contains(names->second[i]))
        inputs[names->second[i]] = values[i];
    graph[id] = {{"class_type", type}, {"inputs", std::move(inputs)}};
  }
  return graph;
}

class Graph {
 public:
  explicit Graph(const json& nodes) : nodes_(nodes) {}

  /// The node that turns noise into a picture; the one with most to tell when there are several.
  [[nodiscard]] const json* sampler() const {
    const json* best = nullptr;
    std::size_t most = 0;
    for (const auto& [id, node] : nodes_.items()) {
      const string type = text_of(node, "class_type");
      const json& inputs = member(node, "inputs");
      if (type.find("Sampler") == string::npos || type == "KSamplerSelect") continue;
      std::size_t told = 1;
      for (const char* name : {"seed", "noise_seed", "steps", "positive", "guider", "noise"})
        if (!member(inputs, name).is_null()) ++told;
      if (told <= most) continue;
      best = &node;
      most = told;
    }
    return best;
  }

  /// The first value under one of the names, in this node or, breadth first, in those that feed it through one of the
  /// inputs `through` (empty: any).
  [[nodiscard]] string value(const json* node, const std::vector<const char*>& names,
                             const std::vector<const char*>& through) const {
    std::vector<const json*> queue{node};
    std::set<const json*> seen;
    for (std::size_t i = 0; i < queue.size() && i < most_steps; ++i) {
      if (queue[i] == nullptr || !seen.insert(queue[i]).second) continue;
      const json& inputs = member(*queue[i], "inputs");
      for (const char* name : names)
        if (string text = scalar_text(member(inputs, name)); !trimmed(text).empty()) return text;
      if (!inputs.is_object()) continue;
      for (const auto& [key, input] : inputs.items())
        if (is_among(key, names) || through.empty() || is_among(key, through)) queue.push_back(target(input));
    }
    return {};
  }
  [[nodiscard]] string text_behind(const json* sampler, const char* input) const {
    const json* node = input_node(sampler, input);
    if (node == nullptr) node = input_node(input_node(sampler, "guider"), input);
    if (node == nullptr && string_view(input) == "positive")
      node = input_node(input_node(sampler, "guider"), "conditioning");
    if (node == nullptr) return {};
    return value(node, {"text", "text_g", "t5xxl", "clip_l", "prompt", "string", "value", "wildcard_text"},
                 {"conditioning", "conditioning_1", "conditioning_to", "conditioning_from", input});
  }

 private:
  static bool is_among(const string& key, const std::vector<const char*>& names) {
    for (const char* name : names)
      if (key == name) return true;
    return false;
  }
  /// The node that a link ["4", 0] comes from, or null.
  [[nodiscard]] const json* target(const json& link) const {
    if (!link.is_array() || link.size() != 2) return nullptr;
    const auto found = nodes_.find(scalar_text(link[0]));
    return found == nodes_.end() ? nullptr : &*found;
  }
  [[nodiscard]] const json* input_node(const json* node, const char* input) const {
    return node == nullptr ? nullptr : target(member(member(*node, "inputs"), input));
  }

  const json& nodes_;
};

bool is_graph(const json& document) {
  if (!document.is_object()) return false;
  for (const auto& [id, node] : document.items())
    if (member(node, "class_type").is_string()) return true;
  return false;
}

void tell(const json& nodes, const string& from, int sure, Facts& facts) {
  const auto add = [&](const char* key, const string& value) { facts.add(key, value, from, sure); };
  facts.add("source", "comfyui", from, std::max(sure, std::min(certain, sure + 15)));
  const Graph graph(nodes);
  const json* sampler = graph.sampler();
  if (sampler == nullptr) return facts.note("the graph of ComfyUI has no sampler that is known");
  const std::vector<const char*> ways{"noise", "guider", "sampler", "sigmas"};
  add("seed", graph.value(sampler, {"seed", "noise_seed", "value"}, {"noise"}));
  add("steps", graph.value(sampler, {"steps"}, ways));
  add("cfg_scale", graph.value(sampler, {"cfg"}, ways));
  add("sampler", graph.value(sampler, {"sampler_name"}, ways));
  add("scheduler", graph.value(sampler, {"scheduler"}, ways));
  add("denoise", graph.value(sampler, {"denoise"}, ways));
  add("model", graph.value(sampler, {"ckpt_name", "unet_name", "model_name"}, {"model", "guider"}));
  add("prompt", graph.text_behind(sampler, "positive"));
  add("negative_prompt", graph.text_behind(sampler, "negative"));
}

/// EXIF holds the same texts behind "Prompt:" and "Workflow:".
std::optional<json> graph_in(const Mark& m, string_view keyword) {
  string_view text = trimmed(m.text);
  if (starts_with(m.key, "exif:")) {
    if (!starts_with_in_any_case(text, string(keyword) + ":")) return std::nullopt;
    text.remove_prefix(keyword.size() + 1);
  } else if (m.key != keyword) {
    return std::nullopt;
  }
  json document = parse_json(text);
  if (!document.is_object()) return std::nullopt;
  return document;
}

}  // namespace

bool add_comfy_facts(const Marks& marks, Facts& facts) {
  for (const Mark& m : marks.texts) {
    const auto graph = graph_in(m, "prompt");
    if (!graph || !is_graph(*graph)) continue;
    tell(*graph, m.where, m.damaged ? damaged : certain, facts);
    return true;
  }
  for (const Mark& m : marks.texts) {
    const auto workflow = graph_in(m, "workflow");
    if (!workflow || !member(*workflow, "nodes").is_array()) continue;
    tell(as_run(*workflow), m.where, m.damaged ? damaged : drawn_only, facts);
    return true;
  }
  // Tools like FramePack write a plain sentence under the same keyword.
  if (const Mark* m = marks.find("prompt"); m != nullptr && !starts_with(trimmed(m->text), "{"))
    facts.add("prompt", trimmed(m->text), m->where, 60);
  return false;
}

}  // namespace midjourney
